import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as bench from '../bench/lib/pieces.mjs'

/** Only there a process tells what it takes. */
const LINUX = process.platform === 'linux'

describe('statistics', () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 2, 3], 0.5, 2.5],
    [[10, 20], 0.25, 12.5],
    [[7], 0.99, 7],
  ])('of %j the quantile %d is %d', (values, share, expected) => {
    expect(bench.quantile(values, share)).toBeCloseTo(expected, 9)
  })

  it('fits a line', () => {
    expect(bench.slope([[0, 1], [1, 3], [2, 5]])).toBeCloseTo(2, 9) // biome-ignore format: points
    expect(bench.slope([[0, 1]])).toBe(0)
  })

  it('counts durations to 1 %, and adds what was counted elsewhere', () => {
    const [low, high] = [bench.createHistogram(), bench.createHistogram()]
    for (let ms = 1; ms <= 500; ms++) bench.record(low, ms)
    for (let ms = 501; ms <= 1000; ms++) bench.record(high, ms)
    const all = bench.merged([low, high])
    expect(all.count).toBe(1000)
    for (const share of [0.01, 0.5, 0.95, 0.99])
      expect(Math.abs(bench.quantileOf(all, share) / (1000 * share) - 1)).toBeLessThan(0.02)
    expect(bench.quantileOf(all, 1)).toBeLessThanOrEqual(1000)
    expect(bench.quantileOf(bench.createHistogram(), 0.5)).toBeNaN()
  })

  it('tells when latencies are as usual again', () => {
    const calm = (from: number) => Array.from({ length: 20 }, (_, at) => [from + 100 * at, 10, 200] as const)
    expect(bench.recoveredAfter(calm(0), 12)).toBe(0)
    expect(bench.recoveredAfter([[50, 900, 200], [150, 3, 503], ...calm(500)], 12)).toBe(0.5)
    // One slow request in a window is usual.
    expect(bench.recoveredAfter([...calm(0), [550, 900, 200]], 12)).toBe(0)
    expect(bench.recoveredAfter([...calm(0), [2050, 900, 200]], 12)).toBeNull()
  })

  it('finds growth in the second half only', () => {
    const samples = Array.from({ length: 120 }, (_, at) => ({
      at: at * 1000,
      memory: at < 60 ? 50 + 10 * at : 700 + at / 60,
      descriptors: at < 90 ? 30 : 34,
    }))
    const { memorySlope, descriptorGrowth } = bench.growthOf(samples)
    expect(memorySlope).toBeCloseTo(1, 6)
    expect(descriptorGrowth).toBe(4)
  })
})

describe('plots', () => {
  it('has ticks at round values', () => {
    const { at, ticks } = bench.scaleOf([0, 43], [0, 100])
    expect(ticks).toEqual([0, 10, 20, 30, 40])
    expect(at(21.5)).toBe(50)
  })

  it('is SVG that a renderer takes', async () => {
    const bars = [{ name: 'a', value: 0.9, color: '#000' }, { name: 'b', value: undefined, color: '#000' }] // biome-ignore format: bars
    const charts = [
      bench.barChart({ title: '<1> & more', unit: 'share', groups: [{ label: 'one', bars }] }),
      bench.lineChart({
        title: 'lines',
        unit: 's',
        panels: [{ label: 'ms', series: [{ name: 'p99', color: '#f00', points: [[0, 1], [1, Number.NaN], [2, 3]] }] }], // biome-ignore format: points
      }),
    ]
    for (const chart of charts) {
      expect(chart).not.toMatch(/NaN|undefined|Infinity/)
      expect((await sharp(Buffer.from(chart)).metadata()).format).toBe('svg')
    }
  })
})

