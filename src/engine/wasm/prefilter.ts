// AssemblyScript. The two passes that see every byte; everything else sees only what they report.
// The host owns the memory: it lays out tables and windows and passes addresses. Nothing is allocated here.
// Every window is followed by at least 64 readable bytes, which are ignored.

import { forgetNotes, holdsConditions } from './conditions'

export { initClasses } from './byte-classes'

/** Four bytes with the case bit set: ASCII letters lose their case. */
const foldedCase: u64 = 0x2020202020202020

/** Bytes of the filter: 2^17. One load each; bits would need fewer cache lines but twice the time. */
const filterShift: u32 = 15
/** Slots of the gram table: 2^14 of 8 bytes. */
const slotShift: u32 = 18
const slotMask: u32 = 0x3fff

/** Multiplier of the hash, odd; chosen with the tables, so that frequent text does not collide with them. */
let hashFactor: u32 = 1
let filter: usize = 0
let slots: usize = 0

/** Sets the addresses of the filter and of the gram table, and the multiplier they were made with. */
export function setTables(filterAddress: usize, slotsAddress: usize, factor: u32): void {
  hashFactor = factor
  filter = filterAddress
  slots = slotsAddress
}

// @ts-ignore: decorator
@inline
function mayStart(gram: u32): u32 {
  return <u32>load<u8>(filter + <usize>((gram * hashFactor) >>> filterShift))
}

/**
 * Finds every literal in `[start, end)`.
 *
 * A literal is known by four of its bytes, the case bit set (its gram). Gram table: open addressing, slots of
 * {gram: u32, list: u32}, list 0 = free. List: count: u32, then entries of
 * {id: u16, gramOffset: u8, length: u8, text: u32}; text: `length` bytes, then `length` masks that are OR-ed
 * to the window's bytes before they are compared (0x20 where case does not matter, else 0), then the address of its
 * conditions.
 *
 * @param from where to look for grams first; a former call's return value when its output was full
 * @param rankMin conditions of a lower rank are passed over
 * @param output pairs of {position: u32, id: u32}, room for `outputMax` pairs
 * @returns where to go on; `end` when finished. The number of pairs stands in `hitCount`.
 */
export function findLiterals(
  start: usize,
  from: usize,
  end: usize,
  output: usize,
  outputMax: u32,
  rankMin: u32,
): usize {
  forgetNotes()
  let count: u32 = 0
  // One byte of text and its three followers make a gram; four grams are tested with one branch.
  for (let at = from; at < end; at += 4) {
    const bytes = load<u64>(at) | foldedCase
    const gram0 = <u32>bytes
    const gram1 = <u32>(bytes >>> 8)
    const gram2 = <u32>(bytes >>> 16)
    const gram3 = <u32>(bytes >>> 24)
    let starts =
      mayStart(gram0) |
      (mayStart(gram1) << 1) |
      (mayStart(gram2) << 2) |
      (mayStart(gram3) << 3)
    if (starts) {
      // A list is at most 255 entries long: leave room for four of them.
      if (count + 1024 > outputMax) {
        hitCount = count
        return at
      }
      do {
        const offset = ctz(starts)
        const list = listOf(<u32>(bytes >>> (<u64>offset << 3)))
        if (list != 0) count = verify(start, at + <usize>offset, end, list, output, count, rankMin)
        starts &= starts - 1
      } while (starts)
    }
  }
  hitCount = count
  return end
}

export let hitCount: u32 = 0

/** Address of the gram's list, 0 when it is no literal's. */
// @ts-ignore: decorator
@inline
function listOf(gram: u32): usize {
  let slot = (gram * hashFactor) >>> slotShift
  let list: usize
  while ((list = slotList(slot)) != 0 && slotGram(slot) != gram) slot = (slot + 1) & slotMask
  return list
}

// @ts-ignore: decorator
@inline
function slotGram(slot: u32): u32 {
  return load<u32>(slots + ((<usize>slot) << 3))
}

// @ts-ignore: decorator
@inline
function slotList(slot: u32): usize {
  return <usize>load<u32>(slots + ((<usize>slot) << 3), 4)
}

function verify(
  start: usize,
  at: usize,
  end: usize,
  list: usize,
  output: usize,
  countBefore: u32,
  rankMin: u32,
): u32 {
  let count = countBefore
  const entries = load<u32>(list)
  for (let entry: u32 = 0; entry < entries; entry++) {
    const address = list + 4 + ((<usize>entry) << 3)
    const length = <usize>load<u8>(address, 3)
    const position = at - <usize>load<u8>(address, 2)
    if (position < start || position + length > end) continue
    const text = <usize>load<u32>(address, 4)
    if (!isTextAt(position, text, length)) continue
    const conditions = <usize>load<u32>(text + length * 2)
    if (!holdsConditions(start, position, position + length, end, conditions, rankMin)) continue
    store<u32>(output + ((<usize>count) << 3), <u32>position)
    store<u32>(output + ((<usize>count) << 3), <u32>load<u16>(address), 4)
    count++
  }
  return count
}

// @ts-ignore: decorator
@inline
function isTextAt(position: usize, text: usize, length: usize): bool {
  for (let offset: usize = 0; offset < length; offset++) {
    if ((load<u8>(position + offset) | load<u8>(text + offset + length)) != load<u8>(text + offset)) {
      return false
    }
  }
  return true
}

/** Number of line feeds in `[start, end)`. */
export function countLineFeeds(start: usize, end: usize): u32 {
  const lineFeed = i8x16.splat(10)
  let count: u32 = 0
  let at = start
  for (; at + 16 <= end; at += 16) {
    count += popcnt<u32>(i8x16.bitmask(i8x16.eq(v128.load(at), lineFeed)))
  }
  for (; at < end; at++) count += u32(load<u8>(at) == 10)
  return count
}
