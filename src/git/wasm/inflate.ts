// AssemblyScript. Inflates zlib streams (RFC 1950, 1951). The host owns the memory: 16 readable bytes follow the
// input and 64 writable ones the output.

const damaged: i32 = -1
const endsEarly: i32 = -2
const otherLength: i32 = -3
const wrongChecksum: i32 = -4

/** Bits of a code that are looked up at once; longer ones go on in a table of their own. */
const lengthRoot: u32 = 10
const distanceRoot: u32 = 8

// Entries: bits to consume (8), extra bits or kind (8), value (16). 0 stands for no code.
const isLiteral: u32 = 0x8000
const isEnd: u32 = 0x4000
const isSubtable: u32 = 0x2000
const extraMask: u32 = 0x1f00

const tableEntries: u32 = 2560
const lengthTable = memory.data(2560 * 4)
const distanceTable = memory.data(2560 * 4)
const fixedLengthTable = memory.data(2560 * 4)
const fixedDistanceTable = memory.data(2560 * 4)
let hasFixedTables = false

/** Code lengths by symbol: 288 of literals and lengths, then 32 of distances. */
const codeLengths = memory.data(320 + 16)
const sortedSymbols = memory.data(320 * 2)
const lengthCounts = memory.data(16 * 4)
const lengthOffsets = memory.data(16 * 4)

/** Order in which the lengths of the code-length code come. */
const codeOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15])

const lengthBases = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
])
const lengthExtras = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
])
const distanceBases = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
])

const kindLengths: u32 = 0
const kindDistances: u32 = 1
const kindCodes: u32 = 2

let next: usize = 0
let inputEnd: usize = 0
let bits: u64 = 0
let bitCount: u32 = 0

/**
 * Inflates one stream of exactly `outputLength` bytes.
 *
 * @returns how many bytes of the input were used; negative when it is damaged
 */
export function inflate(input: usize, inputLength: usize, output: usize, outputLength: usize): i32 {
  if (inputLength < 8) return endsEarly
  const head = ((<u32>load<u8>(input)) << 8) | <u32>load<u8>(input, 1)
  if (head % 31 != 0 || (head >>> 8 & 15) != 8 || (head & 32) != 0) return damaged
  next = input + 2
  inputEnd = input + inputLength
  bits = 0
  bitCount = 0
  let out = output
  const outEnd = output + outputLength
  let isLast = false
  while (!isLast) {
    refill()
    if (next > inputEnd + 8) return endsEarly
    isLast = (bits & 1) != 0
    const kind = <u32>(bits >>> 1) & 3
    drop(3)
    let status: i32 = 0
    if (kind == 0) {
      drop(bitCount & 7)
      next -= <usize>(bitCount >>> 3)
      bits = 0
      bitCount = 0
      if (next + 4 > inputEnd) return endsEarly
      const length = <usize>load<u16>(next)
      if ((load<u16>(next) ^ load<u16>(next, 2)) != 0xffff) return damaged
      next += 4
      if (next + length > inputEnd) return endsEarly
      if (out + length > outEnd) return otherLength
      memory.copy(out, next, length)
      next += length
      out += length
      continue
    }
    if (kind == 1) {
      buildFixedTables()
      status = inflateBlock(output, out, outEnd, fixedLengthTable, fixedDistanceTable)
    } else if (kind == 2) {
      const built = readTables()
      if (built < 0) return built
      status = inflateBlock(output, out, outEnd, lengthTable, distanceTable)
    } else return damaged
    if (status < 0) return status
    out = output + <usize>status
  }
  next -= <usize>(bitCount >>> 3)
  if (next + 4 > inputEnd) return endsEarly
  if (out != outEnd) return otherLength
  if (bswap<u32>(load<u32>(next)) != adler32(output, outputLength)) return wrongChecksum
  return <i32>(next + 4 - input)
}

/** At least 56 bits are there afterwards; what lies behind the input reads as anything. */
// @ts-ignore: decorator
@inline
function refill(): void {
  bits |= load<u64>(next) << <u64>bitCount
  next += <usize>((63 - bitCount) >>> 3)
  bitCount |= 56
}

