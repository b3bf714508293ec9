import { labelOfBytes } from '../walk-label.ts'

/** Bytes in a header, and the unit that everything in a tar archive is padded to. */
export const tarBlockLength = 512

/** One header block of a tar archive, https://www.gnu.org/software/tar/manual/html_node/Standard.html */
export interface TarHeader {
  readonly name: string
  /** Length of the content in bytes, without padding. */
  readonly size: number
  /** One character; `0` and NUL are regular files. */
  readonly type: string
  /** Old GNU sparse format: another header block follows. */
  readonly isExtended: boolean
}

/** Whether a block is a header: its checksum is right. Archives older than ustar have nothing else. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < tarBlockLength || block[0] === 0) return false
  const stated = parseOctal(block, 148, 8)
  if (stated === undefined || stated === 0) return false
  let unsigned = 0
  let signed = 0
  for (let at = 0; at < tarBlockLength; at++) {
    const byte = at >= 148 && at < 156 ? 32 : block[at]!
    unsigned += byte
    signed += (byte << 24) >> 24
  }
  return stated === unsigned || stated === signed
}

/** @returns undefined for a block that is no header */
export function parseTarHeader(block: Uint8Array): TarHeader | undefined {
  if (!isTarHeader(block)) return undefined
  const size = parseNumber(block, 124, 12)
  if (size === undefined) return undefined
  const isUstar = textAt(block, 257, 6) === 'ustar'
  const prefix = isUstar ? labelOfBytes(fieldAt(block, 345, 155)) : ''
  const name = labelOfBytes(fieldAt(block, 0, 100))
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
    type: String.fromCharCode(block[156]!),
    isExtended: block[482] === 1,
  }
}

/** The header of a member that has become longer or shorter. */
export function withTarSize(block: Uint8Array, size: number): Uint8Array {
  const changed = Uint8Array.from(block)
  changed.fill(0, 124, 136)
  if (size < 8 ** 11) changed.set(asciiOf(size.toString(8).padStart(11, '0')), 124)
  else {
    changed[124] = 0x80
    for (let at = 135, rest = size; at > 124 && rest > 0; at--) {
      changed[at] = rest % 256
      rest = Math.floor(rest / 256)
    }
  }
  changed.fill(32, 148, 156)
  const sum = changed.reduce((total, byte) => total + byte, 0)
  changed.set(asciiOf(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return changed
}

function asciiOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

/** Octal digits, or a big-endian number of 95 bits where the first bit is set. */
function parseNumber(block: Uint8Array, start: number, length: number): number | undefined {
  if ((block[start]! & 0x80) === 0) return parseOctal(block, start, length)
  let value = block[start]! & 0x7f
  for (let at = start + 1; at < start + length; at++) value = value * 256 + block[at]!
  return Number.isSafeInteger(value) ? value : undefined
}

function parseOctal(block: Uint8Array, start: number, length: number): number | undefined {
  const digits = textAt(block, start, length).trim()
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined
}

function textAt(block: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...fieldAt(block, start, length))
}

/** A field up to its first NUL. */
function fieldAt(block: Uint8Array, start: number, length: number): Uint8Array {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return end < 0 ? field : field.subarray(0, end)
}
