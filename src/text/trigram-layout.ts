/** The end of a word and the letters. */
export const symbolCount = 27

/** What one step of `wordTrigrams` stands for, in bits; the largest of 31 steps is 15.5 bits. */
export const bitsPerStep = 0.5

/** @param code of a lower-case letter */
export function symbolOf(code: number): number {
  return code - 0x60
}
