import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import { isKnownLine, refusalOf } from './known-refusal.ts'
import { textsMax, type KnownTable } from './known-table.ts'
import { chooseWindows, GramCounts } from './known-windows.ts'

/** A value that is known to be secret. */
export interface KnownValue {
  readonly name: string
  /** Raw; blanks and line ends around it are no part of it. */
  readonly value: Uint8Array
}

/** A value that is not looked for; never holds the value. */
export interface RefusedValue {
  readonly name: string
  readonly reason: string
}

/**
 * Values that are looked for in every text, whole and in all their forms. A value of several lines is known as a whole
 * and, so far as no line is refused, by its lines.
 */
export class KnownValues {
  readonly table: KnownTable
  /** In the order they were given. */
  readonly refused: readonly RefusedValue[]
  /** Values that are looked for. */
  readonly count: number

  /** @throws StanchError `KNOWN_VALUES_TOO_MANY` */
  constructor(values: readonly KnownValue[]) {
    const texts = new KnownTexts()
    const refused: RefusedValue[] = []
    values.forEach(({ name, value }, at) => {
      const reason = texts.addValue(value, at)
      if (reason !== undefined) refused.push({ name, reason })
    })
    this.refused = refused
    this.count = values.length - refused.length
    const names = values.map(({ name }) => name)
    this.table = texts.toTable(names)
  }
}

/** Collects texts, each once. */
class KnownTexts {
  /** By text, one character per byte. */
  readonly #numbers = new Map<string, number>()
  readonly #owners: number[] = []
  readonly #aliases = new Map<number, number[]>()

  /** Returns why the value is refused. A value whose lines are known is not, for being too long. */
  addValue(value: Uint8Array, owner: number): string | undefined {
    const text = latin1Of(value).replaceAll('\r\n', '\n').trim()
    const lines = text.split('\n').map((line) => line.trim())
    if (lines.length === 1) return this.#addUnless(refusalOf(text), text, owner)
    const known = lines.filter((line) => isKnownLine(line))
    for (const line of known) this.#add(line, owner)
    const reason = refusalOfLines(text, lines, known.length)
    const isTooLong = known.length > 0 && reason?.startsWith('longer') === true
    return isTooLong ? undefined : this.#addUnless(reason, text, owner)
  }

  toTable(names: readonly string[]): KnownTable {
    const texts = Array.from(this.#numbers.keys(), bytesOfLatin1)
    const counts = new GramCounts(
      Math.min(22, Math.max(12, Math.ceil(Math.log2(texts.length + 1)) + 6)),
    )
    for (const text of texts) counts.add(text)
    const entries = new Entries()
    const ends = new Uint32Array(texts.length)
    let end = 0
    texts.forEach((text, at) => {
      ends[at] = end += text.length
      chooseWindows(text, counts, (codes, from, place) => entries.add(codes, from, at + 1, place))
    })
    const bytes = new Uint8Array(end)
    texts.forEach((text, at) => bytes.set(text, ends[at]! - text.length))
    return {
      names,
      nameOf: Uint32Array.from(this.#owners),
      aliases: this.#aliases,
      bytes,
      ends,
      entries: entries.toBytes(),
      lengthMax: texts.reduce((most, { length }) => Math.max(most, length), 0),
    }
  }

  #addUnless(reason: string | undefined, text: string, owner: number): string | undefined {
    if (reason === undefined) this.#add(text, owner)
    return reason
  }

  #add(text: string, owner: number): void {
    const known = this.#numbers.get(text)
    if (known === undefined) {
      if (this.#numbers.size === textsMax) throw tooMany(owner)
      this.#owners.push(owner)
      this.#numbers.set(text, this.#numbers.size)
      return
    }
    const owners = this.#aliases.get(known) ?? []
    if (this.#owners[known] === owner || owners.includes(owner)) return
    this.#aliases.set(known, [...owners, owner])
  }
}

/** Of a text with several lines: they say enough when one of them does, or when they are long together. */
function refusalOfLines(
  text: string,
  lines: readonly string[],
  knownLines: number,
): string | undefined {
  const length = refusalOf(text.replaceAll('\n', ' '))
  if (knownLines > 0 && length?.startsWith('longer') !== true) return undefined
  if (length !== undefined) return length
  const isSaid = lines.some((line) => refusalOf(line) === undefined)
  return isSaid ? undefined : 'several lines, each of which is short or common'
}

function tooMany(values: number): StanchError {
  return new StanchError(
    'KNOWN_VALUES_TOO_MANY',
    `Expected at most ${textsMax} known values and lines of such; got more, with the value ${values + 1}.\n` +
      'Leave out values that are no longer in use, or look for them in several runs.',
  )
}

/** Entries of 16 bytes as `wasm/known.ts` wants them. */
class Entries {
  #words = new Uint32Array(1 << 10)
  #length = 0

  add(codes: Uint8Array, at: number, text: number, place: number): void {
    if (this.#length === this.#words.length) {
      const longer = new Uint32Array(this.#length * 2)
      longer.set(this.#words)
      this.#words = longer
    }
    this.#words[this.#length] = wordAt(codes, at)
    this.#words[this.#length + 1] = wordAt(codes, at + 4)
    this.#words[this.#length + 2] = text
    this.#words[this.#length + 3] = place
    this.#length += 4
  }

  toBytes(): Uint8Array {
    return new Uint8Array(this.#words.slice(0, this.#length).buffer)
  }
}

function wordAt(codes: Uint8Array, at: number): number {
  return codes[at]! | (codes[at + 1]! << 8) | (codes[at + 2]! << 16) | (codes[at + 3]! << 24)
}
