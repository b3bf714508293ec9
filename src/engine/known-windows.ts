import { knownForms } from './known-forms.ts'
import { carriers, offsetMax, packPlace } from './known-table.ts'

const windowBytes = 8
/** Places that are weighed against each other in one form of a text. */
const placesMax = 1024
/** Two windows of one base64 text lie so near that one line break, at 64 characters or more, cannot cut both. */
const apartMax = 56

/** So much text in hex is decoded wherever it stands: no window is needed. */
const hexBytesMin = 16
/** So much text in base64 is decoded whatever stands beside it, even where a line break parts it: one window is enough. */
const wrappedBytesMin = 32

/** Takes a window: 8 bytes at `at` of `codes`. */
export type AddWindow = (codes: Uint8Array, at: number, place: number) => void

/**
 * Chooses where a text is looked for, so that each of its forms holds a window. Where eight bytes stand together that no
 * way of escaping changes, they are in every escaped form; base64 and hex are made of such bytes, too, so that it does
 * not matter what was escaped before.
 */
export function chooseWindows(text: Uint8Array, counts: GramCounts, add: AddWindow): void {
  const bytes = text.subarray(0, offsetMax)
  const rarities = counts.raritiesOf(bytes)
  const runs = endsOfPlainRuns(bytes)
  const isPlain = runs.some((end, at) => end - at >= windowBytes)
  const within = (first: number, last: number) => !isPlain || runs[first]! > last
  if (isPlain) addPlain(bytes, rarities, within, add)
  else addForms(bytes, rarities, add)
  const isText = bytes.every((byte) => byte >= 32 && byte < 127)
  const isWrapSafe = isText && bytes.length >= wrappedBytesMin
  for (const shift of [0, 1, 2]) addBase64(bytes, shift, { rarities, within, isWrapSafe }, add)
  if (!isText || bytes.length < hexBytesMin) addHex(bytes, rarities, within, add)
  if (bytes.some((byte) => byte >= 0xc4)) addUtf16(bytes, add)
}

/** How often four bytes occur in all texts: a window of what many texts begin with would be met for each of them. */
export class GramCounts {
  readonly #counts: Uint16Array
  readonly #shift: number

  /** @param bits 2^n counters */
  constructor(bits: number) {
    this.#counts = new Uint16Array(2 ** bits)
    this.#shift = 32 - bits
  }

