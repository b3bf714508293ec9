import { looksRandom } from '../../../engine/random-looking.ts'
import { latin1Of } from '../../../text/bytes.ts'
import type { NamedValue, ValueFault } from './named-value.ts'

/** A reference that the reader of such a file would follow. */
const reference = /\$\{[^}]*\}|\$\([^)]*\)|^\$[A-Za-z_]\w*$/

const [tab, feed, back, space, double, hash, single, escape, grave] = Array.from('\t\n\r "#\'\\`', (character) => character.charCodeAt(0)) as [number, number, number, number, number, number, number, number, number] // prettier-ignore

/** What follows a backslash between double quotes, when it stands for something else. */
const escapes: ReadonlyMap<number, number> = new Map([
  ['n', '\n'], ['r', '\r'], ['t', '\t'], ['"', '"'], ['\\', '\\'], ['$', '$'],
].map(([letter, meant]) => [letter!.charCodeAt(0), meant!.charCodeAt(0)])) // prettier-ignore

/**
 * Reads a `.env` file: `NAME=value`, also after `export`; values plain up to a `#` behind a blank, or between quotes, where
 * they may go over several lines, and escapes count between double ones. References to other variables are not followed.
 * What such files mean differs from tool to tool; this is what most agree on (https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow,
 * https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax).
 *
 * @returns values are views of `bytes`, or of a copy when there are escapes
 */
export function* parseDotenv(bytes: Uint8Array): Generator<NamedValue | ValueFault> {
  let line = 1
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length) {
    const end = endOfLine(bytes, at)
    const entry = readEntry(bytes, at, end, line)
    if (entry.told !== undefined) yield entry.told
    const next = afterLineEnd(bytes, entry.end)
    line += countLines(bytes, at, next)
    at = next
  }
}

interface Entry {
  readonly told: NamedValue | ValueFault | undefined
  /** Of its last line. */
  readonly end: number
}

const head = /^[ \t]*(?:export[ \t]+)?(?:([A-Za-z_][\w.-]*)[ \t]*(=)?[ \t]*|(#)|$)/

function readEntry(bytes: Uint8Array, start: number, end: number, line: number): Entry {
  const matched = head.exec(latin1Of(bytes, start, Math.min(end, start + headMax)))
  const [whole = '', name, equals, comment] = matched ?? []
  const rest = start + whole.length
  if (comment !== undefined || (matched && name === undefined)) return { told: undefined, end }
  if (equals === undefined && rest === end && isExport.test(whole)) return { told: undefined, end }
  // A line of a key, or a value alone, must not be told as a name.
  if (name === undefined || equals === undefined || isLikeValue(name))
    return { told: { kind: 'fault', line, reason: 'expected NAME=value' }, end }
  const quote = bytes[rest]
  return rest < end && (quote === double || quote === single || quote === grave)
    ? readQuoted(bytes, rest, end, { name, line })
    : readPlain(bytes, rest, end, { name, line })
}

const isExport = /^[ \t]*export[ \t]/

function isLikeValue(name: string): boolean {
  if (name.length > nameMax) return true
  return name.length >= valueMin && /[a-z]/.test(name) && looksRandom(name, bitsOfNames)
}

/** Shorter ones look random by chance, and give nothing away. */
const valueMin = 12

const nameMax = 128
/** Of letters, on average: see `surprisal`. */
const bitsOfNames = 5

/** Of a name with what stands before it. */
const headMax = 4096

type Named = Pick<NamedValue, 'name' | 'line'>

function readPlain(bytes: Uint8Array, start: number, lineEnd: number, named: Named): Entry {
  let end = start
  while (end < lineEnd && !(bytes[end] === hash && (end === start || isBlank(bytes[end - 1]))))
    end++
  while (end > start && isBlank(bytes[end - 1])) end--
  return { told: tell(bytes.subarray(start, end), named, true), end: lineEnd }
}

function readQuoted(bytes: Uint8Array, open: number, lineEnd: number, named: Named): Entry {
  const quote = bytes[open]!
  let close = open + 1
  while (close < bytes.length && bytes[close] !== quote)
    close += quote === double && bytes[close] === escape ? 2 : 1
  const fault = (reason: string, end: number): Entry => ({
    told: { kind: 'fault', line: named.line, reason: `${named.name}: ${reason}` },
    end,
  })
  // The lines behind it are read for themselves: they may be in order.
  if (close >= bytes.length) return fault('expected the closing quote, got the end', lineEnd)
  const end = endOfLine(bytes, close)
  if (!/^[ \t]*(?:#|$)/.test(latin1Of(bytes, close + 1, end)))
    return fault('expected the end of the line behind the closing quote', end)
  const inner = bytes.subarray(open + 1, close)
  const isRead = quote === double
  return { told: tell(isRead ? withoutEscapes(inner) : inner, named, isRead), end }
}

function tell(value: Uint8Array, named: Named, followsReferences: boolean): NamedValue {
  if (value.length === 0) return { ...named, kind: 'skipped', reason: 'empty' }
  if (followsReferences && value.includes(36) && reference.test(latin1Of(value)))
    return {
      ...named,
      kind: 'skipped',
      reason: 'refers to another variable, which is not followed',
    }
  return { ...named, kind: 'value', value }
}

function withoutEscapes(text: Uint8Array): Uint8Array {
  if (!text.includes(escape)) return text
  const plain = new Uint8Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const meant = text[at] === escape ? escapes.get(text[at + 1] ?? 0) : undefined
    plain[length++] = meant ?? text[at]!
    if (meant !== undefined) at++
  }
  return plain.subarray(0, length)
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab
}

function endOfLine(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== feed && bytes[at] !== back) at++
  return at
}

function afterLineEnd(bytes: Uint8Array, end: number): number {
  return end + (bytes[end] === back && bytes[end + 1] === feed ? 2 : 1)
}

/** A line ends with CR, LF or both. */
function countLines(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let at = start; at < Math.min(end, bytes.length); at++)
    if (bytes[at] === feed || (bytes[at] === back && bytes[at + 1] !== feed)) count++
  return count
}
