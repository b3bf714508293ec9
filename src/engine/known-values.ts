import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import { isPlainlyKnown } from './known-plain.ts'
import { isKnownLine, refusalOf } from './known-refusal.ts'
import { textsMax, type KnownTable } from './known-table.ts'
import { KnownTexts } from './known-texts.ts'
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
    const texts = new OwnedTexts()
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

/** Collects texts, and whose they are. */
class OwnedTexts {
  readonly #texts = new KnownTexts()
  readonly #owners: number[] = []
  readonly #aliases = new Map<number, number[]>()

  /** Returns why the value is refused. A value whose lines are known is not, for being too long. */
  addValue(value: Uint8Array, owner: number): string | undefined {
    const bytes = trimmed(value)
    if (!bytes.includes(lineFeed)) return this.#addLine(bytes, owner)
    const text = latin1Of(bytes).replaceAll('\r\n', '\n')
    const lines = text.split('\n').map((line) => line.trim())
    const known = lines.filter((line) => isKnownLine(line))
    for (const line of known) this.#add(bytesOfLatin1(line), owner)
    const reason = refusalOfLines(text, lines, known.length)
    const isTooLong = known.length > 0 && reason?.startsWith('longer') === true
    if (reason === undefined) this.#add(bytesOfLatin1(text), owner)
    return isTooLong ? undefined : reason
  }

  toTable(names: readonly string[]): KnownTable {
    const { bytes, ends, lengthMax } = this.#texts
    const entries = new Entries()
    let number = 0
    const chooser = new WindowChooser(ends.length, (codes, at, place) =>
      entries.add(codes, at, number, place),
    )
    for (let at = 0, start = 0; at < ends.length; start = ends[at++]!) {
      chooser.count(bytes, start, ends[at]!)
    }
    for (let at = 0, start = 0; at < ends.length; start = ends[at++]!) {
      number = at + 1
      chooser.choose(bytes.subarray(start, ends[at]))
    }
    return {
      names,
      nameOf: Uint32Array.from(this.#owners),
      aliases: this.#aliases,
      bytes: bytes.slice(),
      ends: ends.slice(),
      entries: entries.toBytes(),
      lengthMax,
    }
  }

  #addLine(bytes: Uint8Array, owner: number): string | undefined {
    const reason = isPlainlyKnown(bytes) ? undefined : refusalOf(latin1Of(bytes))
    if (reason === undefined) this.#add(bytes, owner)
    return reason
  }

  #add(text: Uint8Array, owner: number): void {
    const { size } = this.#texts
    const number = this.#texts.add(text, textsMax)
    if (number < 0) throw tooMany(owner)
    if (number === size) {
      this.#owners.push(owner)
      return
    }
    const owners = this.#aliases.get(number) ?? []
    if (this.#owners[number] === owner || owners.includes(owner)) return
    this.#aliases.set(number, [...owners, owner])
  }
}

const lineFeed = 10

/** Without blanks and line ends around it, those of ASCII: other bytes may be half of a character. */
function trimmed(value: Uint8Array): Uint8Array {
  let start = 0
  let end = value.length
  while (start < end && isBlank(value[start]!)) start++
  while (end > start && isBlank(value[end - 1]!)) end--
  return value.subarray(start, end)
}

function isBlank(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13)
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
