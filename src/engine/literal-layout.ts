/** Must agree with `wasm/prefilter.ts`. */
export const gramBytes = 4

/** Filter: bytes by {@link filterIndexOf}, a bit of each by the byte behind the gram. */
export const filterBytes = 1 << 16
/** Sieve: bytes by the hash of a key. */
export const sieveBytes = 1 << 16
export const slotCount = 1 << 14
export const slotBytes = slotCount * 8

/** Where the table stands in WASM memory, and its parts in it: the factor, the filter, the sieve, the slots, the lists. */
export const tableAddress = 65_536
export const headerBytes = 16
export const filterAddress = tableAddress + headerBytes
export const sieveAddress = filterAddress + filterBytes
export const slotsAddress = sieveAddress + sieveBytes
export const listsAddress = slotsAddress + slotBytes

/** What `findLiterals` reads, to be laid into WASM memory at {@link tableAddress}. Starts with the filter's factor. */
export type LiteralTable = Uint8Array

/**
 * Of four bytes, the middle ones with the case bit set: ten bits of those, multiplied, and three bits each of the first
 * and of the last, so that a gram of which one of them is not known takes up eight places.
 *
 * @param factor odd, of 16 bits
 */
export function filterIndexOf(
  [first, second, third, fourth]: readonly [number, number, number, number],
  factor: number,
): number {
  const middle = Math.imul(second | (third << 8), factor) & 0xffc0
  return middle | ((fourth & 7) << 3) | (first & 7)
}

/** Place of a key in the sieve, the bit of its kind there, and the slot from which on it stands. */
export function placeOf(key: number): { sieve: number; bit: number; slot: number } {
  const hash = Math.imul(key, 0x9e3779b1) >>> 0
  const bit = key <= 0xffffff ? 16 : (key & 255) === 0 ? 32 : 1 << ((hash >>> 14) & 3)
  return { sieve: hash >>> 16, bit, slot: hash >>> 18 }
}
