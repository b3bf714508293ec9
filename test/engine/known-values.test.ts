import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlacedMatch } from '../../src/engine/scanner.ts'
import { seededRandom } from '../../src/rules/sample.ts'
import { binaryEncodings, byteEncodings, textEncodings } from './encodings.ts'
import { makeKnownEngine } from './known-engine.ts'
import { describeMatch, scanBytes } from './real-pack.ts'

/** Texts here have one character per byte. */
const bytesOf = (text: string) => Buffer.from(text, 'latin1')
const utf8 = (text: string) => Buffer.from(text).toString('latin1')
const textOf = (text: string) => Buffer.from(text, 'latin1').toString()

const random = seededRandom(11)
const pick = (characters: string, length: number) =>
  Array.from({ length }, () => characters[Math.floor(random() * characters.length)]!).join('')

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const signs = '+/=&<>\'"\\%$ ;:@#!?{}[]()*|~^`,'

/** Of each kind some, so that a form that only works for some values is met. */
const kinds: Readonly<Record<string, (turn: number) => string>> = {
  'letters and digits': (turn) => pick(base62, 8 + turn * 5),
  'hex digits': (turn) => pick('0123456789abcdef', 12 + turn * 7),
  'base64': (turn) => Buffer.from(pick(base62, 9 + turn * 9)).toString('base64'),
  'signs all over': (turn) => `k${pick(base62 + signs + signs, 9 + turn * 6)}z`,
  'a sign each third': (turn) =>
    Array.from({ length: 4 + turn * 3 }, () => pick(base62, 2) + pick('"\'\\+/=&<>', 1)).join('') + 'x',
  'a sign of base64 in each group': (turn) =>
    Array.from({ length: 4 + turn }, () => pick(base62, 2) + pick('?>~', 1)).join(''),
  'quotes at both ends': (turn) => `"${pick(base62, 8 + turn)}"`,
  'backslashes': (turn) => `C:\\${pick(base62, 5)}\\${pick(base62, 6 + turn)}`,
  'an ampersand first': (turn) => `&${pick(base62, 10 + turn)}<`,
  'UTF-8': (turn) => utf8(`${pick(base62, 3)}ключ${pick(base62, 2 + turn)}ÄöÜ—`),
  'UTF-8 past U+FFFF': (turn) => utf8(`${pick(base62, 4)}🔑${pick(base62, 5 + turn)}🦊`),
  'long': (turn) => pick(base62 + '+/', 180 + turn * 5),
  'a phrase': (turn) =>
    Array.from({ length: 3 + turn }, () => pick(base62.slice(26, 52), 5)).join(' '),
  'lines': (turn) => Array.from({ length: 3 }, () => pick(base62 + '+/', 30 + turn)).join('\n'),
} // prettier-ignore

const values = Object.values(kinds).flatMap((make) =>
  Array.from({ length: 4 }, (_, turn) => make(turn)),
)
const { engine, known } = makeKnownEngine(
  Object.fromEntries(values.map((value, at) => [`value-${at}`, value])),
)

const escapeWith = (pattern: RegExp, write: (character: string) => string) => (value: string) =>
  utf8(textOf(value).replaceAll(pattern, write))
const unicode = (digits: (hex: string) => string) => (character: string) =>
  Array.from({ length: character.length }, (_, at) =>
    `\\u${digits(character.charCodeAt(at).toString(16).padStart(4, '0'))}`).join('') // prettier-ignore
const lower = (hex: string) => hex
const upper = (hex: string) => hex.toUpperCase()
const inJson = (value: string) => utf8(JSON.stringify(textOf(value)).slice(1, -1))
const percent = (value: string) => encodeURIComponent(textOf(value))
const base64 = (value: string) => bytesOf(value).toString('base64')
const wrap = (width: number, end: string) => (value: string) =>
  base64(value).replaceAll(new RegExp(`.{${width}}(?!$)`, 'g'), `$&${end}`)

