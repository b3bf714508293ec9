/** What is looked up of a known value: see `wasm/known.ts`. */
export const windowBytes = 8

/** Takes a window: 8 bytes at `at` of `codes`, which are only lent. */
export type AddWindow = (codes: Uint8Array, at: number, place: number) => void

/** Places that are weighed against each other in one form of a text. */
export const placesMax = 1024

/** Kinds of characters by byte: others, a–z, A–Z, digits. */
export const byteKinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return [/[a-z]/, /[A-Z]/, /\d/].findIndex((kind) => kind.test(character)) + 1
})

/**
 * The rarer of two fours of a text: that of all its bytes is no less.
 *
 * @param length of the text
 */
export function rarityOfTwo(
  rarities: Float64Array,
  at: number,
  other: number,
  length: number,
): number {
  const first = rarities[at]!
  const second = rarities[Math.min(other, length - 4)]!
  return first > second ? first : second
}
