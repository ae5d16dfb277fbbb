import type { Cell, Goldens } from '../golden.ts'

const TAGS = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** Circles, rounded corners, turns and orientation. `photo` is 180 × 120, `small` 60 × 40, `balloon` 120 × 120. */
export const SHAPES: Goldens = {
  circle: [
    ['photo.jpg', 'image/circle,r_40', 'jpg 81x81 q90'],
    ['photo.png', 'image/circle,r_40', 'png 81x81 alpha'],
    ['photo.jpg', 'image/circle,r_40/format,webp', 'webp 81x81 alpha'],
  ],
  'circle-radii': [
    ['small.png', 'image/circle,r_1', 'png 3x3 alpha'],
    ['small.png', 'image/circle,r_5', 'png 11x11 alpha'],
    ['small.png', 'image/circle,r_20', 'png 40x40 alpha'],
    ['photo.png', 'image/circle,r_4096', 'png 120x120 alpha'],
  ],
  'circle-alpha': [['balloon.png', 'image/circle,r_45', 'png 91x91 alpha']],
  'rounded-corners-jpg': [['photo.jpg', 'image/resize,w_120/rounded-corners,r_20', 'jpg 120x80 q90']],
  'rounded-corners-png': [['photo.png', 'image/resize,w_120/rounded-corners,r_20', 'png 120x80 alpha']],
  'rounded-corners-largest': [['photo.png', 'image/resize,w_120/rounded-corners,r_4096', 'png 120x80 alpha']],
  'rounded-corners-alpha': [['balloon.png', 'image/rounded-corners,r_50', 'png 120x120 alpha']],
  'rotate-quarters': [
    ['small.png', 'image/rotate,90', 'png 40x60'],
    ['small.png', 'image/rotate,180', 'png 60x40'],
    ['small.png', 'image/rotate,270', 'png 40x60'],
    ['small.png', 'image/rotate,360', 'png 60x40'],
  ],
  'rotate-free-jpg': [['photo.jpg', 'image/resize,w_120/rotate,30', 'jpg 144x129 q90']],
  'rotate-free-png': [['photo.png', 'image/resize,w_120/rotate,135', 'png 141x141']],
  'rotate-free-alpha': [['balloon.png', 'image/rotate,30', 'png 164x164 alpha']],
  'rotate-small-angles': [
    ['small.png', 'image/rotate,1', 'png 61x41'],
    ['small.png', 'image/rotate,200', 'png 70x58'],
    ['small.png', 'image/rotate,359', 'png 61x41'],
  ],
  'auto-orient-upright': TAGS.map((tag): Cell => [`tag-${tag}.jpg`, 'image/format,png', 'png 60x40']),
  'auto-orient-drops-the-tag': [
    ['tag-6.jpg', 'image/auto-orient,0/format,png', 'png 40x60'],
    ['tag-6.jpg', 'image/auto-orient,0/format,tiff', 'tiff 40x60'],
    ['tag-6.jpg', 'image/auto-orient,0/format,avif', 'avif 40x60'],
    ['tag-6.jpg', 'image/auto-orient,0/rotate,180', 'jpg 40x60 q90'],
  ],
  'auto-orient-as-stored': TAGS.map((tag): Cell => {
    const made = `jpg ${tag < 5 ? '60x40' : '40x60'} q90${tag === 1 ? '' : ` tag ${tag}`}`
    return [`tag-${tag}.jpg`, 'image/auto-orient,0', made]
  }),
}
