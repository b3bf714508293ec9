// AssemblyScript. Which key of JSON is which symbol, by a table that the host lays out.

let slots: usize = 0
let slotMask: u32 = 0

/** @param table of {word: u64, address: u32, length: u16, symbol | class << 12: u16}, address 0 = free; a power of two of them */
export function setKeys(table: usize, mask: u32): void {
  slots = table
  slotMask = mask
}

/** Where in the table a key is looked for first, and then behind. */
export function slotOf(start: usize, length: usize): u32 {
  return slotOfWord(wordOf(start, length), length)
}

/** Of the table's entry for a key. */
export function keyWord(start: usize, length: usize): u64 {
  return wordOf(start, length)
}

/** @returns of the key's entry symbol and class; 1 for others */
export function symbolOf(start: usize, length: usize): u32 {
  const word = wordOf(start, length)
  let entry = slots + ((<usize>(slotOfWord(word, length) & slotMask)) << 4)
  let symbol: u32 = 1
  let address = <usize>load<u32>(entry, 8)
  while (address != 0) {
    if (load<u64>(entry) == word && load<u16>(entry, 12) == <u16>length) {
      if (length <= 8 || memory.compare(address, start, length) == 0) {
        symbol = <u32>load<u16>(entry, 14)
        break
      }
    }
    entry = slots + ((entry - slots + 16) & (((<usize>slotMask) << 4) | 15))
    address = <usize>load<u32>(entry, 8)
  }
  return symbol
}

/** Tells runs of bytes apart, those of up to eight for certain. */
function wordOf(start: usize, length: usize): u64 {
  const first = load<u64>(start)
  if (length < 8) return length == 0 ? 0 : first & (0xffffffffffffffff >> ((8 - length) << 3))
  return length == 8 ? first : first ^ rotl<u64>(load<u64>(start + length - 8), 29)
}

function slotOfWord(word: u64, length: usize): u32 {
  return <u32>((word * 0x9e3779b97f4a7c15) >> 40) + <u32>length
}
