// AssemblyScript. Finds pieces of known values: eight bytes that some form of a value holds, its window.
// As in prefilter.ts the host owns the memory; every text is followed by at least 64 readable bytes.

/** Odd multipliers: the golden ratio's, one of MurmurHash2's, and two of MurmurHash3's finaliser. */
const headFactor: i32 = 0x9e3779b1
const tailFactor: i32 = 0x5bd1e995
const windowFactor: u64 = 0xff51afd7ed558ccd
const slotFactor: u64 = 0xc4ceb9fe1a85ec53

/** Every fourth place of the text is looked at, so that a window's first four grams of five bytes all count. */
const stride: usize = 4
const windowBytes: usize = 8
/** Bytes of text that are looked at together: four places. */
const groupBytes: usize = 16
/** Hash bits that say which bits of a word are a gram's: below those that say which word. */
const maskShift: i32 = 6

const tagMask: u64 = 0x1fffffff
const valueBits: u64 = 20
const placeBits: u64 = 15

let filter: usize = 0
let filterShift: i32 = 0
let slots: usize = 0
let slotShift: u64 = 0
let slotMask: usize = 0
let outputBytes: usize = 0

/**
 * Lays out the tables, empty.
 *
 * Filter: words of four bytes, one of each for a gram's place in its window; two to four of its eight bits are the gram's.
 * Slots, open addressing: {value: 20 bits, place: 15 bits, tag: 29 bits of the window's hash}, 0 = free.
 *
 * @param filterBits 2^n words, n up to 26
 * @param slotBits 2^n slots of 8 bytes; more than there will be windows
 */
export function setKnownTables(
  filterAddress: usize,
  filterBits: u32,
  slotsAddress: usize,
  slotBits: u32,
): void {
  filter = filterAddress
  filterShift = 32 - <i32>filterBits
  slots = slotsAddress
  slotShift = 64 - <u64>slotBits
  slotMask = ((<usize>1) << <usize>slotBits) - 1
  memory.fill(filterAddress, 0, (<usize>4) << <usize>filterBits)
  memory.fill(slotsAddress, 0, (<usize>8) << <usize>slotBits)
}

/** Adds `count` entries of {window: 8 bytes, value: u32, from 1, place: u32}. */
export function addKnown(entries: usize, count: u32): void {
  for (let entry = entries; entry < entries + ((<usize>count) << 4); entry += 16) {
    for (let place: usize = 0; place < stride; place++) {
      const hashes = hashesAt(entry + place)
      const byte = filter + wordOf(i32x4.extract_lane(hashes, 0), filterShift) + place
      store<u8>(byte, load<u8>(byte) | i8x16.extract_lane_u(masksOf(hashes), 0))
    }
    const hash = hashOf(load<u64>(entry))
    let slot = <usize>(hash >>> slotShift)
    while (slotAt(slot) != 0) slot = (slot + 1) & slotMask
    const value = <u64>load<u32>(entry, 8)
    const place = <u64>load<u32>(entry, 12)
    store<u64>(
      slots + (slot << 3),
      value | (place << valueBits) | ((hash & tagMask) << (valueBits + placeBits)),
    )
  }
}

export let knownCount: u32 = 0

/**
 * Finds windows in `[start, end)`.
 *
 * @param from a former call's return value when its output was full, else `start`
 * @param output {address of the window: u32, value: u32, place: u32}, room for `outputMax`
 * @returns where to go on; `end` when finished. The number of windows stands in `knownCount`.
 */
export function findKnown(
  start: usize,
  from: usize,
  end: usize,
  output: usize,
  outputMax: u32,
): usize {
  let out = output
  const outputEnd = output + <usize>outputMax * 12
  outputBytes = <usize>outputMax * 12
  const table = filter
  const shift = filterShift
  for (let block = from; block < end; block += blockBytes) {
    const blockEnd = min(block + blockBytes, end)
    let listed: usize = list
    for (let at = block; at < blockEnd; at += groupBytes) {
      const places = placesAt(at, table, shift)
      store<u64>(listed, <u64>at | ((<u64>places) << 32))
      listed += (<usize>(places != 0)) << 3
    }
    for (let item: usize = list; item < listed; item += 8) {
      const at = <usize>load<u32>(item)
      const next = confirm(start, at, end, load<u32>(item, 4), out, outputEnd)
      if (next == 0) {
        knownCount = <u32>((out - output) / 12)
        return at
      }
      out = next
    }
  }
  knownCount = <u32>((out - output) / 12)
  return end
}

