import { concatBytes } from '../../text/bytes.ts'
import type { Span } from '../../text/span.ts'

/** A secret that is shorter is found by nothing but its surroundings, which these formats do not have. */
const textLengthMin = 8
const depthMax = 16

/** All texts together may be longer than the bytes they are from, as lengths are guessed. */
export const embeddedBytesMax = 1 << 24

/**
 * Texts inside of Avro or Protobuf, each on a line of its own. Both put a length before a text and nothing between texts:
 * the length of 40 is the letter `P` in Avro and `(` in Protobuf. So a rule that wants a border before a secret would not see
 * it where it stands. In Avro every byte that may be the length of what follows is taken as one, as nothing else tells.
 *
 * @returns undefined when that is more than {@link embeddedBytesMax}
 */
export function embeddedTexts(bytes: Uint8Array): Uint8Array | undefined {
  const spans = [...avroTexts(bytes), ...protobufTexts(bytes)]
  const total = spans.reduce((sum, { start, end }) => sum + end - start + 1, 0)
  if (total > embeddedBytesMax) return undefined
  return concatBytes(spans.flatMap(({ start, end }) => [bytes.subarray(start, end), lineFeed]))
}

const lineFeed = Uint8Array.of(10)

/** Whether bytes have what no text has: control characters but for tabs, line ends and escapes. */
export function isBinary(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte < 0x20 && !isWhite(byte) && byte !== 0x1b) return true
  }
  return false
}

function isWhite(byte: number): boolean {
  return byte === 9 || byte === 10 || byte === 13
}

/** Lengths of one byte that are letters, digits or the like; others are borders in the bytes themselves. */
function* avroTexts(bytes: Uint8Array): Generator<Span> {
  const ends = textEnds(bytes)
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    // Zigzag: odd ones are negative.
    if (byte < 0x2a || byte > 0x7e || (byte & 1) === 1) continue
    const start = at + 1
    const end = start + (byte >> 1)
    if (end - start >= textLengthMin && end <= (ends[start] ?? 0)) yield { start, end }
  }
}

/** By offset: where the text that it is in ends. */
function textEnds(bytes: Uint8Array): Uint32Array {
  const ends = new Uint32Array(bytes.length)
  let end = bytes.length
  for (let at = bytes.length - 1; at >= 0; at--) {
    const byte = bytes[at]!
    const isText = byte >= 0x20 ? byte !== 0x7f : isWhite(byte)
    if (!isText) end = at
    ends[at] = end
  }
  return ends
}

/** Kinds of fields. */
const varint = 0
const fixed64 = 1
const lengthDelimited = 2
const fixed32 = 5

/** Fields of a message, if it is one; behind the schema's number stands which message it is, mostly a zero byte. */
function protobufTexts(bytes: Uint8Array): Span[] {
  for (const start of [0, 1]) {
    if (start === 1 && bytes[0] !== 0) break
    const texts = messageTexts(bytes, { start, end: bytes.length }, 0)
    if (texts) return texts
  }
  return []
}

/** @returns undefined when the bytes are no message */
function messageTexts(bytes: Uint8Array, { start, end }: Span, depth: number): Span[] | undefined {
  const texts: Span[] = []
  for (let at = start; at < end;) {
    const tag = readVarint(bytes, at, end)
    if (!tag || tag.value < 8) return undefined
    const kind = tag.value % 8
    const length = kind === fixed64 ? 8 : kind === fixed32 ? 4 : 0
    at = tag.end + length
    if (kind === varint || kind === lengthDelimited) {
      const number = readVarint(bytes, tag.end, end)
      if (!number) return undefined
      at = number.end
      if (kind === lengthDelimited) {
        const field = { start: at, end: at + number.value }
        if (field.end > end) return undefined
        texts.push(...fieldTexts(bytes, field, depth))
        at = field.end
      }
    } else if (length === 0) return undefined
    if (at > end) return undefined
  }
  return texts
}

function fieldTexts(bytes: Uint8Array, field: Span, depth: number): Span[] {
  if (field.end - field.start < textLengthMin) return []
  const isMessage = depth < depthMax && isBinary(bytes.subarray(field.start, field.end))
  return (isMessage ? messageTexts(bytes, field, depth + 1) : undefined) ?? [field]
}

function readVarint(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let at = start, scale = 1; at < end && at < start + 10; at++, scale *= 128) {
    value += (bytes[at]! & 0x7f) * scale
    if (bytes[at]! < 0x80) return { value, end: at + 1 }
  }
  return undefined
}
