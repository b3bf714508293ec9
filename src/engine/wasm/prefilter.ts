// AssemblyScript. The two passes that see every byte; everything else sees only what they report.
// The host owns the memory: it lays out tables and windows and passes addresses. Nothing is allocated here.
// Every window is followed by at least 64 readable bytes, which are ignored.

import { forgetNotes, holdsConditions } from './conditions'

export { initClasses } from './byte-classes'

/** As in the host's `literal-layout.ts`. */
const filter: usize = 65_536 + 16
const sieve: usize = filter + 65_536
const slots: usize = sieve + 65_536
const slotMask: u32 = 0x3fff
const hashFactor: u32 = 0x9e3779b1

/** Four bytes with the case bit set: ASCII letters lose their case. */
const foldedCase: u32 = 0x20202020

/** Multiplier of the filter's index, odd; chosen with the tables, so that frequent text does not collide with them. */
let filterFactor: i16 = 1

export function setFactor(factor: u32): void {
  filterFactor = <i16>factor
}

/** Text of which the places that may be a gram's are noted at once, and those notes, a bit for each even place. */
const chunkBytes: usize = 4096
const notes = memory.data(256)

/**
 * Finds every literal in `[start, end)`.
 *
 * A literal is known by four of its bytes, the case bit set (its gram). It has two, of which one stands at an even place,
 * from `start` on, wherever the literal does; one of four bytes has three of them and any one before, one of three the
 * same, and any behind. The filter says by six bits of index and ten of hash, and a bit for the byte behind the gram,
 * where one may stand; the sieve by a hash of the whole gram. Slots: open addressing, {key: u32, list: u32}, list 0 = free;
 * a key is a gram, or three bytes with a zero before or behind. List: count: u32, then entries of
 * {id: u16, gramOffset: i8, length: u8, text: u32, check: u32}; check: of the literal its first four bytes, or its last
 * ones where the gram is at its start, the case bit set; text: `length` bytes, then `length` masks that are OR-ed
 * to the window's bytes before they are compared (0x20 where case does not matter, else 0), then the address of its
 * conditions.
 *
 * @param from where to look for grams first; a former call's return value when its output was full
 * @param rankMin conditions of a lower rank are passed over
 * @param output the number of hits: u32, four bytes, then of each {position: u32, id: u32}; room for `outputMax` hits
 * @returns where to go on; `end` when finished
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
  const first = output + 8
  const last = first + ((<usize>outputMax) << 3)
  let out = first
  for (let chunk = from; chunk < end; chunk += chunkBytes) {
    const chunkEnd = min(end, chunk + chunkBytes)
    notePlaces(chunk, chunkEnd)
    // 64 places of 128 bytes at a time.
    for (let block = chunk; block < chunkEnd; block += 128) {
      let places = load<u64>(notes + ((block - chunk) >> 4))
      while (places) {
        const at = block + (<usize>ctz(places) << 1)
        places &= places - 1
        const gram = load<u32>(at) | foldedCase
        const kinds = sift(gram)
        if (kinds == 0) continue
        // A list is at most 255 entries long, and there are three.
        if (out + 765 * 8 > last) {
          store<u32>(output, <u32>((out - first) >> 3))
          return at
        }
        if (kinds & 15) out = verify(start, at, end, listOf(gram), out, rankMin)
        if (kinds & 16) out = verify(start, at, end, listOf(gram >>> 8), out, rankMin)
        if (kinds & 32) out = verify(start, at, end, listOf(gram << 8), out, rankMin)
      }
    }
  }
  store<u32>(output, <u32>((out - first) >> 3))
  return end
}

/** Notes where in `[from, end)` the filter says that a gram may stand. */
function notePlaces(from: usize, end: usize): void {
  const factor = i16x8.splat(filterFactor)
  const low = i16x8.splat(15)
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128)
  store<u64>(notes + (((end - from - 1) >> 7) << 3), 0)
  for (let at = from; at < end; at += 32) {
    const first = indexes(at, factor)
    const second = indexes(at + 16, factor)
    const index0 = i64x2.extract_lane(first, 0)
    const index1 = i64x2.extract_lane(first, 1)
    const index2 = i64x2.extract_lane(second, 0)
    const index3 = i64x2.extract_lane(second, 1)
    let found = v128.load_lane<u8>(filter + <usize>(<u32>index0 & 0xffff), i8x16.splat(0), 0)
    found = v128.load_lane<u8>(filter + <usize>(<u32>index0 >>> 16), found, 1)
    found = v128.load_lane<u8>(filter + <usize>(<u32>(index0 >>> 32) & 0xffff), found, 2)
    found = v128.load_lane<u8>(filter + <usize>(index0 >>> 48), found, 3)
    found = v128.load_lane<u8>(filter + <usize>(<u32>index1 & 0xffff), found, 4)
    found = v128.load_lane<u8>(filter + <usize>(<u32>index1 >>> 16), found, 5)
    found = v128.load_lane<u8>(filter + <usize>(<u32>(index1 >>> 32) & 0xffff), found, 6)
    found = v128.load_lane<u8>(filter + <usize>(index1 >>> 48), found, 7)
    found = v128.load_lane<u8>(filter + <usize>(<u32>index2 & 0xffff), found, 8)
    found = v128.load_lane<u8>(filter + <usize>(<u32>index2 >>> 16), found, 9)
    found = v128.load_lane<u8>(filter + <usize>(<u32>(index2 >>> 32) & 0xffff), found, 10)
    found = v128.load_lane<u8>(filter + <usize>(index2 >>> 48), found, 11)
    found = v128.load_lane<u8>(filter + <usize>(<u32>index3 & 0xffff), found, 12)
    found = v128.load_lane<u8>(filter + <usize>(<u32>index3 >>> 16), found, 13)
    found = v128.load_lane<u8>(filter + <usize>(<u32>(index3 >>> 32) & 0xffff), found, 14)
    found = v128.load_lane<u8>(filter + <usize>(index3 >>> 48), found, 15)
    const behind = i8x16.narrow_i16x8_u(
      v128.and(v128.load(at, 4), low),
      v128.and(v128.load(at, 20), low),
    )
    const isFound = v128.and(found, i8x16.swizzle(bits, behind))
    const places = i8x16.bitmask(i8x16.ne(isFound, i8x16.splat(0)))
    store<u16>(notes + ((at - from) >> 4), <u16>places)
  }
}

