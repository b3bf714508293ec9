// AssemblyScript.

/** Writes a character in UTF-8; returns where it ends. */
export function writeCode(to: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(to, <u8>code)
    return to + 1
  }
  if (code < 0x800) {
    store<u8>(to, <u8>(0xc0 | (code >> 6)))
    store<u8>(to, tail(code), 1)
    return to + 2
  }
  if (code < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (code >> 12)))
    store<u8>(to, tail(code >> 6), 1)
    store<u8>(to, tail(code), 2)
    return to + 3
  }
  store<u8>(to, <u8>(0xf0 | (code >> 18)))
  store<u8>(to, tail(code >> 12), 1)
  store<u8>(to, tail(code >> 6), 2)
  store<u8>(to, tail(code), 3)
  return to + 4
}

function tail(code: u32): u8 {
  return <u8>(0x80 | (code & 63))
}
