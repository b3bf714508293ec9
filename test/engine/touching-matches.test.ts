import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { latin1Of } from '../../src/text/bytes.ts'
import { makeEngine, scanBytes } from './real-pack.ts'

const engine = makeEngine()

const templates = {
  github: 'ghp_<base62:30><crc32-base62>',
  npm: 'npm_<base62:30><crc32-base62>',
  stripe: 'sk_live_<base62:24>',
  slack: 'xoxb-<digits:12>-<digits:12>-<base62:24>',
  google: 'AIza<base62:35>',
} as const

type Kind = keyof typeof templates

function sample(kind: Kind, seed: number): string {
  return assembleSample(`⟦${templates[kind]}⟧`, seededRandom(seed)).text
}

/** @param parts kinds of secrets, which get seeds of their own, and in `'…'` ordinary text */
function check(parts: readonly string[], expected: readonly number[]) {
  const texts = parts.map((part, seed) =>
    part.startsWith("'") ? part.slice(1, -1) : sample(part as Kind, seed + 1),
  )
  const matches = scanBytes(engine, Buffer.from(texts.join(''), 'latin1'))
  const found = matches
    .filter(({ confidence }) => confidence !== 'low')
    .map(({ secret }) => latin1Of(secret))
  expect(found).toEqual(expected.map((at) => texts[at]))
}

test.for<readonly [string, readonly string[], readonly number[]]>([
  ['two of fixed length', ['stripe', 'github'], [0, 1]],
  ['the other way round', ['github', 'stripe'], [0, 1]],
  ['two of the same kind', ['github', 'github'], [0, 1]],
  ['three', ['stripe', 'github', 'npm'], [0, 1, 2]],
  ['ten', Array<string>(10).fill('github'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ['with text around', ["'key '", 'stripe', 'github', "' and more'"], [1, 2]],
  ['one behind a word, whose checksum holds', ["'token'", 'github'], [1]],
  ['one before a word, whose checksum holds', ['github', "'and'"], [0]],
  ['one without a checksum behind a word', ["'token'", 'google'], []],
  ['two without a checksum behind a word', ["'token'", 'google', 'google'], []],
  ['a prefix and no more', ["'xghp_abc'"], []],
])('%s', ([, parts, expected]) => {
  check(parts, expected)
})

test('a prefix in the middle of base64 stays ordinary text', () => {
  const random = seededRandom(7)
  for (let turn = 0; turn < 50; turn++) {
    const blob = assembleSample('⟦<base62:200>AKIA<upper:16><base62:200>⟧', random).text
    expect(scanBytes(engine, Buffer.from(blob, 'latin1'))).toEqual([])
  }
})
