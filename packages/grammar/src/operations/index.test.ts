import { describe, expect, it } from 'vitest'
import { parametersOf } from '../operation.ts'
import { parse } from '../parse.ts'
import { stringify } from '../stringify.ts'
import { definitionOf, type MarkOperation, operations } from './index.ts'

describe.each(Object.entries(operations))('%s', (name, definition) => {
  const parameters = parametersOf(definition)

  it('is found by its own name', () => {
    expect(definition.name).toBe(name)
    expect(definitionOf(name)).toBe(definition)
  })

  it('has a key of its own for every parameter', () => {
    const keys = parameters.flatMap(({ key, alias }) => (alias === undefined ? [key] : [key, alias]))
    expect(new Set([...keys, ...definition.ignored]).size).toBe(keys.length + definition.ignored.length)
    expect(keys.filter((key) => !/^[A-Za-z]*$/.test(key))).toEqual([])
    if (definition.syntax !== 'keyed') expect(parameters.length).toBeLessThan(2)
  })

  it('shows an example in canonical text', () => {
    expect(stringify(parse(definition.example))).toBe(definition.example)
    expect(definition.example).toContain(`/${name}`)
  })

  it('has defaults that its own parameters take', () => {
    for (const parameter of parameters) {
      // An image has no default.
      if (parameter.default === undefined || parameter.kind === 'image') continue
      const text = (parameter.write as (value: unknown) => string)(parameter.default)
      expect(parameter.read(text)).toEqual({ ok: true, value: parameter.default })
    }
  })
})

it('lets the same operations prepare the image of a watermark as its type says', () => {
  const names: Readonly<Record<MarkOperation['type'], true>> = {
    resize: true,
    crop: true,
    indexcrop: true,
    'rounded-corners': true,
    rotate: true,
    'auto-orient': true,
  }
  const marked = Object.values(operations).filter(({ inMark }) => inMark)
  expect(marked.map(({ name }) => name).sort()).toEqual(Object.keys(names).sort())
})

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'Resize', ''])('has no %j', (name) => {
  expect(definitionOf(name)).toBeUndefined()
})
