import type { Span } from '../text/span.ts'
import type { Place } from './field-paths.ts'
import { JsonReader, type JsonFrame, type JsonToken } from './json-reader.ts'

/** Outer levels of a value that is deeper are not told. */
const framesMax = 40

/** Keys that give an element of a list its name, and those under which its value stands. */
const labelKeys: ReadonlySet<string> = new Set(['key', 'name', 'Key', 'Name'])
const valueKeys: ReadonlySet<string> = new Set(['value', 'Value'])

/** Paths in one JSON value of a text, up to where it ends or is none. */
export class JsonPaths {
  readonly #text: string
  readonly #reader: JsonReader
  readonly #shown: (key: Span) => string
  readonly #below: (string: Span) => (offset: number) => Place
  /** Names of list elements, by the object. */
  readonly #labels = new WeakMap<JsonFrame, Span>()
  #token: JsonToken
  #inside: ((offset: number) => Place) | undefined

  /**
   * @param shown what is to be shown of a key
   * @param below paths in a string's text
   */
  constructor(
    text: string,
    start: number,
    shown: (key: Span) => string,
    below: (string: Span) => (offset: number) => Place,
  ) {
    this.#text = text
    this.#reader = new JsonReader(text, start)
    this.#shown = shown
    this.#below = below
    this.#token = this.#reader.next()
  }

  /** Offset behind what was read. */
  get at(): number {
    return this.#reader.at
  }

  /**
   * @param offset not smaller than the one before
   * @returns undefined behind the value
   */
  placeAt(offset: number): Place | undefined {
    while (this.#reader.at <= offset && this.#token !== 'end' && this.#token !== 'fault') {
      this.#token = this.#reader.next()
      this.#inside = undefined
      if (this.#token === 'string') this.#noteLabel()
    }
    const { frames, start, end } = this.#reader
    if (this.#token === 'end' || (this.#token === 'fault' && !this.#isCutOff())) return undefined
    if (this.#token === 'key')
      return { parts: [...this.#framesPath(frames.length - 1), '{}'], isInJson: true }
    const parts = this.#framesPath(frames.length)
    if (this.#token === 'scalar' && offset >= start)
      return { parts, isInJson: true, literal: { span: { start, end }, quotes: '"' } }
    if (this.#token !== 'string' || offset < start) return { parts, isInJson: true }
    this.#inside ??= this.#below({ start, end })
    const inside = this.#inside(offset)
    return { ...inside, parts: [...parts, ...inside.parts], isInJson: true }
  }

  /** Whether a list of no JSON could look the same. */
  get isInObject(): boolean {
    return this.#reader.frames.some(({ isList }) => !isList)
  }

  /** Whether a string has no end: what follows still stands under its key. */
  #isCutOff(): boolean {
    return this.#text[this.#reader.at] === '"'
  }

  #noteLabel(): void {
    const { frames, start, end } = this.#reader
    const frame = frames.at(-1)
    if (!frame?.key || frames.at(-2)?.isList !== true) return
    if (labelKeys.has(this.#keyOf(frame.key))) this.#labels.set(frame, { start, end })
  }

  /** @param depth frames whose members are told; of an object inside of them only that it is there */
  #framesPath(depth: number): string[] {
    const { frames } = this.#reader
    const parts: string[] = []
    let from = 0
    if (frames.length > framesMax) {
      from = frames.length - framesMax
      parts.push('*')
    }
    for (let at = from; at < depth; at++) {
      const frame = frames[at]!
      const label = this.#labelOf(frame)
      if (label) {
        if (parts.at(-1) === '[]') parts.pop()
        parts.push(this.#shown(label))
        break
      }
      if (frame.isList) parts.push('[]')
      else if (frame.key) parts.push(this.#shown(frame.key))
    }
    return parts
  }

  /** The element's name, where it is its value that is read. */
  #labelOf(frame: JsonFrame): Span | undefined {
    const label = frame.key && this.#labels.get(frame)
    return label && valueKeys.has(this.#keyOf(frame.key!)) ? label : undefined
  }

  #keyOf({ start, end }: Span): string {
    return end - start > 8 ? '' : this.#text.slice(start, end)
  }
}
