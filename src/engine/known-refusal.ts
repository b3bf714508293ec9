import { surprisal } from '../text/surprisal.ts'
import { holdsPlaceholderWord } from './placeholder.ts'
import { looksRandom } from './random-looking.ts'

/** Bytes below which a value would be met by chance. */
export const knownBytesMin = 8
/** Bytes above which a value, in its longer forms, could reach over a window of text. */
export const knownBytesMax = 16 << 10

/** Fewer characters are a word or two in scripts whose characters take several bytes. */
const charactersMin = 6
/** A longer text may hold a word such as `test-key` and be a secret. */
const placeholderBytesMax = 20
/** Shortest line that is known by itself, and how many characters of it must stand together as in no word. */
const lineBytesMin = 16
const lineRunMin = 12

/** Letters of so little surprisal are words, in bits each; as many words, or letters, make a passphrase. */
const bitsOfWords = 4.2
const wordsMin = 4
const lettersMin = 24
/** With so many digits and signs, words are no longer words that stand everywhere. */
const othersMin = 3

/** What stands in text so often that masking it would mask the world, and why. */
const common: readonly (readonly [reason: string, shape: RegExp])[] = [
  ['an address of a machine', /^\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d{1,5})?$|^\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\]?(?::\d{1,5})?$|^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i],
  ['a number of fewer than 10 digits, or a point in time', /^[-+]?\d{1,9}$|^1[4-9](?:\d{8}|\d{11}|\d{14}|\d{17})$/],
  ['a number', /^[-+]?(?:\d+[.,]\d*|\d*[.,]\d+)(?:e[-+]?\d+)?$|^[-+]?\d+(?:[.,_ ]\d+)+$/i],
  ['a date or a time', /^\d{4}[-/.]\d\d?[-/.]\d\d?(?:[T ][\d:.,+Z-]*)?$|^\d\d?[-/.]\d\d?[-/.]\d{4}$|^\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?[ APMZapm]*$/],
  ['a version', /^[vV]?\d+(?:\.\d+){1,3}(?:[-+.][A-Za-z]{1,8}[.-]?\d{0,4})*$/],
  ['a host name', /^(?=[^A-Z]*$)(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)+[a-z]{2,18}\.?(?::\d{1,5})?$/],
  ['a mail address', /^[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,18}$/],
  ['an address without credentials', /^[a-z][a-z\d+.-]*:\/\/[\w.-]+(?::\d{1,5})?\/?$/i],
  ['a reference to a value', /^(?:\$?\{\{?[^{}]*\}\}?|\$\([^()]*\)|<[A-Za-z][\w .:-]*>|%\w+%|\$[A-Z_]+)$/],
  ['the head or the foot of a PEM text', /^-----(?:BEGIN|END) [A-Z\d ]+-----$/],
] // prettier-ignore

/**
 * Why a value that is said to be secret cannot be looked for: it is so short or so common that it would be found where
 * it is not meant. `undefined`: it can.
 *
 * @param text one character per byte; no line ends
 */
export function refusalOf(text: string): string | undefined {
  if (text.length < knownBytesMin) return `shorter than ${knownBytesMin} bytes`
  if (text.length > knownBytesMax) return `longer than ${knownBytesMax} bytes`
  if (isShortInCharacters(text)) return `shorter than ${charactersMin} characters`
  if (hasFewCharacters(text)) return 'few different characters'
  if (isCounted(text)) return 'counted up or down'
  if (text.length < placeholderBytesMax && holdsPlaceholderWord(text)) return 'a placeholder'
  const shape = common.find(([, pattern]) => pattern.test(text))
  if (shape) return shape[0]
  if (isPath(text)) return 'a path or an address without credentials'
  return isWords(text) ? 'a word, or a few: as common as those' : undefined
}

/** Whether a line of a longer value is known without the others: one that by chance stands nowhere else. */
export function isKnownLine(text: string): boolean {
  if (text.length < lineBytesMin || refusalOf(text) !== undefined) return false
  const runs = text.match(/[A-Za-z\d+/=_-]+/g) ?? []
  return runs.some((run) => run.length >= lineRunMin && looksRandom(run, bitsOfWords))
}

function isShortInCharacters(text: string): boolean {
  if (!/[\x80-\xbf]/.test(text)) return text.length < charactersMin
  const continued = text.match(/[\x80-\xbf]/g)?.length ?? 0
  return text.length - continued < charactersMin
}

/** Few different ones for its length, or one of them most of the time. */
function hasFewCharacters(text: string): boolean {
  counts.fill(0)
  let different = 0
  let most = 0
  for (let at = 0; at < text.length; at++) {
    const count = ++counts[text.charCodeAt(at)]!
    if (count === 1) different++
    if (count > most) most = count
  }
  return most > text.length * 0.6 || different <= Math.min(4, text.length / 5)
}

/** By character; used again, since there are as many texts as values. */
const counts = new Uint16Array(256)

/** Digits or letters that follow each other all along. */
function isCounted(text: string): boolean {
  let steps = 0
  for (let at = 1; at < text.length; at++) {
    const difference = text.charCodeAt(at) - text.charCodeAt(at - 1)
    if (Math.abs(difference) <= 1 || Math.abs(difference) === 9) steps++
  }
  return steps >= (text.length - 1) * 0.85
}

/** A path, or a dotted name, of whose parts none looks as if it were made at random. */
function isPath(text: string): boolean {
  const [, path] = pathOf.exec(text) ?? []
  if (path === undefined) {
    if (!dottedName.test(text) || surprisal(text).bits >= bitsOfNames) return false
  }
  return (path ?? text).split(/[\\/.:]+/).every((part) => isOrdinaryPart(part))
}

function isOrdinaryPart(part: string): boolean {
  if (part.length < partMin) return part.length <= 2 || /^[A-Za-z_-]+$|^\d+$/.test(part)
  return isWords(part) || !looksRandom(part, bitsOfWords)
}

const pathOf = /^(?:[a-z][a-z\d+.-]*:\/\/[\w.:-]+)?((?:\.{0,2}|~|[A-Za-z]:)[\\/][^?#=@]*)$/i
/** Of names without a slash before them. */
const bitsOfNames = 5
const dottedName = /^[\w$-]+(?:(?:[.\\/]|::)[\w$-]+)+$/
/** Shorter parts say nothing, unless digits and letters are mixed. */
const partMin = 6

/** Few words, with no more than a sign, a digit or a year about them. */
function isWords(text: string): boolean {
  if (/[^\x20-\x7e]/.test(text)) return false
  if (hasOthers(text)) return false
  const { bits, letters } = surprisal(text)
  if (letters < text.length / 2 || bits >= bitsOfWords || isMixed(text)) return false
  const words = text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []
  return words.length < wordsMin && letters < lettersMin
}

/** Besides letters and what parts words. */
function hasOthers(text: string): boolean {
  let others = 0
  for (let at = 0; at < text.length && others < othersMin; at++) {
    if (isOfNames[text.charCodeAt(at)] !== 1) others++
  }
  return others >= othersMin
}

const isOfNames = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z \-_./:,]/.test(String.fromCharCode(byte)) ? 1 : 0,
)

/** Whether digits, capitals and small letters take turns as in no name. */
function isMixed(text: string): boolean {
  const parts = text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []
  const names = text.match(/[A-Za-z\d]+/g) ?? []
  const length = parts.reduce((total, part) => total + part.length, 0)
  return parts.length >= names.length + 2 && length < parts.length * 3
}
