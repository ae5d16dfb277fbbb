import type {
  ChoiceParameter,
  ColorParameter,
  FlagParameter,
  ImageParameter,
  IntegerParameter,
  MarkImage,
  MarkImageInput,
  Parameter,
  Presence,
  Refusal,
  TextParameter,
} from './parameters.ts'

/**
 * Parameters that only make sense together and become one object in the tree, present when the first
 * of them is written. The others are range-checked all the same.
 */
export interface Group<Members extends Parameters = Parameters> {
  readonly kind: 'group'
  readonly members: Members
}

/** An operation's parameters by their names in the tree, in the order of canonical text. */
export type Parameters = Readonly<Record<string, Parameter>>

/** A definition's fields: parameters and groups of them. */
export type Fields = Readonly<Record<string, Parameter | Group>>

type ValueOf<Field> =
  Field extends ChoiceParameter<infer Value, Presence>
    ? Value
    : Field extends TextParameter<infer Value, Presence>
      ? Value
      : Field extends IntegerParameter
        ? number
        : Field extends FlagParameter
          ? boolean
          : Field extends ColorParameter
            ? string
            : Field extends ImageParameter
              ? MarkImage
              : Field extends Group<infer Members>
                ? TreeOf<Members>
                : never

type InputOf<Field> =
  Field extends Group<infer Members>
    ? Input<Members>
    : Field extends ImageParameter
      ? MarkImageInput
      : ValueOf<Field>

type OptionalIn<F, Kinds extends Presence> = {
  [Name in keyof F]: F[Name] extends Group
    ? Name
    : F[Name] extends { readonly presence: Kinds }
      ? Name
      : never
}[keyof F]

type Flatten<T> = { [K in keyof T]: T[K] }

/** The tree that `F` yields: defaults are filled in, so only `optional` fields may be absent. */
export type TreeOf<F> = Flatten<
  { readonly [Name in Exclude<keyof F, OptionalIn<F, 'optional'>>]: ValueOf<F[Name]> } & {
    readonly [Name in OptionalIn<F, 'optional'>]?: ValueOf<F[Name]>
  }
>

/** What one writes by hand for `F`: only `required` fields must be there. */
export type Input<F> = Flatten<
  { readonly [Name in Exclude<keyof F, OptionalIn<F, 'optional' | 'defaulted'>>]: InputOf<F[Name]> } & {
    readonly [Name in OptionalIn<F, 'optional' | 'defaulted'>]?: InputOf<F[Name]>
  }
>

/**
 * How an operation is written: `keyed` as `name,k_v,k_v`, `bare` as `name,value`, `flag` as `name`
 * alone. A keyed operation with `bareKey` also takes a value without a key.
 */
export type Syntax = 'keyed' | 'bare' | 'flag'

/** From the last text of each key (none: undefined) to what is wrong with them together, and the key to blame. */
export type Diagnose = (
  text: (key: string) => string | undefined,
) => (Refusal & { readonly key: string }) | undefined

/** From the values that were written to those that count, or to what is wrong with them together. */
export type Settle = (
  values: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>> | Refusal

interface OperationOptions<F extends Fields> {
  readonly syntax?: Syntax
  /** Keys that are accepted and have no effect. */
  readonly ignored?: readonly string[]
  /** The field that a value without a key belongs to, and its own diagnostic code. */
  readonly bareKey?: { readonly field: keyof F & string; readonly invalid: string }
  /** The diagnostic code when nothing follows the name although something must. */
  readonly missing?: string
  /** Must nothing stand beside it? */
  readonly alone?: true
  /** May it prepare the image of a watermark? */
  readonly inMark?: true
  /** One line: what it does with a picture. */
  readonly about: string
  /** The page of the official documentation it follows. */
  readonly source: string
  /** A request that shows it. */
  readonly example: string
  /** Judges raw texts by key, before any is read, where one diagnosis covers several. */
  readonly diagnose?: Diagnose
  /** Judges or simplifies the values that were written, before defaults are filled in. */
  readonly settle?: Settle
}

/** One operation of the dialect: the single source of its types, parsing, canonical text and docs. */
export interface OperationDefinition<Name extends string = string, F extends Fields = Fields> {
  readonly name: Name
  readonly fields: F
  readonly syntax: Syntax
  readonly ignored: readonly string[]
  readonly bareKey: { readonly field: string; readonly invalid: string } | undefined
  readonly missing: string | undefined
  readonly alone: boolean
  readonly inMark: boolean
  readonly about: string
  readonly source: string
  readonly example: string
  readonly diagnose: Diagnose | undefined
  readonly settle: Settle | undefined
}

/** The tree of the operation that `Definition` defines. */
export type OperationOf<Definition> =
  Definition extends OperationDefinition<infer Name, infer F>
    ? Flatten<{ readonly type: Name } & TreeOf<F>>
    : never

/** What one writes by hand for the operation that `Definition` defines; a bare operation's value stands alone. */
export type OperationInput<Definition> =
  Definition extends OperationDefinition<string, infer F> ? Input<F> : never

/**
 * Defines an operation: its wire name, its fields (tree name → parameter) and what is special.
 * `defineOperation('rotate', { angle: integer('', { min: 0, max: 360, … }) }, { syntax: 'bare', … })`.
 */
export function defineOperation<const Name extends string, const F extends Fields>(
  name: Name,
  fields: F,
  options: OperationOptions<F>,
): OperationDefinition<Name, F> {
  return {
    name,
    fields,
    syntax: options.syntax ?? 'keyed',
    ignored: options.ignored ?? [],
    bareKey: options.bareKey,
    missing: options.missing,
    alone: options.alone ?? false,
    inMark: options.inMark ?? false,
    about: options.about,
    source: options.source,
    example: options.example,
    diagnose: options.diagnose,
    settle: options.settle,
  }
}

/** Gathers parameters into one object of the tree; the first member decides whether it is there. */
export function group<const Members extends Parameters>(members: Members): Group<Members> {
  return { kind: 'group', members }
}

/** A definition's parameters, groups opened, in canonical order. */
export function parametersOf(definition: { readonly fields: Fields }): Parameter[] {
  return Object.values(definition.fields).flatMap((field) =>
    field.kind === 'group' ? Object.values(field.members) : [field],
  )
}
