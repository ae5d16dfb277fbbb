// The pictures that the documentation starts from, and how each becomes a file.
import sharp from 'sharp'
import { drawAnimation, drawHarbour, drawLogo, drawSticker } from './scene.mjs'

const JPEG = { quality: 88 }

/** By file name: what a reader is told, and the file. */
export const SOURCES = {
  'harbour.jpg': {
    about: 'a photo',
    make: () => open(drawHarbour()).jpeg(JPEG).toBuffer(),
  },
  'turned.jpg': {
    about:
      'the photo as a camera held on its side stores it: rows are columns, and EXIF orientation 6 says so',
    // Viewers obey the tag, so it looks upright wherever it is shown.
    make: () => open(drawHarbour()).rotate(-90).jpeg(JPEG).withMetadata({ orientation: 6 }).toBuffer(),
  },
  'balloon.png': {
    about: 'a picture with transparent and half transparent parts',
    make: () => open(drawSticker()).png({ compressionLevel: 9 }).toBuffer(),
  },
  'logo.png': {
    about: 'an image to draw over others',
    make: () => open(drawLogo()).png({ compressionLevel: 9 }).toBuffer(),
  },
  'boat.gif': {
    about: 'an animation',
    make: () => {
      const { delay, ...strip } = drawAnimation()
      return open(strip).gif({ loop: 0, delay, dither: 0, colours: 32 }).toBuffer()
    },
  },
}

function open({ data, ...raw }) {
  return sharp(data, { raw, animated: raw.pageHeight !== undefined })
}
