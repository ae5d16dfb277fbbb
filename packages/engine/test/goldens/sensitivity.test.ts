import sharp, { type KernelEnum } from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Raw } from '../../src/pixels/raw.ts'
import { GOLDENS } from './cases/index.ts'
import { distance } from './compare.ts'
import { type Cell, draw } from './golden.ts'
import { boundOf, isWithin } from './judge.ts'
import { noise } from './paint.ts'
import { pagesOf } from './picture.ts'
import { sourceFile } from './sources.ts'
import { framesOn, readSheet } from './store.ts'

async function storedFrames(name: string): Promise<Raw[][] | undefined> {
  const sheet = await readSheet(name)
  return sheet && framesOn(sheet, GOLDENS[name] ?? [])
}

/** A cell of a golden and its stored frames. */
async function stored(name: string, index: number): Promise<{ cell: Cell; pages: readonly Raw[] }> {
  const cell = GOLDENS[name]?.[index]
  const pages = (await storedFrames(name))?.[index]
  if (!cell || !pages) throw new Error(`no cell ${index} of ${name} is stored`)
  return { cell, pages }
}

/** The picture moved to the left and up; its last columns and rows are repeated. */
function shifted({ data, width, height, channels }: Raw, across: number, down: number): Raw {
  const moved = new Uint8Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = Math.min(height - 1, y + down) * width + Math.min(width - 1, x + across)
      moved.set(data.subarray(from * channels, (from + 1) * channels), (y * width + x) * channels)
    }
  return { data: moved, width, height, channels }
}

describe('what the bounds notice', () => {
  // Blurred as far as it goes a picture is the same a pixel further.
  it.each(Object.entries(GOLDENS))('%s shifted by a pixel', async (name, cells) => {
    const golden = await storedFrames(name)
    const passed = cells.flatMap((cell, index) =>
      (cell[1].endsWith('r_50,s_50') ? [] : (golden?.[index] ?? [])).flatMap((page, frame) =>
        (
          [
            [1, 0],
            [0, 1],
          ] as const
        )
          .filter(([across, down]) => isWithin(boundOf(cell), distance(page, shifted(page, across, down))))
          .map((by) => `${cell[1]} frame ${frame} by ${by}`),
      ),
    )
    expect(passed).toEqual([])
  })

  it.each<[name: string, index: number, written: string, instead: string]>([
    ['resize-pad', 0, 'color_FF8800', 'color_FF8000'],
    ['resize-fill', 0, 'm_fill,w_90,h_90', 'h_90/crop,w_90,h_90'],
    ['crop-gravities', 4, 'g_center', 'g_north'],
    ['crop-offsets-go-right-and-down', 1, 'x_40', 'x_39'],
    ['indexcrop-columns', 1, 'i_1', 'i_2'],
    ['circle', 1, 'circle,r_40', 'crop,w_81,h_81,g_center/rounded-corners,r_39'],
    ['rounded-corners-png', 0, 'r_20', 'r_21'],
    ['rounded-corners-jpg', 0, '/rounded-corners,r_20', ''],
    ['rotate-quarters', 1, 'rotate,180', 'rotate,0'],
    ['rotate-free-alpha', 0, 'rotate,30', 'rotate,60'],
    ['bright', 2, 'bright,30', 'bright,31'],
    ['contrast', 2, 'contrast,30', 'contrast,31'],
    ['levels-jpg-and-alpha', 0, 'bright,50', 'bright,53'],
    ['sharpen', 1, 'sharpen,100', 'sharpen,120'],
    ['blur', 0, 'r_3,s_2', 'r_2,s_2'],
    ['blur', 1, 's_10', 's_9'],
    ['blur', 3, '/blur,r_50,s_50', ''],
    ['quality-jpg', 0, 'Q_10', 'Q_11'],
    ['interlace', 0, 'interlace,1', 'interlace,0'],
    ['auto-orient-as-stored', 5, 'auto-orient,0', 'auto-orient,1'],
    ['watermark-text', 0, '/watermark,', '/watermark,t_0,'],
    ['watermark-text-positions', 8, 'g_se', 'g_south'],
    ['watermark-text-positions', 8, 'x_4', 'x_5'],
    ['watermark-image-positions', 0, 'y_8', 'y_9'],
    ['watermark-voffset', 0, 'voffset_15', 'voffset_14'],
    ['watermark-text-shadow', 1, ',shadow_40', ''],
    ['watermark-text-cjk', 0, 'size_28', 'size_27'],
    ['watermark-text-jpg', 0, 'color_FF0000', 'color_E00000'],
    ['watermark-opacity', 2, 't_50', 't_53'],
    ['watermark-text-tiled', 1, 'padx_20', 'padx_19'],
    ['watermark-image-tiled', 0, 'fill_1', 'fill_0'],
    ['watermark-mixed', 1, 'align_0', 'align_1'],
    ['watermark-mixed', 1, 'interval_8', 'interval_7'],
    ['watermark-mixed', 4, 'order_1', 'order_0'],
    ['animation-watermark', 0, 'x_2,y_2', 'x_3,y_2'],
    ['chain-levels-in-order', 2, 'sharpen,200/bright,-50', 'bright,-50/sharpen,200'],
    ['chain-blur-and-scale', 0, 'blur,r_3,s_3/resize,w_60', 'resize,w_60/blur,r_3,s_3'],
  ])('%s, %i: "%s" done as "%s"', async (name, index, written, instead) => {
    const { cell, pages } = await stored(name, index)
    const [source, process, makes, ...options] = cell
    expect(process).toContain(written)
    const drawn = await draw([source, process.replace(written, instead), makes, ...options])
    const same =
      drawn.made === makes &&
      pages.every((page, frame) => {
        const made = drawn.pages[frame]
        return made && isWithin(boundOf(cell), distance(made, page))
      })
    expect(same).toBe(false)
  })

  // `lanczos2` is as good as cubic: within 2 levels.
  it.each<keyof KernelEnum>(['nearest', 'linear', 'mitchell', 'lanczos3'])(
    'the kernel %s instead of cubic or of averaging',
    async (kernel) => {
      const name = 'resize-averaged-and-fast'
      for (const index of [0, 1]) {
        const { cell, pages } = await stored(name, index)
        const other = await sharp(await sourceFile(cell[0]))
          .resize(75, 50, { fit: 'fill', kernel })
          .png()
          .toBuffer()
        const [made] = await pagesOf(other)
        expect(made && pages[0] && isWithin(boundOf(cell), distance(made, pages[0]))).toBe(false)
      }
    },
  )

  it('not one level more or less in every third sample', async () => {
    const { cell, pages } = await stored('resize-mfit', 0)
    const [page] = pages
    if (!page) throw new Error('a picture has a frame')
    const data = page.data.map((level, at) => {
      if (at % 3 !== 0) return level
      return Math.min(255, Math.max(0, level + (noise(at, 0) < 0.5 ? 1 : -1)))
    })
    expect(isWithin(boundOf(cell), distance(page, { ...page, data }))).toBe(true)
  })
})
