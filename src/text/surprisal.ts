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

/** How rare four characters are in source text, in bits: letters behind each other by the model, all others alike. */
export function rarityOf(text: string): number {
  table ??= readTable()
  let bits = 0
  let first = 0
  let second = 0
  for (const character of text.toLowerCase()) {
    const third = character >= 'a' && character <= 'z' ? symbolOf(character.charCodeAt(0)) : 0
    const step = table[(first * symbolCount + second) * symbolCount + third]!
    bits += third !== 0 ? step * bitsPerStep : /[ =">]/.test(character) ? bitsOfBlank : bitsOfSign
    first = second
    second = third
  }
  return bits
}

/** A sign or a digit in a name; and what stands everywhere in source text. */
const bitsOfSign = 6
const bitsOfBlank = 2

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
