import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { loadRedactor } from '../../../src/scan/load-redactor.ts'
import { Answerer } from '../../../src/stream/rsyslog/answer.ts'
import { keyLinePlaceholder } from '../../../src/stream/syslog/sender-stream.ts'
import { MessageFilter } from '../../../src/stream/syslog/message-filter.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'

const random = seededRandom(6)
const sample = (template: string) => assembleSample(template, random).text
const token = sample('⟦ghp_<base62:30><crc32-base62>⟧')
const pem = sample('⟦-----BEGIN RSA PRIVATE KEY-----\n<lines:12>\n-----END RSA PRIVATE KEY-----⟧\n')

const redactor = loadRedactor({ keys: [fingerprintKeyOf(new Uint8Array(32))], readsOn: false })

function makeAnswerer(): Answerer {
  return new Answerer(new MessageFilter(redactor, 'k3Jd92mXq7Lp0sVb5Tz8Rw1Y'), 'instance')
}

interface Fields {
  readonly msg: string
  readonly hostname?: string
  readonly syslogtag?: string
  readonly 'structured-data'?: string
}

/** As rsyslog writes it: bytes as they are, control characters, quotes, backslashes and slashes escaped. */
function requestOf(fields: Fields, own: object = { id: 'm1', restart: '' }): Buffer {
  const all = {
    hostname: 'web-1',
    syslogtag: 'app[7]:',
    'app-name': 'app',
    procid: '7',
    msgid: '-',
    'structured-data': '-',
    'fromhost-ip': '192.0.2.1',
    ...fields,
    $: 'not read',
    '$!': { stanch: own },
  }
  return Buffer.from(`${JSON.stringify(all).replaceAll('/', '\\/')}\n`, 'latin1')
}

/** What the answer sets; one character per byte. */
function ask(answerer: Answerer, request: Buffer): Readonly<Record<string, string>> {
  const answer = answerer.answer(request)
  if (answer.kind === 'restart') throw new Error('restart')
  const text = answer.line.toString('latin1')
  expect(text.indexOf('\n')).toBe(text.length - 1)
  const reply = JSON.parse(text) as { '$!': { stanch: Record<string, string> } }
  expect(Object.keys(reply)).toEqual(['$!'])
  return reply['$!'].stanch
}

/** Any bytes, one character per byte. */
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array).toString('latin1'))

describe('laws', () => {
  test('whatever comes in is answered by one line', () => {
    const answerer = makeAnswerer()
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array.filter((byte) => byte !== 10))),
      fc.json().map((text) => Buffer.from(text)),
      fc.record({ msg: fc.anything(), '$!': fc.anything(), hostname: fc.anything() }).map((value) => Buffer.from(JSON.stringify(value) ?? '')),
    ) // prettier-ignore
    fc.assert(fc.property(line, (request) => void ask(answerer, request)))
  })

  test('a message without secrets comes out byte for byte, under the id it was asked with', () => {
    const answerer = makeAnswerer()
    const plain = bytes.filter((text) => redactsToItself(` ${text}`))
    fc.assert(
      fc.property(plain, fc.string(), (text, id) => {
        const ascii = id.replaceAll(/[^ -~]/g, '')
        const shown = ask(answerer, requestOf({ msg: ` ${text}` }, { id: ascii }))
        expect([shown['ok'], shown['msg'], shown['tag']]).toEqual([ascii, ` ${text}`, 'app[7]:'])
      }),
    )
  })

  test('no part of a message lets a secret through', () => {
    const place = fc.constantFrom('msg', 'hostname', 'syslogtag', 'structured-data')
    const around = bytes.map((text) => text.replaceAll(/[A-Za-z0-9_]/g, ' '))
    fc.assert(
      fc.property(place, around, around, (name, before, behind) => {
        const fields = { msg: ' hello', [name]: `${before} ${token} ${behind}` }
        const shown = ask(makeAnswerer(), requestOf(fields))
        expect(shown['ok']).toBe('m1')
        expect(JSON.stringify(shown)).not.toContain(token.slice(8, 30))
      }),
    )
  })
})

function redactsToItself(text: string): boolean {
  const buffer = Buffer.from(text, 'latin1')
  return buffer.equals(redactor.redact(buffer))
}

