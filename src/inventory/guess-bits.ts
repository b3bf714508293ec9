import { shannonEntropy } from '../text/entropy.ts'
import { surprisal } from '../text/surprisal.ts'

/** What a letter is worth among others that no word has, log2(26): case is not counted on. */
const bitsOfLetter = 4.7
const bitsOfDigit = 3.3
const bitsOfHexDigit = 4
/** What a letter of a word is worth to who has a list of words, and the remainder of a year or of a run of keys. */
const bitsOfWordLetter = 1
/** Words are worth so much together, however many: people choose those that go together. */
const bitsOfWordsMax = 30
const bitsOfWordLetterMax = 2
/**
 * Mean surprisal below which letters are those of words, and from which they are those of no word. Names and words of
 * many languages surprise who knows source text, but they are written in small letters or with a capital in front.
 */
const surprisals = { ofWordCase: [5.8, 7.2], ofAnyCase: [4.4, 5.6] } as const

/** A repeat of so many characters is worth nothing. */
const repeatMin = 4
/** Printable bytes in a row that are no chance. */
const textBytesMin = 8
/** Text in base64 in base64. */
const depthMax = 3
/** Of a longer run the first characters decide, and of more runs the first ones. */
const runLengthMax = 512
const runsMax = 256

const hexRun = /^[0-9a-f]+$|^[0-9A-F]+$/
const uuid = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** What tokens begin with: `ghp_`, `sk-proj-`, `glpat-`. */
const publicPrefix = /^(?:[A-Za-z]{1,10}\d?[_.-]){1,3}(?=.)/
const year = /^(?:19|20)\d\d$/
const oneCase = /^[a-z]+$|^[A-Z]+$/
/** In words that begin with a capital most letters stand in such runs. */
const longHump = /[A-Z]?[a-z]{3,}/g
const longHumpShare = 0.6
/** Beside each other on a keyboard, in the alphabet, in numbers: as good as a repeat. */
const rows =
  'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiopasdfghjklzxcvbnm 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p '
