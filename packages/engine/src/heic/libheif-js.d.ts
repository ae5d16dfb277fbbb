declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  /** An address in the module's memory; 0 is none. */
  type Pointer = number

  /**
   * The C functions of libheif that we call, as Emscripten exports them. One that returns a `heif_error` takes the
   * address to write it to before its own parameters.
   */
  export interface Libheif {
    /** The whole memory. Memory that grows is another view, so this is to be read anew after every call. */
    readonly HEAPU8: Uint8Array
    /** The same memory, by words. */
    readonly HEAPU32: Uint32Array
    _malloc(size: number): Pointer
    _free(at: Pointer): void
    _heif_context_alloc(): Pointer
    _heif_context_free(context: Pointer): void
    _heif_context_read_from_memory_without_copy(
      error: Pointer,
      context: Pointer,
      bytes: Pointer,
      size: number,
      options: Pointer,
    ): void
    _heif_context_get_primary_image_handle(error: Pointer, context: Pointer, handle: Pointer): void
    _heif_image_handle_release(handle: Pointer): void
    _heif_image_handle_has_alpha_channel(handle: Pointer): number
    _heif_image_handle_is_premultiplied_alpha(handle: Pointer): number
    /** 0 when there is no ICC profile. */
    _heif_image_handle_get_raw_color_profile_size(handle: Pointer): number
    _heif_image_handle_get_raw_color_profile(error: Pointer, handle: Pointer, profile: Pointer): void
    /** Options as they are by default. */
    _heif_decoding_options_alloc(): Pointer
    _heif_decoding_options_free(options: Pointer): void
    _heif_decode_image(
      error: Pointer,
      handle: Pointer,
      image: Pointer,
      colorspace: number,
      chroma: number,
      options: Pointer,
    ): void
    _heif_image_release(image: Pointer): void
    _heif_image_get_width(image: Pointer, channel: number): number
    _heif_image_get_height(image: Pointer, channel: number): number
    _heif_image_get_plane_readonly(image: Pointer, channel: number, stride: Pointer): Pointer
  }

  interface Options {
    /** Where the module's standard output goes, by lines. */
    readonly print?: (line: string) => void
    /** Where the module's standard error goes, by lines. */
    readonly printErr?: (line: string) => void
  }

  /** Compiles the module, which takes some 40 ms. */
  export default function createLibheif(options?: Options): Libheif
}
