import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonLayout } from '../../src/exports/layout.ts'
import { tokenOf } from '../../src/redact/token.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'
import { key, redactText } from './redact-text.ts'
import { githubToken } from './scan-text.ts'
import { slackMessage } from './slack-message.ts'

const secret = githubToken(1)
const other = githubToken(2)
const tokenFor = (text: string, rule = 'github-token') => tokenOf(rule, bytesOfLatin1(text), key)
const mask = tokenFor(secret)

test('a secret that is cut gets its token where it begins; all copies get the same one', () => {
  const message = slackMessage(`a ${secret} b`, [`a ${secret.slice(0, 9)}`, `${secret.slice(9)} b`])
  const masked = slackMessage(`a ${mask} b`, [`a ${mask}`, ' b'])
  for (const indent of [0, 2]) {
    const { text } = redactText(JSON.stringify([message, message], null, indent))
    expect(text).toBe(JSON.stringify([masked, masked], null, indent))
  }
})

test.for([
  ['a key', `{"${secret}":1}`, `{"${mask}":1}`],
  ['JSON in JSON in JSON', nested(3, { k: secret }), nested(3, { k: mask })],
  ['escapes', `{"a":"\\u0067${secret.slice(1)}\\n"}`, `{"a":"${mask}\\n"}`],
  [
    'what is no character, as it stands',
    `{"a":"\\ud83d ${secret}","b":1e5,"b":12345678901234567890}`,
    `{"a":"\\ud83d ${mask}","b":1e5,"b":12345678901234567890}`,
  ],
  ['a byte order mark, and no end', `\ufeff[{"a":"${secret}`, `\ufeff[{"a":"${mask}`],
] as const)('%s', ([, before, after]) => {
  expect(redactText(before).text).toBe(after)
})

function nested(depth: number, value: unknown): string {
  return depth === 0 ? JSON.stringify(value) : JSON.stringify({ s: nested(depth - 1, value) })
}

test('a key in a list of its lines is masked line by line', () => {
  const random = seededRandom(3)
  const lines = [
    `-----BEGIN RSA PRIV${'ATE KEY-----'}`,
    ...Array.from({ length: 8 }, () => assembleSample('⟦<base64:64>⟧', random).text),
    `-----END RSA PRIV${'ATE KEY-----'}`,
  ]
  for (const indent of [0, 1]) {
    const { text } = redactText(JSON.stringify({ before: 1, lines, after: [2] }, null, indent))
    const { before, lines: masked, after } = JSON.parse(text) as Record<string, unknown>
    expect([before, after]).toEqual([1, [2]])
    expect(masked).toHaveLength(lines.length)
    expect((masked as string[])[0]).toMatch(/^\[stanch:[a-z-]*private-key/)
    expect((masked as string[]).slice(1).join('')).toBe('')
  }
})

test('a value that its name stands behind is found, also in JSON in a string', () => {
  const password = assembleSample('⟦<base62:16>⟧', seededRandom(9)).text
  const pair = { value: password, note: 'x'.repeat(300), name: 'DB_PASSWORD' }
  const wrapped = { value: { stringValue: password }, key: 'db.password' }
  for (const holder of [pair, wrapped]) {
    for (const depth of [0, 1]) {
      const { text } = redactText(nested(depth, [holder]))
      expect(text).not.toContain(password)
      expect(JSON.stringify(JSON.parse(text))).toBe(text)
    }
  }
  const plain = { value: password, name: 'color' }
  expect(redactText(JSON.stringify(plain)).text).toBe(JSON.stringify(plain))
})

test('UTF-16 stays UTF-16', () => {
  for (const isBig of [false, true]) {
    const wide = (text: string) => {
      const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
      return isBig ? bytes.swap16() : bytes
    }
    const bytes = wide(`x ${secret} y\n`)
    const { text } = redactText(bytes, { path: 'a.txt' })
    expect(text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(wide(`x ${mask} y\n`)))
  }
})

const referring: JsonLayout = {
  format: 'test',
  holds: 'messages',
  signs: [],
  scopes: { 'messages[]': { isRecord: true, fields: { record: 'id' } } },
  offsets: [
    {
      at: 'messages[]',
      text: 'text',
      ranges: 'marks[]',
      start: 'start_index',
      length: 'length',
      unit: 'utf-16',
    },
    {
      at: 'messages[]',
      text: 'text',
      ranges: 'cites[]',
      start: 'start',
      end: 'end',
      unit: 'code-point',
    },
  ],
  signatures: [{ at: 'messages[].content[]', text: 'thinking', signature: 'signature' }],
}

test('what refers to a text moves with it: UTF-16 units, characters, on both sides of a mask and in it', () => {
  const [before, behind] = ['é😀 "x" ', ' see https://example.com/😀 now']
  const message = (shown: string) => {
    const text = before + shown + behind
    const places = [text.indexOf('x'), text.indexOf('https'), text.indexOf(shown)]
    const ends = [places[0]! + 1, text.indexOf(' now'), places[2]! + shown.length]
    const points = (at: number) => Array.from(text.slice(0, at)).length
    return {
      id: 1,
      marks: places.map((at, index) => ({ start_index: at, length: ends[index]! - at })),
      text,
      cites: places.map((at, index) => ({ start: points(at), end: points(ends[index]!) })),
    }
  }
  const file = (shown: string) =>
    JSON.stringify({ messages: [message('none'), message(shown), message('none')] })
      .replaceAll('é', '\\u00e9')
      .replaceAll('😀', '\\ud83d\\ude00')
  const { text, shiftedOffsets } = redactText(file(secret), { layout: referring })
  expect(text).toBe(file(mask))
  expect(shiftedOffsets).toBe(5)
})

test('law: a range names the same text before and after', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(secret), fc.string({ unit: 'grapheme', maxLength: 8 })), {
        maxLength: 5,
      }),
      fc.nat(),
      fc.nat(),
      (parts, one, two) => {
        // Words of what stands around would make other secrets of it.
        const text = parts
          .map((part) => ` ${part.replaceAll(/[\w"'=:]/g, part === secret ? '$&' : '.')} `)
          .join('')
        const [from, to] = [one % (text.length + 1), two % (text.length + 1)].toSorted(
          (a, b) => a - b,
        )
        const inSecret = (at: number) => {
          const start = text.lastIndexOf(secret, at)
          return start >= 0 && at > start && at < start + secret.length
        }
        fc.pre(!inSecret(from!) && !inSecret(to!))
        const marks = [{ start_index: from!, length: to! - from! }]
        const { text: changed } = redactText(JSON.stringify({ messages: [{ text, marks }] }), {
          layout: referring,
        })
        const { messages } = JSON.parse(changed) as {
          messages: [{ text: string; marks: typeof marks }]
        }
        const [{ start_index: start, length }] = messages[0].marks as [(typeof marks)[0] & object]
        expect(messages[0].text.slice(start, start + length)).toBe(
          text.slice(from, to).replaceAll(secret, mask),
        )
      },
    ),
  )
})

