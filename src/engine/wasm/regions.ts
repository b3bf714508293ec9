// AssemblyScript. Finds what may be encoded text: base64 and hex runs that decode to text, escapes, UTF-16.
// Emits regions {kind: u32, start: u32, end: u32} in order of their ends; see the numbers below.

const kindBase64: u32 = 1
const kindHex: u32 = 2
const kindPercent: u32 = 3
const kindBackslash: u32 = 4
const kindEntity: u32 = 5
const kindQuotedPrintable: u32 = 6
const kindUtf16: u32 = 7
const kindGzipBase64: u32 = 8

/** Shortest run of base64 or hex characters worth decoding; 24 characters hold 18 bytes or 12. */
const runMin: i32 = 24
/** Decoded bytes in a row that must be text. */
const textMin: i32 = 12
/** Escapes closer than this make one region. */
const escapeGap: usize = 2048
/** Text around the escapes that is decoded with them, as context for the rules… */
const escapeMargin: usize = 256
/** …and up to so much more until a blank, so that no token is cut. */
const tokenMargin: usize = 4096
/** Alternating NULs in a row that make UTF-16. */
const utf16Min: i32 = 8

let out: usize = 0
let outEnd: usize = 0
let windowStart: usize = 0
let windowEnd: usize = 0

/** Start and end of the open region of each escape kind; 0 when none. */
const openStart = memory.data(4 * 8)
const openEnd = memory.data(4 * 8)

/** Flags by byte: 1 base64 character, 2 can start a base64 group of three text bytes, 4 hex, 8 hex digit 2–7, 16 text. */
const flags = memory.data(256)
const isBase64: u8 = 1
const startsGroup: u8 = 2
const isHex: u8 = 4
const isTextNibble: u8 = 8
const isText: u8 = 16

const sextets = memory.data(256)

/** Must be called once before {@link findRegions}. */
export function initRegions(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let flag: u8 = 0
    let sextet: u8 = 255
    if (byte >= 65 && byte <= 90) sextet = <u8>(byte - 65)
    else if (byte >= 97 && byte <= 122) sextet = <u8>(byte - 71)
    else if (byte >= 48 && byte <= 57) sextet = <u8>(byte + 4)
    else if (byte == 43 || byte == 45) sextet = 62
    else if (byte == 47 || byte == 95) sextet = 63
    if (sextet != 255) flag |= isBase64
    if (sextet < 32) flag |= startsGroup
    const lower = byte | 32
    if ((byte >= 48 && byte <= 57) || (lower >= 97 && lower <= 102)) flag |= isHex
    if (byte >= 50 && byte <= 55) flag |= isTextNibble
    if ((byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13) || byte == 0) flag |= isText
    store<u8>(flags + byte, flag)
    store<u8>(sextets + byte, sextet)
  }
}

// @ts-ignore: decorator
@inline
function flagsAt(at: usize): u8 {
  return load<u8>(flags + <usize>load<u8>(at))
}

/**
 * Finds regions of encoded text in `[start, end)`.
 *
 * @param output room for `outputMax` regions of 12 bytes; what does not fit is not reported
 * @returns the number of regions
 */
