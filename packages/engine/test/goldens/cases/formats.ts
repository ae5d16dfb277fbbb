import type { Goldens } from '../golden.ts'

/** Every format in and out. `photo` is 180 × 120, `balloon` 120 × 120 with alpha, `card` 96 × 64, `grid` 112 × 96. */
export const FORMATS: Goldens = {
  format: [
    ['photo.jpg', 'image/resize,w_90/format,png', 'png 90x60'],
    ['photo.png', 'image/resize,w_90/format,jpg', 'jpg 90x60 q80'],
    ['photo.jpg', 'image/resize,w_90/format,webp', 'webp 90x60'],
    ['photo.jpg', 'image/resize,w_90/format,avif', 'avif 90x60'],
    ['photo.jpg', 'image/resize,w_90/format,bmp', 'bmp 90x60'],
    ['photo.jpg', 'image/resize,w_90/format,tiff', 'tiff 90x60'],
  ],
  'format-gif-only-from-gif': [
    ['photo.jpg', 'image/resize,w_90/format,gif', 'jpg 90x60 q90'],
    ['balloon.png', 'image/resize,w_60/format,gif', 'png 60x60 alpha'],
    ['photo.gif', 'image/resize,w_90/format,gif', 'gif 90x60'],
  ],
  'format-alpha': [
    ['balloon.png', 'image/resize,w_80/format,jpg', 'jpg 80x80 q80'],
    ['balloon.png', 'image/resize,w_80/format,webp', 'webp 80x80 alpha'],
    ['balloon.png', 'image/resize,w_80/format,bmp', 'bmp 80x80 alpha'],
    ['balloon.png', 'image/resize,w_80/format,tiff', 'tiff 80x80 alpha'],
    ['balloon.png', 'image/resize,w_80/format,avif', 'avif 80x80 alpha'],
  ],
  'quality-jpg': [
    ['photo.jpg', 'image/resize,w_90/quality,Q_10', 'jpg 90x60 q10'],
    ['photo.jpg', 'image/resize,w_90/quality,q_50', 'jpg 90x60 q45'],
    ['photo.jpg', 'image/resize,w_90/quality,Q_95', 'jpg 90x60 q90'],
  ],
  'quality-webp': [
    ['photo.png', 'image/resize,w_90/format,webp/quality,Q_1', 'webp 90x60'],
    ['photo.png', 'image/resize,w_90/format,webp/quality,q_100', 'webp 90x60'],
  ],
  interlace: [
    ['photo.jpg', 'image/resize,w_90/interlace,1', 'jpg 90x60 q90 progressive'],
    ['balloon.png', 'image/resize,w_60/interlace,1/format,jpg', 'jpg 60x60 q80 progressive'],
    ['photo.png', 'image/resize,w_90/interlace,1', 'png 90x60'],
  ],
  'source-jpg': [
    ['progressive.jpg', 'image/resize,w_90/format,png', 'png 90x60'],
    ['grey.jpg', 'image/resize,w_90/format,png', 'png 90x60'],
    ['p3.jpg', 'image/resize,w_90/format,png', 'png 90x60'],
    ['cmyk.jpg', 'image/resize,w_90/format,png', 'png 90x60'],
    ['cmyk-bare.jpg', 'image/resize,w_90/format,png', 'png 90x60'],
  ],
  'source-jpg-to-jpg': [
    ['grey.jpg', 'image/resize,w_60', 'jpg 60x40 q90'],
    ['cmyk.jpg', 'image/resize,w_60', 'jpg 60x40 q90'],
    ['p3.jpg', 'image/resize,w_60', 'jpg 60x40 q90'],
  ],
  'source-png': [
    ['16-bit.png', 'image/resize,w_90', 'png 90x60'],
    ['palette.png', 'image/resize,w_90', 'png 90x60'],
    ['grey.png', 'image/resize,w_90', 'png 90x60'],
    ['balloon-grey.png', 'image/resize,w_60', 'png 60x60 alpha'],
  ],
  'source-opaque': [
    ['photo.webp', 'image/resize,w_90/format,png', 'png 90x60'],
    ['photo.tiff', 'image/resize,w_90/format,png', 'png 90x60'],
    ['photo.avif', 'image/resize,w_90/format,png', 'png 90x60'],
    ['photo.bmp', 'image/resize,w_90/format,png', 'png 90x60'],
    ['photo.gif', 'image/resize,w_90/format,png', 'png 90x60 alpha'],
  ],
  'source-alpha': [
    ['balloon.webp', 'image/resize,w_80/format,png', 'png 80x80 alpha'],
    ['balloon.tiff', 'image/resize,w_80/format,png', 'png 80x80 alpha'],
    ['balloon.avif', 'image/resize,w_80/format,png', 'png 80x80 alpha'],
    ['balloon.bmp', 'image/resize,w_80/format,png', 'png 80x80 alpha'],
  ],
  'source-heic': [
    ['card.heic', 'image/format,png', 'png 96x64'],
    ['orientation-6.heic', 'image/format,png', 'png 64x96'],
    ['display-p3.heic', 'image/format,png', 'png 96x64'],
    ['alpha.heic', 'image/format,png', 'png 96x64 alpha'],
    ['grid.heic', 'image/format,png', 'png 112x96'],
  ],
  'source-heic-to-jpg': [
    ['card.heic', 'image/resize,w_60', 'jpg 60x40 q80'],
    ['alpha.heic', 'image/resize,w_60/circle,r_19', 'jpg 39x39 q80'],
  ],
}
