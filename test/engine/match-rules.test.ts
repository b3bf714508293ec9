import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Engine } from '../../src/engine/engine.ts'
import { bytesOfLatin1, latin1Of } from '../../src/text/bytes.ts'
import { scanBytes } from './real-pack.ts'
import { makeSmallEngine } from './small-pack.ts'

/** No digest: letters past f. */
const value = 'q7w2kx9zp4mt6vr8'
const hex = '3f9a1c7e5b2d8064'

const keyed = makeSmallEngine({
  anchors: { keywords: ['weather'], with: ['key', 'token'], distance: 24 },
  pattern: '[0-9a-z]{16}',
})

/** `⟦secret⟧` marks what is found; without a mark nothing is. */
function check(engine: Engine, marked: string) {
  const secret = /⟦(.*)⟧/.exec(marked)?.[1]
  const text = marked.replaceAll(/[⟦⟧]/g, '')
  const found = scanBytes(engine, bytesOfLatin1(text)).map((match) => latin1Of(match.secret))
  expect(found, text).toEqual(secret === undefined ? [] : [secret])
}

test.for([
  ['behind a wanted word', `WEATHER_KEY=⟦${value}⟧`],
  ['behind a wanted word that stands first', `key of weather: ⟦${value}⟧`],
  ['in quotes', `"weatherToken": "⟦${value}⟧"`],
  ['in the next line', `weather key\r\n⟦${value}⟧\r\n`],
  ['behind an escaped line end', `"weather key:\\n⟦${value}⟧"`],
  ['behind a hyphen, the word before it', `weather-key-⟦${value}⟧`],
  ['behind a hyphen, the word in capitals', `WEATHER-TOKEN-⟦${value}⟧`],
  ['behind a hyphen and the keyword', `key of weather-⟦${value}⟧`],
  ['behind an underscore', `weather_key_${value}`],
  ['behind a hyphen and another word', `weather-key-id-${value}`],
  ['behind a hyphen and a part of the word', `weather-ke-${value}`],
  ['without a wanted word', `weather: ${value}`],
  ['with the word too far before', `key ${'.'.repeat(24)} weather: ${value}`],
  ['too far behind', `weather key${' '.repeat(24)}${value}`],
  ['at the last place', `weather key${' '.repeat(20)}⟦${value}⟧`],
  ['with the keyword inside a word', `myweather key=${value}`],
  ['with the keyword behind a rise of case', `myWeather key=⟦${value}⟧`],
  ['before a letter', `weather key=${value}a`],
  ['before a hyphen', `weather key=${value}-a`],
  ['at the end of all', `weather key=⟦${value}⟧`],
  ['cut off', `weather key=${value.slice(1)}`],
] as const)('a keyword’s value %s', ([, marked]) => check(keyed, marked))

test.for([
  'sha256:', 'sha-256=', 'SHA1 ', '"sha256": "', "'sha512':'", '\\"sha256\\": \\"', 'sha:', 'md5:', 'h1:', '"etag":"', 'digest: ', 'Checksum=',
  'integrity="', 'commit ', 'commit/', '"revision": "', 'image@', 'issue#', '#',
])('what stands behind %s is a digest', (before) => {
  check(keyed, `weather key ${before}${hex}`)
}) // prettier-ignore

test.for(['auth1=', 'h2:', 'hash of ', 'shape=', 'committed_', 'digest of it is: ', '#\\n', '@ '])(
  'what stands behind %s is none',
  (before) => {
    const marked = `weather key ${before}⟦${hex}⟧`
    // What an underscore is before goes on.
    check(keyed, before.endsWith('_') ? marked.replaceAll(/[⟦⟧]/g, '') : marked)
  },
)

const named = makeSmallEngine({
  anchors: { names: ['key', 'secret'], except: ['monkey'], last: true },
  pattern: '[!-~]{10,40}',
})

test.for([
  ['key', true],
  ['api_key', true],
  ['apiKey', true],
  ['APIKEY', true],
  ['tenantkey', true],
  ['key2', true],
  ['KEY_2', true],
  ['key_', true],
  ['my.client-secret', true],
  ['keyClientSecret', true],
  ['keyring', false],
  ['key_file_of', false],
  ['keys', false],
  ['secretive', false],
  ['secretWord', false],
  ['monkey_key', false],
  ['MONKEY', false],
] as const)('a rule for last words takes %s: %s', ([name, taken]) => {
  for (const text of [
    `${name}="⟦${value}⟧"`,
    `x;${name}: ⟦${value}⟧\r\n`,
    `"${name}":"⟦${value}⟧"`,
  ]) {
    check(named, taken ? text : text.replaceAll(/[⟦⟧]/g, ''))
  }
})

test('a rule for any word takes the first one too', () => {
  const anyWord = makeSmallEngine({ anchors: { names: ['key'] }, pattern: '[!-~]{10,40}' })
  for (const name of ['keyring', 'keys', 'my_key', 'key_of_it'])
    check(anyWord, `${name}="⟦${value}⟧"`)
})

test.for([
  ['medium', 'zkq9Xv7wPt2m', 'medium'],
  ['medium', 'administrator-of-systems', 'low'],
  ['low', 'zkq9Xv7wPt2m', 'low'],
  ['low', 'administrator-of-systems', 'low'],
] as const)('under a rule of %s confidence %s is of %s', ([confidence, secret, expected]) => {
  const engine = makeSmallEngine({
    anchors: { names: ['secret'] },
    pattern: '[!-~]{6,40}',
    surprisal: 5,
    confidence,
  })
  const found = scanBytes(engine, bytesOfLatin1(`my_secret="${secret}"`))
  expect(found.map((match) => match.confidence)).toEqual([expected])
})

test('what is asked of letters leaves confidence as it is without it', () => {
  const secret = fc.string({
    unit: fc.constantFrom(...'aeinorstqzxk0279-_'),
    minLength: 8,
    maxLength: 30,
  })
  const rule = { anchors: { names: ['secret'] }, pattern: '[!-~]{6,40}' }
  const plain = makeSmallEngine(rule)
  const asking = makeSmallEngine({ ...rule, surprisal: 5 })
  fc.assert(
    fc.property(secret, (text) => {
      const bytes = bytesOfLatin1(`my_secret="${text}"`)
      const found = scanBytes(plain, bytes)
      const judged = scanBytes(asking, bytes)
      expect(found.every((match) => match.confidence === 'medium')).toBe(true)
      expect(judged.map((match) => match.place)).toEqual(found.map((match) => match.place))
    }),
    { seed: 1 },
  )
})
