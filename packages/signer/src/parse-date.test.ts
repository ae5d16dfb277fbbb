import { describe, expect, it } from 'vitest'
import { formatBasicDate, parseBasicDate, parseDate, parseHttpDate } from './parse-date.ts'

describe('parseDate', () => {
  it.each([
    ['Thu, 15 Jan 2026 08:30:00 GMT', '2026-01-15T08:30:00.000Z'],
    ['Thu, 29 Feb 2024 23:59:59 GMT', '2024-02-29T23:59:59.000Z'],
    ['20260115T083000Z', '2026-01-15T08:30:00.000Z'],
    ['20240229T235959Z', '2024-02-29T23:59:59.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(parseDate(text)?.toISOString()).toBe(iso)
  })

  it.each([
    '',
    'Invalid Date',
    'now',
    '1768465800',
    '2026-01-15T08:30:00.000Z',
    '2026-01-15',
    '20260231T083000Z',
    '20261315T083000Z',
    '20260115T240000Z',
    '20260115T083000',
    '20260115',
    'Fri, 15 Jan 2026 08:30:00 GMT',
    'Sat, 31 Feb 2026 08:30:00 GMT',
    'Thu, 15 Jan 2026 08:30:00',
    'Thu, 15 Jan 2026 08:30:00 +0800',
    'Thursday, 15-Jan-26 08:30:00 GMT',
  ])('%j is no date', (text) => {
    expect(parseDate(text)).toBeUndefined()
  })
})

it('reads one form only where one form is allowed', () => {
  expect(parseHttpDate('20260115T083000Z')).toBeUndefined()
  expect(parseBasicDate('Thu, 15 Jan 2026 08:30:00 GMT')).toBeUndefined()
})

describe('formatBasicDate', () => {
  it.each([
    ['2026-01-15T08:30:00.999Z', '20260115T083000Z'],
    ['0000-01-01T00:00:00.000Z', '00000101T000000Z'],
    ['9999-12-31T23:59:59.999Z', '99991231T235959Z'],
  ])('%s is %s', (iso, text) => {
    expect(formatBasicDate(new Date(iso))).toBe(text)
  })

  it.each(['soon', '-000001-12-31T23:59:59.999Z', '+010000-01-01T00:00:00.000Z'])(
    'cannot write %s',
    (iso) => {
      expect(formatBasicDate(new Date(iso))).toBeUndefined()
    },
  )
})
