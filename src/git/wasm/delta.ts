// AssemblyScript. Git's deltas: https://git-scm.com/docs/gitformat-pack, "Deltified representation".

let at: usize = 0

/** @returns a size of 7 bits a byte, the lowest first; 2^31 and more when there is none, or it is larger */
function readSize(end: usize): u64 {
  let size: u64 = 0
  for (let shift: u64 = 0; shift < 35 && at < end; shift += 7) {
    const byte = <u64>load<u8>(at++)
    size |= (byte & 127) << shift
    if ((byte & 128) == 0) return size
  }
  return 1 << 31
}

/** @returns the base's size in the low 32 bits, the result's in the high ones; -1 when they are damaged or too large */
export function deltaSizes(delta: usize, length: usize): i64 {
  at = delta
  const baseSize = readSize(delta + length)
  const resultSize = readSize(delta + length)
  if (baseSize >= 1 << 31 || resultSize >= 1 << 31) return -1
  return <i64>(baseSize | (resultSize << 32))
}

let copyFrom: usize = 0
let copyLength: usize = 0

/** Reads offset and length of a copy; returns where the next instruction is. */
// @ts-ignore: decorator
@inline
function readCopy(from: usize, opcode: u32): usize {
  let next = from
  let offset: u32 = 0
  let length: u32 = 0
  if (opcode & 1) offset = <u32>load<u8>(next++)
  if (opcode & 2) offset |= <u32>load<u8>(next++) << 8
  if (opcode & 4) offset |= <u32>load<u8>(next++) << 16
  if (opcode & 8) offset |= <u32>load<u8>(next++) << 24
  if (opcode & 16) length = <u32>load<u8>(next++)
  if (opcode & 32) length |= <u32>load<u8>(next++) << 8
  if (opcode & 64) length |= <u32>load<u8>(next++) << 16
  copyFrom = <usize>offset
  copyLength = length == 0 ? 0x10000 : <usize>length
  return next
}

/** @returns 0, or -1 when the delta is damaged or does not fit base and result */
export function applyDelta(
  base: usize,
  baseLength: usize,
  delta: usize,
  deltaLength: usize,
  output: usize,
  outputLength: usize,
): i32 {
  const sizes = <u64>deltaSizes(delta, deltaLength)
  if ((sizes & 0xffffffff) != <u64>baseLength || sizes >>> 32 != <u64>outputLength) return -1
  const end = delta + deltaLength
  const outEnd = output + outputLength
  let out = output
  let next = at
  while (next < end) {
    const opcode = <u32>load<u8>(next++)
    if (opcode & 128) {
      next = readCopy(next, opcode)
      if (next > end || <u64>copyFrom + <u64>copyLength > <u64>baseLength) return -1
      if (copyLength > outEnd - out) return -1
      memory.copy(out, base + copyFrom, copyLength)
      out += copyLength
    } else {
      const length = <usize>opcode
      if (length == 0 || length > end - next || length > outEnd - out) return -1
      memory.copy(out, next, length)
      out += length
      next += length
    }
  }
  return out == outEnd ? 0 : -1
}

let listAt: usize = 0
let listEnd: usize = 0

// @ts-ignore: decorator
@inline
function addRange(start: u64, end: u64): bool {
  if (listAt >= listEnd) return false
  store<u32>(listAt, <u32>start)
  store<u32>(listAt, <u32>end, 4)
  listAt += 8
  return true
}

/**
 * Where the result of a sound delta can differ from its base: inserted bytes, and, as empty ranges, the seams between
 * what was not next to each other in the base.
 *
 * @param list room for `listMax` pairs {start: u32, end: u32}, ascending, disjoint
 * @returns the number of pairs; -1 when there are more
 */
export function changedRanges(
  delta: usize,
  deltaLength: usize,
  baseLength: usize,
  list: usize,
  listMax: u32,
): i32 {
  listAt = list
  listEnd = list + (<usize>listMax << 3)
  const end = delta + deltaLength
  deltaSizes(delta, deltaLength)
  let next = at
  let out: u64 = 0
  /** Where a copy must start in the base to make no seam. */
  let expected: u64 = 0
  let isInsert = false
  while (next < end) {
    const opcode = <u32>load<u8>(next++)
    if (opcode & 128) {
      next = readCopy(next, opcode)
      if (!isInsert && <u64>copyFrom != expected && !addRange(out, out)) return -1
      out += copyLength
      expected = <u64>copyFrom + <u64>copyLength
      isInsert = false
    } else {
      if (isInsert) store<u32>(listAt - 4, <u32>(out + opcode))
      else if (!addRange(out, out + opcode)) return -1
      out += opcode
      next += opcode
      isInsert = true
    }
  }
  // What ends before the base does has an end of its own.
  if (!isInsert && expected != <u64>baseLength && !addRange(out, out)) return -1
  return <i32>((listAt - list) >>> 3)
}
