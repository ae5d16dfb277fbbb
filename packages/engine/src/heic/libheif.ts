import type { Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs'
import type { Raw } from '../pixels/raw.ts'
import { Heap } from './heap.ts'
import type { Decoded } from './messages.ts'
import { unmultiply } from './unmultiply.ts'

/** Values of libheif's enumerations. */
const COLORSPACE_RGB = 1
const CHROMA_INTERLEAVED_RGB = 10
const CHROMA_INTERLEAVED_RGBA = 11
const CHANNEL_INTERLEAVED = 10

/** Where `strict_decoding` stands in a `heif_decoding_options`, to whose end alone its versions add. */
const STRICT_DECODING = 21

/**
 * Decodes the primary picture of a file: cropped, turned and mirrored as its properties say, tiles put together, any
 * depth brought to 8 bits, alpha as its fourth channel when it has some.
 *
 * @throws HeifError when libheif refuses; any other error leaves `libheif` in an unknown state.
 */
export function decodePrimary(libheif: Libheif, bytes: Uint8Array): Decoded {
  const heap = new Heap(libheif)
  try {
    const handle = openPrimary(libheif, heap, bytes)
    return { raw: decodeHandle(libheif, heap, handle), profile: profileOf(libheif, heap, handle) }
  } finally {
    heap.free()
  }
}

function openPrimary(libheif: Libheif, heap: Heap, bytes: Uint8Array): number {
  const source = heap.store(bytes)
  const context = libheif._heif_context_alloc()
  heap.whenFreed(() => libheif._heif_context_free(context))
  heap.check((error) =>
    libheif._heif_context_read_from_memory_without_copy(error, context, source, bytes.length, 0),
  )
  const handle = heap.word((result) =>
    heap.check((error) => libheif._heif_context_get_primary_image_handle(error, context, result)),
  )
  heap.whenFreed(() => libheif._heif_image_handle_release(handle))
  return handle
}

function decodeHandle(libheif: Libheif, heap: Heap, handle: number): Raw {
  const alpha = libheif._heif_image_handle_has_alpha_channel(handle) !== 0
  const channels = alpha ? 4 : 3
  const chroma = alpha ? CHROMA_INTERLEAVED_RGBA : CHROMA_INTERLEAVED_RGB
  const options = strictOptions(libheif, heap)
  const image = heap.word((result) =>
    heap.check((error) => libheif._heif_decode_image(error, handle, result, COLORSPACE_RGB, chroma, options)),
  )
  heap.whenFreed(() => libheif._heif_image_release(image))
  const width = libheif._heif_image_get_width(image, CHANNEL_INTERLEAVED)
  const height = libheif._heif_image_get_height(image, CHANNEL_INTERLEAVED)
  let plane = 0
  const stride = heap.word((result) => {
    plane = libheif._heif_image_get_plane_readonly(image, CHANNEL_INTERLEAVED, result)
  })
  const data = packRows(libheif.HEAPU8.subarray(plane), { height, stride, length: width * channels })
  if (alpha && libheif._heif_image_handle_is_premultiplied_alpha(handle) !== 0) unmultiply(data)
  return { data, width, height, channels }
}

/** Without them a tile that cannot be decoded is left out of the picture. */
function strictOptions(libheif: Libheif, heap: Heap): number {
  const options = libheif._heif_decoding_options_alloc()
  heap.whenFreed(() => libheif._heif_decoding_options_free(options))
  libheif.HEAPU8[options + STRICT_DECODING] = 1
  return options
}

interface Rows {
  readonly height: number
  /** Bytes from a row's start to the next one's. */
  readonly stride: number
  /** Bytes of a row. */
  readonly length: number
}

/** A copy of a picture's rows, without what lies between them. */
function packRows(plane: Uint8Array, { height, stride, length }: Rows): Uint8Array<ArrayBuffer> {
  if (stride === length) return new Uint8Array(plane.subarray(0, height * length))
  const packed = new Uint8Array(height * length)
  for (let row = 0; row < height; row++)
    packed.set(plane.subarray(row * stride, row * stride + length), row * length)
  return packed
}

function profileOf(libheif: Libheif, heap: Heap, handle: number): Uint8Array | undefined {
  const size = libheif._heif_image_handle_get_raw_color_profile_size(handle)
  if (size === 0) return undefined
  const profile = heap.allocate(size)
  heap.check((error) => libheif._heif_image_handle_get_raw_color_profile(error, handle, profile))
  return heap.load(profile, size)
}
