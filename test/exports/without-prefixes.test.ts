import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasPrefix, withoutPrefixes } from '../../src/exports/without-prefixes.ts'
import { OffsetText } from '../../src/redact/offset-text.ts'
import { bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'

const numbers = /^ *\d+\xe2\x86\x92/gm

test('law: what is left is the text, and each of its bytes knows where it stood', () => {
  const line = fc.string({ maxLength: 9 }).map((text) => text.replaceAll(/[^ -~]/g, 'é'))
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), fc.nat(200), (lines, first) => {
      const text = lines.map((content, at) => `${' '.repeat(at % 4)}${first + at}→${content}`)
      const source = latin1Of(bytesOfUtf8(text.join('\n')))
      const left = withoutPrefixes(OffsetText.of(source), numbers)
      expect(left.text).toBe(latin1Of(bytesOfUtf8(lines.join('\n'))))
      const back = Array.from(left.text, (_, at) => source[left.outerOf(at)]).join('')
      expect(back).toBe(left.text)
      expect(left.outerOf(left.text.length)).toBe(source.length)
    }),
  )
})

test.for([
  ['     1→----\n     2→b', true],
  ['1→a ---- b', true],
  ['1→ ----', true],
  ['1→--- --- ---', false],
  ['   \\u0031\\u2192a-----', true],
  ['a 1→----', false],
  ['a\n1→----', false],
  ['1\t----', false],
  ['', false],
  [' '.repeat(80) + '1→----', false],
] as const)('%s has prefixes: %s', ([text, expected]) => {
  expect(hasPrefix(bytesOfUtf8(text), numbers)).toBe(expected)
})
