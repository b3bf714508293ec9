import { shannonEntropy } from '../text/entropy.ts'
import { surprisal } from '../text/surprisal.ts'

/** Letters beside each other below which surprisal says little. */
const lettersMin = 4
/** So few letters must be more surprising. */
const lettersFew = 6
const bitsMoreForFew = 0.3

const hex = /^(?:0x)?(?:[0-9a-f]{12,}|[0-9A-F]{12,})$/
/** An identifier, most of the time; a rule of its own takes those that are secrets. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const hexEntropyMin = 2.6

/** Longest mean part of one class of characters, in a value that is random for changing it so often. */
const partLengthMax = 2.4
const partsMin = 5
/** Letters of so little surprisal are words, however they are parted. */
const bitsOfWords = 4

/**
 * Whether a value was not made of words: letters as no word has them, hex digits, or signs, digits and letters by
 * turns.
 *
 * @param bitsMin least mean surprisal, bits per letter
 */
export function looksRandom(value: string, bitsMin: number): boolean {
  if (uuid.test(value)) return false
  if (hex.test(value)) return shannonEntropy(value) >= hexEntropyMin
  const plain = value.replaceAll(countedUp, '')
  const parts = plain.match(/[A-Z]?[a-z]+|[A-Z]+|\d+|[^A-Za-z\d]+/g) ?? []
  const classes = classesOf(plain)
  const { bits, letters } = surprisal(plain)
  const isWordy = letters >= lettersMin && bits < bitsOfWords
  if (
    !isWordy &&
    classes >= 3 &&
    parts.length >= partsMin &&
    plain.length / parts.length <= partLengthMax
  ) {
    return true
  }
  if (letters >= lettersMin && letters * 2 >= plain.length) {
    return bits >= (letters < lettersFew ? bitsMin + bitsMoreForFew : bitsMin)
  }
  if (/^[A-Za-z\d]{8,}$/.test(plain) && parts.length >= 3) return true
  return /\d{5}/.test(plain) || classes >= 3 || parts.length >= partsMin
}

/** Digits that people put behind a word. */
const countedUp = /0?1234?5?6?7?8?9?0?/g

/** How many of lower case, upper case, digits and signs occur. */
function classesOf(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((one) => one.test(value)).length
}