export function findRegions(start: usize, end: usize, output: usize, outputMax: u32): u32 {
  out = output
  outEnd = output + <usize>outputMax * 12
  windowStart = start
  windowEnd = end
  for (let kind: u32 = kindPercent; kind <= kindQuotedPrintable; kind++) {
    store<u32>(openStart + (kind - kindPercent) * 4, 0)
  }

  // By nibble: 1 digits, 2 A–O a–o, 4 P–Z p–z, 8 + - /, 16 _, 32 % &, 64 \\.
  const lowTable = i8x16(5, 7, 7, 7, 7, 39, 39, 7, 7, 7, 6, 10, 66, 10, 2, 26)
  const highTable = i8x16(0, 0, 40, 1, 2, 84, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0)
  const lowNibble = i8x16.splat(15)
  const tokenBits = i8x16.splat(31)
  const zero = i8x16.splat(0)
  const equals = i8x16.splat(61)

  let run: i32 = 0
  let utf16From: usize = 0
  for (let block = start; block < end; block += 64) {
    let gaps: u64 = 0
    let escapes: u64 = 0
    let least = i8x16.splat(-1)
    for (let part: usize = 0; part < 4; part++) {
      const text = v128.load(block + (part << 4))
      const classes = v128.and(
        i8x16.swizzle(lowTable, v128.and(text, lowNibble)),
        i8x16.swizzle(highTable, v128.and(i16x8.shr_u(text, 4), lowNibble)),
      )
      gaps |= bitsOf(i8x16.eq(v128.and(classes, tokenBits), zero)) << (part << 4)
      escapes |=
        bitsOf(v128.or(i8x16.gt_s(classes, tokenBits), i8x16.eq(text, equals))) << (part << 4)
      least = i8x16.min_u(least, text)
    }
    let tokens = ~gaps
    let inside = ~(<u64>0)
    const left = end - block
    if (left < 64) {
      inside = (<u64>1 << <u64>left) - 1
      tokens &= inside
      escapes &= inside
    }

    if (tokens == ~(<u64>0)) {
      run += 64
    } else {
      run = endRuns(block, tokens, run)
    }
    if (escapes) noteEscapes(block, escapes)
    if (!i8x16.all_true(least) && block >= utf16From) {
      const nuls = nulMask(block) & inside
      if (nuls) utf16From = noteUtf16(block, nuls)
    }
  }
  if (run >= runMin) examineRun(end - <usize>run, end)
  for (let kind: u32 = kindPercent; kind <= kindQuotedPrintable; kind++) closeEscapes(kind)
  return <u32>((out - output) / 12)
}

// @ts-ignore: decorator
@inline
function bitsOf(lanes: v128): u64 {
  return <u64><u32>i8x16.bitmask(lanes)
}

function nulMask(block: usize): u64 {
  let nuls: u64 = 0
  for (let part: usize = 0; part < 4; part++) {
    nuls |= bitsOf(i8x16.eq(v128.load(block + (part << 4)), i8x16.splat(0))) << (part << 4)
  }
  return nuls
}

/** Bits of the bytes with a quote or a backslash behind them. */
function quoteMask(block: usize): u64 {
  let quotes: u64 = 0
  for (let part: usize = 0; part < 4; part++) {
    const next = v128.load(block + (part << 4), 1)
    quotes |=
      bitsOf(v128.or(i8x16.eq(next, i8x16.splat(0x22)), i8x16.eq(next, i8x16.splat(0x5c)))) <<
      (part << 4)
  }
  return quotes
}

function noteEscapes(block: usize, escapes: u64): void {
  // \" and \\ are by far the most frequent: \" says nothing, \\ is followed by what matters. Nor is =" anything.
  let rest = escapes & ~quoteMask(block)
  while (rest) {
    const at = block + <usize>ctz(rest)
    rest &= rest - 1
    noteEscape(at)
  }
}

/** Examines the long runs of `tokens` that end in this block; returns the length of the one left open. */
function endRuns(block: usize, tokens: u64, carried: i32): i32 {
  const head = <i32>ctz(~tokens)
  if (carried + head >= runMin) examineRun(block - <usize>carried, block + <usize>head)
  const pairs = tokens & (tokens >>> 1)
  const fours = pairs & (pairs >>> 2)
  const eights = fours & (fours >>> 4)
  const sixteens = eights & (eights >>> 8)
  // Where 24 in a row begin: first of each run its start.
  let long = (sixteens & (eights >>> 16)) >> <u64>head << <u64>head
  while (long) {
    const first = ctz(long)
    const behind = first + ctz(~(tokens >>> first))
    if (behind >= 64) break
    examineRun(block + <usize>first, block + <usize>behind)
    long = (long >>> behind) << behind
  }
  return <i32>clz(~tokens)
}

// @ts-ignore: decorator
@inline
function emit(kind: u32, start: usize, end: usize): void {
  if (out >= outEnd) return
  store<u32>(out, kind)
  store<u32>(out, <u32>start, 4)
  store<u32>(out, <u32>end, 8)
  out += 12
}

