import type { Span } from '../text/span.ts'
import { stringEnd } from './json-reader.ts'

/** A stretch of a text that has a name, or is JSON. */
export interface NamedValue {
  /** From the outside in; none of JSON that stands by itself. */
  readonly names: readonly Span[]
  /** Of the value, without quotes; of JSON its first byte, and its end is not known. */
  readonly start: number
  readonly end: number
  /** `literal`: in single quotes, which have no escapes. */
  readonly kind: 'json' | 'quoted' | 'literal' | 'plain'
}

/** `name=`; JSON in braces, or a list of such; `[id name="` of syslog's structured data. */
const opening =
  /(?<![\w.@/-])([A-Za-z_][\w.@/-]{0,63})=|\{\s{0,8}["}]|\[\s{0,8}\{\s{0,8}"|\[([\w.-]{1,32})(?:@\d{1,10})?(?= [\w.@-]{1,32}=")/g
const jsonStart = /^(?:\{\s{0,8}["}]|\[\s{0,8}[{["\]])/
const valueEnd = /\s/g
const queryValueEnd = /[\s&]/g

/** Finds the named values of a text from the left to the right, in linear time: logfmt, syslog, query strings, JSON. */
export class NamedValues {
  /** Where to go on; to be set behind JSON that was read. */
  at = 0
  readonly #text: string
  /** The element of structured data that is open. */
  #group: Span | undefined

  constructor(text: string) {
    this.#text = text
  }

  next(): NamedValue | undefined {
    for (;;) {
      opening.lastIndex = this.at
      const found = opening.exec(this.#text)
      if (!found) {
        this.at = this.#text.length
        return undefined
      }
      const [whole, name, group] = found
      const end = found.index + whole.length
      if (group !== undefined) {
        this.#group = { start: found.index + 1, end: found.index + 1 + group.length }
        this.at = end
      } else if (name !== undefined) {
        return this.#valueOf({ start: found.index, end: end - 1 })
      } else {
        this.at = found.index + 1
        return { names: [], start: found.index, end: Infinity, kind: 'json' }
      }
    }
  }

  #valueOf(name: Span): NamedValue {
    const start = name.end + 1
    const names = this.#group ? [this.#group, name] : [name]
    const first = this.#text[start]
    if (first === '"' || first === "'") {
      const found =
        first === '"' ? stringEnd(this.#text, start + 1) : this.#text.indexOf("'", start + 1)
      const end = found < 0 ? this.#text.length : found
      this.at = end + 1
      if (this.#text[this.at] === ']') this.#group = undefined
      return { names, start: start + 1, end, kind: first === '"' ? 'quoted' : 'literal' }
    }
    this.#group = undefined
    if (jsonStart.test(this.#text.slice(start, start + 16))) {
      this.at = start + 1
      return { names: [name], start, end: Infinity, kind: 'json' }
    }
    const before = this.#text[name.start - 1]
    const ends = before === '?' || before === '&' ? queryValueEnd : valueEnd
    ends.lastIndex = start
    const end = ends.exec(this.#text)?.index ?? this.#text.length
    this.at = end
    return { names: [name], start, end, kind: 'plain' }
  }
}
