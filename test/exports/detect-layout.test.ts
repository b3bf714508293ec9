import { expect, test } from 'vitest'
import { beginsAsJson } from '../../src/exports/detect-layout.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'

test.for([
  ['{"a":1}', true],
  ['\ufeff[{"a":1}]', true],
  ['[\n  [1, 2]]', true],
  ['[-1.5e3]', true],
  ['[null, 1]', true],
  ['{}', true],
  ['[', true],
  ['', false],
  ['"text"', false],
  ['[ERROR] it broke', false],
  ['[2024/01/02, 10:11:12] Ann: hi', false],
  ['[[servers]]', false],
  ['{{ template }}', false],
  ['{a: 1}', false],
] as const)('%s begins as JSON: %s', ([text, expected]) => {
  expect(beginsAsJson(bytesOfUtf8(text))).toBe(expected)
})
