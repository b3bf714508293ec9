import { overlapsAny, type Span } from '../text/span.ts'
import type { QuotedSpan } from './json-number.ts'
import { JsonPaths } from './json-paths.ts'
import { NamedValues, type NamedValue } from './named-values.ts'
import { OffsetText } from './offset-text.ts'
import { shownKey } from './shown-key.ts'

const pathBytesMax = 128
/** Texts in texts that are looked into. */
const levelsMax = 16

/** Where something stands. */
export interface Place {
  /** From the outside in. */
  readonly parts: readonly string[]
  /** In JSON that stands in the record, or in a text in it. */
  readonly isInJson: boolean
  /** A number, `true`, `false` or `null` that it stands in, and the quotes that would make it a string there. */
  readonly literal?: QuotedSpan
}

const nowhere: Place = { parts: [], isInJson: false }

/**
 * Tells where in a record something stands: keys of JSON from the outside in, joined by dots, `[]` for a list; the name of
 * `name=value`; `id.name` in structured data of syslog; in a string what it holds itself, JSON or pairs. A key's own
 * path ends in `{}`; an element of a list that has a name goes by it (`attributes.db.password`). Empty in plain text.
 *
 * Holds no secret: what does not look like a key is `*`, and so is what is masked. At most 128 bytes.
 */
export class FieldPaths {
  readonly #text: string
  readonly #masks: readonly Span[]
  #level: Level
  #asked = 0

  /**
   * @param text one character per byte
   * @param masks ascending, disjoint: keys in them are not shown
   */
  constructor(text: string, masks: readonly Span[] = []) {
    this.#text = text
    this.#masks = masks
    this.#level = this.#outermost()
  }

  /** Ascending offsets take time in proportion to the text in all, others each. */
  placeAt(offset: number): Place {
    if (offset < this.#asked) this.#level = this.#outermost()
    this.#asked = offset
    return this.#level.placeAt(offset)
  }

  /** The path of {@link placeAt}. */
  at(offset: number): string {
    return pathOf(this.placeAt(offset))
  }

  #outermost(): Level {
    return new Level(OffsetText.of(this.#text), this.#masks, levelsMax)
  }
}

export function pathOf({ parts }: Place): string {
  let path = joined(parts)
  for (let from = 1; path.length > pathBytesMax; from++) path = `*.${joined(parts.slice(from))}`
  return path
}

function joined(parts: readonly string[]): string {
  return parts.join('.').replaceAll('.[]', '[]')
}

/** One of the texts that stand in each other. */
class Level {
  readonly #text: OffsetText
  readonly #masks: readonly Span[]
  readonly #levelsBelow: number
  readonly #values: NamedValues
  #segment: Segment | undefined

  constructor(text: OffsetText, masks: readonly Span[], levelsBelow: number) {
    this.#text = text
    this.#masks = masks
    this.#levelsBelow = levelsBelow
    this.#values = new NamedValues(text.text)
    if (/^\s{0,64}[{["]/.test(text.text)) this.#segment = this.#json(0, [])
  }

  /** @param offset of this text, not smaller than the one before */
  placeAt(offset: number): Place {
    for (;;) {
      this.#segment ??= this.#next()
      if (!this.#segment || offset < this.#segment.start) return nowhere
      const place = this.#segment.placeAt(offset)
      if (place) return place
      this.#segment = undefined
    }
  }

  #next(): Segment | undefined {
    const value = this.#values.next()
    if (!value) return undefined
    const names = value.names.map(this.#shown)
    if (value.kind === 'json') return this.#json(value.start, names)
    return value.kind === 'plain' ? this.#plain(value, names) : this.#quoted(value, names)
  }

  #json(start: number, names: readonly string[]): Segment {
    const paths = new JsonPaths(this.#text.text, start, this.#shown, (span) => this.#below(span))
    let isList: boolean | undefined
    const placeAt = (offset: number): Place | undefined => {
      const place = paths.placeAt(offset)
      if (!place) {
        this.#values.at = Math.max(this.#values.at, paths.at)
        return undefined
      }
      const parts = [...names, ...place.parts]
      // What looks like a list may be words in brackets.
      const isLiteral = place.literal && (paths.isInObject || (isList ??= isJson(this.#text.text)))
      return isLiteral ? { ...place, parts } : { parts, isInJson: place.isInJson }
    }
    return { start, placeAt }
  }

  #quoted({ start, end, kind }: NamedValue, names: readonly string[]): Segment {
    const below = this.#below({ start, end }, kind === 'quoted')
    const placeAt = (offset: number) => (offset < end ? named(names, below(offset)) : undefined)
    return { start, placeAt }
  }

  #plain({ start, end }: NamedValue, names: readonly string[]): Segment {
    const placeAt = (offset: number) => {
      if (offset >= end) return undefined
      const query = queryName(this.#text.text, start, offset)
      return named(query ? [...names, this.#shown(query)] : names, nowhere)
    }
    return { start, placeAt }
  }

  /** Places inside of a string, by offsets of this text. */
  #below(span: Span, isEscaped = true): (offset: number) => Place {
    if (this.#levelsBelow === 0) return () => nowhere
    let level: Level | undefined
    let inner: OffsetText
    return (offset) => {
      if (!level) {
        inner = isEscaped ? this.#text.unescaped(span) : this.#text.part(span)
        level = new Level(inner, this.#masks, this.#levelsBelow - 1)
      }
      const place = level.placeAt(inner.innerOf(this.#text.outerOf(offset)))
      return place.literal
        ? { ...place, literal: this.#outerLiteral(place.literal, inner, isEscaped) }
        : place
    }
  }

  /** A literal of a text in this one. */
  #outerLiteral({ span, quotes }: QuotedSpan, inner: OffsetText, isEscaped: boolean): QuotedSpan {
    const start = this.#text.innerOf(inner.outerOf(span.start))
    const end = this.#text.innerOf(inner.outerOf(span.end))
    return {
      span: { start, end },
      quotes: isEscaped ? quotes.replaceAll(/["\\]/g, '\\$&') : quotes,
    }
  }

  readonly #shown = ({ start, end }: Span): string => {
    const outer = { start: this.#text.outerOf(start), end: this.#text.outerOf(end) }
    return overlapsAny(this.#masks, outer) ? '*' : shownKey(this.#text.text.slice(start, end))
  }
}

/** A stretch of a text that has names. */
interface Segment {
  readonly start: number
  /** @returns undefined behind its end */
  readonly placeAt: (offset: number) => Place | undefined
}

function named(names: readonly string[], place: Place): Place {
  return { ...place, parts: [...names, ...place.parts] }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const queryBytesMax = 48

/** Of `…?name=` right before an offset. */
function queryName(text: string, start: number, offset: number): Span | undefined {
  const before = text.slice(Math.max(start, offset - queryBytesMax), offset)
  const name = /[?&;]([\w.-]{1,40})=$/.exec(before)?.[1]
  return name === undefined ? undefined : { start: offset - 1 - name.length, end: offset - 1 }
}
