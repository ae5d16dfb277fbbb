// What the documentation shows of each operation: one to four processes, the definition's own example among them.
import { encodeBase64 } from '@ossimg/grammar'

const HELLO = encodeBase64('Hello 图片服务!')
const LOGO = encodeBase64('logo.png')
const TURNED_LOGO = encodeBase64('logo.png?x-oss-process=image/resize,P_25/rotate,45')

/** By operation: a process, what to see in its result, and the source where it is not the photo. */
export const EXAMPLES = {
  resize: [
    { process: 'image/resize,w_150', about: 'Fits the width; the height follows.' },
    {
      process: 'image/resize,m_fill,w_200,h_100',
      about: 'Covers the box, and cuts what is beyond it, evenly.',
    },
    {
      process: 'image/resize,m_pad,w_150,h_150,color_1E2A4A',
      about: 'Fits into the box, and fills the rest with a colour.',
    },
    { process: 'image/resize,m_fixed,w_120,h_150', about: 'Exactly this size: the picture is distorted.' },
  ],
  crop: [
    { process: 'image/crop,w_100,h_100,g_se', about: 'The lower right corner.' },
    {
      process: 'image/crop,x_20,y_10,w_100,h_140',
      about: 'From 20 px right and 10 px down of the upper left corner.',
    },
    { process: 'image/crop,x_150', about: 'Without width and height: everything to the edges.' },
  ],
  indexcrop: [
    { process: 'image/indexcrop,x_100,i_2', about: 'The third column of 100 px.' },
    { process: 'image/indexcrop,y_120,i_1', about: 'The second row of 120 px, of which 80 are left.' },
  ],
  circle: [
    { process: 'image/circle,r_100/format,png', about: 'As large as fits, transparent around it.' },
    { process: 'image/circle,r_50', about: '101 px across; a jpg is white around it.' },
  ],
  'rounded-corners': [
    { process: 'image/rounded-corners,r_30/format,png', about: 'Transparent corners.' },
    { process: 'image/resize,w_150/rounded-corners,r_50', about: 'A jpg has white ones.' },
  ],
  rotate: [
    { process: 'image/rotate,90', about: 'A quarter turn clockwise.' },
    { process: 'image/resize,w_200/rotate,20', about: 'The canvas grows, and is white where nothing is.' },
    {
      process: 'image/rotate,20',
      source: 'balloon.png',
      about: 'A picture with transparent parts stays transparent around.',
    },
  ],
  'auto-orient': [
    {
      process: 'image/auto-orient,0/resize,w_100',
      source: 'turned.jpg',
      about: '100 px wide as stored. The jpg keeps its tag, so that viewers still turn it.',
    },
    {
      process: 'image/auto-orient,0/resize,w_100/format,png',
      source: 'turned.jpg',
      about: 'What the pixels look like without the tag.',
    },
    {
      process: 'image/resize,w_100',
      source: 'turned.jpg',
      about: 'Without the operation, or with `auto-orient,1`: turned upright first, then 100 px wide.',
    },
  ],
  bright: [
    { process: 'image/bright,50', about: 'Brighter.' },
    { process: 'image/bright,-50', about: 'Darker.' },
  ],
  contrast: [
    { process: 'image/contrast,-50', about: 'Less contrast.' },
    { process: 'image/contrast,50', about: 'More contrast.' },
  ],
  sharpen: [
    { process: 'image/sharpen,100', about: 'The suggested strength.' },
    { process: 'image/sharpen,399', about: 'The greatest strength.' },
  ],
  blur: [
    { process: 'image/blur,r_3,s_2', about: 'A little.' },
    { process: 'image/blur,r_20,s_10', about: 'Much.' },
  ],
  quality: [
    { process: 'image/resize,w_200/quality,q_80', about: "80 % of the source's own quality, which is 88." },
    { process: 'image/resize,w_200/quality,Q_15', about: 'Quality 15: few bytes, and it shows.' },
  ],
  format: [
    { process: 'image/resize,w_200/format,webp', about: 'A webp.' },
    { process: 'image/format,jpg', source: 'balloon.png', about: 'A jpg has no transparency: white.' },
    { process: 'image/resize,w_100/format,webp', source: 'boat.gif', about: 'An animation may stay one.' },
    {
      process: 'image/format,png',
      source: 'boat.gif',
      about: 'Where the format has no frames, the first one.',
    },
  ],
  interlace: [
    { process: 'image/interlace,1', about: 'Looks the same once it is there: only the way to it differs.' },
  ],
  info: [
    { process: 'image/info', about: 'Of a photo.' },
    {
      process: 'image/info',
      source: 'turned.jpg',
      about: 'Width and height are those of the stored rows and columns.',
    },
  ],
  'average-hue': [
    { process: 'image/average-hue', about: 'Of a photo.' },
    { process: 'image/average-hue', source: 'balloon.png', about: 'Transparent parts do not count.' },
  ],
  watermark: [
    { process: 'image/watermark,g_south,text_SGVsbG8gV29ybGQ,size_30', about: 'A text.' },
    {
      process: `image/watermark,image_${LOGO},text_${HELLO},color_FFFFFF,size_22,interval_8,align_1,shadow_60`,
      about: 'An image and a text in line, in white with a shadow.',
    },
    {
      process: `image/watermark,t_70,g_ne,image_${TURNED_LOGO}`,
      about: 'An image, first fitted into a quarter of the picture and turned; its opacity is 70 %.',
    },
    {
      process: `image/watermark,t_40,text_${encodeBase64('ossimg')},color_FFFFFF,size_18,rotate_330,fill_1,padx_24,pady_20`,
      about: 'A turned text, tiled.',
    },
  ],
}
