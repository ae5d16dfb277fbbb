export { byteLength, decodeBase64, encodeBase64 } from './base64.ts'
export { createOperation } from './create.ts'
export { GrammarError, type GrammarErrorCode, type GrammarErrorDetails } from './errors.ts'
export { GRAMMAR_LIMITS } from './limits.ts'
export {
  type Diagnose,
  type Fields,
  type Group,
  type OperationDefinition,
  type Parameters,
  parametersOf,
  type Settle,
  type Syntax,
} from './operation.ts'
export { FORMATS, type Format } from './operations/format.ts'
export { GRAVITIES, type Gravity } from './operations/gravity.ts'
export {
  definitionOf,
  type InputFor,
  type MarkOperation,
  type MarkOperationInput,
  type Operation,
  type OperationName,
  operations,
} from './operations/index.ts'
export { FONTS } from './operations/watermark.ts'
export type {
  ChoiceParameter,
  ColorParameter,
  FlagParameter,
  ImageParameter,
  IntegerParameter,
  MarkImage,
  MarkImageInput,
  Parameter,
  ParameterCodes,
  Presence,
  Reading,
  Refusal,
  TextParameter,
} from './parameters.ts'
export { parse, type SafeParse, safeParse } from './parse.ts'
export { processInBody } from './persist-body.ts'
export type { ImageStage, Process, SaveAs, Stage, StyleStage } from './process.ts'
export { type References, references, type TextMark, textId } from './references.ts'
export { stringify, stringifyOperation } from './stringify.ts'
export { type ExpandedProcess, expandStyles, parseStyle } from './styles.ts'
