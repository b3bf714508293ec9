import type { CompiledRule } from '../rules/rule-pack.ts'
import {
  addRange,
  emptySet,
  letters,
  removeByte,
  setHas,
  setOf,
  type ByteSet,
} from '../text/byte-set.ts'

const alphanumeric = setOf(`${letters}0123456789`)
const wordBytes = setOf(`${letters}0123456789_`)
/** What may follow a word of three letters: all of ASCII but letters. */
export const endsShortWord = nonLetters()

/** Letters that make one escape with a backslash before them. */
const escapeLetters = setOf('nrtbfv0')

export function isAlphanumeric(byte: number | undefined): boolean {
  return byte !== undefined && setHas(alphanumeric, byte)
}

export function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && setHas(wordBytes, byte)
}

export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 97 && (byte | 0x20) <= 122
}

/**
 * Whether the bytes right before `at` are the end of an escape, so that they are no part of a word:
 * `\n`, `%3D`, `\u003d`, `\x3d`; or of what tells a terminal of a colour.
 */
export function endsEscape(bytes: Uint8Array, at: number): boolean {
  if (startOfColour(bytes, at) < at) return true
  if (bytes[at - 2] === 0x5c) return setHas(escapeLetters, bytes[at - 1]!)
  if (!isHex(bytes[at - 1]) || !isHex(bytes[at - 2])) return false
  if (bytes[at - 3] === 0x25) return true
  if (bytes[at - 3] === 0x78) return bytes[at - 4] === 0x5c
  return (
    isHex(bytes[at - 3]) && isHex(bytes[at - 4]) && bytes[at - 5] === 0x75 && bytes[at - 6] === 0x5c
  )
}

/** Longest list of numbers in a control sequence of a terminal. */
const colourBytesMax = 24
const colourBytes = setOf('0123456789;:?')

/**
 * Where the control sequence begins that ends right before `at`: ESC, `[`, numbers, a letter (ECMA-48, 5.4).
 *
 * @returns `at` when there is none
 */
export function startOfColour(bytes: Uint8Array, at: number): number {
  if (!isLetter(bytes[at - 1])) return at
  const least = at - 1 - colourBytesMax
  let from = at - 1
  while (from > least && setHas(colourBytes, bytes[from - 1] ?? 0)) from--
  return bytes[from - 1] === 0x5b && bytes[from - 2] === 0x1b ? from - 2 : at
}

/** Offset behind all control sequences that begin at `at`. */
export function skipColours(bytes: Uint8Array, at: number): number {
  let end = at
  while (bytes[end] === 0x1b && bytes[end + 1] === 0x5b) {
    const most = end + 2 + colourBytesMax
    let to = end + 2
    while (to < most && setHas(colourBytes, bytes[to] ?? 0)) to++
    if (!isLetter(bytes[to])) return end
    end = to + 1
  }
  return end
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102)
}

/**
 * Whether a rule's literal is looked at in the middle of a word too: the secret itself begins with it, so that it may stand
 * right behind another one.
 */
export function startsAnywhere({ anchors, hasGroups }: CompiledRule): boolean {
  return anchors.kind === 'literals' && anchors.before === 0 && !hasGroups
}

/** Whether a word starts at `at`: no letter before it, or the case turns upwards there (`myHeroku`). */
export function startsWord(bytes: Uint8Array, at: number): boolean {
  const previous = bytes[at - 1]
  if (!isLetter(previous)) return true
  if (endsEscape(bytes, at)) return true
  return previous! >= 97 && bytes[at]! <= 90
}

function nonLetters(): ByteSet {
  const set = emptySet()
  addRange(set, 0, 0x7f)
  for (const letter of letters) removeByte(set, letter.charCodeAt(0))
  return set
}
