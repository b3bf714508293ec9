import type { Span } from '../../text/span.ts'

const equalsSign = 0x3d
/** Bits of each character; 64 for those that stand for none, as line ends do. */
const sextets = new Uint8Array(256).fill(64)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
for (let at = 0; at < alphabet.length; at++) sextets[alphabet.charCodeAt(at)] = at

/**
 * The body of a part in base64 (RFC 2045, section 6.8), and where each of its bytes stands. What is not of the alphabet
 * is passed by; the first `=` ends it.
 */
export class Base64Body {
  readonly bytes: Uint8Array
  /** Offset behind its last character, padding included. */
  readonly end: number
  /** Runs of characters with nothing between them: which character each begins with, and where. */
  readonly #characters: readonly number[]
  readonly #offsets: readonly number[]

  /** @param body not altered */
  constructor(body: Uint8Array) {
    const bytes = new Uint8Array(Math.floor((body.length * 3) / 4))
    const characters: number[] = []
    const offsets: number[] = []
    let length = 0
    let count = 0
    let bits = 0
    let at = 0
    let end = 0
    let isInRun = false
    while (at < body.length && body[at] !== equalsSign) {
      if (isInRun && (count & 3) === 0) {
        const groupsEnd = decodeGroups(body, at, bytes, length)
        length += ((groupsEnd - at) * 3) >> 2
        count += groupsEnd - at
        if (groupsEnd > at) {
          end = at = groupsEnd
          continue
        }
      }
      const sextet = sextets[body[at]!]!
      if (sextet === 64) {
        isInRun = false
        at++
        continue
      }
      if (!isInRun) {
        characters.push(count)
        offsets.push(at)
        isInRun = true
        if ((count & 3) === 0) continue
      }
      bits = ((bits << 6) | sextet) & 0xffffff
      const phase = count++ & 3
      if (phase > 0) bytes[length++] = bits >> (6 - 2 * phase)
      end = ++at
    }
    while (body[at] === equalsSign) end = ++at
    this.bytes = bytes.subarray(0, length)
    this.end = end
    this.#characters = characters
    this.#offsets = offsets
  }

  /** The characters that hold a run of bytes, which is not empty. */
  spanOf({ start, end }: Span): Span {
    const first = Math.floor((start * 4) / 3)
    return { start: this.#offsetOf(first), end: this.#offsetOf(Math.ceil((end * 4) / 3) - 1) + 1 }
  }

  /** The bytes that a run of characters holds some of. */
  decodedOf({ start, end }: Span): Span {
    const first = Math.floor((this.#characterAt(start) * 3) / 4)
    const last = Math.ceil((this.#characterAt(end) * 3) / 4)
    return { start: Math.min(first, this.bytes.length), end: Math.min(last, this.bytes.length) }
  }

  #offsetOf(character: number): number {
    const run = lastUpTo(this.#characters, character)
    return this.#offsets[run]! + character - this.#characters[run]!
  }

  /** Of the first character at an offset or behind it. */
  #characterAt(offset: number): number {
    const run = lastUpTo(this.#offsets, offset)
    if (run < 0) return 0
    const next = this.#characters[run + 1] ?? Infinity
    return Math.min(next, this.#characters[run]! + offset - this.#offsets[run]!)
  }
}

/**
 * Decodes whole groups of four characters, as long as nothing else stands between.
 *
 * @param target written from `length` on
 * @returns where they end
 */
function decodeGroups(body: Uint8Array, from: number, target: Uint8Array, length: number): number {
  const limit = body.length - 4
  let at = from
  let to = length
  for (; at <= limit; at += 4) {
    const first = sextets[body[at]!]!
    const second = sextets[body[at + 1]!]!
    const third = sextets[body[at + 2]!]!
    const fourth = sextets[body[at + 3]!]!
    if ((first | second | third | fourth) > 63) break
    target[to] = (first << 2) | (second >> 4)
    target[to + 1] = (second << 4) | (third >> 2)
    target[to + 2] = (third << 6) | fourth
    to += 3
  }
  return at
}

/** @returns -1 when the first one is greater */
function lastUpTo(ascending: readonly number[], value: number): number {
  let low = -1
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (ascending[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** @returns one character per byte, padded, without line ends */
export function encodeBase64(bytes: Uint8Array): string {
  const groups: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const [first, second = 0, third = 0] = bytes.subarray(at, at + 3)
    const bits = (first! << 16) | (second << 8) | third
    const group = [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63]).join('')
    const length = Math.min(3, bytes.length - at) + 1
    groups.push(group.slice(0, length).padEnd(4, '='))
  }
  return groups.join('')
}
