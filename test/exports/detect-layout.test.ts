import { expect, test } from 'vitest'
import { beginsAsJson, holdsJsonLines } from '../../src/exports/detect-layout.ts'
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

test.for([
  ['a.jsonl', 'x"}\n{"a":1}', true],
  ['a.jsonl.zst!a.jsonl', '"x"\n {"a":1}', true],
  ['a.jsonl', 'a,b\n1,2', false],
  ['a.jsonl', '', false],
  ['a.txt', 'x"}\n{"a":1}', false],
] as const)('%s with %s holds lines of JSON: %s', ([path, text, expected]) => {
  expect(holdsJsonLines(bytesOfUtf8(text), path)).toBe(expected)
})
