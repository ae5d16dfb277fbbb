import { EngineError } from '../errors.ts'
import { FORMAT_TRAITS } from '../formats.ts'
import { type Lower, oneStep, withoutSteps } from './lower.ts'

/** Source: OSS, "Convert image formats". */
export const format: Lower<'format'> = ({ format: name }, canvas) => {
  // A gif is only made from a gif; from anything else the format stays, without an error.
  if (name === 'gif' && canvas.base.format !== 'gif') return withoutSteps(canvas)
  if (!FORMAT_TRAITS[name].writable)
    throw new EngineError('InvalidArgument', `The value: ${name} of parameter: format is invalid.`, {
      ec: '0040-00000206',
      operation: 'format',
    })
  const converted = { ...canvas, format: name }
  if (FORMAT_TRAITS[name].alpha || !canvas.alpha) return withoutSteps(converted)
  return oneStep({ type: 'flatten', color: 'FFFFFF' }, { ...converted, alpha: false })
}