/** How a value is written; with what must be covered where that is not all of it. */
const forms: Readonly<Record<string, (value: string) => string>> = {
  'raw': (value) => value,
  'CRLF': (value) => value.replaceAll('\n', '\r\n'),
  'base64': base64,
  'base64 without padding': (value) => base64(value).replace(/=+$/, ''),
  'base64url': (value) => bytesOf(value).toString('base64url'),
  'base64url with padding': (value) => base64(value).replaceAll('+', '-').replaceAll('/', '_'),
  'base64 with a line end': (value) => base64(`${value}\n`),
  'base64 with CRLF': (value) => base64(`${value}\r\n`),
  'base64 wrapped at 64': wrap(64, '\n'),
  'base64 wrapped at 76, CRLF': wrap(76, '\r\n'),
  'base64 wrapped at 64, written': wrap(64, '\\n'),
  'base64 wrapped at 76, indented': wrap(76, '\n        '),
  'base64 in JSON of PHP': (value) => base64(value).replaceAll('/', '\\/'),
  'base64 with \\u002B': (value) => base64(value).replaceAll('+', '\\u002B').replaceAll('=', '\\u003d'),
  'base64 in a query': (value) => encodeURIComponent(base64(value)),
  'hex': (value) => bytesOf(value).toString('hex'),
  'hex, upper case': (value) => bytesOf(value).toString('hex').toUpperCase(),
  'percent': percent,
  'percent, lower case': (value) => percent(value).replaceAll(/%../g, (code) => code.toLowerCase()),
  'percent, all but letters and digits': (value) =>
    percent(value).replaceAll(/[!'()*._~-]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
  'percent, every byte': (value) => bytesOf(value).toString('hex').replaceAll(/../g, '%$&'),
  'percent, twice': (value) => encodeURIComponent(percent(value)),
  'a form': (value) => new URLSearchParams([['', textOf(value)]]).toString().slice(1),
  'JSON': inJson,
  'JSON twice': (value) => inJson(inJson(value)),
  'JSON three times': (value) => inJson(inJson(inJson(value))),
  'JSON five times': (value) => inJson(inJson(inJson(inJson(inJson(value))))),
  'JSON with \\/': (value) => inJson(value).replaceAll('/', '\\/'),
  'JSON, ASCII only': (value) => utf8(textOf(inJson(value)).replaceAll(/[^\0-\x7f]/gu, unicode(lower))),
  '\\u002B': escapeWith(/[+/=&<>'"\\]/g, unicode(upper)),
  '\\u003c': escapeWith(/[+/=&<>'"\\]/g, unicode(lower)),
  '\\u003c in JSON': (value) => utf8(textOf(inJson(value)).replaceAll(/[+=&<>']/g, unicode(lower))),
  'HTML, named': escapeWith(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '&apos;'),
  'HTML, decimal': escapeWith(/[&<>"'+=/]/g, (sign) => `&#${sign.charCodeAt(0)};`),
  'HTML, decimal, two digits': escapeWith(/[&<>"']/g, (sign) => `&#0${sign.charCodeAt(0)};`),
  'HTML, hex': escapeWith(/[&<>"'+=/]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`),
  'HTML, hex, upper case': escapeWith(/[&<>"'+=/]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16).toUpperCase()};`),
  "shell, '\\''": (value) => value.replaceAll("'", "'\\''"),
  "shell, '\"'\"'": (value) => value.replaceAll("'", `'"'"'`),
  'shell, backslashes': (value) =>
    value.replaceAll(/[^A-Za-z\d%+,./:=@_\x80-\xff\n-]/g, '\\$&'),
  "shell, $'…'": (value) => value.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n'),
  'doubled quotes': (value) => value.replaceAll('"', '""'),
  '\\xXX': (value) => bytesOf(value).toString('hex').replaceAll(/../g, '\\x$&'),
} // prettier-ignore

/** Of what stands around a form: `mark` is the form. */
const surroundings: Readonly<Record<string, (form: string) => readonly [string, string]>> = {
  alone: () => ['', ''],
  'alone in a line': () => ['first line\n', '\nlast line\n'],
  'in JSON': () => ['{"level":"info","value":"', '","other":17}\n'],
  'in an address': () => ['GET https://host/path?a=1&key=', '&b=2 HTTP/1.1\n'],
  'in quotes': () => ["env 'A=", "' run\n"],
  'glued to words': () => ['abcdeXYZ', 'Zyxw_12\n'],
  'among binary bytes': () => ['\x00\x01\xff\xfe\x02', '\x03\x9c\x00\xff'],
}

/** What of the text no match covers. */
function uncovered(text: string, matches: readonly PlacedMatch[]): string {
  let left = text
  for (const { place } of matches) {
    left = left.slice(0, place.start) + '\0'.repeat(place.end - place.start) + left.slice(place.end)
  }
  return left
}

function check(form: string, value: string, before: string, behind: string, what: string): void {
  const text = before + form + behind
  const matches = scanBytes(engine, bytesOf(text))
  const name = `value-${values.indexOf(value)}`
  expect(
    matches.some((match) => match.known?.includes(name)),
    `${what}: ${text}`,
  ).toBe(true)
  const rest = uncovered(text, matches).slice(before.length, before.length + form.length)
  // Of doubled quotes at its ends one each may stand beside it.
  const kept = what.startsWith('doubled') ? /[\0"]/g : /\0/g
  expect(rest.replaceAll(kept, ''), `${what}: left of ${text}`).toBe('')
}

test('all of the values are known', () => expect(known.refused).toEqual([]))

/** Where letters beside it belong to the encoding, or line ends are no part of it. */
function mayStand(name: string, around: string, value: string): boolean {
  if (around === 'glued to words') return !/hex|base64|HTML|\\u/.test(name)
  return value !== '' && !(around === 'in quotes' && name === 'raw')
}

for (const [name, write] of Object.entries(forms)) {
  test(`found as ${name}`, () => {
    for (const value of values) {
      for (const [around, make] of Object.entries(surroundings)) {
        if (!mayStand(name, around, value)) continue
        const form = write(value)
        const [before, behind] = make(form)
        check(form, value, before, behind, `${name}, ${around}`)
      }
    }
  })
}

const encodings = { ...textEncodings, ...binaryEncodings }

/** What is left when the spans are cut out, so that the rest does not run together. */
function redact(text: string, matches: readonly PlacedMatch[]): string {
  let left = text
  for (const { place } of matches.toReversed()) {
    left = `${left.slice(0, place.start)}[]${left.slice(place.end)}`
  }
  return left
}

/** A record with the value in a JSON string, encoded; nothing is left of it, in whatever encoding. */
function checkEncoded(names: readonly string[], value: string): void {
  const record = `{"level":"warn","value":"${inJson(value)}","turn":3}\n`
  const encoded = names.reduce((inner, name) => encodings[name]!(inner), record)
  const text = `2026-03-01 worker[3]: took over\nbody "${encoded}" end\nnext line\n`
  const matches = scanBytes(engine, bytesOf(text))
  const name = `value-${values.indexOf(value)}`
  const what = `${names.join(' < ')}: ${text}`
  expect(
    matches.some((match) => match.known?.includes(name)),
    what,
  ).toBe(true)
  const left = scanBytes(engine, bytesOf(redact(text, matches)))
  expect(left.filter((match) => match.known).map(describeMatch), what).toEqual([])
}

/** Most encodings take characters for bytes; these take bytes. */
const keepsBytes = (name: string) => /base64|hex$|JSON|quoted|percent, all|xXX/.test(name)
const isAscii = (value: string) => bytesOf(value).every((byte) => byte < 0x80)

test.for(Object.keys(encodings))('found in a record that is encoded as %s', (name) => {
  for (const value of values) if (isAscii(value) || keepsBytes(name)) checkEncoded([name], value)
})

test.for(['UTF-16 little endian', 'UTF-16 big endian'])('found in %s', (name) => {
  for (const value of values) {
    const text = `user=app&key=${value}\n`
    const encoded = encodeUtf16(text, name.includes('big'))
    const matches = scanBytes(engine, bytesOf(encoded))
    const rest = uncovered(encoded, matches).slice(26, -2).replaceAll('\0', '')
    expect(rest, `${name}: ${value}`).toBe('')
  }
})

function encodeUtf16(text: string, isBigEndian: boolean): string {
  const units = Buffer.from(textOf(text), 'utf16le')
  return (isBigEndian ? units.swap16() : units).toString('latin1')
}

test('found in two encodings, one in the other', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(encodings)),
      fc.constantFrom(...Object.keys(textEncodings)),
      fc.constantFrom(...values),
      (inner, outer, value) => {
        fc.pre(isAscii(value) || [inner, outer].every(keepsBytes))
        fc.pre(!(inner in binaryEncodings) || (byteEncodings as readonly string[]).includes(outer))
        checkEncoded([inner, outer], value)
      },
    ),
    { numRuns: 150, seed: 5 },
  )
})

test('found in the middle of base64 and hex that are no text', () => {
  for (const value of values) {
    for (const shift of [0, 1, 2, 3, 50]) {
      const noise = (length: number) => pick('\x80\x81\x99\xc3\xe9\xff\x02\x00', length)
      const bytes = `${noise(30 + shift)}${value}${noise(31)}`
      for (const write of [
        base64,
        wrap(76, '\n'),
        (text: string) => bytesOf(text).toString('hex'),
      ]) {
        const text = `body ${write(bytes)} end`
        const matches = scanBytes(engine, bytesOf(text))
        const name = `value-${values.indexOf(value)}`
        expect(
          matches.some((match) => match.known?.includes(name)),
          `${shift}: ${value} in ${text}`,
        ).toBe(true)
      }
    }
  }
})

test('found in wrapped base64 that is no text, wherever the line breaks', () => {
  const noise = (length: number) => pick('\x80\x81\x99\xc3\xe9\xff\x02\x00', length)
  for (const value of values.filter(({ length }) => length >= 14)) {
    for (let before = 20; before < 20 + 57; before++) {
      const text = `body ${wrap(76, '\n')(`${noise(before)}${value}${noise(40)}`)} end`
      const matches = scanBytes(engine, bytesOf(text))
      const name = `value-${values.indexOf(value)}`
      expect(
        matches.some((match) => match.known?.includes(name)),
        `${before}: ${value} in ${text}`,
      ).toBe(true)
    }
  }
})
