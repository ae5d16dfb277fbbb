import { describe, expect, it } from 'vitest'
import { parse } from './parse.ts'
import { processInBody } from './persist-body.ts'

const saved = parse('image/resize,w_100|sys/saveas,o_5Zu-Pj4_,b_ZGVzdC1idWNrZXQ')

describe('processInBody', () => {
  it.each([
    ['raw, padded', 'x-oss-process=image/resize,w_100|sys/saveas,o_5Zu-Pj4_,b_ZGVzdC1idWNrZXQ='],
    ['raw, standard alphabet', 'x-oss-process=image/resize,w_100|sys/saveas,o_5Zu+Pj4/,b_ZGVzdC1idWNrZXQ='],
    [
      'form-encoded, standard alphabet',
      'x-oss-process=image%2Fresize%2Cw_100%7Csys%2Fsaveas%2Co_5Zu%2BPj4%2F%2Cb_ZGVzdC1idWNrZXQ%3D',
    ],
    ['with a line end', 'x-oss-process=image/resize,w_100|sys/saveas,o_5Zu-Pj4_,b_ZGVzdC1idWNrZXQ\r\n'],
  ])('%s', (_, body) => {
    expect(parse(processInBody(body) ?? '')).toStrictEqual(saved)
  })

  it.each([
    ['x-oss-process=', ''],
    ['x-oss-process=\n', ''],
    ['x-oss-process=a=b', 'a=b'], // the first equals sign ends the name
    ['x-oss-process', undefined],
    ['', undefined],
    ['image/resize,w_100', undefined],
    ['X-Oss-Process=image/info', undefined],
    ['process=image/info', undefined],
  ])('%j holds %j', (body, process) => {
    expect(processInBody(body)).toBe(process)
  })
})
