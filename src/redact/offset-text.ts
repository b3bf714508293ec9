import { bytesOfUtf8, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'

/** A text, one character per byte, that was made of an outer one by undoing escapes; it knows where its bytes came from. */
export class OffsetText {
  readonly text: string
  /** Outer offset of each byte and of the end, or what makes them; undefined where all are shifted alike. */
  #map: Uint32Array | (() => Uint32Array) | undefined
  readonly #shift: number

  private constructor(
    text: string,
    map: Uint32Array | (() => Uint32Array) | undefined,
    shift: number,
  ) {
    this.text = text
    this.#map = map
    this.#shift = shift
  }

  get #starts(): Uint32Array | undefined {
    if (typeof this.#map === 'function') this.#map = this.#map()
    return this.#map
  }

  /** The outermost text itself. */
  static of(text: string): OffsetText {
    return new OffsetText(text, undefined, 0)
  }

  /** @param starts offset in the outer text of each byte and of the end, ascending */
  static mapped(text: string, starts: Uint32Array): OffsetText {
    return new OffsetText(text, starts, 0)
  }

  /** Of a text in which mostly nothing is found: {@link mapped}, whose offsets are made when somebody asks. */
  static lazy(text: string, starts: () => Uint32Array): OffsetText {
    return new OffsetText(text, starts, 0)
  }

  part({ start, end }: Span): OffsetText {
    const text = this.text.slice(start, end)
    if (!this.#map) return new OffsetText(text, undefined, this.#shift + start)
    return new OffsetText(text, () => this.#starts!.subarray(start, end + 1), 0)
  }

  /**
   * What a JSON string says.
   *
   * @param span in this text, between the quotes; unknown escapes stay as they are
   */
  unescaped({ start, end }: Span): OffsetText {
    const raw = this.text.slice(start, end)
    if (!raw.includes('\\')) return this.part({ start, end })
    const bytes = new Uint8Array(raw.length)
    const starts = new Uint32Array(raw.length + 1)
    let length = 0
    for (let at = 0; at < raw.length;) {
      const code = raw.charCodeAt(at)
      const plain = code === backslash ? plainEscape(raw.charCodeAt(at + 1)) : code
      if (plain >= 0) {
        starts[length] = this.outerOf(start + at)
        bytes[length++] = plain
        at += code === backslash ? 2 : 1
        continue
      }
      const escape = unitEscape(raw, at)
      starts.fill(this.outerOf(start + at), length, length + escape.bytes.length)
      bytes.set(escape.bytes, length)
      length += escape.bytes.length
      at += escape.length
    }
    starts[length] = this.outerOf(end)
    return new OffsetText(latin1Of(bytes, 0, length), starts.subarray(0, length + 1), 0)
  }

  /** @param offset of this text, its end included */
  outerOf(offset: number): number {
    const starts = this.#starts
    return starts ? starts[offset]! : offset + this.#shift
  }

  /** The last byte that came from there or from before, at least 0. */
  innerOf(outer: number): number {
    const starts = this.#starts
    if (!starts) return Math.max(0, outer - this.#shift)
    let low = 0
    let high = this.text.length
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= outer) low = middle
      else high = middle - 1
    }
    // The bytes of one escape all came from its start.
    while (low > 0 && starts[low - 1] === starts[low]) low--
    return low
  }
}

const backslash = 0x5c

/** What an escape of two bytes stands for, by its second; -1 for others. */
function plainEscape(name: number): number {
  if (name === backslash || name === 0x22 || name === 0x2f) return name
  return escapeNames.get(name) ?? -1
}

const escapeNames: ReadonlyMap<number, number> = new Map([
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
])

/** What `\\u…` stands for, in UTF-8, never longer than itself; of what is no escape only the backslash. */
function unitEscape(text: string, at: number): { bytes: Uint8Array; length: number } {
  const unit = text[at + 1] === 'u' ? hexUnit(text, at + 2) : -1
  if (unit < 0) return { bytes: Uint8Array.of(backslash), length: 1 }
  const isHigh = unit >= 0xd800 && unit < 0xdc00 && text[at + 6] === '\\' && text[at + 7] === 'u'
  const low = isHigh ? hexUnit(text, at + 8) : -1
  const isPair = low >= 0xdc00 && low < 0xe000
  const units = isPair ? String.fromCharCode(unit, low) : String.fromCharCode(unit)
  return { bytes: bytesOfUtf8(units), length: isPair ? 12 : 6 }
}

function hexUnit(text: string, at: number): number {
  const digits = text.slice(at, at + 4)
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1
}
