// AssemblyScript. The two passes that see every byte; everything else sees only what they report.
// The host owns the memory: it lays out tables and windows and passes addresses. Nothing is allocated here.
// Every window is followed by at least 64 readable bytes, which are ignored.

/** Multiplier of Fibonacci hashing: 2^32 divided by the golden ratio, odd. */
const hashFactor: u32 = 0x9e3779b1
/** Four bytes with the case bit set: ASCII letters lose their case. */
const foldedCase: u64 = 0x2020202020202020

/** Bits of the filter: 2^17, 16 KiB, so that it stays in the first-level cache beside the text. */
const filterShift: u32 = 15
/** Slots of the gram table: 2^13 of 8 bytes. */
const slotShift: u32 = 19
const slotMask: u32 = 0x1fff

let filter: usize = 0
let slots: usize = 0

/** Sets the addresses of the bit filter and of the gram table. */
export function setTables(filterAddress: usize, slotsAddress: usize): void {
  filter = filterAddress
  slots = slotsAddress
}

// @ts-ignore: decorator
@inline
function filterBit(gram: u32): u32 {
  const hash = (gram * hashFactor) >>> filterShift
  return load<u32>(filter + ((hash >>> 5) << 2)) >>> (hash & 31)
}

/**
 * Finds every literal in `[start, end)`.
 *
 * A literal is known by four of its bytes, the case bit set (its gram). Gram table: open addressing, slots of
 * {gram: u32, list: u32}, list 0 = free. List: count: u32, then entries of
 * {id: u16, gramOffset: u8, length: u8, text: u32}; text: `length` bytes, then `length` masks that are OR-ed
 * to the window's bytes before they are compared (0x20 where case does not matter, else 0).
 *
 * @param from where to look for grams first; a former call's return value when its output was full
 * @param output pairs of {position: u32, id: u32}, room for `outputMax` pairs
 * @returns where to go on; `end` when finished. The number of pairs stands in `hitCount`.
 */
export function findLiterals(
  start: usize,
  from: usize,
  end: usize,
  output: usize,
  outputMax: u32,
): usize {
  let count: u32 = 0
  // One byte of text and its three followers make a gram; four grams are tested with one branch.
  for (let at = from; at < end; at += 4) {
    const bytes = load<u64>(at) | foldedCase
    const gram0 = <u32>bytes
    const gram1 = <u32>(bytes >>> 8)
    const gram2 = <u32>(bytes >>> 16)
    const gram3 = <u32>(bytes >>> 24)
    const bits = filterBit(gram0) | filterBit(gram1) | filterBit(gram2) | filterBit(gram3)
    if (bits & 1) {
      // A list is at most 255 entries long: leave room for four of them.
      if (count + 1024 > outputMax) {
        hitCount = count
        return at
      }
      if (filterBit(gram0) & 1) count = verify(start, at, end, gram0, output, count)
      if (filterBit(gram1) & 1) count = verify(start, at + 1, end, gram1, output, count)
      if (filterBit(gram2) & 1) count = verify(start, at + 2, end, gram2, output, count)
      if (filterBit(gram3) & 1) count = verify(start, at + 3, end, gram3, output, count)
    }
  }
  hitCount = count
  return end
}

export let hitCount: u32 = 0

function verify(
  start: usize,
  at: usize,
  end: usize,
  gram: u32,
  output: usize,
  countBefore: u32,
): u32 {
  let count = countBefore
  let slot = (gram * hashFactor) >>> slotShift
  let list: usize = 0
  for (;;) {
    const address = slots + ((<usize>slot) << 3)
    list = load<u32>(address, 4)
    if (list == 0) return count
    if (load<u32>(address) == gram) break
    slot = (slot + 1) & slotMask
  }
  const entries = load<u32>(list)
  for (let entry: u32 = 0; entry < entries; entry++) {
    const address = list + 4 + ((<usize>entry) << 3)
    const length = <usize>load<u8>(address, 3)
    const position = at - <usize>load<u8>(address, 2)
    if (position < start || position + length > end) continue
    const text = <usize>load<u32>(address, 4)
    if (!isTextAt(position, text, length)) continue
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