/** Indexes in the filter of the grams at eight even places from `at` on. */
// @ts-ignore: decorator
@inline
function indexes(at: usize, factor: v128): v128 {
  const middle = i16x8.mul(v128.or(v128.load(at, 1), i8x16.splat(0x20)), factor)
  const first = v128.and(v128.load(at), i16x8.splat(7))
  const fourth = v128.and(i16x8.shr_u(v128.load(at, 2), 5), i16x8.splat(0x38))
  return v128.or(v128.and(middle, i16x8.splat(-64)), v128.or(first, fourth))
}

/** What of the gram the sieve lets pass: 1 to 8 the whole of it, 16 all but the first byte, 32 all but the last. */
// @ts-ignore: decorator
@inline
function sift(gram: u32): u32 {
  const hash = gram * hashFactor
  const whole = <u32>load<u8>(sieve + <usize>(hash >>> 16)) & (1 << ((hash >>> 14) & 3))
  const behind = <u32>load<u8>(sieve + <usize>(((gram >>> 8) * hashFactor) >>> 16)) & 16
  const before = <u32>load<u8>(sieve + <usize>(((gram << 8) * hashFactor) >>> 16)) & 32
  return whole | behind | before
}

/** Address of the key's list, 0 when it has none. */
// @ts-ignore: decorator
@inline
function listOf(key: u32): usize {
  let slot = (key * hashFactor) >>> 18
  let list: usize
  while ((list = slotList(slot)) != 0 && slotKey(slot) != key) slot = (slot + 1) & slotMask
  return list
}

// @ts-ignore: decorator
@inline
function slotKey(slot: u32): u32 {
  return load<u32>(slots + ((<usize>slot) << 3))
}

// @ts-ignore: decorator
@inline
function slotList(slot: u32): usize {
  return <usize>load<u32>(slots + ((<usize>slot) << 3), 4)
}

/** Writes the hits of a list's literals to `output`; returns where the next one goes. */
function verify(
  start: usize,
  at: usize,
  end: usize,
  list: usize,
  output: usize,
  rankMin: u32,
): usize {
  if (list == 0) return output
  let out = output
  const entries = load<u32>(list)
  for (let entry: u32 = 0; entry < entries; entry++) {
    const address = list + 4 + <usize>entry * 12
    const length = <usize>load<u8>(address, 3)
    const offset = <isize>load<i8>(address, 2)
    const position = at - <usize>offset
    const checked = offset >= 2 ? position : position + length - 4
    if (length > 3 && (load<u32>(checked) | foldedCase) != load<u32>(address, 8)) continue
    if (position < start || position + length > end) continue
    const text = <usize>load<u32>(address, 4)
    if (!isTextAt(position, text, length)) continue
    const conditions = <usize>load<u32>(text + length * 2)
    if (!holdsConditions(start, position, position + length, end, conditions, rankMin)) continue
    store<u32>(out, <u32>position)
    store<u32>(out, <u32>load<u16>(address), 4)
    out += 8
  }
  return out
}

/** Eight bytes at a time, the last ones again; of a shorter text what is behind does not count. */
// @ts-ignore: decorator
@inline
function isTextAt(position: usize, text: usize, length: usize): bool {
  if (length < 8) {
    return (differenceAt(position, text, length) << <u64>((8 - length) << 3)) == 0
  }
  const last = length - 8
  for (let offset: usize = 0; offset < last; offset += 8) {
    if (differenceAt(position + offset, text + offset, length) != 0) return false
  }
  return differenceAt(position + last, text + last, length) == 0
}

// @ts-ignore: decorator
@inline
function differenceAt(position: usize, text: usize, length: usize): u64 {
  return (load<u64>(position) | load<u64>(text + length)) ^ load<u64>(text)
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
