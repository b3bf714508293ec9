/**
 * Makes `src/text/word-trigrams.ts`: how surprising each letter of a word is behind the two before it, by which
 * `surprisal` tells words, however strung together, from random letters.
 *
 *     node dist/build/train-trigrams.js TREE…
 *
 * Trained on the words of the given source trees that more than one of them uses, or one uses often.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { bitsPerStep, symbolCount, symbolOf } from '../text/trigram-layout.ts'
import { filesBelow } from './files-below.ts'

const fileBytesMax = 300_000
/** Uses that make a word of one tree a word, and one of two trees. */
const usesInOneTree = 60
const usesInTwoTrees = 10
/** Weight of the shorter history's estimate in that of the longer. */
const backOff = 20

/** Words of lower-case letters with their number of uses; camel case and other signs part words. */
function countWords(directory: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const path of filesBelow(directory, fileBytesMax)) {
    const text = readFileSync(path, 'latin1')
    if (text.includes('\0')) continue
    for (const word of text.match(/[A-Z]?[a-z]+|[A-Z]{2,}/g) ?? []) {
      if (word.length < 3 || word.length > 24) continue
      const lower = word.toLowerCase()
      counts.set(lower, (counts.get(lower) ?? 0) + 1)
    }
  }
  return counts
}

function wordsOf(directories: readonly string[]): Map<string, number> {
  const uses = new Map<string, number>()
  const trees = new Map<string, number>()
  for (const directory of directories) {
    for (const [word, count] of countWords(directory)) {
      uses.set(word, (uses.get(word) ?? 0) + count)
      trees.set(word, (trees.get(word) ?? 0) + 1)
    }
  }
  const isWord = (word: string, count: number) =>
    trees.get(word)! >= 3 ||
    (trees.get(word) === 2 && count >= usesInTwoTrees) ||
    count >= usesInOneTree
  return new Map([...uses].filter(([word, count]) => isWord(word, count)))
}

/** Steps of {@link bitsPerStep}, by first, second and third symbol. */
function train(words: ReadonlyMap<string, number>): Uint8Array {
  const triples = new Float64Array(symbolCount ** 3)
  const pairs = new Float64Array(symbolCount ** 2)
  const singles = new Float64Array(symbolCount)
  for (const [word, uses] of words) {
    const symbols = [0, 0, ...[...word].map((letter) => symbolOf(letter.charCodeAt(0))), 0]
    // A word that one file repeats must not outweigh the language.
    const weight = Math.sqrt(uses)
    for (let at = 2; at < symbols.length; at++) {
      const [first, second, third] = [symbols[at - 2]!, symbols[at - 1]!, symbols[at]!]
      triples[(first * symbolCount + second) * symbolCount + third]! += weight
      pairs[second * symbolCount + third]! += weight
      singles[third]! += weight
    }
  }
  const single = smooth(singles, () => 1 / symbolCount)
  const pair = smooth(pairs, (third) => single[third]!)
  const triple = smooth(triples, (third, second) => pair[second * symbolCount + third]!)
  return Uint8Array.from(triple, (share) =>
    Math.min(31, Math.round(-Math.log2(share) / bitsPerStep)),
  )
}

/** Shares of each row of `symbolCount` counts, drawn towards those of the shorter history. */
function smooth(
  counts: Float64Array,
  shorter: (third: number, second: number) => number,
): Float64Array {
  const shares = new Float64Array(counts.length)
  for (let row = 0; row < counts.length; row += symbolCount) {
    const total = counts.subarray(row, row + symbolCount).reduce((sum, count) => sum + count, 0)
    const second = (row / symbolCount) % symbolCount
    for (let third = 0; third < symbolCount; third++) {
      const prior = backOff * shorter(third, second)
      shares[row + third] = (counts[row + third]! + prior) / (total + backOff)
    }
  }
  return shares
}

const steps = train(wordsOf(process.argv.slice(2)))
const text = [...steps].map((step) => step.toString(32)).join('')
writeFileSync(
  new URL('../../src/text/word-trigrams.ts', import.meta.url),
  '/** Made by `src/build/train-trigrams.ts`; one digit of base 32 for each three symbols. */\n' +
    `export const wordTrigrams = \`\n${text.match(/.{1,98}/g)!.join('\n')}\n\`\n`,
)
