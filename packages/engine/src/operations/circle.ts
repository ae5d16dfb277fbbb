import { resized } from '../canvas.ts'
import { centered, sameSize } from '../geometry.ts'
import { followedBy, type Lower, oneStep, withoutSteps } from './lower.ts'

/** A circle with a centre pixel, so `2 · r + 1` px across, as far as the image is. Source: OSS, "Circle". */
export const circle: Lower<'circle'> = ({ radius }, canvas) => {
  const side = Math.min(2 * radius + 1, canvas.width, canvas.height)
  const square = { width: side, height: side }
  const region = { ...centered(canvas, square), ...square }
  const cut = sameSize(canvas, square)
    ? withoutSteps(canvas)
    : oneStep({ type: 'extract', region }, resized(canvas, square))
  return followedBy(cut, (current) =>
    oneStep(
      { type: 'mask', shape: 'circle', radius: side / 2, ...square, background: null },
      { ...current, alpha: true },
    ),
  )
}