/** Emits the alignments at which a run of base64 characters decodes to text, and the parts of it that do so as hex. */
function examineRun(start: usize, end: usize): void {
  if (load<u32>(start) == 0x49733448) emit(kindGzipBase64, start, end)
  let base64: u64 = 0
  let hex: u64 = 0
  // 64 bytes at a time, the last 24 again: what is looked for is so long at most.
  for (let at = start; at < end; at += 40) {
    const left = end - at
    const inside: u64 = left >= 64 ? ~(<u64>0) : ((<u64>1) << (<u64>left)) - 1
    let first: u64 = 0
    let second: u64 = 0
    let digits: u64 = 0
    for (let part: usize = 0; part < 4; part++) {
      const text = v128.load(at + (part << 4))
      // By nibble, first characters of text: 1 A–Z, 2 a–f. Second ones: 4 of digits, 16 of capitals, 32 of others.
      // 8: 0 and 2–7.
      const classes = v128.and(
        i8x16.swizzle(
          i8x16(13, 23, 31, 31, 27, 27, 27, 57, 49, 33, 33, 33, 37, 37, 37, 5),
          v128.and(text, i8x16.splat(15)),
        ),
        i8x16.swizzle(
          i8x16(0, 0, 0, 12, 17, 17, 34, 32, 0, 0, 0, 0, 0, 0, 0, 0),
          v128.and(i16x8.shr_u(text, 4), i8x16.splat(15)),
        ),
      )
      first |= gapsOf(classes, 3) << (part << 4)
      second |= gapsOf(classes, 52) << (part << 4)
      digits |= gapsOf(classes, 8) << (part << 4)
    }
    const starts = ~first & inside
    const pairs = starts & ~(second >>> 1)
    if (pairs & (pairs >>> 4) & (pairs >>> 8) & (starts >>> 12)) {
      base64 |= groupMask(at, starts, pairs, inside)
    }
    digits = ~digits & inside
    const digitFours = digits & (digits >>> 2) & (digits >>> 4) & (digits >>> 6)
    if (digitFours & (digitFours >>> 8) & (digitFours >>> 16)) hex |= nibbleMask(at, inside)
    if (left <= 64) break
  }
  if (base64) {
    for (let shift: usize = 0; shift < 4; shift++) {
      const isAny = base64 & (<u64>0x1111111111111111 << shift)
      if (isAny && base64HoldsText(start + shift, end)) emit(kindBase64, start + shift, end)
    }
  }
  if (hex) examineHexRuns(start, end)
}

/** Bits of the lanes that have none of `bits`. */
// @ts-ignore: decorator
@inline
function gapsOf(classes: v128, bits: i8): u64 {
  return bitsOf(i8x16.eq(v128.and(classes, i8x16.splat(bits)), i8x16.splat(0)))
}

/**
 * Bits of the bytes at which three base64 groups begin whose bytes all have the top bit clear, and a fourth whose first one
 * has: in the first character it is bit 5 (A–Z, a–f have none), in the second bit 3, in the third bit 1. Any 12 bytes of
 * text in a row hold so many, wherever in a group they begin. The numbers of the bits say the alignment, modulo 4.
 *
 * @param starts where the first character of a group may stand
 * @param pairs where the first two may
 */
function groupMask(at: usize, starts: u64, pairs: u64, inside: u64): u64 {
  let third: u64 = 0
  for (let part: usize = 0; part < 4; part++) {
    const text = v128.load(at + (part << 4))
    // By nibble: 1 digits, 2 capitals, 4 others.
    const classes = v128.and(
      i8x16.swizzle(
        i8x16(5, 3, 2, 4, 5, 3, 2, 4, 5, 3, 2, 4, 5, 3, 2, 4),
        v128.and(text, i8x16.splat(15)),
      ),
      i8x16.swizzle(
        i8x16(0, 0, 0, 1, 2, 2, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0),
        v128.and(i16x8.shr_u(text, 4), i8x16.splat(15)),
      ),
    )
    third |= gapsOf(classes, 7) << (part << 4)
  }
  const groups = pairs & ((~third & inside) >>> 2)
  return groups & (groups >>> 4) & (groups >>> 8) & (starts >>> 12)
}

