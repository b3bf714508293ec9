import { concatBytes, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { wordsOfName } from './assigned-name.ts'
import { isArgument, readOperator, type Operator } from './assigned-operator.ts'
import { nameLengthMax, textFrom } from './assigned-span.ts'
import { readValue, type Value } from './assigned-value.ts'

/** A value given to a name, in whatever language or format. */
export interface Assignment {
  /** The whole name as written: `spring.datasource.password`, `--api-key`. */
  readonly name: string
  /** Its words, lower case, without digits: `spring`, `datasource`, `password`. */
  readonly words: readonly string[]
  /** What stands before the name on its line, one character a byte, at most {@link phraseBytesMax}: `the primary `. */
  readonly before: string
  /** Without quotes. */
  readonly value: Span
  /** Whether the value stands in quotes of any kind. */
  readonly quoted: boolean
  /** See {@link Operator}. */
  readonly operator: string
  /** The value of a concatenation of literals, whose span holds more than it. */
  readonly joined?: Uint8Array | undefined
  /** What is assigned where the text ends with one of the lines that a concatenation stands on, but for the last. */
  readonly upToLineEnds?: () => readonly Assignment[]
}

const phraseBytesMax = 64

/** Lines below its name that a value may stand, or end: as many as are near in a history. */
const linesBelowMax = 3

/** How far around a piece of a name what {@link readAssignment} reads of it can lie, without the value itself. */
export const assignmentReach = { before: nameLengthMax + 32, behind: nameLengthMax + 460 } as const

/**
 * Reads the assignment to the name at `nameSpan`, which `nameAround` gives.
 *
 * Knows `name = value`, `name: value`, `"name": "value"`, `name := value`, `name => value`, `name: Type = value`,
 * `set_name("value")`, `define('NAME', 'value')`, `<name>value<`, `--name value`, `name="x" value="y"` and
 * `"name": "x", "value": "y"`; a directive's `name value`, `name || "default"`, `the name is value`; quotes may be
 * escaped (`\"`), as in JSON inside JSON.
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
  if (!isPlausible(bytes, operator, nameSpan, value)) return undefined
  return new ReadAssignment(bytes, nameSpan, withinLines(bytes, nameEnd, value), operator.text)
}

/** Of a concatenation that goes on too far below its name, only the first literal. */
function withinLines(bytes: Uint8Array, nameEnd: number, value: Value): Value {
  if (!value.parts || lineFeedsIn(bytes, nameEnd, value.span.end) <= linesBelowMax) return value
  return { span: value.parts[0]!, quoted: true }
}

class ReadAssignment implements Assignment {
  readonly value: Span
  readonly quoted: boolean
  readonly operator: string
  readonly joined: Uint8Array | undefined
  readonly #bytes: Uint8Array
  readonly #nameSpan: Span
  readonly #parts: readonly Span[]
  #words: readonly string[] | undefined

  constructor(bytes: Uint8Array, nameSpan: Span, value: Value, operator: string) {
    this.value = value.span
    this.quoted = value.quoted
    this.operator = operator
    this.joined =
      value.parts && concatBytes(value.parts.map(({ start, end }) => bytes.slice(start, end)))
    this.#bytes = bytes
    this.#nameSpan = nameSpan
    this.#parts = value.parts ?? []
  }

  upToLineEnds(): readonly Assignment[] {
    const shorter: Assignment[] = []
    for (let count = 1; count < this.#parts.length; count++) {
      const { end } = this.#parts[count - 1]!
      if (lineFeedsIn(this.#bytes, end, this.#parts[count]!.start) === 0) continue
      const parts = this.#parts.slice(0, count)
      const span = { start: parts[0]!.start, end }
      const value = { span, quoted: true, ...(count > 1 && { parts }) }
      shorter.push(new ReadAssignment(this.#bytes, this.#nameSpan, value, this.operator))
    }
    return shorter
  }

  get words(): readonly string[] {
    return (this.#words ??= wordsOfName(this.name))
  }

  get before(): string {
    const { start } = this.#nameSpan
    const before = latin1Of(this.#bytes, Math.max(0, start - phraseBytesMax), start)
    return before.slice(before.lastIndexOf('\n') + 1)
  }

  /** Made when asked for: most values are too short for any rule, and then nobody asks. */
  get name(): string {
    return latin1Of(this.#bytes, this.#nameSpan.start, this.#nameSpan.end)
  }
}

/**
 * Weak operators need more: an argument is quoted and on the same line, and no key of an object (`"msg":"token","id":…`);
 * an element's text ends at a tag.
 */
function isPlausible(bytes: Uint8Array, operator: Operator, name: Span, { span }: Value): boolean {
  if (operator.text === '>') return bytes[span.end] === 0x3c || bytes[span.end] === 0x5d
  // What has a colon behind it is the name of the next member.
  if (operator.text === ',' && /^\\*["'`]\s*:/.test(textFrom(bytes, span.end, 24))) return false
  if (operator.text === ':' && isPartOfArn(bytes, name.start)) return false
  const lines = lineFeedsIn(bytes, name.end, span.start)
  return lines === 0 || (lines <= linesBelowMax && !isArgument(operator))
}

/** `arn:aws:secretsmanager:us-east-1:123456789012:secret:name`: the kind of a resource, or the resource. */
function isPartOfArn(bytes: Uint8Array, nameStart: number): boolean {
  if (bytes[nameStart - 1] !== 0x3a) return false
  const before = latin1Of(bytes, Math.max(0, nameStart - arnTailMax), nameStart)
  return /:\d{12}:(?:secret:|key:)?$/.test(before)
}

/** Account of an ARN with its colons, and a kind. */
const arnTailMax = 21

function lineFeedsIn(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) if (bytes[at] === 10) count++
  return count
}
