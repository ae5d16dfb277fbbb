import {
  createOperation,
  type ImageStage,
  type InputFor,
  type Operation,
  type OperationDefinition,
  type OperationName,
  operations,
  type Process,
  parse,
  type Stage,
  stringify,
} from '@ossimg/grammar'
import { checkStyleName } from './names.ts'

/** A process under construction. It never changes: every method gives a new one. */
export interface ProcessBuilder extends Process {
  /** Lets `next` work on the result, after a pipe. What can follow is what can follow `next`. */
  pipe<Next extends ProcessBuilder>(next: Next): Next
  /** The canonical text, `image/resize,w_100/rotate,90`. Not checked as a whole. */
  toString(): string
  /**
   * The tree by itself, checked as a whole. Throws `GrammarError`, as for an `image()` without operations.
   */
  toProcess(): Process
}

/**
 * A process that ends in operations on an image, with a method for each operation of `@ossimg/grammar`: its
 * wire name in camel case (`auto-orient` is `autoOrient`), its values by their names in the tree. An
 * operation with one value takes it directly: `rotate(90)`. Each method throws `GrammarError` for values that
 * OSS would refuse.
 */
export type ImageBuilder = ProcessBuilder & {
  readonly [Name in OperationName as CamelCase<Name>]: (...input: OperationArguments<Name>) => ImageBuilder
}

/**
 * What the method of an operation takes: nothing for one without values, else its input or its only value.
 */
export type OperationArguments<Name extends OperationName> = [keyof InputFor<Name>] extends [never]
  ? []
  : [input: InputFor<Name> | BareValue<Name>]

/** The value that may stand without a name: the only one there is; of `quality`, the absolute. */
type BareValue<Name extends OperationName> = Name extends 'quality'
  ? number
  : Required<InputFor<Name>>[Sole<keyof InputFor<Name>>]

/** `Key` if it is one name, never if it is several. */
type Sole<Key, All = Key> = Key extends unknown ? ([All] extends [Key] ? Key : never) : never

type CamelCase<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Name

const NAMES = Object.keys(operations) as readonly OperationName[]

/** Begins a process with operations on the image: `image().resize({ width: 100 }).rotate(90)`. */
export function image(): ImageBuilder {
  return imageBuilder([], { type: 'image', actions: [] })
}

/**
 * Begins a process with a style of the bucket: `style('thumb')`.
 * Throws `InvalidArgument` for a name that no style has.
 */
export function style(name: string): ProcessBuilder {
  checkStyleName(name)
  return stagesBuilder([{ type: 'style', name }])
}

function imageBuilder(earlier: readonly Stage[], last: ImageStage): ImageBuilder {
  const append = (operation: Operation) =>
    imageBuilder(earlier, { ...last, actions: [...last.actions, operation] })
  const methods = NAMES.map((name) => [
    camelCase(name),
    (value?: unknown) => append(createOperation(name, inputOf(operations[name], value))),
  ])
  // The methods are those that the type is mapped from, name by name.
  return { ...stagesBuilder([...earlier, last]), ...Object.fromEntries(methods) } as ImageBuilder
}

function stagesBuilder(stages: readonly Stage[]): ProcessBuilder {
  return {
    stages,
    pipe: <Next extends ProcessBuilder>(next: Next) => follow(stages, next),
    toString: () => stringify({ stages }),
    toProcess: () => parse(stringify({ stages })),
  }
}

/** `next` with stages before its own. It keeps its type, because its last stage stays the last. */
function follow<Next extends ProcessBuilder>(stages: readonly Stage[], next: Next): Next {
  const all = [...stages, ...next.stages]
  const last = all.at(-1)
  return (last?.type === 'image' ? imageBuilder(all.slice(0, -1), last) : stagesBuilder(all)) as Next
}

/** A value that stands alone, under the name it has in the operation's input. */
function inputOf(definition: OperationDefinition, value: unknown = {}): InputFor<OperationName> {
  const { bareKey, fields } = definition
  const [name, ...others] = bareKey ? [bareKey.field] : Object.keys(fields)
  const alone = typeof value !== 'object' && name !== undefined && others.length === 0
  // What is wrong with any other value, `createOperation` tells.
  return alone ? { [name]: value } : (value as InputFor<OperationName>)
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
