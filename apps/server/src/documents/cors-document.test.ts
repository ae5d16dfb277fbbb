import { expect, it } from 'vitest'
import { corsDocument, readCorsRules } from './cors-document.ts'

const FULL = [
  '<CORSConfiguration><CORSRule><AllowedOrigin>https://a.example</AllowedOrigin><AllowedOrigin>*</AllowedOrigin>',
  '<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedHeader>x-oss-*</AllowedHeader>',
  '<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>',
].join('')

it('reads rules and writes them again', () => {
  const rules = readCorsRules(FULL)
  expect(rules).toEqual([
    {
      allowedOrigins: ['https://a.example', '*'],
      allowedMethods: ['GET', 'PUT'],
      allowedHeaders: ['x-oss-*'],
      exposeHeaders: ['ETag'],
      maxAgeSeconds: 60,
    },
  ])
  expect(corsDocument(rules)).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${FULL}`)
})

const ruleWith = (children: string) =>
  `<?xml version="1.0"?>\n<CORSConfiguration>\n <CORSRule>\n${children}\n </CORSRule>\n</CORSConfiguration>`
const LEAST = '<AllowedOrigin> * </AllowedOrigin><AllowedMethod>GET</AllowedMethod>'

it('takes white space, case of headers and what is absent', () => {
  expect(readCorsRules(ruleWith(`${LEAST}<AllowedHeader>X-Oss-Date</AllowedHeader>`))).toEqual([
    {
      allowedOrigins: ['*'],
      allowedMethods: ['GET'],
      allowedHeaders: ['x-oss-date'],
      exposeHeaders: [],
      maxAgeSeconds: undefined,
    },
  ])
})

it.each([
  ['no XML', 'rules', 'MalformedXML', undefined],
  ['another document', '<Style/>', 'MalformedXML', undefined],
  ['no rule', '<CORSConfiguration></CORSConfiguration>', 'MalformedXML', undefined],
  ['no origin', ruleWith('<AllowedMethod>GET</AllowedMethod>'), 'MalformedXML', undefined],
  ['no method', ruleWith('<AllowedOrigin>*</AllowedOrigin>'), 'MalformedXML', undefined],
  [
    '21 rules',
    `<CORSConfiguration>${`<CORSRule>${LEAST}</CORSRule>`.repeat(21)}</CORSConfiguration>`,
    'MalformedXML',
    undefined,
  ],
  [
    'an unknown method',
    ruleWith(`${LEAST}<AllowedMethod>PATCH</AllowedMethod>`),
    'InvalidArgument',
    'AllowedMethod',
  ],
  ['two stars', ruleWith(`${LEAST}<AllowedOrigin>*.*</AllowedOrigin>`), 'InvalidArgument', 'AllowedOrigin'],
  [
    'two stars in a header',
    ruleWith(`${LEAST}<AllowedHeader>**</AllowedHeader>`),
    'InvalidArgument',
    'AllowedHeader',
  ],
  [
    'a line break',
    ruleWith(`${LEAST}<ExposeHeader>a&#13;&#10;b</ExposeHeader>`),
    'InvalidArgument',
    'ExposeHeader',
  ],
  [
    'a negative age',
    ruleWith(`${LEAST}<MaxAgeSeconds>-1</MaxAgeSeconds>`),
    'InvalidArgument',
    'MaxAgeSeconds',
  ],
  [
    'a great age',
    ruleWith(`${LEAST}<MaxAgeSeconds>1000000000</MaxAgeSeconds>`),
    'InvalidArgument',
    'MaxAgeSeconds',
  ],
])('refuses %s', (_, body, code, name) => {
  const fields = name === undefined ? {} : expect.objectContaining({ ArgumentName: name })
  expect(() => readCorsRules(body)).toThrow(expect.objectContaining({ code, fields }))
})

it('takes 20 rules', () => {
  const body = `<CORSConfiguration>${`<CORSRule>${LEAST}</CORSRule>`.repeat(20)}</CORSConfiguration>`
  expect(readCorsRules(body)).toHaveLength(20)
})
