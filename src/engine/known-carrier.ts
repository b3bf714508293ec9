import { hexValue } from '../text/hex-value.ts'
import { isBase64Byte, isWrittenBreak, sextetOf } from './decode.ts'
import { carriers } from './known-table.ts'
import { nextLine, previousLine } from './wrapped-base64.ts'

/** Some decoded text and the bytes of the document that each of its bytes was made of. */
export interface CarriedText {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** Where the first byte stands that the window holds whole. */
  readonly at: number
}

/**
 * Decodes what stands around a window, over the lines of a wrapped text.
 *
 * @param at where the window begins
 * @param reach decoded bytes wanted on either side
 */
export function readCarrier(
  bytes: Uint8Array,
  at: number,
  carrier: number,
  reach: number,
): CarriedText {
  if (carrier >= carriers.utf16le) return readUtf16(bytes, at, carrier === carriers.utf16be, reach)
  if (carrier === carriers.hex) return readHex(bytes, at, reach)
  return readBase64(bytes, at, carrier - carriers.base64, reach)
}

/** @param phase characters of the window's first group that stand before it */
function readBase64(bytes: Uint8Array, at: number, phase: number, reach: number): CarriedText {
  const symbols = symbolsAround(bytes, at, Math.ceil((reach * 4) / 3) + 4, isBase64Byte)
  const { places, before } = symbols
  /** Place in the symbols at which the group begins that the window's first character is of; may be negative. */
  const origin = before - phase
  const first = Math.ceil((-origin * 6) / 8)
  const behind = Math.floor(((places.length - origin) * 6) / 8)
  const text = emptyText(Math.max(0, behind - first), Math.ceil((phase * 6) / 8) - first)
  for (let byte = first; byte < behind; byte++) {
    const bit = byte * 8
    const left = origin + Math.floor(bit / 6)
    const right = origin + Math.floor((bit + 7) / 6)
    const pair = (sextetOf(bytes[places[left]!]!) << 6) | sextetOf(bytes[places[right]!]!)
    put(text, byte - first, pair >> (4 - (((bit % 6) + 6) % 6)), places[left]!, places[right]! + 1)
  }
  return text
}

function readHex(bytes: Uint8Array, at: number, reach: number): CarriedText {
  const { places, before } = symbolsAround(bytes, at, reach * 2, isHexDigit)
  const first = before % 2
  const text = emptyText((places.length - first) >> 1, before >> 1)
  for (let byte = 0; byte < text.bytes.length; byte++) {
    const left = places[first + byte * 2]!
    const right = places[first + byte * 2 + 1]!
    put(text, byte, (hexValue(bytes[left]!) << 4) | hexValue(bytes[right]!), left, right + 1)
  }
  return text
}

/** As UTF-8. */
function readUtf16(
  bytes: Uint8Array,
  at: number,
  isBigEndian: boolean,
  reach: number,
): CarriedText {
  const start = at - 2 * Math.min(reach, at >> 1)
  const end = at + 2 * Math.min(reach, (bytes.length - at) >> 1)
  const text = emptyText((end - start) * 2, 0)
  const unitAt = (place: number) =>
    isBigEndian
      ? (bytes[place]! << 8) | bytes[place + 1]!
      : (bytes[place + 1]! << 8) | bytes[place]!
  const encoder = new TextEncoder()
  let written = 0
  let windowAt = 0
  for (let place = start; place < end;) {
    if (place === at) windowAt = written
    const unit = unitAt(place)
    const isPair = unit >= 0xd800 && unit < 0xdc00 && place + 4 <= end
    const units = isPair ? [unit, unitAt(place + 2)] : [unit]
    const next = place + units.length * 2
    for (const byte of encoder.encode(String.fromCharCode(...units))) {
      put(text, written++, byte, place, next)
    }
    place = next
  }
  return { ...text, bytes: text.bytes.subarray(0, written), at: windowAt }
}

function emptyText(length: number, at: number): CarriedText {
  return {
    bytes: new Uint8Array(length),
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
    at,
  }
}

function put(text: CarriedText, at: number, byte: number, start: number, end: number): void {
  text.bytes[at] = byte
  text.starts[at] = start
  text.ends[at] = end
}

/** Places of up to `most` characters before `at` and as many from there on, ascending, and how many stand before. */
function symbolsAround(
  bytes: Uint8Array,
  at: number,
  most: number,
  isSymbol: (byte: number) => boolean,
): { places: number[]; before: number } {
  const places: number[] = []
  for (let place = at; places.length < most;) {
    while (place > 0 && places.length < most && isSymbolBefore(bytes, place, isSymbol)) {
      places.push(--place)
    }
    const line = places.length < most ? previousLine(bytes, place) : undefined
    if (line === undefined) break
    place = line
    // Beside the text a plus sign is one of its characters, behind a quote it joins two of a program's texts.
    while (isPlus(bytes[place])) place++
  }
  places.reverse()
  const before = places.length
  for (let place = at; places.length < before + most;) {
    while (place < bytes.length && places.length < before + most && isSymbol(bytes[place]!)) {
      places.push(place++)
    }
    const line = nextLine(bytes, place, bytes.length)
    if (line === undefined) break
    place = line
    while (isPlus(bytes[place - 1])) place--
  }
  return { places, before }
}

function isPlus(byte: number | undefined): boolean {
  return byte === 0x2b
}

/** The letter of a written `\n` is none. */
function isSymbolBefore(
  bytes: Uint8Array,
  end: number,
  isSymbol: (byte: number) => boolean,
): boolean {
  return isSymbol(bytes[end - 1]!) && !isWrittenBreak(bytes, end - 2)
}

function isHexDigit(byte: number): boolean {
  return hexValue(byte) >= 0
}
