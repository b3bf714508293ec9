/** A number that only depends on the seed and the words: at least 0, less than 1. */
export function chanceOf(seed: number, ...words: readonly (string | number)[]): number {
  let state = (seed ^ 0x811c9dc5) >>> 0
  for (const sign of words.join('\u0000')) {
    state ^= sign.codePointAt(0)!
    state = Math.imul(state, 0x01000193) >>> 0
  }
  state ^= state >>> 16
  state = Math.imul(state, 0x85ebca6b) >>> 0
  state ^= state >>> 13
  state = Math.imul(state, 0xc2b2ae35) >>> 0
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32
}