describe('goals', () => {
  const calm = { p50: 5, p95: 8, p99: 10, count: 100 }
  const overload = {
    accepted: { ...calm, p99: 2020 },
    unloaded: calm,
    refused: calm,
    health: calm,
    goodput: 0.9,
    wrong: {},
    wrongHealth: {},
    recovered: 0.5,
    peak: 100,
    budget: 200,
  }

  it('are met by a server that bears an overload', () => {
    expect(bench.goalsOf({ overload }).filter(({ met }) => !met)).toEqual([])
  })

  it.each([
    [{ accepted: { ...calm, p99: 2031 } }, /p99 of the accepted/],
    [{ goodput: 0.84 }, /goodput/],
    [{ health: { ...calm, p99: 201 } }, /health/],
    [{ wrong: { 500: 1 } }, /no error/],
    [{ recovered: null }, /as without load/],
    [{ peak: 201 }, /memory/],
  ])('are missed with %j', (change, goal) => {
    const missed = bench.goalsOf({ overload: { ...overload, ...change } }).filter(({ met }) => !met)
    expect(missed).toEqual([expect.objectContaining({ goal: expect.stringMatching(goal) })])
  })
})

describe('rounds of an overload', () => {
  const round = (accepted: number, recovered: number | null, wrong = {}) => ({
    capacity: { rate: 100, p50: 60, p99: accepted },
    unloaded: { p99: 10 },
    accepted: { rate: accepted, p99: 1000 + accepted },
    refused: { count: 10 * accepted },
    health: { p95: 20 },
    late: { largest: accepted },
    rate: 1000,
    opened: 500 + accepted,
    wrong,
    wrongHealth: {},
    recovered,
    timeline: [{ accepted }],
  })

  it('are told by their medians, by what was slowest, and by all that was wrong', () => {
    const rounds = [round(70, 0.5), round(90, 2, { 500: 1 }), round(80, 1, { 500: 2, ECONNRESET: 1 })]
    expect(bench.summaryOf(rounds)).toMatchObject({
      shares: [0.7, 0.9, 0.8],
      goodput: 0.8,
      accepted: { rate: 80, p99: 1080 },
      refused: { count: 800 },
      opened: 590,
      recoveries: [0.5, 2, 1],
      recovered: 2,
      wrong: { 500: 3, ECONNRESET: 1 },
      timeline: [{ accepted: 80 }],
    })
  })

  it('have not recovered when one has not', () => {
    expect(bench.summaryOf([round(70, 0.5), round(80, null)])).toMatchObject({ recovered: null })
  })
})

describe('a mix', () => {
  const copies = bench.COPIES.quick

  it('repeats what it is to repeat, and nothing else', () => {
    const mix = bench.createMix(bench.REALISTIC, { repeats: 0.8, copies })
    const paths = Array.from({ length: 5000 }, () => {
      const { workload, index } = mix.next()
      return bench.PATHS.ossimg(workload, index, copies)
    })
    const share = 1 - new Set(paths).size / paths.length
    expect(share).toBeGreaterThan(0.77)
    expect(share).toBeLessThan(0.83)
  })

  it('without repeats never asks for the same twice', () => {
    const mix = bench.createMix(bench.HEAVY, { repeats: 0, copies })
    const paths = Array.from({ length: 1000 }, () => {
      const { workload, index } = mix.next()
      return bench.PATHS.ossimg(workload, index, copies)
    })
    expect(new Set(paths).size).toBe(paths.length)
  })
})

describe('sources', () => {
  const copies = bench.COPIES.quick
  const workload = bench.workloadOf('crop photo-2')
  const mix = () => bench.createMix(bench.REALISTIC, { repeats: 0.8, copies })

  it.each([
    ['of a workload', () => bench.coldSource(workload, bench.PATHS.ossimg, copies, 1000)],
    ['of a mix', () => bench.mixSource(mix(), bench.PATHS.ossimg, copies)],
  ])('%s go on behind what was asked for', (_, open) => {
    const whole = open().take(30).paths
    const source = open()
    expect(source.take(20).paths).toEqual(whole.slice(0, 20))
    source.drop(5)
    expect(source.take(25).paths).toEqual(whole.slice(5))
  })

  it('of a workload end', () => {
    const source = bench.coldSource(workload, bench.PATHS.ossimg, copies, 10)
    source.drop(4)
    expect(source.left).toBe(6)
    expect(source.take(100).paths).toHaveLength(6)
  })
})

