import { latin1Of } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import { isKnownLine, refusalOf } from './known-refusal.ts'
import { textsMax, type KnownTable } from './known-table.ts'
import { WindowChooser } from './known-windows.ts'

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
  constructor(values: Iterable<KnownValue>) {
    const texts = new KnownTexts()
    const names: string[] = []
    const refused: RefusedValue[] = []
    for (const { name, value } of values) {
      const reason = texts.addValue(value, names.length)
      if (reason !== undefined) refused.push({ name, reason })
      names.push(name)
    }
    this.refused = refused
    this.count = names.length - refused.length
    this.table = texts.toTable(names)
  }
}

/** Collects texts, each once. */
class KnownTexts {
  /** By text, one character per byte. */
  readonly #numbers = new Map<string, number>()
  readonly #owners: number[] = []
  readonly #aliases = new Map<number, number[]>()
  #bytes = 0
  #lengthMax = 0

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
    const { bytes, ends } = this.#pack()
    const textAt = (at: number) => bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at])
    const entries = new Entries()
    let number = 0
    const chooser = new WindowChooser(ends.length, (codes, at, place) =>
      entries.add(codes, at, number, place),
    )
    for (let at = 0; at < ends.length; at++) chooser.count(textAt(at))
    for (let at = 0; at < ends.length; at++) {
      number = at + 1
      chooser.choose(textAt(at))
    }
    return {
      names,
      nameOf: Uint32Array.from(this.#owners),
      aliases: this.#aliases,
      bytes,
      ends,
      entries: entries.toBytes(),
      lengthMax: this.#lengthMax,
    }
  }

  /** Lets go of the texts. */
  #pack(): { bytes: Uint8Array; ends: Uint32Array } {
    const bytes = new Uint8Array(this.#bytes)
    const ends = new Uint32Array(this.#numbers.size)
    let end = 0
    for (const [text, number] of this.#numbers) {
      for (let at = 0; at < text.length; at++) bytes[end++] = text.charCodeAt(at)
      ends[number] = end
    }
    this.#numbers.clear()
    return { bytes, ends }
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
      this.#bytes += text.length
      this.#lengthMax = Math.max(this.#lengthMax, text.length)
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
