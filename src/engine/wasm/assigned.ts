// AssemblyScript. Whether what follows a name looks like a value of it.

import { blankByte, closerByte, gapByte, isOf, nameByte, operatorByte, valueByte } from './byte-classes'
import { mayBeArgument, mayBeSecret } from './assigned-value'

/** Longest name, and most of what stands between a name and its value; as in the host's `assigned-operator.ts`. */
const nameBytesMax: usize = 100
const closersMax: usize = 12
const gapMax: usize = 128
const blanksMax: usize = 64

/**
 * Whether the name around `[position, behind)` may be given a value that some rule takes: refuses nothing that is one.
 *
 * @param condition behind the rank: lengthMin: u8, the address of the alphabet
 */
export function mayBeAssigned(
  start: usize,
  position: usize,
  behind: usize,
  end: usize,
  condition: usize,
): bool {
  let at = behind
  let most = min(end, behind + nameBytesMax)
  while (at < most && isOf(load<u8>(at), nameByte)) at++
  const nameEnd = at
  most = min(end, at + closersMax)
  while (at < most && isOf(load<u8>(at), closerByte)) at++
  const closed = at
  most = min(end, closed + blanksMax)
  while (at < most && isOf(load<u8>(at), blankByte)) at++
  // What tells a terminal of a colour; the host reads over it.
  if (at < end && load<u8>(at) == 0x1b) return true
  if (isLoneOperator(at, end)) return mayBeSecret(start, position, at, end, condition)
  if (closed == nameEnd && at < end && load<u8>(at) == 0x28) return mayBeArgument(at, end)
  at = closed
  most = min(end, at + gapMax)
  let hasComma = false
  for (; at < most && isOf(load<u8>(at), gapByte); at++) if (load<u8>(at) == 0x2c) hasComma = true
  if (at == most || hasComma || isOf(load<u8>(at), valueByte)) return true
  if (at == closed) return false
  if (hasEqualsSign(at, end) || mayBeProse(at)) return true
  // `--name value`, or a directive: `name value` on a line of its own.
  at = startOfName(start, position)
  return load<u8>(at) == 0x2d || beginsLine(start, at)
}

/** Where the name that goes on at `position` starts; behind an escape such as \n, whose letter is none of its. */
export function startOfName(start: usize, position: usize): usize {
  const least = position - start > nameBytesMax ? position - nameBytesMax : start
  let at = position
  while (at > least && isOf(load<u8>(at - 1), nameByte)) at--
  return at > start && at < position && load<u8>(at - 1) == 0x5c ? at + 1 : at
}

/** `:` or `=` and no further sign of an operator. */
// @ts-ignore: decorator
@inline
function isLoneOperator(at: usize, end: usize): bool {
  if (at + 1 >= end) return false
  const byte = load<u8>(at)
  return (byte == 0x3a || byte == 0x3d) && !isOf(load<u8>(at, 1), operatorByte)
}

/** `name Type = value` */
function hasEqualsSign(from: usize, end: usize): bool {
  const most = min(end, from + typeBytesMax)
  for (let at = from; at < most; at++) {
    const byte = load<u8>(at)
    if (byte == 0x3d) return true
    if (byte == 10) return false
  }
  return false
}

/** `name is value`, `name was value`; in any case. */
// @ts-ignore: decorator
@inline
function mayBeProse(at: usize): bool {
  const first = load<u8>(at) | 0x20
  const second = load<u8>(at + 1) | 0x20
  return (
    (first == 0x69 && second == 0x73) ||
    (first == 0x77 && second == 0x61)
  )
}

/** Whether a line, or the text, begins near enough. */
function beginsLine(start: usize, nameStart: usize): bool {
  if (nameStart < start + lineStartBytes) return true
  for (let at = nameStart - lineStartBytes; at < nameStart; at++) {
    if (load<u8>(at) == 10) return true
  }
  return false
}

/** As in the host's `assigned-operator.ts`. */
const lineStartBytes: usize = 28
const typeBytesMax: usize = 64