describe('what rsyslog makes of messages', () => {
  test('a key whose line feeds are written as #012 is one secret', () => {
    const msg = ` key: ${pem.replaceAll('\n', '#012')}done#011.`
    const shown = ask(makeAnswerer(), requestOf({ msg }))
    expect(shown['msg']).toMatch(
      /^ key: \[stanch:private-key-pem:[0-9a-f]{8}:[0-9a-f]{16}\]#012done#011\.$/,
    )
  })

  test('escapes stay as they were where control characters stand beside them', () => {
    const msg = ' a#012b\nc\td'
    expect(ask(makeAnswerer(), requestOf({ msg }))['msg']).toBe(msg)
  })

  test.for([
    ['JSON without a header', { hostname: 'web-1', syslogtag: '{"password":' }],
    ['a name without a program', { hostname: 'my', syslogtag: 'api_key:' }],
  ] as const)('%s is text before the message', ([, header]) => {
    const value = sample('⟦<base62:24>⟧')
    const shown = ask(makeAnswerer(), requestOf({ ...header, msg: ` "${value}"` }))
    expect(shown['msg']).toMatch(/\[stanch:/)
    expect(JSON.stringify(shown)).not.toContain(value)
    expect([shown['host'], shown['tag']]).toEqual([header.hostname, header.syslogtag])
  })

  test('a secret in the tag takes the place of the header with it', () => {
    const shown = ask(makeAnswerer(), requestOf({ syslogtag: `${token}[1]:`, msg: ' hi' }))
    expect([shown['host'], shown['tag'], shown['app']]).toEqual(['192.0.2.1', 'stanch:', 'stanch'])
    expect(shown['msg']).toMatch(/^ web-1 \[stanch:github-token:[^\]]+\]\[1\]: hi$/)
  })

  test('a writer that escapes characters means their UTF-8', () => {
    const request = Buffer.from(
      '{"msg":"\\u00fc \\ud83d\\ude00 \\\\u00fc \\u0007","$!":{"stanch":{"id":"m"}}}',
    )
    const shown = ask(makeAnswerer(), request)
    expect(Buffer.from(shown['msg']!, 'latin1').toString()).toBe('ü 😀 \\u00fc \u0007')
  })
})

describe('when something is wrong', () => {
  test('what is no request gets an answer without ok, that says so', () => {
    const shown = ask(makeAnswerer(), Buffer.from('nonsense\n'))
    expect(shown).toEqual({ why: 'RSYSLOG_REQUEST' })
  })

  test('without a redactor everything is withheld, with the reason', () => {
    const answerer = new Answerer(undefined, 'x', 'REDACT_KEY_NEEDED')
    expect(ask(answerer, requestOf({ msg: token }))).toEqual({ why: 'REDACT_KEY_NEEDED' })
  })

  test('only the instance that is meant makes way', () => {
    const answerer = makeAnswerer()
    const told = (restart: string) => answerer.answer(requestOf({ msg: 'a' }, { id: 'm', restart }))
    expect(told('instance').kind).toBe('restart')
    expect(told('another').kind).toBe('reply')
    expect(told('').kind).toBe('reply')
  })

  test('a sender that is in the middle of a key when stanch starts shows none of it', () => {
    const answerer = makeAnswerer()
    const lines = pem.trimEnd().split('\n').slice(4)
    const shown = [...lines, 'ready', lines[0]!].map(
      (line) => ask(answerer, requestOf({ msg: ` ${line}` }))['msg'],
    )
    expect(shown.slice(0, lines.length)).toEqual(lines.map(() => keyLinePlaceholder))
    expect(shown[lines.length]).toBe(' ready')
  })

  test.for([' ', ''])('a key sent line by line shows none of them, others in between all (%j)', ([blank = '']) => {
    const answerer = makeAnswerer()
    for (const hostname of ['web-1', 'b']) ask(answerer, requestOf({ hostname, msg: ' hello' }))
    for (const line of pem.trimEnd().split('\n')) {
      const shown = ask(answerer, requestOf({ msg: blank + line }))['msg']!
      expect(shown).not.toContain(line.startsWith('---') ? '\0' : line)
      expect(ask(answerer, requestOf({ hostname: 'b', msg: ' in between' }))['msg']).toBe(' in between')
    }
    expect(ask(answerer, requestOf({ msg: ' done' }))['msg']).toBe(' done')
  }) // prettier-ignore

  test('streams of senders do not touch each other', () => {
    const answerer = makeAnswerer()
    const [line] = pem.split('\n').slice(4)
    for (const hostname of ['a', 'b']) ask(answerer, requestOf({ hostname, msg: ' hello' }))
    expect(ask(answerer, requestOf({ hostname: 'c', msg: ` ${line}` }))['msg']).toBe(keyLinePlaceholder)
    expect(ask(answerer, requestOf({ hostname: 'a', msg: ' next' }))['msg']).toBe(' next')
  }) // prettier-ignore
})
