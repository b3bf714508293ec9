import { latin1Of } from './bytes.ts'

/** A power of two. */
const slots = 1024
/** Longer runs are made anew each time. */
const bytesMax = 48

/** Remembers short runs of bytes as strings, one character per byte: keys of JSON are the same in each record. */
export class TextCache {
  readonly #texts: (string | undefined)[] = []

  textOf(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start
    if (length === 0) return ''
    if (length > bytesMax) return latin1Of(bytes, start, end)
    const first = bytes[start]!
    const middle = bytes[start + (length >> 1)]!
    const slot = (length * 67 + first * 31 + middle * 7 + bytes[end - 1]! * 131) & (slots - 1)
    const known = this.#texts[slot]
    if (known !== undefined && isText(known, bytes, start, length)) return known
    return (this.#texts[slot] = latin1Of(bytes, start, end))
  }
}

function isText(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false
  for (let at = 0; at < length; at++) {
    if (text.charCodeAt(at) !== bytes[start + at]) return false
  }
  return true
}
