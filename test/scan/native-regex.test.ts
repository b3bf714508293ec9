import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { re2jsEngine } from '../../src/engine/re2js-regex.ts'
import { loadRegexEngine } from '../../src/scan/load-engine.ts'

const native = loadRegexEngine(() => undefined)
const port = re2jsEngine(createRequire(import.meta.url)('re2js') as typeof import('re2js'))

/** With groups, without, and with what looks like one. */
const patterns = [
  'a+',
  '(?:a|b)c',
  '(?i)B(?s:.)c',
  '(a)|b',
  'x(?P<n>a)?b',
  '(?:(c)|a)b',
  '\\(a\\)',
  '[(]a',
  '\\\\(a)',
  '(?i:(a)b)',
  '^b',
  'a$',
  '\\bc',
]

test.for(patterns)('%s: both libraries find the same, groups and all', (pattern) => {
  const left = native.compile(pattern)
  const right = port.compile(pattern)
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'x', '(', ')', '\\', '\n', '\xe9'), maxLength: 12 })
  fc.assert(
    fc.property(text, fc.nat(12), (one, place) => {
      const at = Math.min(place, one.length)
      expect(left.search(one, at)).toEqual(right.search(one, at))
      // Where a text begins is its own place to the port.
      if (!/[\^$]|\\b/.test(pattern)) expect(left.matchAt(one, at)).toEqual(right.matchAt(one, at))
      expect(left.isIn(one)).toBe(right.search(one, 0) !== undefined)
      expect(right.isIn(one)).toBe(left.isIn(one))
    }),
  )
}) // prettier-ignore
