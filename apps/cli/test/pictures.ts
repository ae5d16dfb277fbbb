import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** Draws `photo.jpg` (400 × 267, quality 82) and `logo.png` (40 × 30, half transparent) into a folder. */
export async function drawPictures(folder: string): Promise<void> {
  const photo = sharp({ create: { width: 400, height: 267, channels: 3, background: '#2277aa' } })
  const logo = sharp({ create: { width: 40, height: 30, channels: 4, background: '#ff000080' } })
  await writeFile(join(folder, 'photo.jpg'), await photo.jpeg({ quality: 82 }).toBuffer())
  await writeFile(join(folder, 'logo.png'), await logo.png().toBuffer())
}
