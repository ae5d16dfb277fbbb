import { describe, expect, it } from 'vitest'
import { memoryIo } from '../test/memory-io.ts'
import { readProcess } from './read-process.ts'

const STYLES = {
  thumb: 'image/resize,w_100',
  bare: 'rotate,90',
  wrong: 'image/resize,w_100/rotate,361',
  unknown: 'image/缩放',
  nested: 'style/thumb',
  report: 'image/info',
  long: Array(5).fill('image/rotate,90').join('|'),
}

const { io } = memoryIo({ files: { 's.json': Buffer.from(JSON.stringify(STYLES)) } })
const read = (text: string, styles?: string) => readProcess(text, styles, io)

it('reads a process', async () => {
  expect(await read('image/resize,w_300')).toMatchObject({
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
])('shows what is wrong with %s', async (text, shown) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'BadProcess',
    message: expect.stringContaining(shown.trim()),
  })
})

it('gives the reason on its own line', async () => {
  await expect(read('image/resize,w_0')).rejects.toThrow(/\nexpected an integer .*received "0"$/)
})

it('says once what has no other words', async () => {
  await expect(read('image/')).rejects.toThrow(
    /^image\/\n {6}\^\nInvalidArgument: The process has no operation/,
  )
})

describe('styles', () => {
  it('are put in the places of their names', async () => {
    expect(await read('style/thumb|style/bare|image/info', 's.json')).toMatchObject({
      stages: [
        { actions: [{ type: 'resize', width: 100 }] },
        { actions: [{ type: 'rotate' }] },
        { actions: [{ type: 'info' }] },
      ],
    })
  })

  it('are not read where none is named', async () => {
    expect(await read('image/info', 'none.json')).toMatchObject({ stages: [{ type: 'image' }] })
  })

  it.each([
    [
      'style/thumb',
      undefined,
      'Usage',
      'The process names the style "thumb": give the file that holds it, --styles FILE.',
    ],
    ['style/thumb|style/none', 's.json', 'File', 's.json holds no style "none".'],
    ['style/constructor', 's.json', 'File', 's.json holds no style "constructor".'],
    ['style/thumb', 'none.json', 'File', 'cannot read none.json'],
  ])('%s from %s: %s', async (text, file, code, message) => {
    await expect(read(text, file)).rejects.toMatchObject({ code, message })
  })

  it.each([
    [
      'wrong',
      `
image/resize,w_100/rotate,361
                          ^
InvalidArgument: The value: 361 of parameter: rotate is invalid. (style wrong)
expected an integer in [0,360], received "361"
in the style "wrong" of s.json`,
    ],
    [
      'unknown',
      `
image/缩放
      ^
`,
    ],
    [
      'nested',
      `
style/thumb
^
InvalidArgument: The operation: style is not supported in a style. (style nested)
`,
    ],
    [
      'report|image/rotate,90',
      `
image/info
      ^
`,
    ],
    [
      'long|image/rotate,90|image/rotate,90',
      `
style/long|image/rotate,90|image/rotate,90
^
InvalidArgument: The process has more than 5 pipes.
`,
    ],
  ])('are shown where they are wrong: %s', async (name, shown) => {
    await expect(read(`style/${name}`, 's.json')).rejects.toMatchObject({
      code: 'BadProcess',
      message: expect.stringContaining(shown.trim()),
    })
  })
})
