import { bytesOfUtf8, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'

/** A text, one character per byte, that was made of an outer one by undoing escapes; it knows where its bytes came from. */
export class OffsetText {
  readonly text: string
  /** Outer offset of each byte and of the end; undefined where all are shifted alike. */
  readonly #starts: Uint32Array | undefined
  readonly #shift: number

  private constructor(text: string, starts: Uint32Array | undefined, shift: number) {
    this.text = text
    this.#starts = starts
    this.#shift = shift
  }

  /** The outermost text itself. */
  static of(text: string): OffsetText {
    return new OffsetText(text, undefined, 0)
  }

  /**
   * What a JSON string says.
   *
   * @param span in this text, between the quotes; unknown escapes stay as they are
   */
  unescaped({ start, end }: Span): OffsetText {
    const { text } = this
    const first = text.indexOf('\\', start)
    if (first < 0 || first >= end) {
      const plain = text.slice(start, end)
      if (!this.#starts) return new OffsetText(plain, undefined, this.#shift + start)
      return new OffsetText(plain, this.#starts.subarray(start, end + 1), 0)
    }
    const starts = new Uint32Array(end - start + 1)
    let length = 0
    let result = ''
    for (let at = start; at < end;) {
      const next = text.indexOf('\\', at)
      const plainEnd = next < 0 || next > end ? end : next
      result += text.slice(at, plainEnd)
      for (; at < plainEnd; at++) starts[length++] = this.outerOf(at)
      if (at >= end) break
      const escape = escapeAt(text, at, end)
      result += escape.bytes
      starts.fill(this.outerOf(at), length, length + escape.bytes.length)
      length += escape.bytes.length
      at += escape.length
    }
    starts[length] = this.outerOf(end)
    return new OffsetText(result, starts.subarray(0, length + 1), 0)
  }

  /** @param offset of this text, its end included */
  outerOf(offset: number): number {
    return this.#starts ? this.#starts[offset]! : offset + this.#shift
  }

  /** The last byte that came from there or from before, at least 0. */
  innerOf(outer: number): number {
    if (!this.#starts) return Math.max(0, outer - this.#shift)
    let low = 0
    let high = this.text.length
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= outer) low = middle
      else high = middle - 1
    }
    // The bytes of one escape all came from its start.
    while (low > 0 && this.#starts[low - 1] === this.#starts[low]) low--
    return low
  }
}

const plainEscapes: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
} // prettier-ignore

/** What an escape of JSON stands for, in UTF-8, never longer than itself. */
function escapeAt(text: string, at: number, end: number): { bytes: string; length: number } {
  const name = at + 1 < end ? text[at + 1]! : ''
  const plain = plainEscapes[name]
  if (plain !== undefined) return { bytes: plain, length: 2 }
  const unit = name === 'u' ? hexUnit(text, at + 2, end) : -1
  if (unit < 0) return { bytes: '\\', length: 1 }
  const isHigh = unit >= 0xd800 && unit < 0xdc00 && text[at + 6] === '\\' && text[at + 7] === 'u'
  const low = isHigh ? hexUnit(text, at + 8, end) : -1
  const isPair = low >= 0xdc00 && low < 0xe000
  const units = isPair ? String.fromCharCode(unit, low) : String.fromCharCode(unit)
  return { bytes: latin1Of(bytesOfUtf8(units)), length: isPair ? 12 : 6 }
}

function hexUnit(text: string, at: number, end: number): number {
  const digits = at + 4 <= end ? text.slice(at, at + 4) : ''
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1
}
