import { encodeBase64, GRAVITIES } from '@ossimg/grammar'
import type { Cell, Goldens } from '../golden.ts'

const photo = 'photo.png'
/** 90 × 60 */
const small = 'image/resize,w_90'
/** 120 × 80 */
const middle = 'image/resize,w_120'

/** The keys of a text to draw. */
const text = (content: string) => `text_${encodeBase64(content)}`

/** The keys of an image to draw, with the operations that prepare it. */
const image = (key: string, prepared?: string) =>
  `image_${encodeBase64(prepared === undefined ? key : `${key}?x-oss-process=image/${prepared}`)}`

const badge = image('badge.png')
const tiny = image('badge.png', 'resize,w_18')

/** Marks on `photo` made 90 × 60 or 120 × 80. The badge is 48 × 48 with alpha, `small` 60 × 40. */
export const WATERMARK: Goldens = {
  'watermark-text': [[photo, `${middle}/watermark,${text('Hello')}`, 'png 120x80']],
  'watermark-text-positions': GRAVITIES.map(
    (gravity): Cell => [photo, `${small}/watermark,${text('OSS')},size_16,x_4,y_8,g_${gravity}`, 'png 90x60'],
  ),
  'watermark-image': [[photo, `${middle}/watermark,${badge}`, 'png 120x80']],
  'watermark-image-positions': GRAVITIES.map(
    (gravity): Cell => [photo, `${small}/watermark,${tiny},x_4,y_8,g_${gravity}`, 'png 90x60'],
  ),
  'watermark-voffset': [
    [photo, `${small}/watermark,${tiny},x_4,voffset_15,g_west`, 'png 90x60'],
    [photo, `${small}/watermark,${tiny},x_4,voffset_-15,g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${tiny},x_4,voffset_15,g_se`, 'png 90x60'],
  ],
  'watermark-text-cjk': [
    [photo, `${middle}/watermark,${text('图片服务')},size_28,g_center,color_FFFFFF`, 'png 120x80'],
  ],
  'watermark-text-jpg': [
    ['photo.jpg', `${middle}/watermark,${text('Red 红')},size_30,g_north,color_FF0000`, 'jpg 120x80 q90'],
  ],
  'watermark-text-shadow': [
    [photo, `${small}/watermark,${text('Shade')},size_30,g_north,y_4,color_FFFFFF,shadow_100`, 'png 90x60'],
    [photo, `${small}/watermark,${text('Shade')},size_30,g_north,y_4,color_FFFFFF,shadow_40`, 'png 90x60'],
  ],
  'watermark-text-turned': [
    [photo, `${small}/watermark,${text('Turn')},size_24,rotate_30,g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${text('Turn')},size_24,rotate_90,g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${text('Turn')},size_20,rotate_315,g_nw,x_0,y_0,shadow_80`, 'png 90x60'],
  ],
  'watermark-text-special-characters': [
    [photo, `${middle}/watermark,${text('<b>&%')},size_40,g_nw`, 'png 120x80'],
    [photo, `${middle}/watermark,${text('one\ntwo')},size_40,g_nw`, 'png 120x80'],
  ],
  'watermark-text-clipped': [
    [photo, `${small}/watermark,${text('Hello 图片服务!')}`, 'png 90x60'],
    [photo, `${small}/watermark,${text('Hello 图片服务!')},g_west,x_20`, 'png 90x60'],
    [photo, `${small}/watermark,${text('Hg')},size_100,g_center`, 'png 90x60'],
  ],
  'watermark-image-clipped': [
    [photo, `${small}/watermark,${badge},g_nw,x_60,y_30`, 'png 90x60'],
    [photo, `${small}/watermark,${badge},g_se,x_60,y_30`, 'png 90x60'],
    [photo, `${small}/watermark,${badge},g_nw,x_90`, 'png 90x60'],
    ['small.png', `image/watermark,${image('photo.bmp')},g_center`, 'png 60x40'],
  ],
  'watermark-opacity': [
    [photo, `${small}/watermark,${text('OSS')},size_36,g_center,t_100`, 'png 90x60'],
    [photo, `${small}/watermark,${text('OSS')},size_36,g_center,t_50,shadow_100,color_FFFFFF`, 'png 90x60'],
    [photo, `${small}/watermark,${badge},g_center,t_50`, 'png 90x60'],
    [photo, `${small}/watermark,${badge},g_center,t_0`, 'png 90x60'],
  ],
  'watermark-text-tiled': [
    [photo, `${middle}/watermark,${text('OSS')},size_16,fill_1,t_60`, 'png 120x80'],
    [photo, `${middle}/watermark,${text('OSS')},size_16,fill_1,padx_20,pady_10,rotate_30`, 'png 120x80'],
  ],
  'watermark-image-tiled': [
    [photo, `${middle}/watermark,${badge},fill_1,padx_12,pady_4,g_center,t_80`, 'png 120x80'],
  ],
  'watermark-mixed-tiled': [
    [
      photo,
      `${middle}/watermark,${tiny},${text('OSS')},size_16,fill_1,padx_10,pady_10,interval_4`,
      'png 120x80',
    ],
  ],
  'watermark-image-share-of-the-main': [
    [photo, `${small}/watermark,${image('badge.png', 'resize,P_50')},g_nw,x_0,y_0`, 'png 90x60'],
    [photo, `${small}/watermark,${image('small.jpg', 'resize,P_50')},g_nw,x_0,y_0`, 'png 90x60'],
    [photo, `${small}/watermark,${image('small.jpg', 'resize,P_100')},g_nw,x_0,y_0,t_70`, 'png 90x60'],
  ],
  'watermark-image-prepared': [
    [photo, `${small}/watermark,${image('badge.png', 'crop,w_48,h_24,g_north')},g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${image('badge.png', 'indexcrop,x_24,i_1')},g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${image('small.jpg', 'resize,w_45/rotate,30')},g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${image('small.jpg', 'rounded-corners,r_20')},g_center`, 'png 90x60'],
    [
      photo,
      `${small}/watermark,${image('small.jpg', 'rounded-corners,r_20/rotate,30')},g_center`,
      'png 90x60',
    ],
    [photo, `${small}/watermark,${image('tag-6.jpg', 'resize,w_45')},g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${image('tag-6.jpg', 'auto-orient,0/resize,w_30')},g_center`, 'png 90x60'],
  ],
  'watermark-image-formats': [
    [photo, `${small}/watermark,${image('photo.webp', 'resize,P_50')},g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${image('photo.bmp', 'resize,P_50')},g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${image('photo.tiff', 'resize,P_50')},g_center`, 'png 90x60'],
  ],
  'watermark-mixed': [
    [photo, `${small}/watermark,${tiny},${text('OSS')},size_30,color_FFFFFF,g_center`, 'png 90x60'],
    [photo, `${small}/watermark,${tiny},${text('OSS')},size_12,align_0,g_sw,interval_8`, 'png 90x60'],
    [photo, `${small}/watermark,${tiny},${text('OSS')},size_12,align_1,g_sw,interval_8`, 'png 90x60'],
    [photo, `${small}/watermark,${tiny},${text('OSS')},size_12,align_2,g_sw,interval_8`, 'png 90x60'],
    [photo, `${small}/watermark,${tiny},${text('OSS')},size_12,order_1,align_0,g_sw,interval_2`, 'png 90x60'],
    [photo, `${small}/watermark,${tiny},${text('OSS')},size_12,order_1,rotate_90,g_sw`, 'png 90x60'],
  ],
  'watermark-several': [
    [
      photo,
      [
        middle,
        `watermark,${badge},g_nw,x_5,y_5`,
        `watermark,${image('small.jpg', 'resize,P_30')},g_ne,x_5,y_5`,
        `watermark,${text('one')},size_24,g_sw`,
        `watermark,${text('二')},size_40,color_FFE040,g_center`,
        `watermark,${badge},t_60,g_center`,
      ].join('/'),
      'png 120x80',
    ],
  ],
  'watermark-on-alpha': [
    [
      'balloon.png',
      `image/watermark,${text('OSS 服务')},size_24,color_FFFFFF,g_center,shadow_80`,
      'png 120x120 alpha',
    ],
    ['balloon.png', `image/watermark,${badge},g_ne,x_0,y_0,t_70`, 'png 120x120 alpha'],
  ],
}
