import { bytesOfUtf8 } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import type { Span } from '../text/span.ts'
import { azureChecksumOf } from './azure-checksum.ts'
import { encodeBase58Check } from './base58.ts'
import { base62Of, bech32ChecksumOf, crc32Base36Of, crc32HexOf, luhnDigitOf } from './checksum.ts'
import { crc32 } from '../text/crc32.ts'

/** An example text assembled at run time, so that no whole token ever stands in a file. */
export interface Sample {
  readonly text: string
  /** Byte range of what stood between `⟦` and `⟧`, in UTF-8; absent in negative examples. */
  readonly secret: Span | undefined
}

/** Numbers in `[0, 1)`. */
export type Random = () => number

/** Insides of bracket classes, by the names that examples use. */
export const characterClasses = {
  digits: '0-9',
  hex: '0-9a-f',
  HEX: '0-9A-F',
  lower: 'a-z',
  upper: 'A-Z',
  alpha: 'A-Za-z',
  'lower-digits': '0-9a-z',
  'upper-digits': '0-9A-Z',
  base32: 'A-Z2-7',
  base62: '0-9A-Za-z',
  base64: '0-9A-Za-z+/',
  base64url: '0-9A-Za-z_-',
  password: '0-9A-Za-z!#%*+.?^_~-',
  visible: '0-9A-Za-z!#$%()*+,./:?@^_{|}~-',
} as const

export type CharacterClass = keyof typeof characterClasses

/**
 * Assembles one example.
 *
 * `<class:20>` or `<class:20-40>` makes random characters; classes are {@link characterClasses} or a bracket
 * class as in `<[a-f2]:8>`. `<uuid>`, `<jwt>`, `<lines:12>` (base64 lines of 64), `<repeat:x:20>`,
 * `<base64-of:…>` (of an inner example), `<crc32-base62>` (of the piece just before), and `<bech32>`, `<crc32-hex>`,
 * `<crc32-base36>`, `<luhn>` and `<azure-checksum>` (of all since the secret's start) are computed, and so is
 * `<base58check:80:32:01>` (first bytes in hex, so many random ones, last bytes in hex). `⟦` and `⟧` mark the secret; `<<` is a literal `<`.
 *
 * @throws StanchError `SAMPLE_SYNTAX`
 */
export function assembleSample(template: string, random: Random): Sample {
  const marked = expand(template, random)
  const start = marked.indexOf('⟦')
  const end = marked.indexOf('⟧')
  if (start < 0 && end < 0) return { text: marked, secret: undefined }
  if (start < 0 || end < start) throw fault(template, 'expected ⟦ before ⟧, once each')
  const before = bytesOfUtf8(marked.slice(0, start)).length
  const secret = bytesOfUtf8(marked.slice(start + 1, end)).length
  return {
    text: marked.replace('⟦', '').replace('⟧', ''),
    secret: { start: before, end: before + secret },
  }
}

/** A small, fast, repeatable generator (mulberry32); never for keys. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function expand(template: string, random: Random): string {
  let text = ''
  let piece = ''
  for (let at = 0; at < template.length; ) {
    if (template[at] !== '<') {
      text += template[at++]
      continue
    }
    if (template[at + 1] === '<') {
      text += '<'
      at += 2
      continue
    }
    const end = closingBracket(template, at)
    piece = generate(template.slice(at + 1, end), { random, text, piece })
    text += piece
    at = end + 1
  }
  return text
}

function closingBracket(template: string, open: number): number {
  for (let at = open, depth = 0; at < template.length; at++) {
    if (template[at] === '<') depth++
    if (template[at] === '>' && --depth === 0) return at
  }
  throw fault(template, 'missing > (a literal < is written <<)')
}

interface Context {
  readonly random: Random
  /** All that was made so far. */
  readonly text: string
  /** What the generator before made. */
  readonly piece: string
}

function generate(directive: string, context: Context): string {
  const colon = directive.startsWith('[') ? directive.lastIndexOf(':') : directive.indexOf(':')
  const name = colon < 0 ? directive : directive.slice(0, colon)
  const rest = colon < 0 ? '' : directive.slice(colon + 1)
  switch (name) {
    case 'uuid':
      return [8, 4, 4, 4, 12].map((length) => pick('0-9a-f', length, context.random)).join('-')
    case 'crc32-base62':
      return base62Of(crc32(context.piece), 6)
    case 'bech32':
      return bech32ChecksumOf(sinceMark(context)).toUpperCase()
    case 'crc32-hex':
      return crc32HexOf(sinceMark(context).replace(/_$/, ''))
    case 'crc32-base36':
      return crc32Base36Of(sinceMark(context))
    case 'luhn':
      return luhnDigitOf(sinceMark(context))
    case 'azure-checksum':
      return azureChecksumOf(sinceMark(context))
    case 'base58check':
      return base58Check(rest, context.random)
    case 'jwt':
      return jwt(context.random)
    case 'lines':
      return Array.from({ length: Number(rest) }, () => pick('0-9A-Za-z+/', 64, context.random)).join('\n')
    case 'repeat':
      return rest[0]!.repeat(Number(rest.slice(2)))
    case 'base64-of':
      return btoa(expand(rest, context.random))
    default:
      return randomRun(name, rest, context.random)
  }
}

function sinceMark({ text }: Context): string {
  return text.slice(text.indexOf('⟦') + 1)
}

function base58Check(parts: string, random: Random): string {
  const [first = '', length = '', last = ''] = parts.split(':')
  const middle = Array.from({ length: Number(length) }, () => Math.floor(random() * 256))
  return encodeBase58Check(Uint8Array.from([...bytesOfHex(first), ...middle, ...bytesOfHex(last)]))
}

function bytesOfHex(hex: string): number[] {
  return Array.from(hex.matchAll(/../g), ([pair]) => parseInt(pair, 16))
}

function randomRun(name: string, lengths: string, random: Random): string {
  const members = name.startsWith('[') ? name.slice(1, -1) : classNamed(name)
  const range = /^(\d+)(?:-(\d+))?$/.exec(lengths)
  if (members === undefined || range === null) {
    throw fault(`<${name}:${lengths}>`, `known: ${Object.keys(characterClasses).join(', ')}, uuid, jwt, lines, repeat, base64-of, base58check, crc32-base62, crc32-hex, crc32-base36, bech32, luhn, azure-checksum, each but the computed with a length`)
  }
  const min = Number(range[1])
  const max = Number(range[2] ?? min)
  return pick(members, min + Math.floor(random() * (max - min + 1)), random)
}

function classNamed(name: string): string | undefined {
  return Object.hasOwn(characterClasses, name) ? characterClasses[name as CharacterClass] : undefined
}

function pick(members: string, length: number, random: Random): string {
  const characters = members.replaceAll(/(.)-(.)/g, (_, first: string, last: string) => between(first, last))
  return Array.from({ length }, () => characters[Math.floor(random() * characters.length)]).join('')
}

function between(first: string, last: string): string {
  const from = first.charCodeAt(0)
  return String.fromCharCode(...Array.from({ length: last.charCodeAt(0) - from + 1 }, (_, at) => from + at))
}

function jwt(random: Random): string {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  const subject = pick('0-9', 10, random)
  const header = part({ alg: 'HS256', typ: 'JWT' })
  const payload = part({ sub: subject, iat: 1700000000 + Math.floor(random() * 1e7) })
  return `${header}.${payload}.${pick('0-9A-Za-z_-', 43, random)}`
}

function fault(template: string, what: string): StanchError {
  return new StanchError('SAMPLE_SYNTAX', `Example "${template}": ${what}`)
}
