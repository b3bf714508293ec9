import { knownForms } from './known-forms.ts'
import { carriers, offsetMax, packPlace } from './known-table.ts'

const windowBytes = 8
/** Places that are weighed against each other in one form of a text. */
const placesMax = 1024
/** Where there is room, base64 has two windows, so near that one line break in 64 characters cannot cut both. */
const apartMax = 56
/** So much text in hex is decoded wherever it stands: no window is needed. */
const hexBytesMin = 16
/**
 * So much text in base64 is decoded whatever stands beside it, with the lines behind it: a window behind so many bytes
 * is needed only where a line breaks before it, and before the next line breaks.
 */
const base64BytesMin = 16
/** Of 64 characters. */
const lineBytesMin = 48

/** Takes a window: 8 bytes at `at` of `codes`, which are only lent. */
export type AddWindow = (codes: Uint8Array, at: number, place: number) => void

/**
 * Chooses where texts are looked for, so that each of their forms holds a window. Where eight bytes stand together that no
 * way of escaping changes, they are in every escaped form; base64 and hex are made of such bytes, too, so that it does
 * not matter what was escaped before.
 */
export class WindowChooser {
  readonly #counts: Uint16Array
  readonly #shift: number
  readonly #add: AddWindow
  /** By place of the text at hand: 0 where its four bytes stand in no other text, less the more they do. */
  readonly #rarities = new Float64Array(offsetMax)
  /** By place of the text at hand: where the run of bytes ends that every way of escaping leaves as they are. */
  readonly #runs = new Int32Array(offsetMax)
  readonly #sextets = new Uint8Array(offsetMax * 2)
  readonly #codes = new Uint8Array(offsetMax * 2)
  #hasRun = false

  /** @param textCount texts that will be counted, about */
  constructor(textCount: number, add: AddWindow) {
    const bits = Math.min(22, Math.max(12, Math.ceil(Math.log2(textCount + 1)) + 6))
    this.#counts = new Uint16Array(2 ** bits)
    this.#shift = 32 - bits
    this.#add = add
  }

  /** All texts are counted before the first is chosen for: what many hold would be met for each of them. */
  count(text: Uint8Array): void {
    for (let at = 0; at + 4 <= text.length; at++) {
      const slot = this.#slotOf(text, at)
      if (this.#counts[slot]! < 0xffff) this.#counts[slot]!++
    }
  }

  choose(text: Uint8Array): void {
    const bytes = text.subarray(0, offsetMax)
    this.#weigh(bytes)
    const isText = bytes.every((byte) => byte >= 32 && byte < 127)
    if (this.#hasRun) this.#addPlain(bytes)
    else this.#addForms(bytes)
    for (let shift = 0; shift < 3; shift++) this.#addBase64(bytes, shift, isText)
    if (!isText || bytes.length < hexBytesMin) this.#addHex(bytes)
    if (bytes.some((byte) => byte >= 0xc4)) addUtf16(bytes, this.#add)
  }

  #slotOf(text: Uint8Array, at: number): number {
    const gram = text[at]! | (text[at + 1]! << 8) | (text[at + 2]! << 16) | (text[at + 3]! << 24)
    return (Math.imul(gram, 0x9e3779b1) >>> 0) >>> this.#shift
  }

  #weigh(bytes: Uint8Array): void {
    for (let at = 0; at + 4 <= bytes.length; at++) {
      const count = this.#counts[this.#slotOf(bytes, at)]!
      this.#rarities[at] = count === 1 ? 0 : -2 * Math.log2(count)
    }
    this.#hasRun = false
    let end = bytes.length
    for (let at = bytes.length - 1; at >= 0; at--) {
      if (isEscaped[bytes[at]!] === 1) end = at
      this.#runs[at] = end
      if (end - at >= windowBytes) this.#hasRun = true
    }
  }

  /** Whether the bytes `[first, last]` of the text may make a window. */
  #mayHold(first: number, last: number): boolean {
    return !this.#hasRun || this.#runs[first]! > last
  }

  /** The rarer of two fours: that of all of them is no less. */
  #rarityAt(at: number, other: number, length: number): number {
    return Math.max(this.#rarities[at]!, this.#rarities[Math.min(other, length - 4)]!)
  }

