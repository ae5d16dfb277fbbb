import type { FontOptions, Plan } from '@ossimg/engine'
import type { TextMark } from '@ossimg/grammar'
import { remembered } from '../remembered.ts'
import type { Failure } from './failure.ts'
import type { WearLimits } from './wear.ts'
import type { Content, ContentFile, Inspection, Job, Question } from './worker.ts'

/** The file descriptor of the pipe between the two, in the child. */
export const PIPE = 3

/** Where a picture is: in a file, or in the part of the frame with this number. */
export type Place = ContentFile | number

type Places = Readonly<Record<string, Place>>

/** What a child is told. The first is `begin`; each is answered before the next one is looked at. */
export type Order =
  | { readonly type: 'begin'; readonly fonts: FontOptions | undefined; readonly wear: WearLimits }
  | {
      readonly type: 'inspect'
      readonly pictures: Places
      readonly texts: Readonly<Record<string, TextMark>>
    }
  /** The plan is in the part of this number, as JSON: the same plan is sent again and again. */
  | { readonly type: 'execute'; readonly plan: number; readonly source: Place; readonly images: Places }

/** What a child answers. */
export type Answer =
  | { readonly type: 'begun' }
  | { readonly type: 'inspected'; readonly inspection: Inspection }
  /** The only part is the picture. */
  | { readonly type: 'executed'; readonly contentType: string }
  | { readonly type: 'failed'; readonly failure: Failure }

/** An answer as it is sent, with what the child says of itself. */
export type Reply = Answer & {
  /** Does it keep much more memory than it needs? */
  readonly isWorn: boolean
}

/** An order, and the pictures that it brings along. */
export interface Sent {
  readonly order: Order
  readonly parts: readonly Uint8Array[]
}

/** A question as an order. */
export function orderInspection({ pictures, texts }: Question): Sent {
  const parts: Uint8Array[] = []
  const order: Order = { type: 'inspect', pictures: placeAll(pictures, parts), texts }
  return { order, parts }
}

/** A job as an order. */
export function orderExecution({ plan, source, images }: Job): Sent {
  const parts: Uint8Array[] = [planBytes(plan)]
  const order: Order = {
    type: 'execute',
    plan: 0,
    source: place(source, parts),
    images: placeAll(images, parts),
  }
  return { order, parts }
}

/** A plan as it is sent. */
export const planBytes = remembered((plan: Plan): Uint8Array => Buffer.from(JSON.stringify(plan)))

function placeAll(contents: Readonly<Record<string, Content>>, parts: Uint8Array[]): Places {
  return Object.fromEntries(Object.entries(contents).map(([name, content]) => [name, place(content, parts)]))
}

function place(content: Content, parts: Uint8Array[]): Place {
  if (content instanceof Uint8Array) return parts.push(content) - 1
  const { path, size } = content
  return { path, size }
}
