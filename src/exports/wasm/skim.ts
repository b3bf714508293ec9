// AssemblyScript. Passes over objects and lists of JSON of which nothing has to be made; `json-skimmer.ts` is the host.
// The input may come in parts. Nothing is allocated here.

import { setKeys, symbolOf } from './keys'
import { beginPiece, beginTexts, closeJoins, endOfTexts, openJoin, setJoins } from './joins'
import { areFull, beginNotes, endOfNotes, note, notedMax, noteOfEnd, noteOfList, noteOfObject, noteOfValue } from './notes' // prettier-ignore
import { isOver, isSuspect, isUnknown, mustBeRead, needsMore } from './outcomes'
import { endsSecretPair, frames, isNameKey, takeName } from './pairs'
import { beginInput, beginString, isMarked, lookAhead, passString, plainEnd, startOfString, stringAt } from './strings' // prettier-ignore

export { keyWord, slotOf } from './keys'
export { setMarkup } from './markup'

/** What the host says of a state, see `skim-table.ts`. The number of a join is above. */
const readStrings: u32 = 1
const asked: u32 = 2
const pieceOf: u32 = 4
const joinOf: u32 = 8
const prefixed: u32 = 16
const noted: u32 = 64
const readOpened: u32 = 128
const joinShift: u32 = 8

/** What may come next. */
const aValue: i32 = 0
const aValueOrEnd: i32 = 1
const aKey: i32 = 2
const aKeyOrEnd: i32 = 3
const aColon: i32 = 4
const aComma: i32 = 5

const depthMax: i32 = 96
/** A key or a number that is longer is read by the host. */
const tokenMax: usize = 4096

/** Where it stopped, ends of texts and notes; state and symbol, or of a string start, end, state and whether it is marked. */
const told = memory.data(7 * 4, 4)

let rows: usize = 0
let symbols: u32 = 0
let flags: usize = 0

let depth: i32 = 0
/** The innermost one. */
let frame: usize = 0
let isList: bool = false
let expected: i32 = aValue
let isInString: bool = false
/** Of the outermost value. */
let root: u32 = 0
let isFinal: bool = false

/** Address of seven u32. */
export function results(): usize {
  return told
}

/**
 * @param keys see {@link setKeys}
 * @param row of each state those that the symbols lead to, u16, 0xffff where that is not known
 * @param flag of each state, u32
 * @param joins see {@link setJoins}
 */
export function setSkimTables(
  keys: usize,
  keyMask: u32,
  row: usize,
  symbolCount: u32,
  flag: usize,
  joins: usize,
): void {
  setKeys(keys, keyMask)
  setJoins(joins)
  rows = row
  symbols = symbolCount
  flags = flag
}

/** Begins with an object or a list whose bracket is the first byte of the input. */
export function beginSkim(state: u32, texts: usize, notes: usize, noteBytes: usize): void {
  beginTexts(texts)
  beginNotes(notes, noteBytes)
  depth = 0
  isList = false
  expected = aValue
  isInString = false
  root = state
}

/**
 * Goes on through `[from, end)`, behind which {@link lookAhead} bytes can be read. Where it needs more, bytes from where
 * it stopped on have to come again.
 *
 * @param isLast nothing follows
 * @param isSame the input is that of the call before
 */
export function skim(from: usize, end: usize, isLast: bool, isSame: bool): i32 {
  isFinal = isLast
  if (!isSame) beginInput(from)
  const outcome = skimFrom(from, end)
  store<u32>(told, endOfTexts(), 4)
  store<u32>(told, endOfNotes(), 8)
  return outcome
}

function stop(at: usize, outcome: i32): i32 {
  store<u32>(told, at)
  return outcome
}

function skimFrom(from: usize, end: usize): i32 {
  let at = from
  if (isInString) {
    const outcome = goOnInString(at, end)
    at = stringAt
    if (outcome != isOver) return stop(at, outcome)
  }
  while (at < end) {
    const byte = load<u8>(at)
    if (byte <= 0x20) {
      if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return mustBeRead
      do at++
      while (at < end && load<u8>(at) == 0x20)
    } else if (expected == aComma) {
      at++
      if (byte == 0x2c) expected = isList ? aValue : aKey
      else if (byte != (isList ? 0x5d : 0x7d)) return mustBeRead
      else if (close()) return stop(at, isOver)
    } else if (expected == aKey || expected == aKeyOrEnd) {
      if (byte == 0x22) {
        const last = plainEnd(at + 1, end)
        if (last >= end) return last - at > tokenMax ? mustBeRead : stop(at, needsMore)
        if (load<u8>(last) != 0x22) return mustBeRead
        const symbol = symbolOf(at + 1, last - at - 1)
        store<u16>(frame, <u16>(symbol & 0xfff), 4)
        store<u8>(frame, <u8>(symbol >> 12), 3)
        at = last + 1
        expected = aColon
        // Mostly it follows at once.
        if (at < end && load<u8>(at) == 0x3a) {
          at++
          expected = aValue
        }
      } else {
        if (expected == aKey || byte != 0x7d) return mustBeRead
        at++
        if (close()) return stop(at, isOver)
      }
    } else if (expected == aColon) {
      if (byte != 0x3a) return mustBeRead
      at++
      expected = aValue
    } else if (byte == 0x5d) {
      if (expected != aValueOrEnd) return mustBeRead
      at++
      if (close()) return stop(at, isOver)
    } else {
      const state = stateOfValue()
      if (state < 0) return stop(at, isUnknown)
      const flag = load<u32>(flags + ((<usize>state) << 2))
      if (byte == 0x22) {
        const outcome = startString(at, end, <u32>state, flag)
        at = stringAt
        if (outcome != isOver) return stop(at, outcome)
      } else if (byte == 0x7b || byte == 0x5b) {
        if (!open(<u32>state, flag, byte == 0x5b)) return mustBeRead
        at++
      } else {
        const last = scalarEnd(at, end)
        if (last == end) return last - at > tokenMax ? mustBeRead : stop(at, needsMore)
        if (last == at || ((flag & asked) != 0 && isNumber(byte))) return mustBeRead
        if ((flag & noted) != 0) noteShort(<u32>state, at, last)
        const first = at
        at = last
        if (!endPlain(first, last)) return mustBeRead
      }
      if (areFull()) return mustBeRead
    }
  }
  return stop(at, needsMore)
}