// @ts-ignore: decorator
@inline
function drop(count: u32): void {
  bits >>>= <u64>count
  bitCount -= count
}

/** @returns bytes of output so far, or what is wrong */
function inflateBlock(output: usize, from: usize, outEnd: usize, lengths: usize, distances: usize): i32 {
  // Locals: globals would be loaded and stored again for every symbol.
  let at = next
  let buffer = bits
  let count = bitCount
  let out = from
  const limit = inputEnd + 8
  const lengthMask = (1 << lengthRoot) - 1
  const distanceMask = (1 << distanceRoot) - 1
  for (;;) {
    if (at > limit) return endsEarly
    buffer |= load<u64>(at) << <u64>count
    at += <usize>((63 - count) >>> 3)
    count |= 56
    let entry = load<u32>(lengths + <usize>((<u32>buffer & lengthMask) << 2))
    if (entry & isLiteral) {
      // Up to three literals fit into one refill with a length and a distance left: 3 * 10 bits at most.
      buffer >>>= <u64>(entry & 255)
      count -= entry & 255
      if (out >= outEnd) return otherLength
      store<u8>(out++, <u8>(entry >>> 16))
      entry = load<u32>(lengths + <usize>((<u32>buffer & lengthMask) << 2))
      if (entry & isLiteral) {
        buffer >>>= <u64>(entry & 255)
        count -= entry & 255
        if (out >= outEnd) return otherLength
        store<u8>(out++, <u8>(entry >>> 16))
        continue
      }
      buffer |= load<u64>(at) << <u64>count
      at += <usize>((63 - count) >>> 3)
      count |= 56
    }
    if (entry & isSubtable) {
      const index = (entry >>> 16) + (<u32>(buffer >>> lengthRoot) & ((1 << (entry >>> 8 & 31)) - 1))
      entry = load<u32>(lengths + <usize>(index << 2))
    }
    if (entry == 0) return damaged
    buffer >>>= <u64>(entry & 255)
    count -= entry & 255
    if (entry & isLiteral) {
      if (out >= outEnd) return otherLength
      store<u8>(out++, <u8>(entry >>> 16))
      continue
    }
    if (entry & isEnd) break
    let extra = (entry & extraMask) >>> 8
    const length = <usize>((entry >>> 16) + (<u32>buffer & ((1 << extra) - 1)))
    buffer >>>= <u64>extra
    count -= extra
    entry = load<u32>(distances + <usize>((<u32>buffer & distanceMask) << 2))
    if (entry & isSubtable) {
      const index = (entry >>> 16) + (<u32>(buffer >>> distanceRoot) & ((1 << (entry >>> 8 & 31)) - 1))
      entry = load<u32>(distances + <usize>(index << 2))
    }
    if (entry == 0) return damaged
    buffer >>>= <u64>(entry & 255)
    count -= entry & 255
    extra = (entry & extraMask) >>> 8
    const distance = <usize>((entry >>> 16) + (<u32>buffer & ((1 << extra) - 1)))
    buffer >>>= <u64>extra
    count -= extra
    if (distance > out - output) return damaged
    if (length > outEnd - out) return otherLength
    copyMatch(out, distance, length)
    out += length
  }
  next = at
  bits = buffer
  bitCount = count
  return <i32>(out - output)
}

/** May write up to 15 bytes too many. */
// @ts-ignore: decorator
@inline
function copyMatch(to: usize, distance: usize, length: usize): void {
  const from = to - distance
  if (distance >= 16) {
    for (let at: usize = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at))
  } else if (distance >= 8) {
    for (let at: usize = 0; at < length; at += 8) store<u64>(to + at, load<u64>(from + at))
  } else if (distance == 1) {
    const byte = i8x16.splat(load<u8>(from))
    for (let at: usize = 0; at < length; at += 16) v128.store(to + at, byte)
  } else {
    for (let at: usize = 0; at < length; at++) store<u8>(to + at, load<u8>(from + at))
  }
}

