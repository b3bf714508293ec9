import { latin1Of } from '../text/bytes.ts'
import { setHas, setOf } from '../text/byte-set.ts'
import { anyBlank, backslash, blank, holdsNear, skip, textFrom } from './assigned-span.ts'
import { isLetter, skipColours } from './borders.ts'

/** What makes a value of what follows it. */
export interface Operator {
  /**
   * Without blanks and quotes: `=`, `:`, `=>`, `||`, `>` (an element's text), `(` and `,` (arguments), `flag`
   * (`--name value`), `blank` (`#define NAME "value"`), `prose` (`the password is …`).
   */
  readonly text: string
  /** Offset behind it. */
  readonly end: number
}

const closers = setOf('"\'`)]}*')
const closersMax = 12
const operatorBytes = setOf('=:>|?+~')
/** One of them at least is part of every operator that is made of {@link operatorBytes}; two of them are by themselves. */
const coreOperatorBytes = setOf('=:>')
const doubled = /^(?:\|\||\?\?)/
const pairGap = setOf(' \t\r\n,')
/** What can start `"value":` behind a name. */
const pairStart = setOf('"\'\\vVdDcC<')

/** How far behind a name an operator is looked for, and how far a type goes. */
const operatorReach = 220
const typeReach = 64
const equalsSign = setOf('=')
const closingParenthesis = 0x29
const valueQuotes = setOf('"\'`')
/** What a quoted value starts with: its quote, escaped or not, or a prefix's sign. */
const quotedStart = setOf('"\'`\\@$')

/**
 * `name: Type = value` has its operator behind the type. Without blanks around the sign it is a field of a log line
 * instead, `refreshed token: id=…`, but for a value in quotes; behind a bare name in any case: `token id="…"`.
 */
const typeBehindColon = /^\s*[&*'[]?[A-Za-z][\w.[\]<>?| &*']{1,40}?(\s*)=(?![=>])/
/** `name As Type =`, `var name type =`, `name[] =`, `Name { get; set; } =`, `name{`; but not `?token=…&name=`. */
const typeBehindName =
  /^(?!&)(?:\[\w*\])?[ \t]*(?:[Aa]s[ \t]+[\w.]+|([*&[\]]{0,4}[A-Za-z][\w.<>*[\]]{1,23})|\{\s*(?:get|init);[^{}]{0,30}\}|)([ \t]*):?=(?![=>~])/
