import type { Goldens } from '../golden.ts'

const photo = 'photo.png'

/** Brightness, contrast, sharpness. `photo` is made 90 × 60, `balloon` is 120 × 120. */
export const COLOURS: Goldens = {
  bright: [
    [photo, 'image/resize,w_90/bright,-100', 'png 90x60'],
    [photo, 'image/resize,w_90/bright,-30', 'png 90x60'],
    [photo, 'image/resize,w_90/bright,30', 'png 90x60'],
    [photo, 'image/resize,w_90/bright,100', 'png 90x60'],
  ],
  contrast: [
    [photo, 'image/resize,w_90/contrast,-100', 'png 90x60'],
    [photo, 'image/resize,w_90/contrast,-30', 'png 90x60'],
    [photo, 'image/resize,w_90/contrast,30', 'png 90x60'],
    [photo, 'image/resize,w_90/contrast,100', 'png 90x60'],
  ],
  'levels-jpg-and-alpha': [
    ['photo.jpg', 'image/resize,w_90/bright,50', 'jpg 90x60 q90'],
    ['photo.jpg', 'image/resize,w_90/contrast,50', 'jpg 90x60 q90'],
    ['balloon.png', 'image/resize,w_80/bright,60', 'png 80x80 alpha'],
    ['balloon.png', 'image/resize,w_80/contrast,60', 'png 80x80 alpha'],
  ],
  sharpen: [
    [photo, 'image/resize,w_90/sharpen,50', 'png 90x60'],
    [photo, 'image/resize,w_90/sharpen,100', 'png 90x60'],
    [photo, 'image/resize,w_90/sharpen,399', 'png 90x60'],
    ['balloon.png', 'image/resize,w_80/sharpen,300', 'png 80x80 alpha'],
  ],
  blur: [
    [photo, 'image/resize,w_90/blur,r_3,s_2', 'png 90x60'],
    [photo, 'image/resize,w_90/blur,r_10,s_10', 'png 90x60'],
    [photo, 'image/resize,w_90/blur,r_3,s_30', 'png 90x60'],
    [photo, 'image/resize,w_120/blur,r_50,s_50', 'png 120x80'],
  ],
  'blur-alpha': [
    ['balloon.png', 'image/resize,w_80/blur,r_2,s_2', 'png 80x80 alpha'],
    ['balloon.png', 'image/resize,w_80/blur,r_10,s_5', 'png 80x80 alpha'],
  ],
  'blur-large-jpg': [['large.jpg', 'image/blur,r_20,s_12/resize,w_120', 'jpg 120x80 q90']],
  'blur-large-alpha': [['balloon.png', 'image/resize,p_120/blur,r_50,s_10', 'png 144x144 alpha']],
}
