import { expect, it } from 'vitest'
import { readProcess } from './read-process.ts'

it('reads a process', () => {
  expect(readProcess('image/resize,w_300')).toMatchObject({
    stages: [{ type: 'image', actions: [{ type: 'resize', width: 300 }] }],
  })
})

it.each([
  [
    'image/resize,w_0',
    `
image/resize,w_0
               ^
InvalidArgument: The value: 0 of parameter: w is invalid.
`,
  ],
  [
    'image/resize,w_100/缩放',
    `
image/resize,w_100/缩放
                   ^
`,
  ],
  [
    'image/watermark,text_水印,size_0',
    `
image/watermark,text_水印,size_0
                     ^
`,
  ],
])('shows what is wrong with %s', (text, shown) => {
  expect(() => readProcess(text)).toThrow(
    expect.objectContaining({ code: 'BadProcess', message: expect.stringContaining(shown.trim()) }),
  )
})

it('gives the reason on its own line', () => {
  expect(() => readProcess('image/resize,w_0')).toThrow(/\nexpected an integer .*received "0"$/)
})

it('says once what has no other words', () => {
  expect(() => readProcess('image/')).toThrow(
    /^image\/\n {6}\^\nInvalidArgument: The process has no operation/,
  )
})

it('refuses a style by name', () => {
  expect(() => readProcess('image/resize,w_100|style/thumb')).toThrow(
    'The process names the style "thumb", which only the service can look up: write its operations instead.',
  )
})
