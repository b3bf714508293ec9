// AssemblyScript. Strings that are passed over.

import { codeLength, codeOf } from './escape'
import { addCode, addRun, endPiece, isInPiece } from './joins'
import { isOver, isSuspect, mustBeRead, needsMore } from './outcomes'

/** Readable bytes that an escape is told by, with what stands behind it. */
export const lookAhead: usize = 24
/** As many backslashes in a row as the deepest escapes have, but for the last pair. */
const deepSlashes: u32 = 14

const data: u32 = 0x61746164
const alue: u32 = 0x65756c61
const name: u32 = 0x656d616e
const u002: u32 = 0x32303075
/** How keys begin under which texts are cut, see `cut-texts.ts`. */
const elem: u32 = 0x6d656c65
const inli: u32 = 0x696c6e69
const rend: u32 = 0x646e6572
const textEnt: u64 = 0x746e655f74786574
const prevRen: u64 = 0x6e65725f76657270

let isPrefixed: bool = false
/** Of the string, if it has not begun in input that is gone; else 0. */
let start: usize = 0
/** Where the input begins. */
let inputStart: usize = 0
/** Backslashes that are escaped, dashes: in a row, up to here. */
let slashes: u32 = 0
let dashes: u32 = 0
let mayHoldName: bool = false
let mayHoldValue: bool = false
let isAsked: bool = false
let hasMark: bool = false
/** It may be JSON. */
let isJson: bool = false

/**
 * @param prefixed it has to be read if its lines may have prefixes and it may hold a key block
 * @param asked the host has to look at it
 */
export function beginString(at: usize, prefixed: bool, asked: bool): void {
  start = at
  isPrefixed = prefixed && mayBePrefix(load<u8>(at))
  slashes = 0
  dashes = 0
  mayHoldName = false
  mayHoldValue = false
  isAsked = asked
  hasMark = isData(at)
  isJson = mayBeJson(load<u8>(at))
}

export function startOfString(): usize {
  return start
}

/** It may hold a text of its own by what stands in it. */
export function isMarked(): bool {
  return hasMark || (mayHoldName && mayHoldValue)
}

/** The rest of a string comes with other input. */
export function beginInput(at: usize): void {
  inputStart = at
  start = 0
}

/** Where {@link passString} has stopped: behind the quote, if it is over. */
export let stringAt: usize = 0

export function passString(from: usize, end: usize, isFinal: bool): i32 {
  let at = from
  while (true) {
    const stop = min(plainEnd(at, end), end)
    if (stop > at) {
      slashes = 0
      if (isPrefixed && holdsDashes(at, stop)) return mustBeRead
      if (isInPiece()) addRun(at, stop)
      at = stop
    }
    stringAt = at
    if (at == end) return needsMore
    const byte = load<u8>(at)
    if (byte == 0x22) {
      stringAt = at + 1
      if (isInPiece() && !endPiece()) return mustBeRead
      if (!isAsked && !isMarked()) return isOver
      return start == 0 ? mustBeRead : isSuspect
    }
    if (byte != 0x5c) return mustBeRead
    if (at + lookAhead > end && !isFinal) return needsMore
    const kind = load<u8>(at, 1)
    dashes = 0
    if (kind == 0x6e) {
      // Most escapes are line feeds.
      if (isData(at + 2)) hasMark = true
      slashes = 0
      if (isInPiece()) addCode(10)
      at += 2
      continue
    }
    const length = codeLength(at)
    if (length == 0 || at + length > end) return mustBeRead
    const code = codeOf(at, length)
    lookAround(at, at + length, code)
    // Keys may be written so.
    if (isJson && length == 6 && code >= 0x20 && code < 0x80) hasMark = true
    if (isInPiece()) addCode(code)
    at += length
  }
  return mustBeRead
}

/** Where the next quote, backslash or control character is, or something not before `end`. */
export function plainEnd(from: usize, end: usize): usize {
  const quote = i8x16.splat(0x22)
  const backslash = i8x16.splat(0x5c)
  const blank = i8x16.splat(0x20)
  let at = from
  while (at < end) {
    const bytes = v128.load(at)
    const stops = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)),
        i8x16.lt_u(bytes, blank),
      ),
    )
    if (stops != 0) {
      at += ctz<u32>(stops)
      break
    }
    at += 16
  }
  return at
}

/** Marks of JSON in the string, with names and values that are members of one object; and of events of a stream. */
function lookAround(at: usize, next: usize, code: u32): void {
  if (code == 0x5c) {
    slashes += 2
    if (slashes >= deepSlashes) hasMark = true
    if (load<u32>(next) == u002 && load<u8>(next, 4) == 0x32) lookAroundQuote(at, next + 5)
    return
  }
  if (code == 0x22) lookAroundQuote(at, next)
  else if ((code < 0x20 || code == 0x2028 || code == 0x2029) && isData(next)) hasMark = true
  slashes = 0
}

function lookAroundQuote(at: usize, next: usize): void {
  if ((load<u8>(next) | 0x20) == 0x76 && load<u32>(next, 1) == alue) mayHoldValue = true
  if (isJson && isCutKey(next)) hasMark = true
  const before = at - slashes
  if (before < inputStart + 4) {
    mayHoldName = true
    return
  }
  if ((load<u32>(before - 4) | 0x20) == name) mayHoldName = true
  else if (((load<u32>(before - 4) >> 8) | 0x20) == 0x79656b) mayHoldName = true
}

function mayBeJson(first: u8): bool {
  return first == 0x7b || first == 0x5b || first == 0x20 || first == 0x5c
}

function isCutKey(at: usize): bool {
  const word = load<u32>(at)
  if (word == elem || word == inli || word == rend) return true
  return load<u64>(at) == textEnt || load<u64>(at) == prevRen
}

function isData(at: usize): bool {
  return load<u32>(at) == data && load<u8>(at, 4) == 0x3a
}

/** The first byte of a number of a line, or of what stands before it. */
function mayBePrefix(byte: u8): bool {
  return byte == 0x20 || byte == 0x4c || (byte >= 48 && byte <= 57)
}

/** Whether there are four in a row, as before `BEGIN`. */
function holdsDashes(from: usize, end: usize): bool {
  const dash = i8x16.splat(0x2d)
  let at = from
  while (at < end) {
    const last = min(at + 16, end)
    if (last - at == 16 && !v128.any_true(i8x16.eq(v128.load(at), dash))) {
      dashes = 0
      at = last
    } else {
      for (; at < last; at++) {
        dashes = load<u8>(at) == 0x2d ? dashes + 1 : 0
        if (dashes == 4) return true
      }
    }
  }
  return false
}
