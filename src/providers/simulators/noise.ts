/** Random text of an alphabet, repeatable by its seed; so that no simulator's token stands in a file. */
export function noiseOf(seed: number): (alphabet: string, length: number) => string {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  const next = () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
  return (alphabet, length) =>
    Array.from({ length }, () => alphabet[next() % alphabet.length]).join('')
}

export const hexDigits = '0123456789abcdef'
export const lettersAndDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