/** @returns -1: the host has to say */
function stateOfValue(): i32 {
  if (depth == 0) return <i32>root
  const from = <u32>load<u16>(frame)
  const symbol = isList ? 0 : <u32>load<u16>(frame, 4)
  const state = <u32>load<u16>(rows + ((<usize>(from * symbols + symbol)) << 1))
  if (state != 0xffff) return <i32>state
  store<u32>(told, from, 12)
  store<u32>(told, symbol, 16)
  return -1
}

/** @returns false: it has to be read */
function open(state: u32, flag: u32, isOfList: bool): bool {
  if (depth == depthMax || (flag & readOpened) != 0) return false
  depth++
  frame = frames + ((<usize>(depth - 1)) << 3)
  isList = isOfList
  store<u64>(frame, (<u64>state) | ((<u64>u32(isOfList)) << 16))
  if ((flag & joinOf) != 0 && !openJoin(flag >> joinShift, depth)) return false
  if ((flag & noted) != 0) note((isOfList ? noteOfList : noteOfObject) | state, 0, 0)
  expected = isOfList ? aValueOrEnd : aKeyOrEnd
  return true
}

/** @returns whether all is over */
function close(): bool {
  const state = <u32>load<u16>(frame)
  if ((load<u32>(flags + ((<usize>state) << 2)) & noted) != 0) note(noteOfEnd | state, 0, 0)
  closeJoins(depth)
  depth--
  expected = aComma
  if (depth == 0) return true
  frame -= 8
  isList = load<u8>(frame, 2) != 0
  return false
}

/** Where it stops is {@link stringAt}. */
function startString(at: usize, end: usize, state: u32, flag: u32): i32 {
  stringAt = at
  if ((flag & readStrings) != 0) return mustBeRead
  if (at + lookAhead > end && !isFinal) return needsMore
  if (!isList && isNameKey(frame)) {
    const outcome = takeName(frame, at + 1, end)
    if (outcome != isOver) return outcome
  }
  if ((flag & noted) != 0) {
    const outcome = noteString(state, at + 1, end)
    if (outcome != isOver) return outcome
  }
  if ((flag & pieceOf) != 0 && !beginPiece(flag >> joinShift)) return mustBeRead
  isInString = true
  beginString(at + 1, (flag & prefixed) != 0, (flag & asked) != 0)
  store<u32>(told, state, 20)
  return goOnInString(at + 1, end)
}

function goOnInString(at: usize, end: usize): i32 {
  const outcome = passString(at, end, isFinal)
  if (outcome == needsMore || outcome == mustBeRead) return outcome
  isInString = false
  if (!endPlain(startOfString(), stringAt - 1)) return mustBeRead
  if (outcome == isOver) return isOver
  store<u32>(told, startOfString(), 12)
  store<u32>(told, stringAt - 1, 16)
  store<u32>(told, u32(isMarked()), 24)
  return isSuspect
}

/** A value that is no object or list is over. */
function endPlain(start: usize, end: usize): bool {
  expected = aComma
  return isList || load<u8>(frame, 3) == 0 || !endsSecretPair(frame, depth, start, end)
}

function noteString(state: u32, start: usize, end: usize): i32 {
  let last = start
  while (true) {
    last = plainEnd(last, end)
    if (last - start > notedMax) return isOver
    if (last >= end) return needsMore
    const byte = load<u8>(last)
    if (byte == 0x22) break
    if (byte != 0x5c) return mustBeRead
    last += 2
  }
  noteShort(state, start, last)
  return isOver
}

function noteShort(state: u32, start: usize, end: usize): void {
  if (end > start && end - start <= notedMax) note(noteOfValue | state, start, end - start)
}

function scalarEnd(at: usize, end: usize): usize {
  let last = at
  while (last < end && isScalar(load<u8>(last))) last++
  return last
}

function isNumber(byte: u8): bool {
  return byte == 0x2d || byte - 48 < 10
}

/** Letters, digits, `+`, `-`, `.`. */
function isScalar(byte: u8): bool {
  const letter = (byte | 32) - 97
  return letter < 26 || byte - 48 < 10 || byte == 43 || byte == 45 || byte == 46
}
