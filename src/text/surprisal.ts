import { bitsPerStep, symbolCount, symbolOf } from './trigram-layout.ts'
import { wordTrigrams } from './word-trigrams.ts'

let table: Uint8Array | undefined

/** What the letters of a text say of their being words. */
export interface Surprisal {
  /** Mean bits per letter: words have 2 to 4, also strung together, random letters 6 and more. 0 without letters. */
  readonly bits: number
  /** Letters that were looked at: those with another one beside them. */
  readonly letters: number
}

/** Letters beside each other are a word each time the case rises: `myPass` is two, `HTTPServer` one too many. */
const letterRuns = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g

/** How surprising a text's letters are to who knows the words of source text, under a trigram model. */
export function surprisal(text: string): Surprisal {
  table ??= readTable()
  let steps = 0
  let letters = 0
  let runs = 0
  for (const [run] of text.matchAll(letterRuns)) {
    if (run.length < 2) continue
    steps += stepsOf(run.toLowerCase(), table)
    letters += run.length
    runs++
  }
  return { bits: letters === 0 ? 0 : (steps * bitsPerStep) / (letters + runs), letters }
}

function stepsOf(word: string, steps: Uint8Array): number {
  let total = 0
  let first = 0
  let second = 0
  for (let at = 0; at <= word.length; at++) {
    const third = at < word.length ? symbolOf(word.charCodeAt(at)) : 0
    total += steps[(first * symbolCount + second) * symbolCount + third]!
    first = second
    second = third
  }
  return total
}

function readTable(): Uint8Array {
  const digits = wordTrigrams.replaceAll('\n', '')
  return Uint8Array.from(digits, (digit) => Number.parseInt(digit, 32))
}
