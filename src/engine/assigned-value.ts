import { letters, setHas, setOf, type ByteSet } from '../text/byte-set.ts'
import type { Span } from '../text/span.ts'
import { isArgument, startsLine, type Operator } from './assigned-operator.ts'
import {
  anyBlank,
  backslash,
  blank,
  countBackslashes,
  holdsNear,
  quotes,
  skip,
  textFrom,
} from './assigned-span.ts'
import { isLetter } from './borders.ts'

/** Without quotes. */
export interface Value {
  readonly span: Span
  readonly quoted: boolean
  /** Of a concatenation of literals: the texts that its span joins. */
  readonly parts?: readonly Span[]
}

const prefixBytes = setOf('bruflBRUFL@$&')
/** What can start a quoted value, prefixes and wrapping calls included. */
const wrapperStart = setOf(`"'\`\\@$&*_[${letters}`)
/** What ends a value without quotes. */
const unquotedEnd = setOf(' \t\r\n"\'`<>,;()[]{}|&\\\0\x1b')
const doubledEnd = setOf('`\r\n')
/** The same in a line of its own, `KEY=value`, where a value goes to the line's end. */
const lineValueEnd = setOf(' \t\r\n"\'`<>\0\x1b')

const valueLengthMax = 1024
/** Longest name of a connection string's part: `Initial Catalog=`. */
const partNameMax = 40

