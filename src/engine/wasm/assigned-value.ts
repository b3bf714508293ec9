// AssemblyScript. Values behind `:` and `=` that no rule for names takes: too short, a number, with a blank in quotes.
// The plainest forms only; of all others the host decides.

import { startOfName } from './assigned'
import { blankByte, isOf, lineValueEnd, nameByte, unquotedEnd } from './byte-classes'
import { setHas } from './conditions'

const blanksMax: usize = 64
const backslashesMax: usize = 8
const valueBytesMax: usize = 1024
const wrapperBytesMax: usize = 64
const bareBytesMax: usize = 128
/** Fewer digits are no password; as in the host's `ordinary-value.ts`. */
const passwordDigitsMin: usize = 5

/**
 * Whether a rule may take what follows the operator at `operator`.
 *
 * @param position of the literal in the name
 * @param condition behind the rank: lengthMin: u8, the address of the alphabet
 */
export function mayBeSecret(
  start: usize,
  position: usize,
  operator: usize,
  end: usize,
  condition: usize,
): bool {
  let at = operator + 1
  const most = min(end, at + blanksMax)
  while (at < most && isOf(load<u8>(at), blankByte)) at++
  let escapes: usize = 0
  while (escapes < backslashesMax && at + escapes < end && load<u8>(at + escapes) == 0x5c) escapes++
  if (at + escapes >= end) return true
  if (load<u8>(at + escapes) == 0x22) {
    return escapes == backslashesMax || isQuotedSecret(start, position, operator, at + escapes + 1, escapes, end, condition)
  }
  if (escapes > 0 || !isAlphanumeric(load<u8>(at))) return true
  return isBareSecret(start, position, operator, at, end, condition)
}

function isQuotedSecret(
  start: usize,
  position: usize,
  operator: usize,
  from: usize,
  escapes: usize,
  end: usize,
  condition: usize,
): bool {
  // `""` is no value, `"""` may begin one.
  if (escapes == 0 && from < end && load<u8>(from) == 0x22) {
    return from + 1 < end && load<u8>(from, 1) == 0x22
  }
  const alphabet = <usize>load<u32>(condition, 5)
  const most = min(end, from + valueBytesMax)
  for (let at = from; at < most; at++) {
    const byte = load<u8>(at)
    if (byte == 0x22) {
      // Without the backslashes it ends the text around.
      return escapes == 0 && isSecretUpTo(start, position, operator, from, at, condition, mayGoOn(at + 1, end))
    }
    if (byte == 0x5c) {
      let count: usize = 1
      while (count < backslashesMax && at + count < end && load<u8>(at + count) == 0x5c) count++
      const isClosed = count == escapes && at + count < end && load<u8>(at + count) == 0x22
      return !isClosed || isSecretUpTo(start, position, operator, from, at, condition, false)
    }
    if (!setHas(alphabet, byte)) return byte == 0x20 && mayBeScheme(from, at)
  }
  return true
}

/** Whether another literal may be joined to one whose quote ends before `at`. */
function mayGoOn(at: usize, end: usize): bool {
  if (at >= end) return false
  const byte = load<u8>(at)
  return byte != 0x2c && byte != 0x7d && byte != 0x5d && byte != 0x29 && byte != 0x3b
}

/** Whether a word of three, five or six letters may be what an HTTP header says before its credentials. */
function mayBeScheme(from: usize, at: usize): bool {
  const length = at - from
  if (length != 3 && length != 5 && length != 6) return false
  const first = load<u8>(from) | 0x20
  return first == 0x62 || first == 0x74 || first == 0x61 || first == 0x6b
}

function isSecretUpTo(
  start: usize,
  position: usize,
  operator: usize,
  from: usize,
  to: usize,
  condition: usize,
  goesOn: bool,
): bool {
  if (goesOn) return true
  if (to - from < <usize>load<u8>(condition, 4) || areDottedWords(from, to)) return false
  return !areDigits(from, to) || (to - from >= passwordDigitsMin && mayNamePassword(start, position, operator))
}

/** `service.name`: small letters, with dots between. */
function areDottedWords(from: usize, to: usize): bool {
  let hasDot = false
  let last: u8 = 0x2e
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at)
    if (byte == 0x2e) {
      if (last == 0x2e) return false
      hasDot = true
    } else if (byte - 97 >= 26 && byte != 0x5f) return false
    last = byte
  }
  return hasDot && last != 0x2e
}

