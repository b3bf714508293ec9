// AssemblyScript. Names and values that are two members of an object.

import { isOver, mustBeRead, needsMore } from './outcomes'
import { holdsSecretName } from './secret-name'
import { plainEnd } from './strings'

/** What a key is for a pair. */
const nameClass: u8 = 1
const valueClass: u8 = 2
const wrapperClass: u8 = 4

const nameMax: usize = 80
/** Shorter values are no secrets, nor are shorter numbers. */
const valueMin: usize = 4
const digitsMin: usize = 6

/** By depth: {state: u16, isList: u8, class of key: u8, symbol: u16, length of name: u8, hasValue: u8}, and the name. */
export const frames = memory.data(96 * 8)
const names = memory.data(96 * 80)

export function isNameKey(frame: usize): bool {
  return load<u8>(frame, 3) == nameClass
}

/** The name of a pair. */
export function takeName(frame: usize, start: usize, end: usize): i32 {
  const last = plainEnd(start, min(end, start + nameMax + 1))
  if (last - start > nameMax) return isOver
  if (last >= end) return needsMore
  if (load<u8>(last) != 0x22) return mustBeRead
  memory.copy(nameOf(frame), start, last - start)
  store<u8>(frame, <u8>(last - start), 6)
  return isOver
}

/**
 * A value that is no object or list is over, in an object of which both are known then.
 *
 * @param start 0: not known
 */
export function endsSecretPair(frame: usize, depth: i32, start: usize, end: usize): bool {
  const kind = load<u8>(frame, 3)
  let pair = frame
  if (kind == wrapperClass) {
    pair -= 8
    if (depth < 2 || load<u8>(pair, 3) != valueClass) return false
  }
  if (kind != nameClass && (start == 0 || mayBeSecret(start, end))) store<u8>(pair, 1, 7)
  const length = <usize>load<u8>(pair, 6)
  return length > 0 && load<u8>(pair, 7) != 0 && holdsSecretName(nameOf(pair), length)
}

function mayBeSecret(start: usize, end: usize): bool {
  if (end - start < valueMin) return false
  if (end - start >= digitsMin) return true
  for (let at = start; at < end; at++) if (load<u8>(at) - 48 >= 10) return true
  return false
}

function nameOf(frame: usize): usize {
  return names + ((frame - frames) >> 3) * nameMax
}