const blockBytes: usize = 8192
/** Groups of the block in which a gram may begin: two branches less than to look at each when it is met. */
const list: usize = memory.data(4096 + 64)

/** Which places in a window the grams at `at` and 4, 8 and 12 bytes behind may have: four bits for each. */
// @ts-ignore: decorator
@inline
function placesAt(at: usize, table: usize, shift: i32): i32 {
  const hashes = hashesAt(at)
  let words = v128.load32_zero(table + wordOf(i32x4.extract_lane(hashes, 0), shift))
  words = v128.load32_lane(table + wordOf(i32x4.extract_lane(hashes, 1), shift), words, 1)
  words = v128.load32_lane(table + wordOf(i32x4.extract_lane(hashes, 2), shift), words, 2)
  words = v128.load32_lane(table + wordOf(i32x4.extract_lane(hashes, 3), shift), words, 3)
  const masks = masksOf(hashes)
  return i8x16.bitmask(i8x16.eq(v128.and(words, masks), masks))
}

/** Of five bytes each, at every fourth place. The last four are taken backwards, so that low bits depend on both ends. */
// @ts-ignore: decorator
@inline
function hashesAt(at: usize): v128 {
  const heads = v128.load(at)
  const tails = v128.load(at, 1)
  const turned = i8x16.shuffle(tails, tails, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)
  return i32x4.add(
    i32x4.mul(heads, i32x4.splat(headFactor)),
    i32x4.mul(turned, i32x4.splat(tailFactor)),
  )
}

/** Bytes from the filter's start. */
// @ts-ignore: decorator
@inline
function wordOf(hash: i32, shift: i32): usize {
  return (<usize>((<u32>hash) >>> (<u32>shift))) << 2
}

/** The bits of each gram, four times. */
// @ts-ignore: decorator
@inline
function masksOf(hashes: v128): v128 {
  const shifted = i32x4.shr_u(hashes, maskShift)
  const bytes = i8x16.shuffle(
    shifted, shifted, 0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12,
  )
  const nibble = i8x16.splat(15)
  return v128.or(
    i8x16.swizzle(firstBits, v128.and(bytes, nibble)),
    i8x16.swizzle(secondBits, v128.and(i32x4.shr_u(bytes, 4), nibble)),
  )
}

/** Pairs of bits, by four bits of the hash; the two tables share few. */
const firstBits = i8x16(
  0x03, 0x05, 0x09, 0x11, 0x21, 0x41, -0x7f, 0x06, 0x0a, 0x12, 0x22, 0x42, -0x7e, 0x0c, 0x14, 0x24,
)
const secondBits = i8x16(
  0x18, 0x28, 0x48, -0x78, 0x30, 0x50, -0x70, 0x60, -0x60, -0x40, 0x44, -0x7c, 0x24, 0x41, 0x0a, 0x11,
)

// @ts-ignore: decorator
@inline
function hashOf(window: u64): u64 {
  let hash = window * windowFactor
  hash ^= hash >>> 32
  hash *= slotFactor
  return hash ^ (hash >>> 29)
}

// @ts-ignore: decorator
@inline
function slotAt(slot: usize): u64 {
  return load<u64>(slots + (slot << 3))
}

/** Looks up the windows that grams of the group at `at` may belong to; returns the output's new end, 0 when it is full. */
// @ts-ignore: decorator
@inline
function confirm(
  start: usize,
  at: usize,
  end: usize,
  places: u32,
  output: usize,
  outputEnd: usize,
): usize {
  let out = output
  let rest = places
  do {
    const bit = <usize>ctz(rest)
    const window = at + (bit & 12) - (bit & 3)
    rest &= rest - 1
    const hash = hashOf(load<u64>(window))
    const tag = hash & tagMask
    let slot = <usize>(hash >>> slotShift)
    let found: u64
    while ((found = slotAt(slot)) != 0) {
      if (found >>> (valueBits + placeBits) == tag) {
        if (window < start || window + windowBytes > end) break
        // More than the output holds have this very window: the rest of them is left out.
        if (out == outputEnd) return output == outputEnd - outputBytes ? outputEnd : 0
        store<u32>(out, <u32>window)
        store<u32>(out, <u32>found & ((1 << <u32>valueBits) - 1), 4)
        store<u32>(out, <u32>(found >>> valueBits) & ((1 << <u32>placeBits) - 1), 8)
        out += 12
      }
      slot = (slot + 1) & slotMask
    }
  } while (rest)
  return out
}
