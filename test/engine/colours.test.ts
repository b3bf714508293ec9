import { expect, test } from 'vitest'
import { endsEscape, skipColours, startOfColour } from '../../src/engine/borders.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfLatin1, latin1Of } from '../../src/text/bytes.ts'
import { makeEngine, scanBytes } from './real-pack.ts'

const engine = makeEngine()
const secrets = {
  key: assembleSample('⟦sk_live_<base62:24>⟧', seededRandom(1)).text,
  id: assembleSample('⟦xoxb-<digits:12>-<digits:12>-<base62:24>⟧', seededRandom(2)).text,
  password: assembleSample('⟦<base62:4><digits:2><base62:4><digits:2><base62:8>⟧', seededRandom(3))
    .text,
} as const

/** @param line of a terminal: `%` is the secret, `^` is ESC */
function found(line: string, secret: string): string[] {
  const text = line.replaceAll('^', '\x1b').replace('%', () => secret)
  return scanBytes(engine, bytesOfLatin1(text)).map((match) => latin1Of(match.secret))
}

test.for<readonly [string, readonly (keyof typeof secrets)[]]>([
  ['^[32m%^[0m', ['key', 'id']],
  ['key ^[1;31m%', ['key', 'id']],
  ['^[38;5;12m%^[m and more', ['key', 'id']],
  ['{"log":"\\u001b[32m%\\u001b[0m"}', ['key', 'id']],
  ['^[K%', ['key', 'id']],
  ['^[36mpassword=^[0m% ^[36mlevel=^[0minfo', ['key', 'id', 'password']],
  ['^[36mpassword^[0m=^[33m%^[0m', ['key', 'id', 'password']],
  ['{"log":"\\u001b[36mpassword=\\u001b[0m% \\u001b[36mx=\\u001b[0m1"}', ['key', 'id', 'password']],
  ['^[34;1m"password"^[0m^[1;39m: ^[0m^[0;32m"%"^[0m,', ['key', 'id', 'password']],
  ['password: ^[33m^[1m%^[0m', ['key', 'id', 'password']],
])('%s', ([line, kinds]) => {
  for (const kind of kinds) expect(found(line, secrets[kind])).toEqual([secrets[kind]])
})

test.for<readonly [string, boolean]>([
  ['^[0m', true],
  ['^[38;5;12m', true],
  ['^[m', true],
  ['[0m', false],
  ['^0m', false],
  ['^[0', false],
  ['m', false],
  [`^[${'1;'.repeat(20)}m`, false],
])('%s is the end of a control sequence: %s', ([sequence, expected]) => {
  const bytes = bytesOfLatin1(`a${sequence.replaceAll('^', '\x1b')}-`)
  const at = bytes.length - 1
  expect(endsEscape(bytes, at)).toBe(expected)
  expect(startOfColour(bytes, at)).toBe(expected ? 1 : at)
  expect(skipColours(bytes, 1)).toBe(expected ? at : 1)
})
