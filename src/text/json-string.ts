import { escapeLength, hexUnit } from './json-lexis.ts'

const backslash = 0x5c

/**
 * What a JSON string says, in UTF-8; of half a surrogate pair the three bytes that it would have, as `bytesOfText` writes
 * it. What is no escape, or no UTF-8, stays as it is.
 *
 * @param content between the quotes; itself returned where nothing is escaped
 */
export function decodeJsonString(content: Uint8Array): Uint8Array {
  const first = content.indexOf(backslash)
  if (first < 0) return content
  const decoded = new Uint8Array(content.length)
  decoded.set(content.subarray(0, first))
  let length = first
  for (let at = first; at < content.length;) {
    const byte = content[at]!
    const plain = byte === backslash ? plainEscapes[content[at + 1]!] : 0
    const taken = plain ? 2 : byte === backslash ? unitAt(content, at) : 0
    if (plain) decoded[length++] = plain
    else if (taken > 0) length = putCode(codeAt(content, at, taken), decoded, length)
    else decoded[length++] = byte
    at += taken || 1
  }
  return decoded.subarray(0, length)
}

/** Length of one that is written with digits, in a string that is all there; 0: it is none. */
function unitAt(content: Uint8Array, at: number): number {
  const length = escapeLength(content, at, content.length)
  if (length >= 0) return length
  return content[at + 1] === 0x75 && hexUnit(content, at + 2) >= 0 ? 6 : 0
}

/** What an escape of two bytes stands for, by its second byte; 0 for others. */
const plainEscapes = new Uint8Array(256)
for (const [name, said] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'])
  plainEscapes[name!.charCodeAt(0)] = said!.charCodeAt(0)

function codeAt(content: Uint8Array, at: number, length: number): number {
  const unit = hexUnit(content, at + 2)
  if (length < 12) return unit
  return 0x10000 + ((unit - 0xd800) << 10) + hexUnit(content, at + 8) - 0xdc00
}

/** Writes a code point's UTF-8; returns where it ends. */
function putCode(code: number, output: Uint8Array, at: number): number {
  let end = at
  if (code < 0x80) {
    output[end++] = code
    return end
  }
  if (code < 0x800) output[end++] = 0xc0 | (code >> 6)
  else {
    if (code < 0x10000) output[end++] = 0xe0 | (code >> 12)
    else {
      output[end++] = 0xf0 | (code >> 18)
      output[end++] = 0x80 | ((code >> 12) & 63)
    }
    output[end++] = 0x80 | ((code >> 6) & 63)
  }
  output[end++] = 0x80 | (code & 63)
  return end
}

/**
 * What stands between the quotes for a text in UTF-8: only what must be is escaped, and what stands for half a surrogate
 * pair. Other bytes that are no UTF-8 are kept.
 *
 * @returns the text itself where nothing is escaped
 */
export function encodeJsonString(text: Uint8Array): Uint8Array {
  if (!text.some((byte, at) => needsEscape(text, byte, at))) return text
  const escaped: number[] = []
  for (let at = 0; at < text.length; at++) {
    const byte = text[at]!
    if (!needsEscape(text, byte, at)) escaped.push(byte)
    else if (byte === 0xed) {
      putEscape(0xd000 | ((text[at + 1]! & 63) << 6) | (text[at + 2]! & 63), escaped)
      at += 2
    } else if (byte < 0x20) putEscape(byte, escaped)
    else escaped.push(backslash, byte)
  }
  return Uint8Array.from(escaped)
}

function needsEscape(text: Uint8Array, byte: number, at: number): boolean {
  if (byte !== 0xed) return byte < 0x20 || byte === 0x22 || byte === backslash
  return (text[at + 1]! & 0xe0) === 0xa0 && (text[at + 2]! & 0xc0) === 0x80
}

/** `\n` and the like where there is one, else `\u` and four digits. */
function putEscape(unit: number, output: number[]): void {
  const written = JSON.stringify(String.fromCharCode(unit)).slice(1, -1)
  for (let at = 0; at < written.length; at++) output.push(written.charCodeAt(at))
}