function buildFixedTables(): void {
  if (hasFixedTables) return
  hasFixedTables = true
  memory.fill(codeLengths, 8, 144)
  memory.fill(codeLengths + 144, 9, 112)
  memory.fill(codeLengths + 256, 7, 24)
  memory.fill(codeLengths + 280, 8, 8)
  buildTable(codeLengths, 288, fixedLengthTable, lengthRoot, kindLengths)
  memory.fill(codeLengths, 5, 32)
  buildTable(codeLengths, 32, fixedDistanceTable, distanceRoot, kindDistances)
}

function readTables(): i32 {
  const lengthCount = (<u32>bits & 31) + 257
  const distanceCount = (<u32>(bits >>> 5) & 31) + 1
  const codeCount = (<u32>(bits >>> 10) & 15) + 4
  drop(14)
  if (lengthCount > 286 || distanceCount > 30) return damaged
  memory.fill(codeLengths, 0, 19)
  for (let code: u32 = 0; code < codeCount; code++) {
    if (bitCount < 3) refill()
    store<u8>(codeLengths + <usize>load<u8>(codeOrder + code), <u8>(bits & 7))
    drop(3)
  }
  if (!buildTable(codeLengths, 19, distanceTable, 7, kindCodes)) return damaged
  const total = lengthCount + distanceCount
  let previous: u8 = 0
  for (let at: u32 = 0; at < total;) {
    refill()
    if (next > inputEnd + 8) return endsEarly
    const entry = load<u32>(distanceTable + <usize>((<u32>bits & 127) << 2))
    if (entry == 0) return damaged
    drop(entry & 255)
    const symbol = entry >>> 16
    if (symbol < 16) {
      previous = <u8>symbol
      store<u8>(codeLengths + at, previous)
      at++
      continue
    }
    let times: u32 = 0
    if (symbol == 16) {
      if (at == 0) return damaged
      times = 3 + (<u32>bits & 3)
      drop(2)
    } else {
      previous = 0
      times = symbol == 17 ? 3 + (<u32>bits & 7) : 11 + (<u32>bits & 127)
      drop(symbol == 17 ? 3 : 7)
    }
    if (at + times > total) return damaged
    memory.fill(codeLengths + at, previous, times)
    at += times
  }
  if (load<u8>(codeLengths + 256) == 0) return damaged
  const sound =
    buildTable(codeLengths, lengthCount, lengthTable, lengthRoot, kindLengths) &&
    buildTable(codeLengths + lengthCount, distanceCount, distanceTable, distanceRoot, kindDistances)
  return sound ? 0 : damaged
}