/** A string prefix, or a call that only changes its argument's form, with a quote behind it. */
const wrapper =
  /^(?:[bruflBRUFL@$&]{1,2}|\*|(?:new )?[\w.:]{0,24}(?:decode|base64|b64|bytes|string|buffer|secret|pass|chars|from|of|str|value)[\w.:]{0,24}\(\s*[bru]{0,2}|\[\]\w{1,8}[({]\s*)?(?=\\{0,7}["'`])/i

const wrapperReach = 64

/** What may stand between an operator and a quoted value, on the same line or the next. */
const bracket = /^[ \t]*(?:[([]\s*|\\?\r?\n\s*)(?=["'`])/
/** What may stand before any value: a section of characters, a tag, emphasis. */
const mark = /^[ \t]*(?:<!\[CDATA\[|!\w[\w:-]{0,20}[ \t]+|\*{1,2}[ \t]+)/
/** An object of one member that says of what type the value is: OTLP, DynamoDB. */
const typedObject = /^[ \t]*\{\s*\\*"(?:stringValue|string_value|S)\\*"\s*:/
/** Blanks that are escaped, as in JSON inside JSON, before an escaped quote or a number. */
const escapedBlanks = /^[ \t]*(?:\\+[nrt][ \t]*)+(?=\\+["']|\d{4})/
/** A default: `settings.token || "…"`. */
const fallback = /^[\w.$[\]'"()]{3,60}\s*(?:\|\||\?\?|\bor\b)\s*(?=["'`])/
const fallbackReach = 80
/** One of them stands before every default: `||`, `??`, and the quote behind `or`. */
const fallbackSigns = setOf('|?"\'`')
/** What an HTTP header says before its credentials. */
const schemeStart = setOf('bBtTaAkK')
const scheme = /^(?:Bearer|Token|ApiKey|Key) {1,2}/i
/** A YAML scalar on lines of its own. */
const blockScalar = /^[ \t]*[|>][+-]?\d?[ \t]*\r?\n[ \t]+(?=\S)/

/** @returns `undefined` where no value follows */
export function readValue(
  bytes: Uint8Array,
  nameStart: number,
  operator: Operator,
): Value | undefined {
  const from = skipOpening(bytes, operator)
  const quote = quoteAfter(bytes, from, operator)
  if (quote >= 0) return readLiterals(bytes, quote)
  if (isArgument(operator) || operator.text === '||' || operator.text === '??') return undefined
  if (operator.text === '{') return undefined
  const at = skip(bytes, from, blank)
  const mayDefault = holdsNear(bytes, at, fallbackReach, fallbackSigns)
  const defaulted = mayDefault ? fallback.exec(textFrom(bytes, at, fallbackReach)) : null
  if (defaulted) return readQuoted(bytes, at + defaulted[0].length)
  return readUnquoted(bytes, nameStart, operator, at + schemeLength(bytes, at))
}

function skipOpening(bytes: Uint8Array, { text, end }: Operator): number {
  if (text === 'blank' || text === 'flag') return end
  const first = bytes[skip(bytes, end, blank)] ?? 0
  if (setHas(quotes, first) || isLetter(first)) return end
  const rest = textFrom(bytes, end, 96)
  const block = text === ':' ? blockScalar.exec(rest) : null
  if (block) return end + block[0].length
  const opening =
    bracket.exec(rest) ?? mark.exec(rest) ?? typedObject.exec(rest) ?? escapedBlanks.exec(rest)
  return end + (opening?.[0].length ?? 0)
}

/** Offset of the opening quote; -1 when the value has none. */
function quoteAfter(bytes: Uint8Array, from: number, operator: Operator): number {
  const at = skip(bytes, from, blank)
  const next = skip(bytes, at, anyBlank)
  const start = next > at && setHas(quotes, bytes[next]!) && operator.text !== 'blank' ? next : at
  if (isArgument(operator) && next > at) return -1
  if (operator.text === 'blank') return setHas(quotes, bytes[start] ?? 0) ? start : -1
  return operator.text === ',' ? skipPrefix(bytes, start) : skipWrapper(bytes, start)
}

function schemeLength(bytes: Uint8Array, from: number): number {
  return setHas(schemeStart, bytes[from] ?? 0)
    ? (scheme.exec(textFrom(bytes, from, 12))?.[0].length ?? 0)
    : 0
}

function readUnquoted(
  bytes: Uint8Array,
  nameStart: number,
  operator: Operator,
  at: number,
): Value | undefined {
  const { text } = operator
  let end = endOfRun(bytes, at, unquotedEnd)
  const isOwnLine =
    text === '=' || text === ':' || text === 'blank' ? startsLine(bytes, nameStart) : false
  // Only a sign that may be part of a line's value makes a difference.
  if (isOwnLine && !setHas(lineValueEnd, bytes[end] ?? 0)) {
    end = endOfPart(bytes, at, endOfRun(bytes, at, lineValueEnd))
    while (end > at && (bytes[end - 1] === 0x2c || bytes[end - 1] === 0x3b)) end--
  }
  if (text === 'blank' && !(isOwnLine && endsLine(bytes, end))) return undefined
  // A call: the value is an expression.
  if (bytes[end] === 0x28 || opensCall(bytes, at, end)) return undefined
  while (text === 'prose' && end > at && bytes[end - 1] === 0x2e) end--
  return { span: { start: at, end }, quoted: false }
}

/** Whether a line's value ends at the quote of a call's argument: `name = lookup("…")`. */
function opensCall(bytes: Uint8Array, from: number, end: number): boolean {
  return setHas(quotes, bytes[end] ?? 0) && bytes.subarray(from + 1, end).includes(0x28)
}

/** Whether nothing but a separator or a comment follows on the line. */
function endsLine(bytes: Uint8Array, from: number): boolean {
  return /^;?[ \t]*(?:$|[\r\n#]|\/\/)/.test(textFrom(bytes, from, 12))
}

function endOfRun(bytes: Uint8Array, from: number, ends: ByteSet): number {
  const most = Math.min(bytes.length, from + valueLengthMax)
  let end = from
  while (end < most && !setHas(ends, bytes[end]!)) end++
  return end
}

/** The value's own end where more assignments follow, as in a connection string: `key=value;name=value`. */
function endOfPart(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== 0x3b || !isLetter(bytes[at + 1])) continue
    if (/^[\w.$-]+(?: [\w.$-]+){0,3}=/.test(textFrom(bytes, at + 1, partNameMax))) return at
  }
  return to
}

/** Offset of the quote at `from` or behind a string prefix of one or two letters; -1 when there is none. */
function skipPrefix(bytes: Uint8Array, from: number): number {
  for (let at = from; at <= from + 2; at++) {
    const byte = bytes[at] ?? 0
    if (setHas(quotes, byte) || byte === backslash) return at
    if (!setHas(prefixBytes, byte)) return -1
  }
  return -1
}

/**
 * Steps over what may stand before a quoted value: a string prefix (`b"`, `@"`), a constructor or a call that
 * only changes its form (`base64.b64decode("`); any other call computes something else.
 *
 * @returns offset of the quote, or -1 when no quoted value follows
 */
function skipWrapper(bytes: Uint8Array, from: number): number {
  const first = bytes[from] ?? 0
  if (setHas(quotes, first)) return from
  if (!setHas(wrapperStart, first)) return -1
  if (!holdsNear(bytes, from, wrapperReach, quotes)) return -1
  const found = wrapper.exec(textFrom(bytes, from, wrapperReach))
  return found ? from + found[0].length : -1
}

/** What parts two literals that make one string: a sign, or only a line end. */
const joint =
  /^["'`](?:[ \t]*(?:\r?\n[ \t]*)?(?:\+|\.{1,2}|&|\\)\s*|[ \t]*\r?\n\s*)[bruf]{0,2}(?=["'`])/i
const partsMax = 16

/** A quoted value, joined with the literals that follow it in the same expression. */
function readLiterals(bytes: Uint8Array, from: number): Value | undefined {
  const first = readQuoted(bytes, from)
  if (!first) return undefined
  const parts = [first.span]
  while (parts.length < partsMax) {
    const { end } = parts.at(-1)!
    const joined = joint.exec(textFrom(bytes, end, 80))
    const next = joined ? readQuoted(bytes, end + joined[0].length) : undefined
    // `"…"` newline `"name": …` is the next pair of an object.
    if (!next || /^["'`]\s*[:=]/.test(textFrom(bytes, next.span.end, 8))) break
    parts.push(next.span)
  }
  if (parts.length === 1) return first
  return { span: { start: first.span.start, end: parts.at(-1)!.end }, quoted: true, parts }
}

function readQuoted(bytes: Uint8Array, from: number): Value | undefined {
  const escapes = countBackslashes(bytes, from)
  const quote = bytes[from + escapes]!
  let start = from + escapes + 1
  if (escapes === 0 && bytes[start] === quote) {
    if (bytes[start + 1] === quote) start += 2
    else return quote === 0x60 ? readDoubled(bytes, start + 1) : undefined
  }
  start += schemeLength(bytes, start)
  const most = Math.min(bytes.length, start + valueLengthMax)
  for (let at = start; at < most;) {
    const byte = bytes[at]!
    if (byte === 10 || byte === 13) return undefined
    const before = countBackslashes(bytes, at)
    if (bytes[at + before] === quote) {
      if (before === escapes) return { span: { start, end: at }, quoted: true }
      // Fewer: the text around ends here. More: a quote inside the value.
      if (before < escapes) return undefined
      at += before + 1
    } else {
      at += Math.max(1, before)
    }
  }
  return undefined
}

/** Markdown's double backquotes, which go around single ones; without a second pair the first is an empty text. */
function readDoubled(bytes: Uint8Array, start: number): Value | undefined {
  const end = endOfRun(bytes, start, doubledEnd)
  return bytes[end] === 0x60 && bytes[end + 1] === 0x60
    ? { span: { start, end }, quoted: true }
    : undefined
}