test('a signature of a text that was changed is told, one of another text is not', () => {
  const message = (thinking: string) => ({
    content: [{ thinking, signature: 'c2ln' }, { thinking }],
  })
  const { brokenSignatures } = redactText(
    JSON.stringify({ messages: [message('none'), message(`a ${secret}`)] }),
    { layout: referring },
  )
  expect(brokenSignatures).toEqual(['messages[1].content[0]'])
})

const escapers: readonly ((text: string) => string)[] = [
  (text) => text,
  // But for what is escaped already.
  (text) =>
    text.replaceAll(/\\(?:u[0-9a-f]{4}|.)|[a-f]/g, (part) =>
      part.length > 1 ? part : `\\u00${part.charCodeAt(0).toString(16)}`,
    ),
  (text) => text.replaceAll('/', '\\/'),
]

test('law: but for secrets nothing changes; nothing is found any more, however it came', () => {
  const secrets = [secret, other, githubToken(3)]
  const word = fc.constantFrom('see', 'é', '😀', '\\', '"', '\n', '<b>', '&amp;', '…')
  const message = fc.record({
    words: fc.array(fc.oneof(word, fc.constantFrom(...secrets)), { maxLength: 6 }),
    cuts: fc.array(fc.nat(), { maxLength: 3 }),
    times: fc.integer({ min: 1, max: 2 }),
  })
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 6 }),
      fc.constantFrom(...escapers),
      fc.constantFrom(0, 2),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
      (messages, escape, indent, lengths) => {
        const objects = messages.map(({ words, cuts, times }) => {
          const text = words.join(' ')
          const at = cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b)
          const pieces = [...at, text.length].map((end, index) =>
            text.slice(at[index - 1] ?? 0, end),
          )
          return slackMessage(text, pieces, { copies: Array.from({ length: times }, () => text) })
        })
        const file = escape(JSON.stringify(objects, null, indent))
        const { text } = redactText(file, { lengths })
        const masked = JSON.parse(text) as typeof objects
        const whole = (all: unknown) =>
          JSON.stringify(all, (name, value: unknown) => {
            // Pieces are cut elsewhere now.
            return name === 'elements' &&
              Array.isArray(value) &&
              value.every((item: object) => 'text' in item)
              ? value.map((item: { text: string }) => item.text).join('')
              : value
          })
        const expected = secrets.reduce(
          (all, one) => all.replaceAll(one, tokenFor(one)),
          whole(objects),
        )
        expect(whole(masked)).toBe(expected)
        expect(redactText(text)).toMatchObject({ text, rounds: 0 })
        expect(redactText(file).text).toBe(text)
      },
    ),
    { numRuns: 25 },
  )
})