/** Bits of the bytes at which 24 hex digits begin of which 12 are the first digit of a text byte, 2–7, or of a NUL. */
function nibbleMask(at: usize, inside: u64): u64 {
  let mask: u64 = 0
  let zeros: u64 = 0
  for (let part: usize = 0; part < 4; part++) {
    const text = v128.load(at + (part << 4))
    const digits = i8x16.lt_u(i8x16.sub(text, i8x16.splat(50)), i8x16.splat(6))
    mask |= bitsOf(digits) << (part << 4)
    zeros |= bitsOf(i8x16.eq(text, i8x16.splat(48))) << (part << 4)
  }
  const nibbles = (mask | (zeros & (zeros >>> 1))) & inside
  const fours = nibbles & (nibbles >>> 2) & (nibbles >>> 4) & (nibbles >>> 6)
  return fours & (fours >>> 8) & (fours >>> 16)
}

function examineHexRuns(start: usize, end: usize): void {
  let streak: i32 = 0
  for (let at = start; at <= end; at++) {
    if (at < end && flagsAt(at) & isHex) {
      streak++
      continue
    }
    if (streak >= runMin) examineHex(at - <usize>streak, at)
    streak = 0
  }
}

/** Whether some 12 decoded bytes in a row are text, groups of four characters starting at `start`. */
function base64HoldsText(start: usize, end: usize): bool {
  let streak: i32 = 0
  let groups: i32 = 0
  for (let at = start; at + 4 <= end; at += 4) {
    if (!(flagsAt(at) & startsGroup)) {
      groups = 0
      continue
    }
    if (++groups < 4) continue
    // Four groups in a row may be text: look at the bytes themselves, from the first of them.
    streak = 0
    for (let group = at - 12; group + 4 <= end; group += 4) {
      const bits =
        (<u32>load<u8>(sextets + <usize>load<u8>(group)) << 18) |
        (<u32>load<u8>(sextets + <usize>load<u8>(group, 1)) << 12) |
        (<u32>load<u8>(sextets + <usize>load<u8>(group, 2)) << 6) |
        <u32>load<u8>(sextets + <usize>load<u8>(group, 3))
      streak = textStreak(<u8>(bits >>> 16), streak)
      if (streak >= textMin) return true
      streak = textStreak(<u8>(bits >>> 8), streak)
      if (streak >= textMin) return true
      streak = textStreak(<u8>bits, streak)
      if (streak >= textMin) return true
      at = group
      if (streak == 0) break
    }
    groups = 0
  }
  return false
}

// @ts-ignore: decorator
@inline
function textStreak(byte: u8, streak: i32): i32 {
  return load<u8>(flags + <usize>byte) & isText ? streak + 1 : 0
}

function examineHex(start: usize, end: usize): void {
  for (let shift: usize = 0; shift < 2; shift++) {
    let streak: i32 = 0
    for (let at = start + shift; at + 2 <= end; at += 2) {
      // NUL counts as text, for UTF-16 in hex.
      const isNul = load<u8>(at) == 48 && load<u8>(at, 1) == 48
      if (flagsAt(at) & isTextNibble || isNul) {
        if (++streak >= textMin) {
          emit(kindHex, start + shift, end)
          break
        }
      } else streak = 0
    }
  }
}

function noteEscape(at: usize): void {
  const byte = load<u8>(at)
  if (byte == 61 && !mayBeQuoted(at)) return
  const next = load<u8>(at, 1)
  const isHexPair = (flagsAt(at + 1) & isHex) != 0 && (flagsAt(at + 2) & isHex) != 0
  if (byte == 37) {
    if (isHexPair) extendEscapes(kindPercent, at)
  } else if (byte == 61) {
    if (isSoftBreak(at) || (isHexPair && isQuotedByte(at))) extendEscapes(kindQuotedPrintable, at)
  } else if (byte == 92) {
    // \u \x \/ \U, also behind further backslashes; \" and \n leave every token whole, but for =\n, a soft break.
    if (
      next == 117 || next == 120 || next == 47 || next == 85 ||
      ((next == 110 || next == 114) && at > windowStart && load<u8>(at - 1) == 61)
    ) {
      extendEscapes(kindBackslash, at)
    }
  } else if (isEntity(at)) {
    extendEscapes(kindEntity, at)
  }
}