const nextAttribute = /^[\s,]*\\*["']?(?:value|defaultValue|default|content)\\*["']?\s*[:=]\s*/i
/** A property list: `<key>name</key> <string>value`; a configuration: `<name>name</name> <value>value`. */
const nextElement =
  /^<\/(?:key>\s*<string|name>\s*<value|param-name>\s*<param-value|env-entry-name>\s*<env-entry-value)(?=>)/
/** Terraform: `variable "name" { default = value`. */
const blockDefault = /^"\s*\{[^{}]{0,160}?\bdefault\s*=/
const prose = /^[*_"'`]{0,3}\s+(?:is|was)\b:?[ \t]*/i
const tableCell = /^[*_"'`]{0,3}[ \t]*\|/

export function readOperator(
  bytes: Uint8Array,
  nameStart: number,
  nameEnd: number,
): Operator | undefined {
  let at = nameEnd
  while (at < nameEnd + closersMax && (setHas(closers, bytes[at]!) || bytes[at] === backslash)) at++
  const closed = at
  at = skip(bytes, skipColours(bytes, skip(bytes, at, blank)), blank)
  const text = operatorAt(bytes, at)
  if (text !== '') {
    const value = skip(bytes, at + text.length, blank)
    const behindColour = skipColours(bytes, value)
    if (behindColour > value) return { text, end: behindColour }
    const mayBeTyped = !bytes.subarray(nameEnd, closed).includes(closingParenthesis)
    const plain = { text, end: at + text.length }
    return pairedValue(bytes, at) ?? (mayBeTyped ? typedOperator(bytes, plain) : plain)
  }
  if (bytes[at] === 0x28 && closed === nameEnd) return { text: '(', end: at + 1 }
  if (bytes[at] === 0x2c) return pairedValue(bytes, at) ?? { text: ',', end: at + 1 }
  if (bytes[nameStart] === 0x2d && at > closed) return { text: 'flag', end: at }
  return pairedValue(bytes, at) ?? rareOperator(bytes, nameEnd, closed, at)
}

function operatorAt(bytes: Uint8Array, from: number): string {
  let to = from
  while (to < from + 3 && to < bytes.length && setHas(operatorBytes, bytes[to]!)) to++
  for (let at = from; at < to; at++) {
    if (setHas(coreOperatorBytes, bytes[at]!)) {
      const text = latin1Of(bytes, from, to)
      return text === '::' ? '' : text
    }
  }
  return to - from >= 2 ? (doubled.exec(latin1Of(bytes, from, to))?.[0] ?? '') : ''
}

function typedOperator(bytes: Uint8Array, plain: Operator): Operator {
  const { text, end } = plain
  if (text !== ':' || !holdsNear(bytes, end, typeReach, equalsSign)) return plain
  const typed = typeBehindColon.exec(textFrom(bytes, end, typeReach))
  if (!typed) return plain
  const valueAt = end + typed[0].length
  const first = bytes[valueAt] ?? 0
  const isField = typed[1] === '' && !setHas(anyBlank, first) && !setHas(quotedStart, first)
  return isField ? plain : { text: '=', end: valueAt }
}

/** `…name" value="…"`, `"name": "DB_PASSWORD", "value": "…"`: the value is the next attribute's. */
function pairedValue(bytes: Uint8Array, at: number): Operator | undefined {
  if (bytes[at] === 0x3a || bytes[at] === 0x3d) return undefined
  const start = skip(bytes, at, pairGap)
  const first = bytes[start] ?? 0
  if (!setHas(pairStart, first) || (isLetter(first) && !startsAttribute(bytes, start)))
    return undefined
  const rest = textFrom(bytes, at, 80)
  const paired = nextAttribute.exec(rest)
  if (paired) return { text: '=', end: at + paired[0].length }
  const element = nextElement.exec(rest)
  return element ? { text: '>', end: at + element[0].length + 1 } : undefined
}

/** What only stands where a language or a way of writing has it. */
function rareOperator(
  bytes: Uint8Array,
  nameEnd: number,
  closed: number,
  at: number,
): Operator | undefined {
  const next = bytes[at]
  if (next === 0x3c && bytes[at + 1] === 0x2d) return { text: '<-', end: at + 2 }
  if (next === 0x7b && closed === nameEnd && isQuote(bytes[at + 1]))
    return { text: '{', end: at + 1 }
  const found = (pattern: RegExp, text: string, length: number): Operator | undefined => {
    const match = pattern.exec(textFrom(bytes, nameEnd, length))
    return match ? { text, end: nameEnd + match[0].length } : undefined
  }
  if (holdsNear(bytes, at, typeReach, equalsSign)) {
    const mayDeclare = closed === nameEnd || next === 0x3d
    const declared = mayDeclare ? declaredBehindName(bytes, nameEnd) : undefined
    if (declared) return declared
  }
  const named =
    next === 0x7b && bytes[nameEnd] === 0x22
      ? found(blockDefault, '=', operatorReach)
      : next === 0x7c
        ? found(tableCell, 'prose', 2 * typeReach)
        : saysIs(bytes, at)
          ? found(prose, 'prose', 2 * typeReach)
          : undefined
  return named ?? (at > closed ? { text: 'blank', end: at } : undefined)
}

/** A type goes before a value in quotes and blanks around the sign; `token id="…"` and `passdb backend = x` are fields. */
function declaredBehindName(bytes: Uint8Array, nameEnd: number): Operator | undefined {
  const found = typeBehindName.exec(textFrom(bytes, nameEnd, 2 * typeReach))
  if (!found) return undefined
  const [whole, type = '', blanks = ''] = found
  const end = nameEnd + whole.length
  const isTyped = blanks !== '' && holdsNear(bytes, end, typeReach, valueQuotes)
  return type === '' || isTyped ? { text: '=', end } : undefined
}

/** `is`, `was`. */
function saysIs(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at]! | 0x20
  const second = bytes[at + 1]! | 0x20
  return (first === 0x69 && second === 0x73) || (first === 0x77 && second === 0x61)
}

/** `value`, `default`, `content`. */
function startsAttribute(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at]! | 0x20
  const second = bytes[at + 1]! | 0x20
  return second === (first === 0x76 ? 0x61 : first === 0x64 ? 0x65 : 0x6f)
}

function isQuote(byte: number | undefined): boolean {
  return byte === 0x22 || byte === 0x27
}

/** Whether the operator stands between a function and its argument, or between two arguments. */
export function isArgument({ text }: Operator): boolean {
  return text === ',' || text === '('
}

/** Whether the name starts its line, as in dotenv, properties and YAML. */
export function startsLine(bytes: Uint8Array, nameStart: number): boolean {
  const from = Math.max(0, nameStart - lineStartBytes)
  const before = latin1Of(bytes, from, nameStart)
  return lineStart.test(from === 0 ? `\n${before}` : before)
}

/** Bytes before a name in which its line must start. */
const lineStartBytes = 28

const lineStart =
  /\n[ \t]*(?:(?:export|set|setx|SETX|SET|ENV|ARG|env:|proxy_set_header|add_header|-|#|\/\/|;|\*)[ \t]*)*["']?$/