  #addPlain(bytes: Uint8Array): void {
    const { length } = bytes
    const at = bestPlace(bytes, length, (place) =>
      this.#mayHold(place, place + windowBytes - 1)
        ? this.#rarityAt(place, place + 4, length)
        : undefined,
    )
    if (at !== undefined) this.#add(bytes, at, packPlace(carriers.plain, at))
  }

  /** A window for each form that escaping gives the text; it begins where one of the text's bytes does. */
  #addForms(bytes: Uint8Array): void {
    for (const { codes, offsets } of knownForms(bytes)) {
      const at = bestPlace(codes, codes.length, (place) => {
        const offset = offsets[place]!
        return offset < 0 ? undefined : this.#rarityAt(offset, offset + 2, bytes.length)
      })
      if (at !== undefined) this.#add(codes, at, packPlace(carriers.plain, offsets[at]!))
    }
  }

  /** Of the characters that say nothing of what stands beside the text, `shift` bytes behind the start of a group. */
  #addBase64(bytes: Uint8Array, shift: number, isText: boolean): void {
    const first = Math.ceil((shift * 8) / 6)
    const bit = first * 6 - shift * 8
    const length = Math.floor((bytes.length * 8 - bit) / 6)
    readSextets(bytes, bit, length, this.#sextets)
    for (let at = 0; at < length; at++) this.#codes[at] = base64Digits[this.#sextets[at]!]!
    const rarityOf = (at: number) => {
      const from = (bit + at * 6) >> 3
      return this.#rarityAt(from, from + 2, bytes.length) - (this.#hasSigns(at) ? 3 : 0)
    }
    const scoreOf = (at: number) => {
      const from = bit + at * 6
      return this.#mayHold(from >> 3, (from + 47) >> 3) ? rarityOf(at) : undefined
    }
    const phase = (at: number) => carriers.base64 + ((first + at) & 3)
    const placeOf = (at: number) => packPlace(phase(at), Math.ceil((bit + at * 6) / 8))
    const late = bestPlace(this.#codes, length, (at) => {
      const from = bit + at * 6
      const isLate = from >= base64BytesMin * 8 && from + 48 <= lineBytesMin * 8
      return isText && isLate ? scoreOf(at) : undefined
    })
    if (late !== undefined) return this.#addDigits(late, placeOf(late))
    const best =
      bestPlace(this.#codes, length - windowBytes, scoreOf) ??
      bestPlace(this.#codes, length, scoreOf)
    if (best === undefined) return
    this.#addDigits(best, placeOf(best))
    const isApart = (at: number) => {
      const distance = Math.abs(at - best)
      return distance >= windowBytes && distance <= apartMax
    }
    const other =
      bestPlace(this.#codes, length, (at) => (isApart(at) ? scoreOf(at) : undefined)) ??
      bestPlace(this.#codes, length, (at) => (isApart(at) ? rarityOf(at) : undefined))
    if (other !== undefined) this.#addDigits(other, placeOf(other))
  }

  /** In both alphabets, where they differ. */
  #addDigits(at: number, place: number): void {
    this.#add(this.#codes, at, place)
    if (!this.#hasSigns(at)) return
    const digits = this.#sextets.subarray(at, at + windowBytes)
    this.#add(
      Uint8Array.from(digits, (sextet) => base64UrlDigits[sextet]!),
      0,
      place,
    )
  }

  #hasSigns(at: number): boolean {
    for (let place = at; place < at + windowBytes; place++) {
      if (this.#sextets[place]! >= 62) return true
    }
    return false
  }

  #addHex(bytes: Uint8Array): void {
    bytes.forEach((byte, at) => {
      this.#codes[at * 2] = hexDigits[byte >> 4]!
      this.#codes[at * 2 + 1] = hexDigits[byte & 15]!
    })
    const at = bestPlace(this.#codes, bytes.length * 2, (place) =>
      place % 2 === 0 && this.#mayHold(place >> 1, (place >> 1) + 3)
        ? this.#rarities[place >> 1]!
        : undefined,
    )
    if (at === undefined) return
    const place = packPlace(carriers.hex, at >> 1)
    this.#add(this.#codes, at, place)
    const digits = this.#codes.subarray(at, at + windowBytes)
    if (!digits.some((code) => code >= 0x61)) return
    this.#add(
      Uint8Array.from(digits, (code) => (code >= 0x61 ? code - 32 : code)),
      0,
      place,
    )
  }
}

const base64Digits = codesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const base64UrlDigits = codesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const hexDigits = codesOf('0123456789abcdef')

function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** Kinds of characters: others, a–z, A–Z, digits. */
const classes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return [/[a-z]/, /[A-Z]/, /\d/].findIndex((kind) => kind.test(character)) + 1
})

/** 1 for bytes that some way of escaping changes. */
const isEscaped = classes.map((kind, byte) =>
  kind === 0 && !'-._'.includes(String.fromCharCode(byte)) ? 1 : 0,
)

/** Six bits of the text each, from `bit` on. */
function readSextets(bytes: Uint8Array, bit: number, length: number, output: Uint8Array): void {
  for (let at = 0, from = bit; at < length; at++, from += 6) {
    const pair = (bytes[from >> 3]! << 8) | (bytes[(from >> 3) + 1] ?? 0)
    output[at] = (pair >> (10 - (from & 7))) & 63
  }
}

/** Of text that the decoding of UTF-16 passes over: characters from U+0100 on. */
function addUtf16(bytes: Uint8Array, add: AddWindow): void {
  const text = new TextDecoder().decode(bytes)
  const little = new Uint8Array(text.length * 2)
  for (let at = 0; at < text.length; at++) {
    little[at * 2] = text.charCodeAt(at) & 255
    little[at * 2 + 1] = text.charCodeAt(at) >> 8
  }
  const big = little.map((_, at) => little[at ^ 1]!)
  const at = bestPlace(little, little.length, (place) =>
    place % 2 === 0 && (little[place + 1]! & 0xfc) !== 0xdc ? 0 : undefined,
  )
  if (at === undefined) return
  const offset = new TextEncoder().encode(text.slice(0, at >> 1)).length
  add(little, at, packPlace(carriers.utf16le, offset))
  add(big, at, packPlace(carriers.utf16be, offset))
}

/** The place whose window is least like ordinary text; `undefined` when none is allowed. */
function bestPlace(
  codes: Uint8Array,
  length: number,
  scoreOf: (at: number) => number | undefined,
): number | undefined {
  let best: number | undefined
  let most = -Infinity
  const last = Math.min(length - windowBytes, placesMax)
  for (let at = 0; at <= last; at++) {
    const score = scoreOf(at)
    if (score === undefined) continue
    const total = score + changesAt(codes, at)
    if (total > most) {
      most = total
      best = at
    }
  }
  return best
}

/** How often the kind of character changes in the window: in words and in numbers it does not. */
function changesAt(codes: Uint8Array, at: number): number {
  let changes = 0
  for (let place = at + 1; place < at + windowBytes; place++) {
    if (classes[codes[place]!] !== classes[codes[place - 1]!]) changes++
  }
  return changes
}