/** Bytes that count up, as keys of examples do. */
const countedBytes = Array.from({ length: 64 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
).join('')
const series = `${rows}${[...rows].reverse().join('')} ${countedBytes} `

/**
 * How many bits a guesser has to get right at least who knows words, names, numbers, how people write them with other
 * signs, and encodings. Counts only the strongest run of characters of tokens and encodings: what stands around it, a
 * user or a host, may be known. Rather too few than too many; 0 for what is made of words alone or for what is a UUID
 * of a clock.
 *
 * @param text one character per byte
 */
export function guessBits(text: string): number {
  return Math.floor(bitsOf(text, depthMax))
}

function bitsOf(text: string, depth: number): number {
  const runs = new Set(text.match(/[A-Za-z0-9+/=_-]+/g) ?? [])
  return Math.max(0, ...[...runs].slice(0, runsMax).map((run) => bitsOfRun(run, depth)))
}

function bitsOfRun(run: string, depth: number): number {
  const [, , , version] = uuid.exec(run) ?? []
  if (version !== undefined && version !== '4') return 0
  const body = run.slice(0, runLengthMax).replace(publicPrefix, '')
  const { rest, texts } = withoutEncodedText(version === undefined ? body : run.replaceAll('-', ''))
  const inTexts = depth === 0 ? 0 : Math.max(0, ...texts.map((text) => bitsOf(text, depth - 1)))
  const plain = withoutRepeats(rest)
  const own = hexRun.test(rest)
    ? plain.length * (/[a-f]/i.test(rest) ? bitsOfHexDigit : bitsOfDigit)
    : Math.min(bitsOfCharacters(plain), bitsOfCharacters(withoutLeet(plain)))
  return Math.max(inTexts, Math.min(own, shannonEntropy(rest) * rest.length))
}

/** Letters, digits and signs by turns. */
function bitsOfCharacters(text: string): number {
  let ofWords = 0
  let bits = 0
  for (const [piece] of text.matchAll(/[A-Za-z]+|\d+/g)) {
    const each = /\d/.test(piece) ? bitsPerDigit(piece) : bitsPerLetter(piece)
    if (each <= bitsOfWordLetterMax) ofWords += piece.length * each
    else bits += piece.length * each
  }
  return bits + Math.min(ofWords, bitsOfWordsMax)
}

function bitsPerDigit(piece: string): number {
  return year.test(piece) ? bitsOfWordLetter : bitsOfDigit
}

function bitsPerLetter(piece: string): number {
  const { bits, letters } = surprisal(piece.toLowerCase())
  if (letters === 0) return bitsOfWordLetter
  const [words, random] = isWordCase(piece) ? surprisals.ofWordCase : surprisals.ofAnyCase
  const share = Math.min(1, Math.max(0, (bits - words) / (random - words)))
  return bitsOfWordLetter + share * (bitsOfLetter - bitsOfWordLetter)
}

function isWordCase(piece: string): boolean {
  if (oneCase.test(piece)) return true
  const inHumps = (piece.match(longHump) ?? []).join('').length
  return inHumps >= piece.length * longHumpShare
}

/** `p4ssw0rd` is a word to who guesses. */
function withoutLeet(text: string): string {
  return text.replaceAll(/[01345789]/g, (digit) => leet[digit]!)
}

const leet: Readonly<Record<string, string>> = {
  0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g',
} // prettier-ignore

/** What stood before, in the same order, gives no more to guess; nor does a character that is the one before. */
function withoutRepeats(text: string): string {
  const single = text.replaceAll(/(.)\1+/g, '$1$1')
  const told = series + single.toLowerCase()
  let kept = ''
  for (let at = 0; at < single.length;) {
    const here = series.length + at
    const before = told.slice(0, here)
    let length = 0
    while (here + length < told.length && before.includes(told.slice(here, here + length + 1)))
      length++
    const isRepeat = length >= repeatMin
    if (!isRepeat) kept += single[at]
    at += isRepeat ? length : 1
  }
  return kept
}

/** A run without the parts that are an encoding of text, and those texts: who guesses guesses the text. */
function withoutEncodedText(run: string): { rest: string; texts: string[] } {
  const texts: string[] = []
  let rest = run
  const base32 = base32Run.test(run) ? [base32Bytes] : []
  for (const decode of hexRun.test(run) ? [hexBytes] : [...base32, base64Bytes]) {
    for (let shift = 0; shift < decode.group; shift++) {
      rest = cutText(rest, shift, decode, texts)
    }
  }
  return { rest, texts }
}

/** Characters of which each group is some whole bytes. */
interface Decode {
  readonly group: number
  readonly bytesPerGroup: number
  readonly toBytes: (characters: string) => string
}

const hexBytes: Decode = {
  group: 2,
  bytesPerGroup: 1,
  toBytes: (text) =>
    text.replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))),
}

const base64Bytes: Decode = {
  group: 4,
  bytesPerGroup: 3,
  toBytes: (text) => atob(text.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', 'A')),
}

const base32Run = /^[A-Z2-7]+=*$|^[a-z2-7]+=*$/
const base32Digits = 'abcdefghijklmnopqrstuvwxyz234567'

const base32Bytes: Decode = {
  group: 8,
  bytesPerGroup: 5,
  toBytes: (text) => {
    const bits = Array.from(text.toLowerCase(), (digit) =>
      Math.max(0, base32Digits.indexOf(digit)).toString(2).padStart(5, '0'),
    ).join('')
    return bits.replaceAll(/.{8}/g, (byte) => String.fromCharCode(Number.parseInt(byte, 2)))
  },
}

function cutText(run: string, shift: number, decode: Decode, texts: string[]): string {
  const { group, bytesPerGroup, toBytes } = decode
  const length = Math.floor((run.length - shift) / group) * group
  if (length <= 0) return run
  const bytes = toBytes(run.slice(shift, shift + length))
  let rest = ''
  let from = 0
  for (const { 0: text, index } of bytes.matchAll(printable)) {
    texts.push(text.replaceAll('\0', ''))
    const start = shift + Math.ceil(index / bytesPerGroup) * group
    const end = shift + Math.floor((index + text.length) / bytesPerGroup) * group
    rest += run.slice(from, Math.max(from, start))
    from = Math.max(from, end)
  }
  return rest + run.slice(from)
}

const character = '[\\t\\r\\n\\x20-\\x7e]'
/** In one byte each, or in two of UTF-16 in either order. */
const printable = new RegExp(
  [character, `(?:${character}\\0)`, `(?:\\0${character})`]
    .map((each) => `${each}{${textBytesMin},}`)
    .join('|'),
  'g',
)
