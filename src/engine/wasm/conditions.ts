// AssemblyScript. What must stand around a literal; tested where one was found, so that the host is told of few.
// Each condition is a cheap part of what the host asks there, and refuses nothing that the host would take.
// Addresses below `start` or from `end` on are not the text.

import { mayBeAssigned } from './assigned'

const always: u8 = 0
const assigned: u8 = 1
const run: u8 = 2

/**
 * Whether a byte that can follows, and one of the conditions holds, of those whose rank is not below `rankMin`, if there
 * are any.
 *
 * @param position of the literal, `behind` it its end
 * @param conditions their number: u8; the address of the set of bytes that can follow, or 0; of each the size: u16, kind: u8, rank: u8, then what the kind asks for
 */
export function holdsConditions(
  start: usize,
  position: usize,
  behind: usize,
  end: usize,
  conditions: usize,
  rankMin: u32,
): bool {
  const next = <usize>load<u32>(conditions, 1)
  if (next != 0 && (behind >= end || !setHas(next, load<u8>(behind)))) return false
  let count = load<u8>(conditions)
  if (count == 0) return true
  for (let at = conditions + 5; count > 0; count--) {
    if (<u32>load<u8>(at, 3) >= rankMin && holds(start, position, behind, end, at)) return true
    at += <usize>load<u16>(at)
  }
  return false
}

function holds(start: usize, position: usize, behind: usize, end: usize, condition: usize): bool {
  const kind = load<u8>(condition, 2)
  if (kind == always) return true
  if (kind == assigned) return mayBeAssigned(start, position, behind, end, condition)
  return kind == run
    ? hasRun(behind, end, condition)
    : holdsWindow(start, position, end, condition)
}

// @ts-ignore: decorator
@inline
export function setHas(set: usize, byte: u8): bool {
  return ((load<u8>(set + <usize>(byte >> 3)) >>> (byte & 7)) & 1) != 0
}

/** Whether a run of a set, long enough, begins near enough. Behind the rank: distance - 1, length, the set's address. */
function hasRun(behind: usize, end: usize, condition: usize): bool {
  const last = behind + <usize>load<u8>(condition, 4) + 1
  const length = <usize>load<u8>(condition, 5)
  const set = <usize>load<u32>(condition, 6)
  let from = behind
  for (let at = behind; at < end; at++) {
    if (!setHas(set, load<u8>(at))) from = at + 1
    else if (at + 1 - from >= length) return true
    if (from > last) return false
  }
  return false
}

/**
 * Flags of a window: only the start of a match counts; an escaped quote near the literal is one more reason; a match may
 * start in the middle of a word.
 */
const isFar: u8 = 1
const isEscaped: u8 = 2
const startsAnywhere: u8 = 4

/**
 * Whether the alphabet's run around the literal can hold a match.
 *
 * Behind the rank: flags: u8, texts: u8, before: u16, gate from and to: u8, escaped before and behind: u16,
 * lengthMin: u16, lengthMax: u32, addresses of the gate's set and the alphabet, a note; then of each text a note, its
 * length: u8, and its bytes.
 */
function holdsWindow(start: usize, position: usize, end: usize, condition: usize): bool {
  const flags = load<u8>(condition, 4)
  if (mayStart(start, position, end, condition)) {
    if (flags & isFar || holdsTexts(start, position, end, condition)) return true
  }
  return (flags & isEscaped) != 0 && holdsEscapedQuote(start, position, end, condition)
}

/** Whether a match can start at the literal, as far as its next bytes and the one before say. */
function mayStart(start: usize, position: usize, end: usize, condition: usize): bool {
  if (load<u16>(condition, 6) > 0) return true
  if (
    (load<u8>(condition, 4) & startsAnywhere) == 0 &&
    position > start &&
    isAlphanumeric(load<u8>(position - 1)) &&
    !endsEscape(start, position)
  ) {
    return false
  }
  const to = position + <usize>load<u8>(condition, 9)
  if (to > end) return false
  const set = <usize>load<u32>(condition, 20)
  for (let at = position + <usize>load<u8>(condition, 8); at < to; at++) {
    if (!setHas(set, load<u8>(at))) return false
  }
  return true
}

function holdsTexts(start: usize, position: usize, end: usize, condition: usize): bool {
  const alphabet = <usize>load<u32>(condition, 24)
  const before = <usize>load<u16>(condition, 6)
  const least = position - start > before ? position - before : start
  let from = position
  while (from > least && setHas(alphabet, load<u8>(from - 1))) from--
  const lengthMax = <usize>load<u32>(condition, 16)
  const most = end - position > lengthMax ? position + lengthMax : end
  const to = endOfRun(position, most, alphabet, condition + 28)
  if (to - from < <usize>load<u16>(condition, 14)) return false
  let text = condition + 40
  for (let count = load<u8>(condition, 5); count > 0; count--) {
    const length = <usize>load<u8>(text, 12)
    if (!holdsText(from, to, text + 13, length, text)) return false
    text += 13 + length
  }
  return true
}

