import { latin1Of } from '../text/bytes.ts'

/** A longer tag is none. */
const tagBytesMax = 1 << 16
/** Of what never ends, so much is kept. */
const specialBytesMax = 1 << 20

const tag =
  /<(\/?)([A-Za-z_][\w:.-]{0,200})(?![\w:.-])((?:"[^"]{0,60000}"|'[^']{0,60000}'|[^>"']){0,1000})>/y
const attribute = /([A-Za-z_][\w:.-]*)\s{0,80}=\s{0,80}(?:"([^"]*)"|'([^']*)')/g

/** What an XML text is made of; offsets are those of the file. */
export type XmlToken =
  | { readonly kind: 'open' | 'close'; readonly name: string; readonly start: number; readonly end: number; readonly attributes: readonly XmlAttribute[]; readonly isEmpty: boolean }
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number; readonly isLiteral: boolean } // prettier-ignore

export interface XmlAttribute {
  readonly name: string
  /** As it stands. */
  readonly value: string
}

/** Tells tags and texts of XML apart, in chunks of any size. Texts may come in pieces; a `<` that begins nothing is text. */
export class XmlScanner {
  readonly #onToken: (token: XmlToken) => void
  #buffer = ''
  /** Marks that the rest of the buffer does not hold. */
  readonly #missing = new Set<string>()
  /** Offset in the file of the buffer. */
  #base = 0

  constructor(onToken: (token: XmlToken) => void) {
    this.#onToken = onToken
  }

  push(bytes: Uint8Array): void {
    this.#buffer += latin1Of(bytes)
    this.#read(false)
  }

  end(): void {
    this.#read(true)
  }

  #read(isEnd: boolean): void {
    this.#missing.clear()
    let at = 0
    while (at < this.#buffer.length) {
      const next = this.#buffer.indexOf('<', at)
      if (next !== at) {
        const end = next < 0 ? this.#buffer.length : next
        this.#tellText(at, end, false)
        at = end
        continue
      }
      const end = this.#readMarkup(at)
      if (end > 0) at = end
      else if (isEnd || end === 0) {
        this.#tellText(at, at + 1, false)
        at++
      } else break
    }
    this.#buffer = this.#buffer.slice(at)
    this.#base += at
  }

  /** @returns where it ends; 0 for what is none, -1 for what may go on */
  #readMarkup(at: number): number {
    const special = this.#buffer.startsWith('<!--', at)
      ? this.#skip(at, '-->')
      : this.#buffer.startsWith('<![CDATA[', at)
        ? this.#readLiteral(at)
        : /^<[!?]/.test(this.#buffer.slice(at, at + 2))
          ? this.#skip(at, '>')
          : undefined
    if (special !== undefined) return special
    tag.lastIndex = at
    const found = tag.exec(this.#buffer)
    if (!found) return this.#buffer.length - at > tagBytesMax ? 0 : this.#mayBeTag(at) ? -1 : 0
    const [whole, slash, name, rest] = found
    const start = this.#base + at
    this.#onToken({
      kind: slash === '/' ? 'close' : 'open',
      name: name!,
      start,
      end: start + whole.length,
      attributes: attributesOf(rest!),
      isEmpty: rest!.endsWith('/'),
    })
    return at + whole.length
  }

  #mayBeTag(at: number): boolean {
    return /^<(?:\/?(?:[A-Za-z_]|$)|!|$)/.test(this.#buffer.slice(at, at + 3))
  }

  #skip(at: number, end: string): number {
    const found = this.#missing.has(end) ? -1 : this.#buffer.indexOf(end, at)
    if (found >= 0) return found + end.length
    this.#missing.add(end)
    return this.#buffer.length - at > specialBytesMax ? 0 : -1
  }

  #readLiteral(at: number): number {
    const end = this.#skip(at, ']]>')
    if (end > 0) this.#tellText(at + '<![CDATA['.length, end - ']]>'.length, true)
    return end
  }

  #tellText(from: number, to: number, isLiteral: boolean): void {
    const text = this.#buffer.slice(from, to)
    const start = this.#base + from
    this.#onToken({ kind: 'text', text, start, end: this.#base + to, isLiteral })
  }
}

function attributesOf(text: string): XmlAttribute[] {
  return Array.from(text.matchAll(attribute), ([, name, double, single]) => ({
    name: name!,
    value: double ?? single ?? '',
  }))
}