/** Of values without quotes: those that begin with a digit, and words before `,` and `}`. */
function isBareSecret(
  start: usize,
  position: usize,
  operator: usize,
  from: usize,
  end: usize,
  condition: usize,
): bool {
  const most = min(end, from + bareBytesMax)
  let to = from
  let hasEquals = false
  for (; to < most && !isOf(load<u8>(to), unquotedEnd); to++) {
    if (load<u8>(to) == 0x3d) hasEquals = true
  }
  if (to == from + bareBytesMax || hasEquals || mayBeFallback(from, to)) return true
  const terminator: u8 = to < end ? load<u8>(to) : 10
  const isSeparator = terminator == 0x2c || terminator == 0x7d
  if (!isDigit(load<u8>(from))) {
    if (!isSeparator) return true
  } else if (terminator == 0x20 || terminator == 9) {
    if (mayGoOnBehindBlanks(to, end)) return true
  } else if (terminator == 0x29) {
    if (to + 1 < end && !endsCall(load<u8>(to, 1))) return true
  } else if (!isSeparator && !endsCall(terminator) && terminator != 0x26) {
    return true
  }
  if (!isOf(terminator, lineValueEnd) && mayGoOnInLine(start, position, to, end)) return true
  if (to - from < <usize>load<u8>(condition, 4) || isWord(from, to)) return false
  return !areDigits(from, to) || (to - from >= passwordDigitsMin && mayNamePassword(start, position, operator))
}

/** A line's end or a separator. */
function endsCall(byte: u8): bool {
  return byte == 10 || byte == 13 || byte == 0x2c || byte == 0x7d || byte == 0x3b
}

/** `123 or "x"`, `123?? "x"`: what ends so may have a default behind it. */
function mayBeFallback(from: usize, to: usize): bool {
  if (!isAlphanumeric(load<u8>(to - 1))) return true
  return to - from >= 2 && load<u16>(to - 2) == 0x726f
}

/** `123 || "x"` */
function mayGoOnBehindBlanks(from: usize, end: usize): bool {
  let at = from
  while (at < end && isOf(load<u8>(at), blankByte)) at++
  if (at == end) return false
  const byte = load<u8>(at)
  return byte == 0x7c || byte == 0x3f || byte == 0x6f
}

/** Whether a literal may be the first argument of the call that opens at `bracket`. */
export function mayBeArgument(bracket: usize, end: usize): bool {
  let at = bracket + 1
  let most = min(end, at + blanksMax)
  while (at < most && isOf(load<u8>(at), blankByte)) at++
  if (at >= end) return true
  const first = load<u8>(at)
  if (first == 0x29 || isDigit(first)) return false
  if (!isAlphanumeric(first)) return true
  most = min(end, at + wrapperBytesMax)
  for (; at < most; at++) {
    const byte = load<u8>(at)
    if (byte == 0x22 || byte == 0x27 || byte == 0x60) return true
    if (byte == 10) return false
  }
  return false
}

/** Whether the value, on a line of its own, may not end at the separator at `to`. */
function mayGoOnInLine(start: usize, position: usize, to: usize, end: usize): bool {
  if (!mayStartLine(start, position)) return false
  const most = min(end, to + bareBytesMax)
  let at = to
  while (at < most && !isOf(load<u8>(at), lineValueEnd)) at++
  if (at == to + bareBytesMax) return true
  while (at > to && (load<u8>(at - 1) == 0x2c || load<u8>(at - 1) == 0x3b)) at--
  return at != to
}

/** Whether the name may start its line: not where another pair, a bracket or an escaped quote stands right before. */
function mayStartLine(start: usize, position: usize): bool {
  let at = startOfName(start, position)
  if (at > start && (load<u8>(at - 1) == 0x22 || load<u8>(at - 1) == 0x27)) at--
  if (at == start) return true
  const before = load<u8>(at - 1)
  return before != 0x2c && before != 0x7b && before != 0x5c && before != 0x26 && before != 0x3f && before != 0x28
}

/** Whether the name before the operator may mean a password, whose value may be digits: all such have a p or a w. */
function mayNamePassword(start: usize, position: usize, operator: usize): bool {
  let at = startOfName(start, position)
  for (; at < operator; at++) {
    const letter = load<u8>(at) | 0x20
    if (letter == 0x70 || letter == 0x77) return true
    if (at >= position && !isOf(load<u8>(at), nameByte)) return false
  }
  return false
}

/** `true`, `false`, `null`, `none`, in any case. */
function isWord(from: usize, to: usize): bool {
  const length = to - from
  if (length != 4 && length != 5) return false
  const four = load<u32>(from) | 0x20202020
  if (length == 5) return four == 0x736c6166 && (load<u8>(from, 4) | 0x20) == 0x65
  return four == 0x65757274 || four == 0x6c6c756e || four == 0x656e6f6e
}

function areDigits(from: usize, to: usize): bool {
  for (let at = from; at < to; at++) if (!isDigit(load<u8>(at))) return false
  return true
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39
}

// @ts-ignore: decorator
@inline
function isAlphanumeric(byte: u8): bool {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)
}