  add(text: Uint8Array): void {
    for (let at = 0; at + 4 <= text.length; at++) {
      const slot = this.#slotOf(text, at)
      if (this.#counts[slot]! < 0xffff) this.#counts[slot]!++
    }
  }

  /** By place of the text: 0 where its four bytes stand once, less the oftener they do. */
  raritiesOf(text: Uint8Array): Float64Array {
    const rarities = new Float64Array(text.length)
    for (let at = 0; at + 4 <= text.length; at++) {
      rarities[at] = -2 * Math.log2(this.#counts[this.#slotOf(text, at)]!)
    }
    return rarities
  }

  #slotOf(text: Uint8Array, at: number): number {
    const gram = text[at]! | (text[at + 1]! << 8) | (text[at + 2]! << 16) | (text[at + 3]! << 24)
    return (Math.imul(gram, 0x9e3779b1) >>> 0) >>> this.#shift
  }
}

/** Whether the bytes `[first, last]` of the text may make a window. */
type Within = (first: number, last: number) => boolean

function addPlain(bytes: Uint8Array, rarities: Float64Array, within: Within, add: AddWindow): void {
  const at = bestPlace(bytes, (place) =>
    within(place, place + windowBytes - 1) ? rarityAt(rarities, place, 4) : undefined,
  )
  if (at !== undefined) add(bytes, at, packPlace(carriers.plain, at))
}

/** A window for each form that escaping gives the text; it begins where one of the text's bytes does. */
function addForms(bytes: Uint8Array, rarities: Float64Array, add: AddWindow): void {
  for (const { codes, offsets } of knownForms(bytes)) {
    const at = bestPlace(codes, (place) => {
      const offset = offsets[place]!
      return offset < 0 ? undefined : rarityAt(rarities, offset, 2)
    })
    if (at !== undefined) add(codes, at, packPlace(carriers.plain, offsets[at]!))
  }
}

const base64Digits = codesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const base64UrlDigits = codesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')

interface Base64Choice {
  readonly rarities: Float64Array
  readonly within: Within
  /** No line break can hide the text, so that one window is enough. */
  readonly isWrapSafe: boolean
}

/** Characters that say nothing of what stands beside the text, `shift` bytes behind the start of a group. */
function addBase64(
  bytes: Uint8Array,
  shift: number,
  { rarities, within, isWrapSafe }: Base64Choice,
  add: AddWindow,
): void {
  const first = Math.ceil((shift * 8) / 6)
  const sextets = sextetsOf(bytes, first * 6 - shift * 8)
  const codes = sextets.map((sextet) => base64Digits[sextet]!)
  const bitOf = (at: number) => (first + at) * 6 - shift * 8
  const scoreOf = (at: number) => {
    const from = bitOf(at) >> 3
    if (!within(from, (bitOf(at) + 47) >> 3)) return undefined
    return rarityAt(rarities, from, 2) - 3 * Number(isWithSigns(sextets, at))
  }
  const put = (at: number) => {
    const place = packPlace(carriers.base64 + ((first + at) & 3), Math.ceil(bitOf(at) / 8))
    add(codes, at, place)
    if (isWithSigns(sextets, at)) {
      add(
        sextets.map((sextet) => base64UrlDigits[sextet]!),
        at,
        place,
      )
    }
  }
  const best = bestPlace(codes, scoreOf)
  if (best === undefined) return
  put(best)
  if (isWrapSafe) return
  const other = bestPlace(codes, (at) => {
    const distance = Math.abs(at - best)
    return distance < windowBytes || distance > apartMax ? undefined : scoreOf(at)
  })
  if (other !== undefined) put(other)
}

/** Six bits of the text each, from `bit` on, as long as they are all there. */
function sextetsOf(bytes: Uint8Array, bit: number): Uint8Array {
  const sextets = new Uint8Array(Math.floor((bytes.length * 8 - bit) / 6))
  for (let at = 0, from = bit; at < sextets.length; at++, from += 6) {
    const pair = (bytes[from >> 3]! << 8) | (bytes[(from >> 3) + 1] ?? 0)
    sextets[at] = (pair >> (10 - (from & 7))) & 63
  }
  return sextets
}

/** Whether one of the digits at `at` is not the same in both alphabets. */
function isWithSigns(sextets: Uint8Array, at: number): boolean {
  for (let place = at; place < at + windowBytes; place++) if (sextets[place]! >= 62) return true
  return false
}

const hexDigits = codesOf('0123456789abcdef')

function addHex(bytes: Uint8Array, rarities: Float64Array, within: Within, add: AddWindow): void {
  const codes = new Uint8Array(bytes.length * 2)
  bytes.forEach((byte, at) => {
    codes[at * 2] = hexDigits[byte >> 4]!
    codes[at * 2 + 1] = hexDigits[byte & 15]!
  })
  const at = bestPlace(codes, (place) =>
    place % 2 === 0 && within(place >> 1, (place >> 1) + 3) ? rarities[place >> 1]! : undefined,
  )
  if (at === undefined) return
  const place = packPlace(carriers.hex, at >> 1)
  add(codes, at, place)
  const upper = codes.map((code) => (code >= 0x61 ? code - 32 : code))
  if (codes.subarray(at, at + windowBytes).some((code) => code >= 0x61)) add(upper, at, place)
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
  const at = bestPlace(little, (place) =>
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
  scoreOf: (at: number) => number | undefined,
): number | undefined {
  let best: number | undefined
  let most = -Infinity
  const last = Math.min(codes.length - windowBytes, placesMax)
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

/** The rarer of the two halves of a window: that of the whole is no less. */
function rarityAt(rarities: Float64Array, at: number, apart: number): number {
  return Math.max(rarities[at]!, rarities[Math.min(at + apart, rarities.length - 4)]!)
}

/** How often the kind of character changes in the window: in words and in numbers it does not. */
function changesAt(codes: Uint8Array, at: number): number {
  let changes = 0
  for (let place = at + 1; place < at + windowBytes; place++) {
    if (classes[codes[place]!] !== classes[codes[place - 1]!]) changes++
  }
  return changes
}

const classes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return [/[a-z]/, /[A-Z]/, /\d/].findIndex((kind) => kind.test(character)) + 1
})

/** By place: where the run of bytes ends that every way of escaping leaves as they are. */
function endsOfPlainRuns(bytes: Uint8Array): Int32Array {
  const ends = new Int32Array(bytes.length)
  let end = bytes.length
  for (let at = bytes.length - 1; at >= 0; at--) {
    const byte = bytes[at]!
    const isKept = classes[byte] !== 0 || byte === 0x2d || byte === 0x2e || byte === 0x5f
    if (!isKept) end = at
    ends[at] = end
  }
  return ends
}

function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
