import { latin1Of } from '../text/bytes.ts'
import { wordsOfName } from './assigned-name.ts'
import { isLetter } from './borders.ts'
import { setHas, setOf, type ByteSet } from '../text/byte-set.ts'
import type { Span } from '../text/span.ts'

/** A value given to a name, in whatever language or format. */
export interface Assignment {
  /** The whole name as written: `spring.datasource.password`, `--api-key`. */
  readonly name: string
  /** Its words, lower case, without digits: `spring`, `datasource`, `password`. */
  readonly words: readonly string[]
  /** Without quotes. */
  readonly value: Span
  /** Whether the value stands in quotes of any kind. */
  readonly quoted: boolean
  /** What stands between name and value, without blanks and quotes: `=`, `:`, `=>`, `(`, `,`, `>`, `flag`. */
  readonly operator: string
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const nameBytes = setOf(`${letters}0123456789_.-$`)
const blank = setOf(' \t')
const anyBlank = setOf(' \t\r\n')
const pairGap = setOf(' \t\r\n,')
const quotes = setOf('"\'`')
const prefixBytes = setOf('bruflBRUFL@$&')
const closers = setOf('"\'`)]}*')
const operatorBytes = setOf('=:>|?+~')
/** One of them at least is part of every operator. */
const coreOperatorBytes = setOf('=:>')
/** What can start `"value":` behind a name. */
const pairStart = setOf('"\'\\vVdD')
/** What can start a quoted value, prefixes and wrapping calls included. */
const wrapperStart = setOf(`"'\`\\@$&*_${letters}`)
/** What ends a value without quotes. */
const unquotedEnd = setOf(' \t\r\n"\'`<>,;()[]{}|&\\\0')
/** The same in a line of its own, `KEY=value`, where a value goes to the line's end. */
const lineValueEnd = setOf(' \t\r\n"\'`<>\0')

/** A string prefix, or a call that only changes its argument's form, with a quote behind it. */
const wrapper =
  /^(?:[bruflBRUFL@$&]{1,2}|\*|(?:new )?[\w.:]{0,24}(?:decode|base64|b64|bytes|string|buffer|secret|pass|chars|from|of|str)[\w.:]{0,24}\(\s*)?(?=\\{0,7}["'`])/i

const nameLengthMax = 100

/** How far around a piece of a name what {@link readAssignment} reads of it can lie, without the value itself. */
export const assignmentReach = { before: nameLengthMax + 32, behind: nameLengthMax + 460 } as const
const valueLengthMax = 1024

const backslash = 0x5c
const backslashesMax = 16

/**
 * Reads the assignment to the name at `nameSpan`, which {@link nameAround} gives.
 *
 * Knows `name = value`, `name: value`, `"name": "value"`, `name := value`, `name => value`, `name: Type = value`,
 * `set_name("value")`, `define('NAME', 'value')`, `<name>value<`, `--name value`, `name="x" value="y"` and
 * `"name": "x", "value": "y"`; quotes may be escaped (`\"`), as in JSON inside JSON.
 *
 * @returns `undefined` where no value follows
 */
export function readAssignment(bytes: Uint8Array, nameSpan: Span): Assignment | undefined {
  const { start: nameStart, end: nameEnd } = nameSpan
  if (nameEnd - nameStart > nameLengthMax) return undefined
  const operator = readOperator(bytes, nameStart, nameEnd)
  if (!operator) return undefined
  const value = readValue(bytes, nameStart, operator)
  if (!value || value.span.end === value.span.start) return undefined
  if (!isPlausible(bytes, operator, nameEnd, value)) return undefined
  return new ReadAssignment(bytes, nameSpan, value, operator.text)
}

class ReadAssignment implements Assignment {
  readonly value: Span
  readonly quoted: boolean
  readonly operator: string
  readonly #bytes: Uint8Array
  readonly #nameSpan: Span

  constructor(bytes: Uint8Array, nameSpan: Span, value: Value, operator: string) {
    this.value = value.span
    this.quoted = value.quoted
    this.operator = operator
    this.#bytes = bytes
    this.#nameSpan = nameSpan
  }

  #words: readonly string[] | undefined

  get words(): readonly string[] {
    return (this.#words ??= wordsOfName(this.name))
  }

  /** Made when asked for: most values are too short for any rule, and then nobody asks. */
  get name(): string {
    return latin1Of(this.#bytes, this.#nameSpan.start, this.#nameSpan.end)
  }
}

/** Weak operators need more: an argument is quoted and on the same line, an element's text ends at a tag. */
function isPlausible(
  bytes: Uint8Array,
  operator: Operator,
  nameEnd: number,
  value: Value,
): boolean {
  if (operator.text === '>') return bytes[value.span.end] === 0x3c
  return !wantsQuotes(operator) || !bytes.subarray(nameEnd, value.span.start).includes(10)
}

function wantsQuotes({ text }: Operator): boolean {
  return text === ',' || text === '('
}

/** The whole name that covers `[from, to)`. */
export function nameAround(bytes: Uint8Array, from: number, to: number): Span {
  return { start: backOver(bytes, from), end: forwardOver(bytes, to) }
}

function backOver(bytes: Uint8Array, from: number): number {
  let at = from
  const least = Math.max(0, from - nameLengthMax)
  while (at > least && setHas(nameBytes, bytes[at - 1]!)) at--
  // The letter of an escape such as \n is no part of the name behind it.
  return at > 0 && bytes[at - 1] === backslash && at < from ? at + 1 : at
}

function forwardOver(bytes: Uint8Array, to: number): number {
  let at = to
  const most = Math.min(bytes.length, to + nameLengthMax)
  while (at < most && setHas(nameBytes, bytes[at]!)) at++
  return at
}

/** What makes a value of what follows it. */
interface Operator {
  readonly text: string
  /** Offset behind it. */
  readonly end: number
}

function readOperator(bytes: Uint8Array, nameStart: number, nameEnd: number): Operator | undefined {
  let at = nameEnd
  while (at < nameEnd + 12 && (setHas(closers, bytes[at]!) || bytes[at] === backslash)) at++
  const closed = at
  at = skip(bytes, at, blank)
  const text = operatorAt(bytes, at)
  if (text !== '') return pairedValue(bytes, at) ?? typedOperator(bytes, at, text)
  if (bytes[at] === 0x28 && closed === nameEnd) return { text: '(', end: at + 1 }
  if (bytes[at] === 0x2c) return pairedValue(bytes, at) ?? { text: ',', end: at + 1 }
  const isFlag = bytes[nameStart] === 0x2d
  if (isFlag && at > closed) return { text: 'flag', end: at }
  return pairedValue(bytes, at)
}

function operatorAt(bytes: Uint8Array, from: number): string {
  let to = from
  while (to < from + 3 && to < bytes.length && setHas(operatorBytes, bytes[to]!)) to++
  for (let at = from; at < to; at++) {
    if (setHas(coreOperatorBytes, bytes[at]!)) return latin1Of(bytes, from, to)
  }
  return ''
}

/** `name: Type = value` has its operator behind the type. */
function typedOperator(bytes: Uint8Array, at: number, text: string): Operator {
  const end = at + text.length
  if (text !== ':' || !isLetter(bytes[skip(bytes, end, anyBlank)])) return { text, end }
  const rest = latin1Of(bytes, end, Math.min(bytes.length, end + 48))
  const typed = /^\s*[A-Za-z][\w.[\]<>?| ]{1,40}?\s*=(?![=>])/.exec(rest)
  return typed ? { text: '=', end: end + typed[0].length } : { text, end }
}

/** `…name" value="…"`, `"name": "DB_PASSWORD", "value": "…"`: the value is the next attribute's. */
function pairedValue(bytes: Uint8Array, at: number): Operator | undefined {
  if (bytes[at] === 0x3a || bytes[at] === 0x3d) return undefined
  if (!setHas(pairStart, bytes[skip(bytes, at, pairGap)] ?? 0)) return undefined
  const rest = latin1Of(bytes, at, Math.min(bytes.length, at + 64))
  const paired = /^[\s,]*\\*["']?(?:value|defaultValue|default)\\*["']?\s*[:=]\s*/i.exec(rest)
  return paired ? { text: '=', end: at + paired[0].length } : undefined
}

interface Value {
  readonly span: Span
  readonly quoted: boolean
}

function readValue(bytes: Uint8Array, nameStart: number, operator: Operator): Value | undefined {
  let at = skip(bytes, operator.end, blank)
  const next = skip(bytes, at, anyBlank)
  // Only a quoted value may stand on the next line.
  if (next > at && setHas(quotes, bytes[next]!)) at = next
  const opening = operator.text === ',' ? skipPrefix(bytes, at) : skipWrapper(bytes, at)
  if (opening >= 0) return readQuoted(bytes, opening)
  if (wantsQuotes(operator)) return undefined
  let end = endOfRun(bytes, at, unquotedEnd)
  // Only a sign that may be part of a line's value makes a difference.
  if (!setHas(lineValueEnd, bytes[end] ?? 0) && isLineAssignment(bytes, nameStart, operator.text)) {
    end = endOfPart(bytes, at, endOfRun(bytes, at, lineValueEnd))
    while (end > at && (bytes[end - 1] === 0x2c || bytes[end - 1] === 0x3b)) end--
  }
  // A call: the value is an expression.
  if (bytes[end] === 0x28) return undefined
  return { span: { start: at, end }, quoted: false }
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
    let next = at + 1
    while (next < to && setHas(nameBytes, bytes[next]!)) next++
    if (bytes[next] === 0x3d) return at
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
  const rest = latin1Of(bytes, from, Math.min(bytes.length, from + 64))
  const found = wrapper.exec(rest)
  return found ? from + found[0].length : -1
}

function readQuoted(bytes: Uint8Array, from: number): Value | undefined {
  const escapes = countBackslashes(bytes, from)
  const quote = bytes[from + escapes]!
  let start = from + escapes + 1
  // Triple quotes, and Markdown's double backquotes.
  if (escapes === 0 && bytes[start] === quote && bytes[start + 1] === quote) start += 2
  else if (quote === 0x60 && bytes[start] === quote) start++
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

/** JSON inside JSON puts 1, 3 or 7 backslashes before a quote. */
function countBackslashes(bytes: Uint8Array, from: number): number {
  let count = 0
  while (count < backslashesMax && bytes[from + count] === backslash) count++
  return count
}

/** Whether the name starts its line, as in dotenv, properties and YAML. */
function isLineAssignment(bytes: Uint8Array, nameStart: number, operator: string): boolean {
  if (operator !== '=' && operator !== ':') return false
  const before = latin1Of(bytes, Math.max(0, nameStart - 24), nameStart)
  return /(?:^|\n)[ \t]*(?:(?:export|set|SET|ENV|ARG|env:|-|#|\/\/|;|\*)[ \t]*)*["']?$/.test(before)
}

function skip(bytes: Uint8Array, from: number, set: typeof blank): number {
  let at = from
  const most = Math.min(bytes.length, from + 64)
  while (at < most && setHas(set, bytes[at]!)) at++
  return at
}
