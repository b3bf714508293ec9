import { vocabulary } from './vocabulary.ts'

/** Longest piece in the vocabulary. */
const pieceLengthMax = 8

let pieces: ReadonlySet<string> | undefined

/**
 * Characters per token, as a byte-pair encoder over source text would cut it: random text has 1 to 1.9, words
 * and identifiers 3 and more. The cut is the one with the fewest tokens; a change of case, a digit or a sign
 * ends a token, but up to three digits are one.
 *
 * @returns 0 for an empty text
 */
export function tokenEfficiency(text: string): number {
  if (text === '') return 0
  let tokens = 0
  for (const [part] of text.matchAll(/[A-Z]?[a-z]+|[A-Z]+|\d{1,3}|[^A-Za-z\d]+/g)) {
    tokens += /^[A-Za-z]/.test(part) ? fewestPieces(part.toLowerCase()) : 1
  }
  return text.length / tokens
}

function fewestPieces(word: string): number {
  pieces ??= new Set(vocabulary.trim().split(/\s+/))
  const fewest = [0]
  for (let end = 1; end <= word.length; end++) {
    let best = fewest[end - 1]! + 1
    for (let length = 2; length <= Math.min(pieceLengthMax, end); length++) {
      if (!pieces.has(word.slice(end - length, end))) continue
      best = Math.min(best, fewest[end - length]! + 1)
    }
    fewest.push(best)
  }
  return fewest[word.length]!
}
