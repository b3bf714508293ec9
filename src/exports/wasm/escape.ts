// AssemblyScript. Escapes of JSON strings.

/** Length of an escape, of both halves of a surrogate pair; 0: it is none, or half of a pair. */
export function codeLength(at: usize): usize {
  const kind = load<u8>(at, 1)
  if (kind != 0x75) return plainCode(kind) == 0 ? 0 : 2
  const unit = hexUnit(at + 2)
  if (unit < 0 || (unit >= 0xdc00 && unit < 0xe000)) return 0
  if (unit < 0xd800 || unit >= 0xe000) return 6
  if (load<u16>(at, 6) != 0x755c) return 0
  const low = hexUnit(at + 8)
  return low >= 0xdc00 && low < 0xe000 ? 12 : 0
}

/** @param length as {@link codeLength} has it */
export function codeOf(at: usize, length: usize): u32 {
  if (length == 2) return plainCode(load<u8>(at, 1))
  const unit = hexUnit(at + 2)
  if (length == 6) return unit
  return 0x10000 + ((unit - 0xd800) << 10) + (hexUnit(at + 8) - 0xdc00)
}

function plainCode(kind: u8): u32 {
  if (kind == 0x6e) return 10
  if (kind == 0x22 || kind == 0x5c || kind == 0x2f) return kind
  if (kind == 0x74) return 9
  if (kind == 0x72) return 13
  if (kind == 0x62) return 8
  return kind == 0x66 ? 12 : 0
}

/** @returns -1 where four bytes are no hex digits */
function hexUnit(at: usize): i32 {
  let unit = 0
  for (let digit: usize = 0; digit < 4; digit++) {
    const byte = <i32>load<u8>(at + digit)
    const lower = byte | 32
    const value =
      byte >= 48 && byte <= 57 ? byte - 48 : lower >= 97 && lower <= 102 ? lower - 87 : -1
    if (value < 0) return -1
    unit = (unit << 4) | value
  }
  return unit
}
