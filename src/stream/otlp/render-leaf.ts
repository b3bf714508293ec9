import { equalBytes } from './redact-text.ts'
import type { Leaf, LeafName } from './export-message.ts'
import type { RedactedTexts } from './redacted-texts.ts'
import { TextBuffer } from './text-buffer.ts'

/** Of the keys around a text only so many are told, and of a long one only its end. Bytes. */
const keysMax = 8
const keyBytesMax = 64

/** A number of fewer digits is no secret by any rule. */
export const numberBytesMin = 6

const equals = 0x3d
const dot = 0x2e
const underscore = 0x5f

/** Quotes for a text that does not hold them; the last resort is none. */
const quotes = [0x22, 0x27, 0x60]

/** Whether it can be a secret, or hold one. */
export function isWorthReading(leaf: Leaf, texts: RedactedTexts): boolean {
  return texts.of(leaf).length >= (leaf.kind === 'number' ? numberBytesMin : 1)
}

/** Writes a text so that its name says what it is: `outer.inner="text"`; one without a name as it is. */
export function renderLeaf(into: TextBuffer, leaf: Leaf, texts: RedactedTexts): void {
  const text = texts.of(leaf)
  const name = nameOf(leaf)
  if (name === undefined) return into.add(text)
  addName(into, name, texts)
  into.addByte(equals)
  const quote = quoteFor(text)
  if (quote === undefined) return into.add(text)
  into.addByte(quote)
  into.add(text)
  into.addByte(quote)
}

/**
 * Takes away what {@link renderLeaf} put around a text.
 *
 * @param texts as they were rendered
 * @returns undefined when it is not there: a mask reaches over it, or a placeholder stands for all
 */
export function unrenderLeaf(
  leaf: Leaf,
  rendered: Uint8Array,
  texts: RedactedTexts,
): Uint8Array | undefined {
  if (nameOf(leaf) === undefined) return rendered
  const original = texts.of(leaf)
  const whole = new TextBuffer()
  renderLeaf(whole, leaf, texts)
  const behind = quoteFor(original) === undefined ? 0 : 1
  const before = whole.length - original.length - behind
  const end = rendered.length - behind
  if (end < before) return undefined
  const isFramed =
    equalBytes(rendered.subarray(0, before), whole.view(0, before)) &&
    equalBytes(rendered.subarray(end), whole.view(whole.length - behind))
  return isFramed ? rendered.subarray(before, end) : undefined
}

function nameOf({ kind, name }: Leaf): LeafName | undefined {
  return kind === 'key' || kind === 'opaque' ? undefined : name
}

function quoteFor(text: Uint8Array): number | undefined {
  return quotes.find((byte) => !text.includes(byte))
}

/** Keys joined by dots, in one word. */
function addName(into: TextBuffer, name: LeafName, texts: RedactedTexts, keysLeft = keysMax): void {
  if (name.outer && keysLeft > 1) {
    addName(into, name.outer, texts, keysLeft - 1)
    into.addByte(dot)
  }
  if (name.key === undefined) return
  const key = texts.of(name.key)
  for (let at = Math.max(0, key.length - keyBytesMax); at < key.length; at++) {
    into.addByte(isOfWord(key[at]!) ? key[at]! : underscore)
  }
}

function isOfWord(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === dot ||
    byte === 0x2d ||
    byte === underscore ||
    byte >= 0x80
  )
}
