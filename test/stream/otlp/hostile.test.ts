import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/rules/sample.ts'
import { redactExport, type OtlpEncoding } from '../../../src/stream/otlp/redact-export.ts'
import { concatBytes } from '../../../src/text/bytes.ts'
import { StanchError } from '../../../src/text/error.ts'
import { makeRedaction } from './make-redaction.ts'
import { decode, encode, encodeJson, requestTypes, signals } from './protocol.ts'
import { githubToken, randomMessage } from './random-message.ts'

const redaction = makeRedaction()
const secret = githubToken(seededRandom(5))
const utf8 = (text: string) => Buffer.from(text)

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128)
  return Uint8Array.from([...bytes, value])
}

/** A field with a length. */
function field(number: number, ...content: Uint8Array[]): Uint8Array {
  const whole = concatBytes(content)
  return concatBytes([varint(number * 8 + 2), varint(whole.length), whole])
}

/** A log record in all that has to be around it. */
function logRecord(...content: Uint8Array[]): Uint8Array {
  return field(1, field(2, field(2, ...content)))
}

const body = (text: string) => field(5, field(1, utf8(text)))

function nested(depth: number, innermost: Uint8Array): Uint8Array {
  let value = innermost
  for (let at = 0; at < depth; at++) value = field(5, field(1, value))
  return value
}

function redact(bytes: Uint8Array, encoding: OtlpEncoding = 'protobuf'): Uint8Array {
  return redactExport(redaction, 'logs', encoding, bytes).bytes
}

function codeOf(encoding: OtlpEncoding, bytes: Uint8Array): string {
  try {
    redact(bytes, encoding)
    return 'taken'
  } catch (error) {
    expect(error).toBeInstanceOf(StanchError)
    expect((error as StanchError).message).not.toContain(secret)
    return (error as StanchError).code
  }
}

describe('malformed protobuf is refused', () => {
  test.for([
    ['a length behind the end', concatBytes([Uint8Array.of(0x0a, 60), utf8(secret)])],
    [
      'a length behind the end of the message around it',
      field(1, Uint8Array.of(0x12, 60), utf8(secret)),
    ],
    ['a length of 4 GB', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1)],
    ['a length of 2^63', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)],
    ['a group', logRecord(Uint8Array.of(0x0b), utf8(secret), Uint8Array.of(0x0c))],
    ['the end of a group', Uint8Array.of(0x0c)],
    ['wire type 6', Uint8Array.of(0x0e)],
    ['field 0', Uint8Array.of(0x02, 1, 65)],
    ['a tag of 6 bytes', Uint8Array.of(0x8a, 0x80, 0x80, 0x80, 0x80, 0x00, 0)],
    [
      'a number of 11 bytes',
      logRecord(Uint8Array.of(0x10, ...Array.from({ length: 10 }, () => 0x80), 0)),
    ],
    [
      'a number of 65 bits',
      logRecord(Uint8Array.of(0x10, ...Array.from({ length: 9 }, () => 0xff), 2)),
    ],
    ['a cut-off number', Uint8Array.of(0x10, 0x80)],
    ['a cut-off fixed64', logRecord(Uint8Array.of(0x09, 1, 2, 3))],
    ['values 1000 deep', logRecord(field(5, nested(1000, body(secret))))],
    ['plain text', utf8(`token ${secret}`)],
    ['JSON', utf8('{"resourceLogs":[]}')],
  ] as const)('%s', ([, bytes]) => {
    expect(codeOf('protobuf', bytes)).toBe('OTLP_PROTOBUF')
  })

  test('values as deep as others take them are taken', () => {
    const bytes = logRecord(field(5, nested(40, field(1, utf8(secret)))))
    const redacted = redact(bytes)
    expect(Buffer.from(redacted).includes(secret)).toBe(false)
    expect(() => decode('logs', redacted)).not.toThrow()
  })
})

describe('malformed JSON is refused', () => {
  const around = (value: string) => `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${value}]}]}]}`
  test.for([
    ['nothing', ''],
    ['a list', '[]'],
    ['a string', `"${secret}"`],
    ['more behind the end', `{} "${secret}"`],
    ['a cut-off string', `{"a":"${secret}`],
    ['a cut-off object', `{"a":"${secret}"`],
    ['a comma too many', '{"a":1,}'],
    ['no comma', '{"a":1 "b":2}'],
    ['a key without quotes', '{a:1}'],
    ['single quotes', `{'a':'${secret}'}`],
    ['a line feed in a string', '{"a":"\n"}'],
    ['an escape that is none', String.raw`{"a":"\x41"}`],
    ['a cut-off escape', String.raw`{"a":"\u00"}`],
    ['a leading zero', '{"a":01}'],
    ['a plus', '{"a":+1}'],
    ['a point without digits', '{"a":1.}'],
    ['NaN', '{"a":NaN}'],
    ['a comment', `{/* ${secret} */}`],
    ['a byte order mark', '\ufeff{}'],
    ['lists 100,000 deep', around(`{"a":${'['.repeat(100_000)}`)],
    ['objects 100,000 deep', '{"body":'.repeat(100_000)],
  ] as const)('%s', ([, text]) => {
    expect(codeOf('json', utf8(text))).toBe('OTLP_JSON')
    if (text !== '[]' && text !== `"${secret}"` && text !== '\ufeff{}') {
      expect(() => JSON.parse(text) as unknown).toThrow()
    }
  })

  test('what JSON.parse takes is taken, and what it does not take is refused', () => {
    const valid = fc.json().map((text) => `{"x":${text}}`)
    const broken = fc
      .tuple(valid, fc.nat(), fc.constantFrom('', '"', ',', '}', '\\', '0', ' ', '\n', 'e', '-'))
      .map(
        ([text, at, other]) =>
          text.slice(0, at % text.length) + other + text.slice((at % text.length) + 1),
      )
    fc.assert(
      fc.property(fc.oneof(valid, broken), (text) => {
        let isValid = true
        try {
          isValid = typeof JSON.parse(text) === 'object' && text.trim().startsWith('{')
        } catch {
          isValid = false
        }
        expect(codeOf('json', utf8(text))).toBe(isValid ? 'taken' : 'OTLP_JSON')
      }),
      { numRuns: 400 },
    )
  })
})

