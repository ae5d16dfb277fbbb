// What is measured: chains as they are asked for, each with its floor.
import { floors } from './floors.mjs'

/** Without padding, in the alphabet of URLs. */
const base64 = (text) => Buffer.from(text).toString('base64url')

/** The key of the image that is drawn as a watermark. */
export const MARK_KEY = 'mark.png'

/** The text that is drawn as a watermark. */
export const MARK_TEXT = { content: 'Hello 图片服务!', size: 30, color: 'FFFFFF' }

const textMark = `text_${base64(MARK_TEXT.content)},size_${MARK_TEXT.size},color_${MARK_TEXT.color}`
const imageMark = `image_${base64(MARK_KEY)}`

/** The chains: `title` for the table, `process` as asked of a picture of that size. */
export const CHAINS = [
  chain('resize,w_300'),
  chain('resize,w_300/quality,q_80/format,webp'),
  chain('resize,m_fill,w_400,h_400/rotate,90/sharpen,100'),
  {
    title: 'crop of 60 %/resize,w_600/watermark,text/format,png',
    process: ({ width, height }) => {
      const crop = `crop,w_${Math.round(0.6 * width)},h_${Math.round(0.6 * height)},g_center`
      return `image/${crop}/resize,w_600/watermark,${textMark}/format,png`
    },
    floor: floors['crop of 60 %/resize,w_600/watermark,text/format,png'],
  },
  chain('resize,p_50/rounded-corners,r_30'),
  chain('resize,p_50/rounded-corners,r_30/format,png'),
  chain('resize,w_800/watermark,image', `resize,w_800/watermark,${imageMark}`),
  chain('indexcrop,x_500,i_1/resize,w_200'),
  chain('circle,r_200/format,png'),
  chain('resize,w_600/blur,r_3,s_2/bright,20'),
  chain('resize,w_400/format,avif'),
]

function chain(title, actions = title) {
  return { title, process: () => `image/${actions}`, floor: floors[title] }
}
