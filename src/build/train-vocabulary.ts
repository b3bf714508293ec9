/**
 * Makes `src/text/vocabulary.ts`: the pieces of words that source text is made of, by which
 * `tokenEfficiency` tells words from random characters.
 *
 *     node dist/build/train-vocabulary.js TREE…
 *
 * Counts all pieces of 2 to 8 letters of the words below the given trees and keeps those that save most.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { filesBelow } from './files-below.ts'

const piecesKept = 5000
const pieceLengthMax = 8
const fileBytesMax = 300_000

/** How often each word of lower-case letters occurs; camel case and other signs part words. */
function countWords(directories: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const directory of directories) {
    for (const path of filesBelow(directory, fileBytesMax)) {
      for (const word of readFileSync(path, 'latin1').match(/[A-Z]?[a-z]+|[A-Z]{2,}/g) ?? []) {
        if (word.length < 2 || word.length > 20) continue
        const lower = word.toLowerCase()
        counts.set(lower, (counts.get(lower) ?? 0) + 1)
      }
    }
  }
  return counts
}

function pickPieces(words: ReadonlyMap<string, number>): string[] {
  const savings = new Map<string, number>()
  for (const [word, count] of words) {
    if (count < 5) continue
    // A word that one file repeats must not outweigh the language.
    const weight = Math.sqrt(count)
    for (let start = 0; start < word.length; start++) {
      for (let length = 2; length <= pieceLengthMax && start + length <= word.length; length++) {
        const piece = word.slice(start, start + length)
        savings.set(piece, (savings.get(piece) ?? 0) + weight * (length - 1))
      }
    }
  }
  return [...savings]
    .toSorted((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .slice(0, piecesKept)
    .map(([piece]) => piece)
    .toSorted()
}

const pieces = pickPieces(countWords(process.argv.slice(2)))
const lines = pieces.join(' ').match(/.{1,95}(?: |$)/g) ?? []
writeFileSync(
  new URL('../../src/text/vocabulary.ts', import.meta.url),
  '/** Made by `src/build/train-vocabulary.ts`; pieces of words, parted by blanks. */\n' +
    `export const vocabulary = \`\n${lines.map((line) => line.trimEnd()).join('\n')}\n\`\n`,
)