/**
 * Notes of what was found out, so that windows that overlap are not passed through for each of them: the number of the
 * search: u32, and a range of addresses. In that of a run there are only bytes of the set, in that of a text it does not
 * start.
 */
let search: u32 = 0

/** Must be called before each search: what was noted in the one before is of another text. */
export function forgetNotes(): void {
  search++
}

/** Whether the note tells something of what begins at `from`; if not, it is begun anew there. */
function isNoted(note: usize, from: usize): bool {
  if (load<u32>(note) == search && load<u32>(note, 4) <= <u32>from && <u32>from <= load<u32>(note, 8)) return true
  store<u32>(note, search)
  store<u32>(note, <u32>from, 4)
  store<u32>(note, <u32>from, 8)
  return false
}

function endOfRun(from: usize, most: usize, set: usize, note: usize): usize {
  let at = isNoted(note, from) ? <usize>load<u32>(note, 8) : from
  if (at >= most) return most
  while (at < most && setHas(set, load<u8>(at))) at++
  store<u32>(note, <u32>at, 8)
  return at
}

function holdsText(from: usize, to: usize, text: usize, length: usize, note: usize): bool {
  if (to - from < length) return false
  const last = to - length
  const first = load<u8>(text)
  for (let at = isNoted(note, from) ? <usize>load<u32>(note, 8) : from; at <= last; at++) {
    if (load<u8>(at) != first) continue
    let offset: usize = 1
    while (offset < length && load<u8>(at + offset) == load<u8>(text + offset)) offset++
    if (offset < length) continue
    store<u32>(note, <u32>at, 8)
    return true
  }
  if (<usize>load<u32>(note, 8) <= last) store<u32>(note, <u32>(last + 1), 8)
  return false
}

/** As the host looks for it: the quote stands in the range, its backslash at most one byte before. */
function holdsEscapedQuote(start: usize, position: usize, end: usize, condition: usize): bool {
  const before = <usize>load<u16>(condition, 10)
  const behind = <usize>load<u16>(condition, 12)
  const from = position - start > before ? position - before - 1 : start
  const to = end - position > behind ? position + behind : end
  const backslashes = i8x16.splat(0x5c)
  const quotes = i8x16.splat(0x22)
  for (let at = from; at + 1 < to; at += 16) {
    const pairs = v128.and(
      i8x16.eq(v128.load(at), backslashes),
      i8x16.eq(v128.load(at, 1), quotes),
    )
    if (v128.any_true(pairs) && at + 1 + <usize>ctz(i8x16.bitmask(pairs)) < to) return true
  }
  return false
}

/** Whether the bytes before `at` are the end of an escape: `\n`, `%3D`, `\x3d`, `\u003d`; or of a colour: ESC, `[`, numbers, a letter. */
function endsEscape(start: usize, at: usize): bool {
  if (endsColour(start, at)) return true
  if (byteBefore(start, at, 2) == 0x5c) return isEscapeLetter(byteBefore(start, at, 1))
  if (!isHex(byteBefore(start, at, 1)) || !isHex(byteBefore(start, at, 2))) return false
  const third = byteBefore(start, at, 3)
  if (third == 0x25) return true
  if (third == 0x78) return byteBefore(start, at, 4) == 0x5c
  return (
    isHex(third) &&
    isHex(byteBefore(start, at, 4)) &&
    byteBefore(start, at, 5) == 0x75 &&
    byteBefore(start, at, 6) == 0x5c
  )
}

function endsColour(start: usize, at: usize): bool {
  const letter = byteBefore(start, at, 1) | 0x20
  if (letter < 0x61 || letter > 0x7a) return false
  let distance: usize = 2
  while (distance < colourBytesMax + 2 && isColourByte(byteBefore(start, at, distance))) distance++
  return byteBefore(start, at, distance) == 0x5b && byteBefore(start, at, distance + 1) == 0x1b
}

const colourBytesMax: usize = 24

/** Digits, `;`, `:`, `?`. */
// @ts-ignore: decorator
@inline
function isColourByte(byte: u8): bool {
  return isDigit(byte) || byte == 0x3b || byte == 0x3a || byte == 0x3f
}

// @ts-ignore: decorator
@inline
function byteBefore(start: usize, at: usize, distance: usize): u8 {
  return at - start >= distance ? load<u8>(at - distance) : 0
}

/** n r t b f v 0 */
function isEscapeLetter(byte: u8): bool {
  return (
    byte == 0x6e || byte == 0x72 || byte == 0x74 || byte == 0x62 ||
    byte == 0x66 || byte == 0x76 || byte == 0x30
  )
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39
}

// @ts-ignore: decorator
@inline
function isHex(byte: u8): bool {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)
}

// @ts-ignore: decorator
@inline
function isAlphanumeric(byte: u8): bool {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)
}
