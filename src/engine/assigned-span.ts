import { latin1Of } from '../text/bytes.ts'
import { letters, setHas, setOf, type ByteSet } from '../text/byte-set.ts'
import type { Span } from '../text/span.ts'
import { skipColours } from './borders.ts'

export const nameBytes = setOf(`${letters}0123456789_.-$`)
export const blank = setOf(' \t')
export const anyBlank = setOf(' \t\r\n')
export const quotes = setOf('"\'`')

export const nameLengthMax = 100
const blanksMax = 64

export const backslash = 0x5c
const openBracket = 0x5b
const escape = 0x1b
const backslashesMax = 16

/** The whole name that covers `[from, to)`. */
export function nameAround(bytes: Uint8Array, from: number, to: number): Span {
  return { start: backOver(bytes, from), end: forwardOver(bytes, to) }
}

function backOver(bytes: Uint8Array, from: number): number {
  let at = from
  const least = Math.max(0, from - nameLengthMax)
  while (at > least && setHas(nameBytes, bytes[at - 1]!)) at--
  if (bytes[at - 1] === openBracket && bytes[at - 2] === escape)
    return behindColour(bytes, at, from)
  // The letter of an escape such as \n is no part of the name behind it.
  return at > 0 && bytes[at - 1] === backslash && at < from ? at + 1 : at
}

/** A control sequence's numbers and its letter are bytes of names, too. */
function behindColour(bytes: Uint8Array, start: number, from: number): number {
  const end = skipColours(bytes, start - 2)
  return end <= from ? end : start
}

function forwardOver(bytes: Uint8Array, to: number): number {
  let at = to
  const most = Math.min(bytes.length, to + nameLengthMax)
  while (at < most && setHas(nameBytes, bytes[at]!)) at++
  return at
}

/** Offset behind the bytes of a set, 64 of them at most. */
export function skip(bytes: Uint8Array, from: number, set: ByteSet): number {
  let at = from
  const most = Math.min(bytes.length, from + blanksMax)
  while (at < most && setHas(set, bytes[at]!)) at++
  return at
}

/** JSON inside JSON puts 1, 3 or 7 backslashes before a quote. */
export function countBackslashes(bytes: Uint8Array, from: number): number {
  let count = 0
  while (count < backslashesMax && bytes[from + count] === backslash) count++
  return count
}

/** Whether a byte of the set stands within `length` bytes, on the same line. */
export function holdsNear(bytes: Uint8Array, from: number, length: number, set: ByteSet): boolean {
  const most = Math.min(bytes.length, from + length)
  for (let at = from; at < most && bytes[at] !== 10; at++) {
    if (setHas(set, bytes[at]!)) return true
  }
  return false
}

/** At most `length` bytes from `from` on, one character each. */
export function textFrom(bytes: Uint8Array, from: number, length: number): string {
  return latin1Of(bytes, from, Math.min(bytes.length, from + length))
}