describe.each(bench.WORKLOADS)('$name', (workload) => {
  it('has as many URLs as it says', () => {
    const copies = bench.COPIES.few
    const space = Math.min(5000, bench.spaceOf(workload, copies))
    for (const pathOf of [bench.PATHS.ossimg, bench.PATHS.ceiling]) {
      const paths = Array.from({ length: space }, (_, index) => pathOf(workload, index, copies))
      expect(new Set(paths).size).toBe(space)
    }
  })
})

describe('servers', () => {
  const copies = bench.COPIES.few
  let servers: Record<'ossimg' | 'ceiling' | 'ipx', Awaited<ReturnType<typeof bench.STARTS.ossimg>>>
  let generator: ReturnType<typeof bench.startGenerator>
  let world: Awaited<ReturnType<typeof bench.createWorld>>

  beforeAll(async () => {
    world = await bench.createWorld(copies)
    const { ossimg, ceiling, ipx } = bench.STARTS
    servers = { ossimg: await ossimg(world), ceiling: await ceiling(world), ipx: await ipx(world) }
    generator = bench.startGenerator()
  })

  afterAll(async () => {
    generator?.stop()
    for (const server of Object.values(servers ?? {})) await server.stop()
    world?.remove()
  })

  it.each(bench.WORKLOADS)('make the same of $name', async (workload) => {
    expect(await bench.verify(servers, workload, 0, copies)).toMatch(/^\w+ \d+ x \d+ x \d+$|^\{/)
  })

  it('are asked by so many at a time', async () => {
    const workload = bench.workloadOf('thumbnail photo-2')
    const paths = Array.from({ length: 20 }, (_, index) => bench.PATHS.ceiling(workload, index, copies))
    const cell = await bench.runCell(generator, servers.ceiling, { paths, connections: 4, seconds: 60 })
    expect(cell).toMatchObject({ answers: 20, used: 20, statuses: { 200: 20 }, failures: {} })
    expect(cell.bytes).toBeGreaterThan(20 * 1000)
    expect(cell.cpu).toBeGreaterThanOrEqual(LINUX ? 10 : 0)
    expect(cell.peak).toBeGreaterThanOrEqual(LINUX ? 10 : 0)
    expect(bench.summarise([cell], 200)).toMatchObject({ wrong: {} })
    expect(bench.summarise([cell], 304)).toMatchObject({ wrong: { 200: 20 } })
  })

  it('are asked whether something has changed', async () => {
    const path = bench.PATHS.ossimg(bench.workloadOf('thumbnail photo-2'), 0, copies)
    const { headers } = await bench.fetchBody(servers.ossimg, path)
    const job = { port: servers.ossimg.port, paths: [path], etags: [headers.get('etag')], again: true }
    const { statuses } = await generator.closed({ ...job, connections: 2, seconds: 0.3 })
    expect(Object.keys(statuses)).toEqual(['304'])
  })

  it('are asked at a rate, answered or not', async () => {
    const job = { port: servers.ossimg.port, paths: ['/-/health', '/bench/nothing'], connections: 4 }
    const result = await generator.open({ ...job, mostConnections: 50, rate: 100, seconds: 1, samples: true })
    expect(Object.keys(result.statuses)).toEqual(['200', '404'])
    expect(result.samples).toHaveLength(result.sent)
    expect(result.sent).toBeGreaterThan(50)
    expect(result.sent).toBeLessThan(170)
  })

  it('are asked for the same by many at once', async () => {
    const path = bench.PATHS.ceiling(bench.workloadOf('info small'), 0, copies)
    const { statuses } = await generator.burst({ port: servers.ceiling.port, path, connections: 30 })
    expect(statuses).toEqual({ 200: 30 })
  })

  it('are counted', () => {
    const pids = bench.processTree(servers.ossimg.pid)
    expect(pids).toContain(servers.ossimg.pid)
    if (!LINUX) return
    expect(bench.processTree(process.pid)).toEqual(expect.arrayContaining(pids))
    expect(bench.memoryOf(pids)).toBeGreaterThan(20)
    expect(bench.cpuOf(pids)).toBeGreaterThan(0)
    expect(bench.descriptorsOf(pids)).toBeGreaterThan(5)
  })
})
