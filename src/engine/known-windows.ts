import { bytesOfLatin1 } from '../text/bytes.ts'
import { Base64Places, type TextTraits } from './known-base64.ts'
import { knownForms } from './known-forms.ts'
import { byteKinds, placesMax, rarityOfTwo, windowBytes, type AddWindow } from './known-place.ts'
import { carriers, offsetMax, packPlace } from './known-table.ts'

/** So much text in hex is decoded wherever it stands: no window is needed. */
const hexBytesMin = 16

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
  readonly #digits: Base64Places
  #traits: TextTraits = { hasRun: false, isText: true, isWide: false }

  /** @param textCount texts that will be counted, about */
  constructor(textCount: number, add: AddWindow) {
    const bits = Math.min(22, Math.max(12, Math.ceil(Math.log2(textCount + 1)) + 6))
    this.#counts = new Uint16Array(2 ** bits)
    this.#shift = 32 - bits
    this.#add = add
    this.#digits = new Base64Places(this.#rarities, this.#runs, add)
  }

  /**
   * All texts are counted before the first is chosen for: what many hold would be met for each of them.
   *
   * @param bytes the text is `[start, end)` of them
   */
  count(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at + 4 <= end; at++) {
      const slot = this.#slotOf(bytes, at)
      if (this.#counts[slot]! < 0xffff) this.#counts[slot]!++
    }
  }

  choose(text: Uint8Array): void {
    const bytes = text.subarray(0, offsetMax)
    this.#weigh(bytes)
    const { hasRun, isText, isWide } = this.#traits
    if (hasRun) this.#addPlain(bytes)
    else this.#addForms(bytes)
    this.#digits.add(bytes, this.#traits)
    if (!isText || bytes.length < hexBytesMin) this.#addHex(bytes)
    if (isWide) addUtf16(bytes, this.#add)
  }

  #slotOf(text: Uint8Array, at: number): number {
    const gram = text[at]! | (text[at + 1]! << 8) | (text[at + 2]! << 16) | (text[at + 3]! << 24)
    return (Math.imul(gram, 0x9e3779b1) >>> 0) >>> this.#shift
  }

  #weigh(bytes: Uint8Array): void {
    const { length } = bytes
    for (let at = 0; at + 4 <= length; at++) {
      const count = this.#counts[this.#slotOf(bytes, at)]!
      this.#rarities[at] = count === 1 ? 0 : count < 256 ? rarityOf[count]! : -2 * Math.log2(count)
    }
    let hasRun = false
    let isText = true
    let isWide = false
    let end = length
    for (let at = length - 1; at >= 0; at--) {
      const byte = bytes[at]!
      if (isEscaped[byte] === 1) end = at
      this.#runs[at] = end
      if (end - at >= windowBytes) hasRun = true
      if (byte < 32 || byte >= 127) isText = false
      if (byte >= 0xc4) isWide = true
    }
    this.#traits = { hasRun, isText, isWide }
  }

  /** Whether the bytes `[first, last]` of the text may make a window. */
  #mayHold(first: number, last: number): boolean {
    return !this.#traits.hasRun || this.#runs[first]! > last
  }

  /** In one pass, as every text has it: what {@link bestPlace} would say. */
  #addPlain(bytes: Uint8Array): void {
    const { length } = bytes
    const last = Math.min(length - windowBytes, placesMax)
    let best = -1
    let most = -Infinity
    let changes = changesAt(bytes, 0)
    for (let at = 0; at <= last; at++) {
      if (at > 0) changes += changeAt(bytes, at + windowBytes - 1) - changeAt(bytes, at)
      if (this.#runs[at]! < at + windowBytes) continue
      const score = rarityOfTwo(this.#rarities, at, at + 4, length) + changes
      if (score <= most) continue
      most = score
      best = at
    }
    if (best >= 0) this.#add(bytes, best, packPlace(carriers.plain, best))
  }

  /** A window for each form that escaping gives the text; it begins where one of the text's bytes does. */
  #addForms(bytes: Uint8Array): void {
    for (const { codes, offsets } of knownForms(bytes)) {
      const at = bestPlace(codes, codes.length, (place) => {
        const offset = offsets[place]!
        if (offset < 0) return undefined
        return rarityOfTwo(this.#rarities, offset, offset + 2, bytes.length)
      })
      if (at !== undefined) this.#add(codes, at, packPlace(carriers.plain, offsets[at]!))
    }
  }

  #addHex(bytes: Uint8Array): void {
    const codes = new Uint8Array(bytes.length * 2)
    bytes.forEach((byte, at) => {
      codes[at * 2] = hexDigits[byte >> 4]!
      codes[at * 2 + 1] = hexDigits[byte & 15]!
    })
    const at = bestPlace(codes, codes.length, (place) =>
      place % 2 === 0 && this.#mayHold(place >> 1, (place >> 1) + 3)
        ? this.#rarities[place >> 1]!
        : undefined,
    )
    if (at === undefined) return
    const place = packPlace(carriers.hex, at >> 1)
    this.#add(codes, at, place)
    const digits = codes.subarray(at, at + windowBytes)
    if (!digits.some((code) => code >= 0x61)) return
    this.#add(
      Uint8Array.from(digits, (code) => (code >= 0x61 ? code - 32 : code)),
      0,
      place,
    )
  }
}

const hexDigits = bytesOfLatin1('0123456789abcdef')

/** 1 for bytes that some way of escaping changes. */
const isEscaped = byteKinds.map((kind, byte) =>
  kind === 0 && !'-._'.includes(String.fromCharCode(byte)) ? 1 : 0,
)

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
    changes += changeAt(codes, place)
  }
  return changes
}

function changeAt(codes: Uint8Array, at: number): number {
  return byteKinds[codes[at]!] === byteKinds[codes[at - 1]!] ? 0 : 1
}

/** By how many texts hold four bytes. */
const rarityOf = Float64Array.from({ length: 256 }, (_, count) => -2 * Math.log2(count))
