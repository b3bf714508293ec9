import { countCharacters } from './count-characters.ts'

/** Shannon entropy in bits per character, 0 for an empty text. At most `log2(length)`. */
export function shannonEntropy(text: string): number {
  let bits = 0
  for (const count of countCharacters(text)) {
    const share = count / text.length
    bits -= share * Math.log2(share)
  }
  return bits
}
