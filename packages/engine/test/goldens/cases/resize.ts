import type { Goldens } from '../golden.ts'

const photo = 'photo.png'

/** Each mode, each key, and each way of scaling. `photo` is 180 × 120, `small` 60 × 40, `balloon` 120 × 120. */
export const RESIZE: Goldens = {
  'resize-lfit': [['photo.jpg', 'image/resize,w_120,h_100', 'jpg 120x80 q90']],
  'resize-mfit': [[photo, 'image/resize,m_mfit,w_90,h_90', 'png 135x90']],
  'resize-fill': [
    [photo, 'image/resize,m_fill,w_90,h_90', 'png 90x90'],
    [photo, 'image/resize,m_fill,w_90,h_30', 'png 90x30'],
  ],
  'resize-pad': [
    [photo, 'image/resize,m_pad,w_90,h_90,color_FF8800', 'png 90x90'],
    [photo, 'image/resize,m_pad,w_90,h_40', 'png 90x40'],
  ],
  'resize-pad-alpha': [['balloon.png', 'image/resize,m_pad,w_120,h_80,color_3366CC', 'png 120x80 alpha']],
  'resize-fixed': [
    [photo, 'image/resize,m_fixed,w_60,h_120', 'png 60x120'],
    [photo, 'image/resize,m_fixed,w_180,h_30', 'png 180x30'],
  ],
  'resize-one-side-makes-a-square': [
    [photo, 'image/resize,m_fixed,h_60', 'png 60x60'],
    [photo, 'image/resize,m_fill,w_60', 'png 60x60'],
    [photo, 'image/resize,m_pad,w_60,color_202020', 'png 60x60'],
  ],
  'resize-long-and-short-side': [
    [photo, 'image/resize,l_72', 'png 72x48'],
    [photo, 'image/resize,s_40', 'png 60x40'],
    [photo, 'image/resize,m_fixed,l_72,s_30', 'png 72x30'],
    [photo, 'image/resize,m_mfit,l_40', 'png 60x40'],
    [photo, 'image/resize,w_50,l_100', 'png 50x33'],
  ],
  'resize-percent': [
    [photo, 'image/resize,p_50', 'png 90x60'],
    [photo, 'image/resize,p_33', 'png 59x40'],
  ],
  'resize-enlarges': [
    ['small.png', 'image/resize,w_100,limit_0', 'png 100x67'],
    ['small.png', 'image/resize,p_200', 'png 120x80'],
    ['small.png', 'image/resize,m_fixed,w_120,h_20,limit_0', 'png 120x20'],
    ['balloon.png', 'image/crop,w_60,h_60,x_40,y_60/resize,w_100,limit_0', 'png 100x100 alpha'],
  ],
  'resize-limit-forbids': [
    ['small.png', 'image/resize,w_150', 'png 60x40'],
    ['small.png', 'image/resize,m_pad,w_50,h_50', 'png 60x40'],
  ],
  'resize-large': [
    ['large.jpg', 'image/resize,w_120', 'jpg 120x80 q90'],
    ['large.png', 'image/resize,w_120', 'png 120x80'],
  ],
  'resize-averaged-and-fast': [
    [photo, 'image/resize,w_75', 'png 75x50', { resampling: 'area' }],
    [photo, 'image/resize,w_75', 'png 75x50', { resampling: 'fast' }],
    ['balloon.png', 'image/resize,w_70', 'png 70x70 alpha', { resampling: 'area' }],
    ['balloon.png', 'image/resize,w_70', 'png 70x70 alpha', { resampling: 'fast' }],
  ],
  'resize-extreme-shape': [['ribbon.png', 'image/resize,m_fill,w_100,h_170,limit_0', 'png 100x170']],
}
