import { expect, test } from 'vitest'
import { decodeWords } from '../../../src/exports/mail/encoded-words.ts'
import { latin1Of, bytesOfUtf8 } from '../../../src/text/bytes.ts'

test.for([
  ['plain', 'plain'],
  ['=?utf-8?B?aGVsbG8=?= you', 'hello you'],
  ['=?utf-8?Q?a=5Fb_c?=', 'a_b c'],
  ['=?utf-8?B?aGVs?= =?utf-8?Q?lo?=', 'hello'],
  ['=?utf-8?B?aGVs?=\r\n =?utf-8*en?q?lo?=', 'hello'],
  ['a =?iso-8859-1?Q?=E4?= b', `a ${latin1Of(bytesOfUtf8('ä'))} b`],
  ['=?utf-16be?B?AGEAYg==?=', 'ab'],
  ['=?nothing?X?abc?=', '=?nothing?X?abc?='],
] as const)('%s', ([raw, text]) => {
  expect(decodeWords(raw).text).toBe(text)
})

test('of a word all has to go, of what stands beside it only what is meant', () => {
  const raw = 'ab =?utf-8?Q?cd?= ef'
  const { outerOf } = decodeWords(raw)
  const partOf = (start: number, end: number) => {
    const outer = outerOf({ start, end })
    return raw.slice(outer.start, outer.end)
  }
  expect(partOf(1, 2)).toBe('b')
  expect(partOf(4, 5)).toBe('=?utf-8?Q?cd?=')
  expect(partOf(1, 4)).toBe('b =?utf-8?Q?cd?=')
  expect(partOf(3, 7)).toBe('=?utf-8?Q?cd?= e')
})
