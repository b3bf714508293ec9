import type { Span } from '../text/span.ts'
import { JsonReader, type JsonFrame } from './json-reader.ts'

/** A string, number, true, false or null in JSON, by the name of the member that it is, or stands in the lists of. */
export interface Leaf {
  readonly key: string
  /** Keys and numbers in lists from the outside in, each between dots: `.choices.0.delta.`. */
  readonly parent: string
  /** The parent, and what the value is under in it: `.choices.0.delta.content.`. */
  readonly path: string
  /** Objects and lists that it stands in. */
  readonly depth: number
  readonly isString: boolean
  /** Without quotes. */
  readonly span: Span
  /** Its first bytes as they stand. */
  readonly value: string
}

/** Bytes of a value that are told. */
const valueBytesMax = 100
const keyBytesMax = 40
/** Deeper values, and more of them, are not told: nothing that is looked for stands there. */
const depthMax = 12
const leavesMax = 200

/**
 * The values of a JSON text in its order.
 *
 * @param text one character per byte
 * @param from where its first brace is
 * @param isWanted by key: others are passed by
 * @returns none where it is no JSON, or ends too early
 */
export function readLeaves(text: string, from: number, isWanted: (key: string) => boolean): Leaf[] {
  const reader = new JsonReader(text, from)
  const leaves: Leaf[] = []
  for (let token = reader.next(); token !== 'end'; token = reader.next()) {
    if (token === 'fault') return []
    const isString = token === 'string'
    if ((!isString && token !== 'scalar') || reader.frames.length > depthMax) continue
    const member = reader.frames.findLast(({ isList }) => !isList)?.key
    const key = member ? keyAt(text, member) : ''
    if (isWanted(key) && leaves.length < leavesMax) leaves.push(leafOf(text, key, reader, isString))
  }
  return leaves
}

function leafOf(
  text: string,
  key: string,
  { frames, start, end }: JsonReader,
  isString: boolean,
): Leaf {
  const steps = frames.map((frame) => stepOf(text, frame))
  const last = frames.at(-1)
  const parent = steps.length < 2 ? '.' : `.${steps.slice(0, -1).join('.')}.`
  return {
    key,
    parent,
    path: last ? `${parent}${steps.at(-1)}.` : parent,
    depth: frames.length,
    isString,
    span: { start, end },
    value: text.slice(start, Math.min(end, start + valueBytesMax)),
  }
}

function stepOf(text: string, { isList, key, count }: JsonFrame): string {
  return isList ? String(count - 1) : key ? keyAt(text, key) : ''
}

function keyAt(text: string, { start, end }: Span): string {
  return text.slice(start, Math.min(end, start + keyBytesMax))
}
