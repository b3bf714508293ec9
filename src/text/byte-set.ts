/** A set of byte values: 256 bits in eight 32-bit words. */
export type ByteSet = Uint32Array

/** Of ASCII, both cases. */
export const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export function emptySet(): ByteSet {
  return new Uint32Array(8)
}

export function fullSet(): ByteSet {
  return new Uint32Array(8).fill(0xffffffff)
}

export function setHas(set: ByteSet, byte: number): boolean {
  return ((set[byte >>> 5]! >>> (byte & 31)) & 1) === 1
}

export function addByte(set: ByteSet, byte: number): void {
  set[byte >>> 5]! |= 1 << (byte & 31)
}

export function removeByte(set: ByteSet, byte: number): void {
  set[byte >>> 5]! &= ~(1 << (byte & 31))
}

export function addRange(set: ByteSet, first: number, last: number): void {
  for (let byte = first; byte <= last; byte++) addByte(set, byte)
}

export function addSet(set: ByteSet, other: ByteSet): void {
  for (let word = 0; word < 8; word++) set[word]! |= other[word]!
}

export function complementOf(set: ByteSet): ByteSet {
  return set.map((word) => ~word)
}

/** The members, ascending. */
export function bytesOfSet(set: ByteSet): number[] {
  return Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => setHas(set, byte))
}

/** The set of the characters of `text`, each below U+0100. */
export function setOf(text: string): ByteSet {
  const set = emptySet()
  for (let at = 0; at < text.length; at++) addByte(set, text.charCodeAt(at))
  return set
}

/** Adds the other case of every ASCII letter in the set. */
export function foldCase(set: ByteSet): void {
  for (let upper = 65; upper <= 90; upper++) {
    if (setHas(set, upper)) addByte(set, upper + 32)
    else if (setHas(set, upper + 32)) addByte(set, upper)
  }
}