function secretsIn(bytes: Uint8Array): string[] {
  return (
    Buffer.from(bytes)
      .toString('latin1')
      .match(/(?<![\w-])ghp_\w{36}(?!\w)/g) ?? []
  )
}

test('any damage to a request is refused, or no secret comes through', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...signals),
      fc.nat(),
      fc.constantFrom('protobuf', 'json'),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      (signal, seed, encoding, damage) => {
        const options = { random: seededRandom(seed), share: 0.3, tokenOf: () => 'token' }
        const { original } = randomMessage(requestTypes[signal], options)
        const bytes = encoding === 'json' ? encodeJson(signal, original) : encode(signal, original)
        const before = secretsIn(bytes)
        for (const [at, byte] of damage) bytes[at % bytes.length] = byte
        const secrets = secretsIn(bytes).filter((found) => before.includes(found))
        try {
          const redacted = redactExport(redaction, signal, encoding, bytes).bytes
          const output = Buffer.from(redacted).toString('latin1')
          expect(secrets.filter((found) => output.includes(found))).toEqual([])
        } catch (error) {
          if (!(error instanceof StanchError)) throw error
        }
      },
    ),
    { numRuns: 300 },
  )
})

describe('fields that are unknown', () => {
  const plain = (text: string) => logRecord(body('hello'), field(900, utf8(text)))

  test('stay byte for byte when nothing is in them', () => {
    const unknown = [
      field(900, utf8('some text')), field(901, field(1, utf8('inner'))), field(902, Uint8Array.of(0, 255, 7)),
      Uint8Array.of(0xe8, 0x38, 0x96, 0x01), Uint8Array.of(0xe9, 0x38, 1, 2, 3, 4, 5, 6, 7, 8),
    ] // prettier-ignore
    const bytes = logRecord(...unknown, body('hello'), ...unknown)
    expect(redact(bytes)).toBe(bytes)
    const withSecret = logRecord(...unknown, body(secret), ...unknown)
    const token = Buffer.from(redact(withSecret))
      .toString('latin1')
      .match(/\[stanch:[^\]]+\]/)![0]
    expect(Buffer.from(redact(withSecret))).toEqual(
      Buffer.from(logRecord(...unknown, body(token), ...unknown)),
    )
  })

  test.for([
    ['text', plain(`see ${secret}`)],
    ['a message', logRecord(body('hello'), field(900, field(3, field(1, utf8(secret)))))],
    [
      'a message whose length reads like a letter',
      logRecord(body('hello'), field(900, field(1, utf8(secret + ' '.repeat(65 - secret.length))))),
    ],
    ['where a number is expected', logRecord(body('hello'), field(2, utf8(secret)))],
    ['where an id is expected', logRecord(body('hello'), field(9, utf8(secret)))],
  ] as const)('are removed with the record when a secret is in them: %s', ([, bytes]) => {
    const onto = makeRedaction()
    const redacted = redactExport(onto, 'logs', 'protobuf', bytes)
    expect(redacted.withheld).toBe(1)
    expect(onto.withheld).toHaveLength(1)
    const output = Buffer.from(redacted.bytes)
    expect(output.includes('ghp_')).toBe(false)
    const placeholder = output.toString('latin1').match(/\[stanch-withheld [^\]]+\]/)![0]
    expect(output).toEqual(Buffer.from(logRecord(body(placeholder))))
  })

  test('around records are removed without them', () => {
    const record = logRecord(body('hello'))
    const bytes = concatBytes([record, field(77, utf8(secret)), record])
    expect(Buffer.from(redact(bytes))).toEqual(Buffer.from(concatBytes([record, record])))
  })
})

test('lengths that were written too long stay, but for those that change', () => {
  const clean = concatBytes([Uint8Array.of(0x0a, 0x80 | 10, 0x80, 0x00), field(2, field(2, body('')))]) // prettier-ignore
  const fitting = concatBytes([
    Uint8Array.of(0x0a, 0x80 | field(2, field(2, body(''))).length, 0x80, 0x00),
    field(2, field(2, body(''))),
  ])
  expect(codeOf('protobuf', clean)).toBe('OTLP_PROTOBUF')
  const bytes = concatBytes([fitting, logRecord(body(secret))])
  expect(Buffer.from(redact(bytes)).subarray(0, fitting.length)).toEqual(Buffer.from(fitting))
})

test('more texts than fit into memory are refused', () => {
  const pairs = Buffer.alloc(5 * 500_001, field(1, field(1, utf8('a'))))
  expect(codeOf('protobuf', field(1, field(1, pairs)))).toBe('OTLP_BODY_TOO_LARGE')
})
