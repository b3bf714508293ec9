import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  anyKind,
  type Candidate,
  type DocumentKind,
  type Probing,
} from '../../src/engine/candidate.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfLatin1, bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { textEncodings } from './encodings.ts'
import { makeEngine, readRuleSources } from './real-pack.ts'

const engine = makeEngine()

/** What a probe, which knows no path, is told. */
const probing: Probing = { minConfidence: 'low', touches: undefined, onFar: () => undefined }

function scanAs(kind: DocumentKind | 'any', bytes: Uint8Array): readonly Candidate[] {
  const { prefilter } = engine
  const address = prefilter.reserve(bytes.length)
  prefilter.bytes.set(bytes, address)
  const document = { kind: kind === 'any' ? 'text' : kind, fileName: undefined } as const
  const { candidates } = engine.scan(
    address,
    bytes.length,
    document,
    kind === 'any' ? probing : undefined,
  )
  prefilter.release(bytes.length)
  return candidates
}

const describe = ({ rule, span, secret, confidence, decoded, kinds }: Candidate) =>
  [rule.id, span.start, span.end, latin1Of(secret), confidence, decoded.join(), kinds.join()].join(
    ' ',
  )

/** What a scan of unknown kind says of each kind is what a scan of that kind finds. Returns how many there were. */
function check(text: string): number {
  const bytes = bytesOfLatin1(text)
  const found = scanAs('any', bytes)
  for (const kind of anyKind) {
    const expected = found.filter(({ kinds }) => kinds.includes(kind))
    expect(scanAs(kind, bytes).map(describe), `${kind}\n${text}`).toEqual(expected.map(describe))
  }
  return found.length
}

const examples = readRuleSources().flatMap(({ examples: { positive, negative } }) => [
  ...positive,
  ...negative,
])

test('all that is found in documents of a kind is foretold, of every rule’s examples', () => {
  const random = seededRandom(8)
  const count = examples.map((example) =>
    check(latin1Of(bytesOfUtf8(assembleSample(example, random).text))),
  )
  expect(count.reduce((total, each) => total + each, 0)).toBeGreaterThan(examples.length / 2)
})

const name = fc.constantFrom(
  'password', 'DB_PASSWORD', 'dbPassword', 'api_key', 'apiKey', 'secret', 'token', 'access-token', '--password', 'password_hash', 'pin', 'admin.pwd',
) // prettier-ignore
const operator = fc.constantFrom(
  '=', ' = ', ': ', '": ', '" : ', ' := ', ' => ', '(', '", ', "', ", ' ', '>', '=b', '\\": \\', ' = decode(', '\r\n', ':\r\n',
) // prettier-ignore
const quote = fc.constantFrom('', '', '"', "'", '`', '\\"', '``', '"""')
const template = fc.constantFrom(
  '<base62:6>', '<base62:16>', '<base62:20>', '<hex:16>', '<hex:32>', '<digits:6>', '<digits:20>', '<uuid>', '<lower:20>', '<password:14>', '<base64:40>=',
  'administrator', 'process.env.SECRET', 'Summer<digits:4>', '${X}', 'read_<lower:12>_2', 'my-<hex:12>-name', 'x.<lower:8>.<lower:8>', 'https://host/<base62:16>',
  '<base62:8>-<base62:8>', '<upper:4>_<upper:4>_<digits:4>_NAME', 'a;<lower:4>=<base62:16>', '/<lower:8>/<base62:12>', '<base62:10>(<base62:10>)', 'null', '',
) // prettier-ignore
const encode = fc.oneof(
  { weight: 3, arbitrary: fc.constant((text: string) => text) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(textEncodings)) },
)

test('all that is found in documents of a kind is foretold, whatever is assigned to what', () => {
  let count = 0
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, operator, quote, template, encode), { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n', ' ', ', ', '\\n', '&', '> '),
      fc.integer(),
      (parts, between, seed) => {
        const random = seededRandom(seed)
        const text = parts
          .map(([left, middle, mark, value, encoding]) =>
            encoding(`${left}${middle}${mark}${assembleSample(value, random).text}${mark}`),
          )
          .join(between)
        count += check(text)
      },
    ),
    { numRuns: 1500, seed: 3 },
  )
  expect(count).toBeGreaterThan(1000)
})