/** @returns false when the lengths make no prefix code */
function buildTable(lengths: usize, symbols: u32, table: usize, root: u32, kind: u32): bool {
  memory.fill(lengthCounts, 0, 64)
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const slot = lengthCounts + ((<usize>load<u8>(lengths + symbol)) << 2)
    store<u32>(slot, load<u32>(slot) + 1)
  }
  let longest: u32 = 15
  while (longest > 0 && countOf(longest) == 0) longest--
  let left: i32 = 1
  let offset: u32 = 0
  for (let length: u32 = 1; length <= 15; length++) {
    store<u32>(lengthOffsets + (<usize>length << 2), offset)
    offset += countOf(length)
    left = (left << 1) - <i32>countOf(length)
    if (left < 0) return false
  }
  if (left > 0) {
    // Only a single distance code, or none, may leave codes unused.
    if (kind == kindCodes || longest > 1) return false
    memory.fill(table, 0, <usize>(4 << root))
  }
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = load<u8>(lengths + symbol)
    if (length == 0) continue
    const slot = lengthOffsets + (<usize>length << 2)
    const at = load<u32>(slot)
    store<u32>(slot, at + 1)
    store<u16>(sortedSymbols + (<usize>at << 1), <u16>symbol)
  }
  let code: u32 = 0
  let subtable: u32 = 1 << root
  let subtableBits: u32 = 0
  let subtableStart: u32 = 0
  let prefix: u32 = 0xffffffff
  for (let at: u32 = 0; at < offset; at++) {
    const symbol = <u32>load<u16>(sortedSymbols + (<usize>at << 1))
    const length = <u32>load<u8>(lengths + symbol)
    const entry = entryOf(symbol, kind) | length
    if (length <= root) {
      for (let slot = code; slot < <u32>(1 << root); slot += 1 << length) {
        store<u32>(table + (<usize>slot << 2), entry)
      }
    } else {
      if ((code & ((1 << root) - 1)) != prefix) {
        prefix = code & ((1 << root) - 1)
        subtableBits = length - root
        let room = 1 << subtableBits
        while (subtableBits + root < longest) {
          room -= <i32>remainingOf(subtableBits + root, at, lengths)
          if (room <= 0) break
          subtableBits++
          room <<= 1
        }
        subtableStart = subtable
        subtable += 1 << subtableBits
        if (subtable > tableEntries) return false
        store<u32>(table + (<usize>prefix << 2), (subtableStart << 16) | isSubtable | (subtableBits << 8))
      }
      for (let slot = code >>> root; slot < <u32>(1 << subtableBits); slot += 1 << (length - root)) {
        store<u32>(table + (<usize>(subtableStart + slot) << 2), entry)
      }
    }
    // The next code, bits in reverse.
    let step: u32 = 1 << (length - 1)
    while (code & step) step >>>= 1
    code = step == 0 ? 0 : (code & (step - 1)) + step
  }
  return true
}

// @ts-ignore: decorator
@inline
function countOf(length: u32): u32 {
  return load<u32>(lengthCounts + (<usize>length << 2))
}

/** How many symbols of this length are still to come, from the sorted symbol `at` on. */
function remainingOf(length: u32, at: u32, lengths: usize): u32 {
  const end = load<u32>(lengthOffsets + (<usize>length << 2))
  const start = end - countOf(length)
  return at <= start ? countOf(length) : at >= end ? 0 : end - at
}

// @ts-ignore: decorator
@inline
function entryOf(symbol: u32, kind: u32): u32 {
  if (kind == kindCodes) return symbol << 16
  if (kind == kindDistances) {
    if (symbol >= 30) return 0
    const extra = symbol < 4 ? 0 : (symbol >>> 1) - 1
    return (<u32>load<u16>(distanceBases + (<usize>symbol << 1)) << 16) | (extra << 8)
  }
  if (symbol < 256) return (symbol << 16) | isLiteral
  if (symbol == 256) return isEnd
  if (symbol >= 286) return 0
  const index = <usize>(symbol - 257)
  return (<u32>load<u16>(lengthBases + (index << 1)) << 16) | (<u32>load<u8>(lengthExtras + index) << 8)
}

/** Most bytes whose sums stay below 2^32. */
const adlerRun: usize = 5552

function adler32(start: usize, length: usize): u32 {
  const weights = i8x16(16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
  let low: u32 = 1
  let high: u32 = 0
  let at = start
  const end = start + length
  while (at < end) {
    const run = min(end - at, adlerRun)
    const blocks = run >>> 4
    const blockEnd = at + (blocks << 4)
    const runEnd = at + run
    let sums = i32x4.splat(0)
    let before = i32x4.splat(0)
    let weighted = i32x4.splat(0)
    high += low * <u32>(blocks << 4)
    for (; at < blockEnd; at += 16) {
      const bytes = v128.load(at)
      before = i32x4.add(before, sums)
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)))
      weighted = i32x4.add(weighted, i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_low_i8x16_u(bytes, weights)))
      weighted = i32x4.add(weighted, i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_high_i8x16_u(bytes, weights)))
    }
    low += sumOf(sums)
    high += sumOf(before) * 16 + sumOf(weighted)
    for (; at < runEnd; at++) {
      low += <u32>load<u8>(at)
      high += low
    }
    low %= 65521
    high %= 65521
  }
  return (high << 16) | low
}

// @ts-ignore: decorator
@inline
function sumOf(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  )
}
