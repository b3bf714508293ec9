// AssemblyScript. Finds pieces of known values: eight bytes that some form of a value holds, its window.
// As in prefilter.ts the host owns the memory; every text is followed by at least 64 readable bytes.

/** Odd multipliers: the golden ratio's, and two of MurmurHash3's finaliser. */
const gramFactor: u64 = 0x9e3779b97f4a7c15
const windowFactor: u64 = 0xff51afd7ed558ccd
const slotFactor: u64 = 0xc4ceb9fe1a85ec53

/** Every fourth place of the text is looked at, so that a window's first four grams of five bytes all count. */
const stride: usize = 4
const windowBytes: usize = 8
/** Shifts the three bytes behind a gram out. */
const gramShift: u64 = 24

const tagMask: u64 = 0x1fffffff
const valueBits: u64 = 20
const placeBits: u64 = 15

let filter: usize = 0
let filterShift: u64 = 0
let slots: usize = 0
let slotShift: u64 = 0
let slotMask: usize = 0
let outputBytes: usize = 0

/**
 * Lays out the tables, empty.
 *
 * Filter: words of eight bytes, two of each for a gram's place in its window; two of these 16 bits are the gram's.
 * Slots, open addressing: {value: 20 bits, place: 15 bits, tag: 29 bits of the window's hash}, 0 = free.
 *
 * @param filterBits 2^n words
 * @param slotBits 2^n slots of 8 bytes; more than there will be windows
 */
export function setKnownTables(
  filterAddress: usize,
  filterBits: u32,
  slotsAddress: usize,
  slotBits: u32,
): void {
  filter = filterAddress
  filterShift = 64 - <u64>filterBits
  slots = slotsAddress
  slotShift = 64 - <u64>slotBits
  slotMask = ((<usize>1) << <usize>slotBits) - 1
  memory.fill(filterAddress, 0, (<usize>8) << <usize>filterBits)
  memory.fill(slotsAddress, 0, (<usize>8) << <usize>slotBits)
}

/** Adds `count` entries of {window: 8 bytes, value: u32, from 1, place: u32}. */
export function addKnown(entries: usize, count: u32): void {
  for (let entry = entries; entry < entries + ((<usize>count) << 4); entry += 16) {
    for (let place: usize = 0; place < stride; place++) {
      const hash = gramHash(load<u64>(entry + place))
      const word = wordOf(hash)
      const bits = ((<u64>1) << firstBit(hash)) | ((<u64>1) << secondBit(hash))
      store<u64>(word, load<u64>(word) | (bits << <u64>(place << 4)))
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
  for (let block = from; block < end; block += blockBytes) {
    const blockEnd = min(block + blockBytes, end)
    let listed: usize = list
    for (let at = block; at < blockEnd; at += stride * 4) {
      listed = note(at, listed)
      listed = note(at + stride, listed)
      listed = note(at + stride * 2, listed)
      listed = note(at + stride * 3, listed)
    }
    for (let item: usize = list; item < listed; item += 4) {
      const at = <usize>load<u32>(item)
      const next = confirm(start, at, end, placesAt(at), out, outputEnd)
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
/** Places of the block at which a gram may begin: two branches less than to look at each when it is met. */
const list: usize = memory.data(8192 + 64)

// @ts-ignore: decorator
@inline
function note(at: usize, listed: usize): usize {
  store<u32>(listed, <u32>at)
  return listed + ((<usize>(placesAt(at) != 0)) << 2)
}

/** Which places in a window the gram at `at` may have: the lowest bit of a quarter for each. */
// @ts-ignore: decorator
@inline
function placesAt(at: usize): u64 {
  const hash = gramHash(load<u64>(at))
  const word = load<u64>(wordOf(hash))
  return (word >>> firstBit(hash)) & (word >>> secondBit(hash)) & 0x0001000100010001
}

// @ts-ignore: decorator
@inline
function gramHash(bytes: u64): u64 {
  return (bytes << gramShift) * gramFactor
}

// @ts-ignore: decorator
@inline
function wordOf(hash: u64): usize {
  return filter + ((<usize>(hash >>> filterShift)) << 3)
}

// @ts-ignore: decorator
@inline
function firstBit(hash: u64): u64 {
  return (hash >>> 40) & 15
}

// @ts-ignore: decorator
@inline
function secondBit(hash: u64): u64 {
  return (hash >>> 36) & 15
}


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

/** Looks up the windows that a gram at `at` may belong to; returns the output's new end, 0 when it is full. */
// @ts-ignore: decorator
@inline
function confirm(
  start: usize,
  at: usize,
  end: usize,
  places: u64,
  output: usize,
  outputEnd: usize,
): usize {
  let out = output
  let rest = places
  do {
    const window = at - <usize>(ctz(rest) >>> 4)
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
