// What the cost tables measure: what is done to a file of `sources.mjs`, the photo unless another is named.
import { encodeBase64 } from '@ossimg/grammar'

const image = (process) => `watermark,image_${encodeBase64(process)}`
const text = `watermark,text_${encodeBase64('Panorama 2024')}`

/** `tested`: of those the test of the memory estimate measures this one. */
export const ROWS = [
  { process: 'info', tested: true },
  { process: 'average-hue', tested: true },
  { process: 'average-hue', source: 'photo.png' },
  { process: 'resize,w_300', tested: true },
  { process: 'resize,w_300', source: 'turned.jpg' },
  { process: 'resize,w_300', source: 'progressive.jpg', tested: true },
  { process: 'resize,w_300', source: 'photo.png', tested: true },
  { process: 'resize,w_300', source: 'alpha.png' },
  { process: 'resize,w_300', source: 'photo.webp', tested: true },
  { process: 'resize,w_300', source: 'photo.tiff', tested: true },
  { process: 'resize,w_300', source: 'photo.bmp', tested: true },
  { process: 'resize,w_300', source: 'photo.avif' },
  { process: 'resize,w_300', source: 'large.heic', tested: true },
  { process: 'resize,w_200', source: 'moving.gif', tested: true },
  { process: 'resize,w_200', source: 'moving.webp' },
  { process: `resize,w_200/${image('mark.png')}`, source: 'moving.webp' },
  { process: 'resize,w_300/format,webp' },
  { process: 'resize,w_400/format,avif' },
  { process: 'resize,w_300', options: { resampling: 'area' } },
  { process: 'resize,w_300|image/info' },
  { process: 'resize,p_50', tested: true },
  { process: 'resize,p_80', source: 'photo.webp' },
  { process: 'resize,m_pad,w_800,h_800' },
  { process: 'resize,w_1500/rotate,90' },
  { process: 'crop,w_400,h_400,g_nw' },
  { process: 'crop,w_400,h_400,g_se', tested: true },
  { process: 'crop,w_2000,h_2000,g_center/resize,w_300' },
  { process: 'quality,q_80', tested: true },
  { process: 'quality,q_80', source: 'turned.jpg' },
  { process: 'quality,q_80', source: 'progressive.jpg' },
  { process: 'quality,q_80', source: 'photo.webp', tested: true },
  { process: 'interlace,1' },
  { process: 'format,webp', tested: true },
  { process: 'format,webp', source: 'moving.gif' },
  { process: 'format,png', tested: true },
  { process: 'format,png', source: 'moving.gif' },
  { process: 'format,bmp' },
  { process: 'format,tiff' },
  { process: 'format,jpg', source: 'photo.tiff' },
  { process: 'resize,w_3500/format,avif', tested: true },
  { process: 'rotate,90', tested: true },
  { process: 'rotate,90', source: 'photo.png', tested: true },
  { process: 'rotate,30', tested: true },
  { process: 'bright,20' },
  { process: 'sharpen,100' },
  { process: 'bright,20/contrast,20/bright,10/sharpen,50', tested: true },
  { process: 'blur,r_10,s_5', tested: true },
  { process: 'blur,r_10,s_5', source: 'alpha.png' },
  { process: 'resize,w_600/blur,r_3,s_2' },
  { process: text },
  { process: image('mark.png'), tested: true },
  { process: `resize,w_800/${image('mark.png')}` },
  { process: image('photo.jpg?x-oss-process=image/resize,P_30'), tested: true },
  { process: 'rounded-corners,r_200', tested: true },
  { process: 'rounded-corners,r_200', source: 'alpha.png' },
  { process: 'rounded-corners,r_200/format,png', tested: true },
  { process: 'circle,r_1000/format,png' },
].map(({ source = 'photo.jpg', options = {}, tested = false, process }) => ({
  source,
  process,
  options,
  tested,
}))

/** How a row is called in tables. */
export function titleOf({ source, process, options: { resampling } }) {
  const readable = process
    .replace(image('mark.png'), 'watermark,image')
    .replace(image('photo.jpg?x-oss-process=image/resize,P_30'), 'watermark,image_photo.jpg?resize,P_30')
    .replace(text, 'watermark,text')
  return `${source} \`${readable}\`${resampling ? `, ${resampling}` : ''}`
}
