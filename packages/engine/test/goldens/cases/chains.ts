import { encodeBase64 } from '@ossimg/grammar'
import type { Goldens } from '../golden.ts'

const photo = 'photo.png'
const mark = `watermark,image_${encodeBase64('badge.png')}`

/** Chains whose order shows. `photo` is 180 × 120, `small` 60 × 40, `balloon` 120 × 120. */
export const CHAINS: Goldens = {
  'chain-marks-are-scaled-and-cut': [
    [photo, `image/${mark},g_center/resize,w_90`, 'png 90x60'],
    [photo, `image/resize,w_90/${mark},g_center`, 'png 90x60'],
    [photo, `image/${mark},g_center/crop,w_60,h_40,g_center/rotate,90`, 'png 40x60'],
  ],
  'chain-turns-add-up': [
    ['small.png', 'image/rotate,90/rotate,90', 'png 60x40'],
    ['small.png', 'image/rotate,30/rotate,90', 'png 65x72'],
    ['small.png', 'image/rotate,30/rotate,330', 'png 95x92'],
  ],
  'chain-cuts-and-turns': [
    [photo, 'image/crop,w_100,h_100,g_east/resize,h_60/crop,w_40/rotate,90', 'png 60x40'],
    [photo, 'image/rotate,90/crop,w_60,h_90,x_10/resize,w_40', 'png 40x60'],
  ],
  'chain-corners-then-turn': [
    [photo, 'image/resize,w_120/rounded-corners,r_20/rotate,30', 'png 144x129 alpha'],
  ],
  'chain-circle-on-white-then-mark': [
    ['photo.jpg', `image/circle,r_50/format,jpg/${mark},g_ne,x_0,y_0`, 'jpg 101x101 q90'],
  ],
  'chain-white-where-the-format-is-named': [
    ['balloon.png', 'image/resize,w_80/format,jpg/rotate,45/bright,-60', 'jpg 113x113 q80'],
    ['balloon.png', 'image/resize,w_80/rotate,45/bright,-60/format,jpg', 'jpg 113x113 q80'],
  ],
  'chain-blur-and-scale': [
    [photo, 'image/blur,r_3,s_3/resize,w_60', 'png 60x40'],
    [photo, 'image/resize,w_60/blur,r_3,s_3', 'png 60x40'],
  ],
  'chain-levels-in-order': [
    [photo, 'image/resize,w_90/bright,80/contrast,-60', 'png 90x60'],
    [photo, 'image/resize,w_90/contrast,-60/bright,80', 'png 90x60'],
    [photo, 'image/resize,w_90/sharpen,200/bright,-50', 'png 90x60'],
    [photo, 'image/resize,w_90/bright,-50/sharpen,200', 'png 90x60'],
  ],
  'chain-pad-then-turn': [[photo, 'image/resize,m_pad,w_90,h_90,color_3366CC/rotate,20', 'png 115x115']],
  'chain-orientation-first': [
    ['tag-6.jpg', 'image/crop,w_30,h_20,g_se/rotate,90', 'jpg 20x30 q90'],
    ['tag-6.jpg', 'image/auto-orient,0/crop,w_30,h_20,g_se', 'jpg 30x20 q90 tag 6'],
    ['tag-6.jpg', 'image/resize,w_30/auto-orient,0', 'jpg 30x45 q90 tag 6'],
  ],
  'chain-pipe': [
    ['photo.jpg', 'image/resize,w_120/quality,q_50|image/rotate,180/format,png', 'png 120x80'],
    ['photo.jpg', 'image/resize,w_90/quality,q_50|image/rotate,180/quality,q_50', 'jpg 90x60 q23'],
  ],
}