/** By the next byte, or by another `=` beside: most equals signs end here. */
// @ts-ignore: decorator
@inline
function mayBeQuoted(at: usize): bool {
  const next = load<u8>(at, 1)
  if (next == 10 || next == 13 || next == 48 || next == 51) return true
  return load<u8>(at, 3) == 61 || load<u8>(at - 3) == 61
}

/** `=3D`, `=0D` at a line's end, or `=XX` beside another one: a lone `=10` is an assignment. */
function isQuotedByte(at: usize): bool {
  if (load<u16>(at, 1) == 0x4433) return true
  if (load<u16>(at, 1) == 0x4430 && load<u8>(at, 3) == 10) return true
  return load<u8>(at, 3) == 61 || (at - windowStart >= 3 && load<u8>(at - 3) == 61)
}

/** `=` at a line's end, with no blank before it nor behind the line end. */
function isSoftBreak(at: usize): bool {
  let next = at + 1
  if (load<u8>(next) == 13) next++
  if (load<u8>(next) != 10 || at == windowStart) return false
  return load<u8>(at - 1) > 32 && load<u8>(at - 1) != 61 && load<u8>(next + 1) > 32
}

/** `&#…` or `&name;` with a name of at most 8 letters. */
function isEntity(at: usize): bool {
  if (load<u8>(at, 1) == 35) return true
  for (let letter: usize = 1; letter <= 9; letter++) {
    const byte = load<u8>(at + letter) | 32
    if (byte < 97 || byte > 122) return letter > 2 && load<u8>(at + letter) == 59
  }
  return false
}

function extendEscapes(kind: u32, at: usize): void {
  const slot = (kind - kindPercent) * 4
  const start = load<u32>(openStart + slot)
  if (start != 0 && at - <usize>load<u32>(openEnd + slot) > escapeGap) closeEscapes(kind)
  if (load<u32>(openStart + slot) == 0) store<u32>(openStart + slot, <u32>at)
  store<u32>(openEnd + slot, <u32>at)
}

function closeEscapes(kind: u32): void {
  const slot = (kind - kindPercent) * 4
  const first = <usize>load<u32>(openStart + slot)
  if (first == 0) return
  store<u32>(openStart + slot, 0)
  const last = <usize>load<u32>(openEnd + slot)
  let start = first - windowStart > escapeMargin ? first - escapeMargin : windowStart
  const least = start - windowStart > tokenMargin ? start - tokenMargin : windowStart
  while (start > least && load<u8>(start - 1) > 32) start--
  let end = windowEnd - last > escapeMargin ? last + escapeMargin : windowEnd
  const most = windowEnd - end > tokenMargin ? end + tokenMargin : windowEnd
  while (end < most && load<u8>(end) > 32) end++
  emit(kind, start, end)
}

/** Follows alternating NULs from the first NUL of a block; returns where the next block may look again. */
function noteUtf16(block: usize, nuls: u64): usize {
  const nul = block + <usize>ctz(nuls)
  // Little endian has the NUL second; the text starts one byte before it, or at it for big endian. Next to other
  // text both fit: then units at even offsets are right.
  const even: usize = ((nul - windowStart) & 1) ^ 1
  for (let turn: usize = 0; turn < 2; turn++) {
    const endian = even ^ turn
    let start = nul - (1 - endian)
    if (start < windowStart) continue
    let at = start
    while (at + 2 <= windowEnd && isUtf16Text(at, endian)) at += 2
    if (<i32>(at - start) < utf16Min * 2) continue
    while (start >= windowStart + 2 && isUtf16Text(start - 2, endian)) start -= 2
    emit(kindUtf16, start, at)
    return at
  }
  return block
}

// @ts-ignore: decorator
@inline
function isUtf16Text(at: usize, endian: usize): bool {
  const high = load<u8>(at + (1 - endian))
  const low = load<u8>(at + endian)
  return high == 0 && low != 0 && (load<u8>(flags + <usize>low) & isText) != 0
}
