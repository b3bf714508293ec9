import { isPasswordName } from '../../src/engine/assigned-name.ts'
import { nameAround } from '../../src/engine/assigned-span.ts'
import { readAssignment } from '../../src/engine/assignment.ts'
import { endsEscape, isAlphanumeric } from '../../src/engine/borders.ts'
import type {
  AssignedCondition,
  Condition,
  RunCondition,
  WindowCondition,
} from '../../src/engine/literal-condition.ts'
import { setHas, type ByteSet } from '../../src/text/byte-set.ts'
import { bytesOfLatin1, latin1Of } from '../../src/text/bytes.ts'

/** One character a byte, and the bytes. */
export interface NaiveText {
  readonly latin1: string
  readonly bytes: Uint8Array
}

export function textOf(latin1: string): NaiveText {
  return { latin1, bytes: bytesOfLatin1(latin1) }
}

/** Whether the host may find something at `[at, behind)`, by the plainest means. */
export function isNeededAt(
  conditions: readonly Condition[],
  text: NaiveText,
  at: number,
  behind: number,
): boolean {
  return (
    conditions.length === 0 ||
    conditions.some((one) => {
      if (one.kind === 'assigned') return isAssigned(one, text, at, behind)
      if (one.kind === 'run') return hasRun(one, text.latin1, behind)
      return one.kind === 'always' || holdsWindow(one, text, at)
    })
  )
}

function isAssigned(
  { lengthMin, alphabet }: AssignedCondition,
  { latin1, bytes }: NaiveText,
  at: number,
  behind: number,
): boolean {
  const assignment = readAssignment(bytes, nameAround(bytes, at, behind))
  if (!assignment) return false
  const { value, joined, words } = assignment
  const secret = joined ? latin1Of(joined) : latin1.slice(value.start, value.end)
  if (secret.length < lengthMin || !areAll(secret, alphabet)) return false
  // The ordinary values that need no more than their bytes to be known.
  if (/^\d+$/.test(secret)) return secret.length >= 5 && isPasswordName(words)
  return !/^(?:true|false|null|none)$/i.test(secret)
}

export function hasRun(
  { distance, length, set }: Omit<RunCondition, 'kind'>,
  text: string,
  behind: number,
): boolean {
  for (let start = behind; start <= behind + distance; start++) {
    let end = start
    while (end < text.length && setHas(set, text.charCodeAt(end))) end++
    if (end - start >= length) return true
  }
  return false
}

function holdsWindow(window: WindowCondition, text: NaiveText, at: number): boolean {
  const { before, behind } = window.escaped
  if (mayStart(window, text, at) && (window.isFar || holdsTexts(window, text.latin1, at)))
    return true
  if (behind === 0) return false
  const quote = text.latin1.indexOf('\\"', Math.max(0, at - before - 1)) + 1
  return quote > 0 && quote < at + behind
}

function mayStart(
  { before, startsAnywhere, gate }: WindowCondition,
  { latin1, bytes }: NaiveText,
  at: number,
): boolean {
  if (before > 0) return true
  if (!startsAnywhere && isAlphanumeric(bytes[at - 1]) && !endsEscape(bytes, at)) return false
  if (at + gate.to > latin1.length) return false
  return areAll(latin1.slice(at + gate.from, at + gate.to), gate.set)
}

function holdsTexts(window: WindowCondition, text: string, at: number): boolean {
  const { before, lengthMin, lengthMax, alphabet, texts } = window
  let from = at
  while (from > 0 && from > at - before && setHas(alphabet, text.charCodeAt(from - 1))) from--
  let to = at
  while (to < text.length && to < at + lengthMax && setHas(alphabet, text.charCodeAt(to))) to++
  const within = text.slice(from, to)
  return within.length >= lengthMin && texts.every((one) => within.includes(one))
}

function areAll(text: string, set: ByteSet): boolean {
  return bytesOfLatin1(text).every((byte) => setHas(set, byte))
}
