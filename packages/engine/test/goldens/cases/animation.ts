import { encodeBase64 } from '@ossimg/grammar'
import type { Goldens } from '../golden.ts'

const text = `text_${encodeBase64('GIF')}`
const ball = 'ball.gif'
const delays = 'frames of 50+100+150+200 ms'

/** `ball` has four frames of 96 × 64. */
export const ANIMATION: Goldens = {
  'animation-resize': [[ball, 'image/resize,w_60', `gif 60x40 alpha, ${delays}`]],
  'animation-modes': [
    [ball, 'image/resize,m_pad,w_48,h_48,color_FF8800', `gif 48x48 alpha, ${delays}`],
    [ball, 'image/resize,m_fill,w_40,h_40', `gif 40x40 alpha, ${delays}`],
  ],
  'animation-crop': [[ball, 'image/crop,w_48,h_48,g_east', `gif 48x48 alpha, ${delays}`]],
  'animation-watermark': [
    [ball, `image/watermark,${text},size_24,g_se,x_2,y_2`, `gif 96x64 alpha, ${delays}`],
    [
      ball,
      `image/resize,w_60/watermark,image_${encodeBase64('badge.png')},g_se,x_0,y_0`,
      `gif 60x40 alpha, ${delays}`,
    ],
  ],
  'animation-to-webp': [[ball, 'image/resize,w_60/format,webp', `webp 60x40 alpha, ${delays}`]],
  'animation-from-webp': [['ball.webp', 'image/crop,w_60,h_40,g_sw', `webp 60x40 alpha, ${delays}`]],
  'animation-orientation': [['ball-tag-6.webp', 'image/resize,w_60', `webp 60x40 alpha, ${delays}`]],
  'animation-not-enlarged': [[ball, 'image/resize,w_200,limit_0', `gif 96x64 alpha, ${delays}`]],
  'animation-ends': [
    [ball, 'image/format,png', 'png 96x64 alpha'],
    [ball, 'image/format,jpg', 'jpg 96x64 q80'],
    [ball, 'image/rotate,90', 'gif 64x96 alpha'],
    [ball, 'image/resize,p_50', 'gif 48x32 alpha'],
    [ball, 'image/bright,40', 'gif 96x64 alpha'],
  ],
}
