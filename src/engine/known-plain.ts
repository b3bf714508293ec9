/** Shorter values are looked at word by word. */
const bytesMin = 20
const bytesMax = 1024
const digitsMin = 3
const lettersMin = 3

/** What a byte says of a value. */
const kinds = { digit: 1, letter: 2, ofTime: 3, sign: 4, slash: 5, equals: 6, plus: 7, other: 0 }

const kindOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  if (/\d/.test(character)) return kinds.digit
  if (/[TZ]/.test(character)) return kinds.ofTime
  if (/[A-Za-z]/.test(character)) return kinds.letter
  if (character === '/') return kinds.slash
  if (character === '=') return kinds.equals
  if (character === '+') return kinds.plus
  return /[-_!#%&*;<>?^|~]/.test(character) ? kinds.sign : kinds.other
})

/** By byte; used again, since there are as many texts as values. */
const counts = new Uint16Array(256)

/**
 * Whether `refusalOf` has nothing against a text, told from the kinds of its bytes alone, as it is for most tokens. `false`
 * says nothing.
 */
export function isPlainlyKnown(text: Uint8Array): boolean {
  const { length } = text
  if (length < bytesMin || length > bytesMax || !startsPlainly(text)) return false
  const numbers = { slash: 0, equals: 0, plus: 0, digits: 0, letters: 0 }
  for (let at = 0; at < length; at++) {
    const kind = kindOf[text[at]!]!
    if (kind === kinds.letter) numbers.letters++
    else if (kind === kinds.digit) numbers.digits++
    else if (kind === kinds.other) return false
    else if (kind === kinds.slash) numbers.slash++
    else if (kind === kinds.equals) numbers.equals++
    else if (kind === kinds.plus) numbers.plus++
  }
  // With such a sign it is no path.
  const mayBePath = numbers.slash > 0 && numbers.equals + numbers.plus === 0
  if (mayBePath || numbers.digits < digitsMin || numbers.letters < lettersMin) return false
  return isVaried(text)
}

/** With a letter or a digit: no reference, no sign before a number, no path. */
function startsPlainly(text: Uint8Array): boolean {
  const kind = kindOf[text[0]!]!
  return kind === kinds.letter || kind === kinds.digit || kind === kinds.ofTime
}

/** Neither few different characters nor counted up or down; a bit stricter than what refuses texts for it. */
function isVaried(text: Uint8Array): boolean {
  const { length } = text
  counts.fill(0)
  let different = 0
  let most = 0
  let steps = 0
  let before = 0
  for (let at = 0; at < length; at++) {
    const byte = text[at]!
    const count = ++counts[byte]!
    if (count === 1) different++
    if (count > most) most = count
    const step = byte > before ? byte - before : before - byte
    if (step <= 1 || step === 9) steps++
    before = byte
  }
  return most * 2 <= length && different > 4 && steps * 4 <= length * 3
}
