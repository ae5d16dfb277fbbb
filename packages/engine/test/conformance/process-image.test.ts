import { GrammarError, parse } from '@ossimg/grammar'
import { expect, it } from 'vitest'
import { EngineError, measureTexts, probe, processImage } from '../../src/index.ts'
import { asPng, card } from '../pictures.ts'

const source = asPng(card(80, 40))

it('takes a text, percent-encoded or not, or a tree', async () => {
  const process = 'image/resize,w_20'
  for (const given of [process, encodeURIComponent(process), parse(process)])
    expect(probe((await processImage(await source, given)).data)).toMatchObject({ width: 20, height: 10 })
})

it('puts the styles in their place', async () => {
  const styles = { small: 'image/resize,w_20', turned: 'rotate,90' }
  const { data } = await processImage(await source, 'style/small|style/turned|image/crop,w_5', { styles })
  expect(probe(data)).toMatchObject({ width: 5, height: 20 })
  await expect(processImage(await source, 'style/large', { styles })).rejects.toBeInstanceOf(GrammarError)
})

it('leaves storing to the caller', async () => {
  const { data } = await processImage(await source, 'image/resize,w_20|sys/saveas,o_ZGVzdC5qcGc')
  expect(probe(data).width).toBe(20)
})

it('makes the same of the same', async () => {
  const process = 'image/resize,w_50/rotate,30/sharpen,150/watermark,text_5Zu-,size_12,fill_1'
  const [one, other] = await Promise.all([
    processImage(await source, process),
    processImage(await source, process),
  ])
  expect(one).toEqual(other)
})

it('does not touch the bytes it is given', async () => {
  const bytes = Uint8Array.from(await source)
  await processImage(bytes, 'image/resize,w_20/watermark,text_5Zu-')
  expect(Buffer.compare(bytes, await source)).toBe(0)
})

it('reads a view into a larger buffer', async () => {
  const png = await source
  const larger = new Uint8Array(png.length + 20)
  larger.set(png, 7)
  const { data } = await processImage(larger.subarray(7, 7 + png.length), 'image/resize,w_20')
  expect(probe(data).width).toBe(20)
})

it('throws what is wrong with the text before what is wrong with the picture', async () => {
  await expect(processImage(Buffer.of(), 'image/resize')).rejects.toBeInstanceOf(GrammarError)
  await expect(processImage(Buffer.of(), 'image/resize,w_1')).rejects.toBeInstanceOf(EngineError)
})

it('measures each text once', async () => {
  const process = parse('image/watermark,text_YQ/watermark,text_YQ,g_nw/watermark,text_YQ,size_80')
  const stages = process.stages.filter((stage) => stage.type === 'image')
  const sizes = await measureTexts({ stages })
  expect(Object.keys(sizes)).toEqual(['text_YQ', 'text_YQ,size_80'])
  expect(sizes['text_YQ,size_80']?.height).toBeGreaterThan(sizes.text_YQ?.height ?? Infinity)
})
