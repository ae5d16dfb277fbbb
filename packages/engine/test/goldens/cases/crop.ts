import type { Goldens } from '../golden.ts'

const photo = 'photo.png'

/** Cuts of `photo`, 180 × 120. */
export const CROP: Goldens = {
  'crop-gravities': [
    [photo, 'image/crop,w_60,h_40,g_nw', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,g_north', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,g_ne', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,g_west', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,g_center', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,g_east', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,g_sw', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,g_south', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,g_se', 'png 60x40'],
  ],
  'crop-offsets-go-right-and-down': [
    [photo, 'image/crop,w_60,h_40,x_90,y_50', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,x_40,y_20,g_center', 'png 60x40'],
    [photo, 'image/crop,w_60,h_40,x_10,y_10,g_se', 'png 50x30'],
  ],
  'crop-to-the-edge': [
    [photo, 'image/crop,x_90,y_40', 'png 90x80'],
    [photo, 'image/crop,w_1000,h_40,g_south', 'png 180x40'],
  ],
  'indexcrop-columns': [
    [photo, 'image/indexcrop,x_50', 'png 50x120'],
    [photo, 'image/indexcrop,x_50,i_1', 'png 50x120'],
    [photo, 'image/indexcrop,x_50,i_2', 'png 50x120'],
    [photo, 'image/indexcrop,x_50,i_3', 'png 30x120'],
  ],
  'indexcrop-rows': [
    [photo, 'image/indexcrop,y_50', 'png 180x50'],
    [photo, 'image/indexcrop,x_10,y_50,i_1', 'png 180x50'],
    [photo, 'image/indexcrop,y_50,i_2', 'png 180x20'],
    ['small.png', 'image/indexcrop,y_20,i_2', 'png 60x40'],
  ],
}
