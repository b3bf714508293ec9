import type { Decoding } from './finding.ts'
import { entityEscape } from './decode-escapes.ts'
import { jsonDepthMax } from './known-table.ts'

/** What stands at a place: some bytes, and where the next ones begin. */
interface Unit {
  readonly bytes: readonly number[]
  readonly end: number
}

/** Reads the unit at a place; `undefined` behind the text. */
export type Reader = (at: number) => Unit | undefined

type Layer = (source: Reader, bytes: Uint8Array, end: number) => Reader

/** A way to escape text, and what it is called. */
export interface Escaping {
  readonly name: Decoding
  readonly reader: (bytes: Uint8Array, end: number) => Reader
  /** In forms a plus sign is a blank, or itself where it was decoded before. */
  readonly hasPluses: boolean
}

const controls: Readonly<Record<string, number>> = {
  n: 10, r: 13, t: 9, b: 8, f: 12, v: 11, a: 7, e: 27, E: 27, 0: 0,
} // prettier-ignore

/** JSON, the escapes of programming languages, and the shell's, where a backslash means the character behind it. */
const backslashes: Layer = (source) => (at) => {
  const mark = source(at)
  if (mark?.bytes[0] !== 0x5c || mark.bytes.length > 1) return mark
  const kind = source(mark.end)
  if (kind?.bytes.length !== 1) return mark
  const character = String.fromCharCode(kind.bytes[0]!)
  const octal = readCode(source, mark.end, 3, 8)
  if (octal && octal.code < 256) return { bytes: [octal.code], end: octal.end }
  if (character in controls) return { bytes: [controls[character]!], end: kind.end }
  if (character === 'u') return readUnicode(source, kind.end) ?? mark
  if (character === 'x') {
    const byte = readCode(source, kind.end, 2, 16)
    return byte ? { bytes: [byte.code], end: byte.end } : mark
  }
  return /[A-Za-z\d]/.test(character) ? mark : kind
}

/** The digits behind `\u`, or in braces; two of them where a character past U+FFFF is written as such. */
function readUnicode(source: Reader, at: number): Unit | undefined {
  const first = readCode(source, at, 4, 16)
  if (!first) return undefined
  let { code, end } = first
  if (code >= 0xd800 && code < 0xdc00) {
    const mark = source(end)
    const kind = mark?.bytes[0] === 0x5c ? source(mark.end) : undefined
    const second = kind?.bytes[0] === 0x75 ? readCode(source, kind.end, 4, 16) : undefined
    if (!second || second.code < 0xdc00 || second.code > 0xdfff) return undefined
    code = 0x10000 + ((code - 0xd800) << 10) + (second.code - 0xdc00)
    end = second.end
  }
  return { bytes: [...new TextEncoder().encode(String.fromCodePoint(code))], end }
}

/** A number of so many digits; `undefined` when there are fewer. */
function readCode(source: Reader, at: number, digits: number, radix: number) {
  let code = 0
  let end = at
  for (let count = 0; count < digits; count++) {
    const unit = source(end)
    const digit = unit?.bytes.length === 1 ? digitOf(unit.bytes[0]!) : 99
    if (digit >= radix) return undefined
    code = code * radix + digit
    end = unit!.end
  }
  return { code, end }
}

function digitOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : 99
}

const percent: Layer = (source) => (at) => {
  const mark = source(at)
  if (mark?.bytes[0] !== 0x25 || mark.bytes.length > 1) return mark
  const byte = readCode(source, mark.end, 2, 16)
  return byte ? { bytes: [byte.code], end: byte.end } : mark
}

const entities: Layer = (source, bytes, end) => (at) => {
  const found = bytes[at] === 0x26 ? entityEscape(bytes, at, end) : undefined
  return found ? { bytes: found.bytes, end: at + found.length } : source(at)
}

/** `'\''` and `'"'"'`: a quote inside of single quotes. */
const quotes: Layer = (source, bytes) => (at) => {
  if (bytes[at] !== 0x27) return source(at)
  if (startsWith(bytes, at, shellQuote)) return { bytes: [0x27], end: at + 4 }
  if (startsWith(bytes, at, shellDoubleQuote)) return { bytes: [0x27], end: at + 5 }
  return source(at)
}

const shellQuote = [0x27, 0x5c, 0x27, 0x27]
const shellDoubleQuote = [0x27, 0x22, 0x27, 0x22, 0x27]

function startsWith(bytes: Uint8Array, at: number, text: readonly number[]): boolean {
  return text.every((byte, offset) => bytes[at + offset] === byte)
}

/** `""` and `''`. */
const doubles: Layer = (source, bytes, end) => (at) => {
  const isQuote = bytes[at] === 0x22 || bytes[at] === 0x27
  if (!isQuote || at + 1 >= end || bytes[at + 1] !== bytes[at]) return source(at)
  return { bytes: [bytes[at]!], end: at + 2 }
}

/** Reads the bytes as they are. */
export function plainReader(bytes: Uint8Array, end: number): Reader {
  return (at) => (at < end ? { bytes: [bytes[at]!], end: at + 1 } : undefined)
}

function escaping(name: Decoding, ...layers: readonly Layer[]): Escaping {
  return {
    name,
    hasPluses: false,
    reader: (bytes, end) =>
      layers.reduce((source, layer) => layer(source, bytes, end), plainReader(bytes, end)),
  }
}

/** Backslashes, undone once and oftener. */
export const backslashEscapings: readonly Escaping[] = Array.from(
  { length: jsonDepthMax },
  (_, depth) => escaping('escape', ...Array.from({ length: depth + 1 }, () => backslashes)),
)

/** Ways to escape text that are undone where a known value stands; deeper ones are the decoding's. */
export const escapings: readonly Escaping[] = [
  ...backslashEscapings,
  escaping('percent', percent),
  escaping('percent', percent, percent),
  { ...escaping('percent', percent), hasPluses: true },
  escaping('html', entities),
  escaping('escape', quotes),
  escaping('escape', doubles),
]

/** `\ % & ' " +` */
const marks: readonly number[] = [0x5c, 0x25, 0x26, 0x27, 0x22, 0x2b]

/** A byte that begins an escape. */
export function isEscapeMark(byte: number): boolean {
  return marks.includes(byte)
}
