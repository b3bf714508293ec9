// AssemblyScript. Texts that are cut into several strings, put together one behind the other.

import { withoutMarkup } from './markup'
import { writeCode } from './utf8'

/** Of each that is open {number: u32, depth: u32, pieces: u32, start: u32, end: u32}: where its text is. */
const joins = memory.data(96 * 20)
const joinsMax: i32 = 96
/** What parts two texts. */
const gapBytes: usize = 6

let count: i32 = 0
/** Of each number {separator or 0: u8, bytes of a piece that are none of the text: u8, isMarkup: u8}. */
let said: usize = 0
/** Behind the last text. */
let textEnd: usize = 0
/** Address of the one that the string at hand is a piece of; 0: of none. */
let pieceOf: usize = 0
let dropped: u32 = 0
/** Where the string begins if it is HTML; 0: it is none. */
let markupAt: usize = 0
/** Stands for the join of a text that is all in one string. */
const alone: usize = 1

export function setJoins(table: usize): void {
  said = table
}

export function beginTexts(at: usize): void {
  count = 0
  pieceOf = 0
  textEnd = at
}

export function endOfTexts(): usize {
  return textEnd
}

/** @returns false: there is no room */
export function openJoin(number: u32, depth: u32): bool {
  if (count == joinsMax) return false
  const join = joins + <usize>count * 20
  count++
  store<u32>(join, number)
  store<u32>(join, depth, 4)
  store<u32>(join, 0, 8)
  store<u32>(join, textEnd, 12)
  store<u32>(join, textEnd, 16)
  return true
}

/** What was opened at this depth is over. */
export function closeJoins(depth: u32): void {
  while (count > 0 && load<u32>(joins + <usize>(count - 1) * 20, 4) == depth) closeJoin()
}

function closeJoin(): void {
  count--
  const join = joins + <usize>count * 20
  // A text of one piece shows as it stands.
  if (load<u32>(join, 8) < 2 && load<u32>(join, 16) == <u32>textEnd) {
    textEnd = load<u32>(join, 12)
    return
  }
  addGap()
}

function addGap(): void {
  memory.fill(textEnd, 10, gapBytes)
  textEnd += gapBytes
}

/**
 * A string begins that is a piece.
 *
 * @returns false: other text came between it and the piece before
 */
export function beginPiece(number: u32): bool {
  let level = count - 1
  while (level >= 0 && load<u32>(joins + <usize>level * 20) != number) level--
  const entry = said + (<usize>number << 2)
  markupAt = load<u8>(entry, 2) != 0 ? textEnd : 0
  pieceOf = markupAt != 0 ? alone : 0
  dropped = 0
  if (level < 0) return true
  const join = joins + <usize>level * 20
  const pieces = load<u32>(join, 8)
  if (pieces == 0) store<u32>(join, textEnd, 12)
  else if (load<u32>(join, 16) != <u32>textEnd) return false
  const separator = load<u8>(entry)
  if (pieces > 0 && separator != 0) store<u8>(textEnd++, separator)
  dropped = <u32>load<u8>(entry, 1)
  pieceOf = join
  return true
}

export function isInPiece(): bool {
  return pieceOf != 0
}

/** @returns false: the host has to read it */
export function endPiece(): bool {
  let pieces: u32 = 1
  if (markupAt != 0) {
    textEnd = withoutMarkup(markupAt, textEnd)
    if (textEnd == 0) return false
    // As it is cut, it does not show as it stands.
    pieces = textEnd > markupAt ? 2 : 0
  }
  if (pieceOf != alone) {
    store<u32>(pieceOf, load<u32>(pieceOf, 8) + pieces, 8)
    store<u32>(pieceOf, textEnd, 16)
  } else if (pieces > 0) addGap()
  pieceOf = 0
  return true
}

/** Adds what stands as it is. */
export function addRun(start: usize, end: usize): void {
  const from = textEnd
  memory.copy(textEnd, start, end - start)
  textEnd += end - start
  if (dropped > 0) drop(from)
}

/** Adds a character, in UTF-8. */
export function addCode(code: u32): void {
  const from = textEnd
  textEnd = writeCode(textEnd, code)
  if (dropped > 0) drop(from)
}

function drop(from: usize): void {
  const length = min<usize>(dropped, textEnd - from)
  memory.copy(from, from + length, textEnd - from - length)
  textEnd -= length
  dropped -= <u32>length
}
