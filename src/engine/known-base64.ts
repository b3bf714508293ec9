import { bytesOfLatin1 } from '../text/bytes.ts'
import { byteKinds, placesMax, rarityOfTwo, windowBytes, type AddWindow } from './known-place.ts'
import { carriers, packPlace } from './known-table.ts'

/** Where there is room, base64 has two windows, so near that one line break in 64 characters cannot cut both. */
const apartMax = 56
/**
 * So much text in base64 is decoded whatever stands beside it, with the lines behind it: a window behind so many bytes
 * is needed only where a line breaks before it, and before the next line breaks.
 */
const base64BytesMin = 16
/** Of 64 characters. */
const lineBytesMin = 48
/** A character that one of the alphabets has not makes a second window. */
const signsCost = 3

/** What is known of a text when its places are weighed. */
export interface TextTraits {
  /** Eight bytes stand together that no way of escaping changes. */
  readonly hasRun: boolean
  /** Printable ASCII. */
  readonly isText: boolean
  /** Characters from U+0100 on, if it is UTF-8. */
  readonly isWide: boolean
}

/** Chooses windows in base64 of texts. Only places that can be chosen are weighed, as most of the time goes here. */
export class Base64Places {
  readonly #rarities: Float64Array
  readonly #runs: Int32Array
  readonly #add: AddWindow
  readonly #sextets = new Uint8Array(placesMax + windowBytes)
  readonly #codes = new Uint8Array(placesMax + windowBytes)
  /** By place: how often the kind of character changed before it. */
  readonly #changes = new Uint16Array(placesMax + windowBytes)
  /** By place: how many characters before it only one alphabet has. */
  readonly #signs = new Uint16Array(placesMax + windowBytes + 1)
  #textBytes = 0
  #hasRun = false
  /** Bit of the text at which its first whole character of base64 begins. */
  #bit = 0
  #best = -1
  #bestScore = -Infinity

  /**
   * @param rarities by place of the text at hand; see `WindowChooser`
   * @param runs by place: where the run ends that no way of escaping changes
   */
  constructor(rarities: Float64Array, runs: Int32Array, add: AddWindow) {
    this.#rarities = rarities
    this.#runs = runs
    this.#add = add
  }

  /** At all three alignments. */
  add(bytes: Uint8Array, { hasRun, isText }: TextTraits): void {
    this.#textBytes = bytes.length
    this.#hasRun = hasRun
    for (let shift = 0; shift < 3; shift++) this.#addShifted(bytes, shift, isText)
  }

  /** Of the characters that say nothing of what stands beside the text, `shift` bytes behind the start of a group. */
  #addShifted(bytes: Uint8Array, shift: number, isText: boolean): void {
    const first = Math.ceil((shift * 8) / 6)
    this.#bit = first * 6 - shift * 8
    const length = Math.floor((bytes.length * 8 - this.#bit) / 6)
    this.#read(bytes, Math.min(length, placesMax + windowBytes))
    const last = Math.min(length - windowBytes, placesMax)
    if (isText && this.#seekLate(last)) return this.#addDigits(first, this.#best)
    const best = this.#seekFrom(0, Math.min(length - 2 * windowBytes, last), true)
    if (best < 0 && this.#seekFrom(0, last, true) < 0) return
    const chosen = this.#best
    this.#addDigits(first, chosen)
    const other =
      this.#seekApart(chosen, last, true) >= 0 ? this.#best : this.#seekApart(chosen, last, false)
    if (other >= 0) this.#addDigits(first, other)
  }

  #read(bytes: Uint8Array, length: number): void {
    for (let at = 0, bit = this.#bit, kind = 0; at < length; at++, bit += 6) {
      const pair = (bytes[bit >> 3]! << 8) | (bytes[(bit >> 3) + 1] ?? 0)
      const sextet = (pair >> (10 - (bit & 7))) & 63
      const code = base64Digits[sextet]!
      const before = kind
      kind = byteKinds[code]!
      this.#sextets[at] = sextet
      this.#codes[at] = code
      this.#changes[at] = at === 0 ? 0 : this.#changes[at - 1]! + (kind === before ? 0 : 1)
      this.#signs[at + 1] = (at === 0 ? 0 : this.#signs[at]!) + (sextet >= 62 ? 1 : 0)
    }
  }

  /** Behind what is decoded anyway, and before the next line breaks. */
  #seekLate(last: number): boolean {
    const from = Math.ceil((base64BytesMin * 8 - this.#bit) / 6)
    const to = Math.floor((lineBytesMin * 8 - 48 - this.#bit) / 6)
    return this.#seekFrom(from, Math.min(last, to), true) >= 0
  }

  /** So far from a place that a window does not overlap it. */
  #seekApart(place: number, last: number, holds: boolean): number {
    this.#seekFrom(Math.max(0, place - apartMax), Math.min(last, place - windowBytes), holds)
    return this.#seek(place + windowBytes, Math.min(last, place + apartMax), holds)
  }

  #seekFrom(first: number, last: number, holds: boolean): number {
    this.#best = -1
    this.#bestScore = -Infinity
    return this.#seek(first, last, holds)
  }

  /**
   * Looks on for a place that is better than the best yet, in `[first, last]`.
   *
   * @param holds only places of bytes that may make a window
   */
  #seek(first: number, last: number, holds: boolean): number {
    const isBound = holds && this.#hasRun
    for (let at = first; at <= last; at++) {
      const bit = this.#bit + at * 6
      if (isBound && this.#runs[bit >> 3]! <= (bit + 47) >> 3) continue
      const score = this.#scoreAt(at, bit >> 3)
      if (score <= this.#bestScore) continue
      this.#bestScore = score
      this.#best = at
    }
    return this.#best
  }

  /** The higher, the less like ordinary text. */
  #scoreAt(at: number, offset: number): number {
    const rarity = rarityOfTwo(this.#rarities, offset, offset + 2, this.#textBytes)
    const changes = this.#changes[at + windowBytes - 1]! - this.#changes[at]!
    return rarity - (this.#hasSigns(at) ? signsCost : 0) + changes
  }

  /** In both alphabets, where they differ. */
  #addDigits(first: number, at: number): void {
    const carrier = carriers.base64 + ((first + at) & 3)
    const place = packPlace(carrier, Math.ceil((this.#bit + at * 6) / 8))
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
    return this.#signs[at + windowBytes]! > this.#signs[at]!
  }
}

const base64Digits = bytesOfLatin1(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
)
const base64UrlDigits = bytesOfLatin1(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
)
