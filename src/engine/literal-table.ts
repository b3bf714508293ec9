import type { ByteSet } from '../text/byte-set.ts'
import { bytesOfLatin1, concatBytes } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import { conditionBytes } from './condition-layout.ts'
import type { Condition } from './literal-condition.ts'
import { chooseFactor, gramAt, gramsOf, markGram, type Gram } from './literal-grams.ts'
import {
  filterBytes,
  gramBytes,
  headerBytes,
  listsAddress,
  placeOf,
  sieveBytes,
  slotBytes,
  slotCount,
  type LiteralTable,
} from './literal-layout.ts'

/** Slots that may be taken, so that the search for a key that is none stays short. */
export const keysMax = Math.floor(slotCount * 0.75)

/** A literal the prefilter looks for. */
export interface Literal {
  readonly text: string
  /** In any case; `text` is lower case then. */
  readonly ignoreCase: boolean
  /** The bytes that can follow it, if known: where another one does it is no hit. */
  readonly next: ByteSet | undefined
  /** One of them must hold where it stands; elsewhere it is no hit. Without any it is one everywhere. */
  readonly conditions: readonly Condition[]
}

/** One literal under one of its grams. */
export interface Entry {
  readonly id: number
  readonly gram: Gram
  readonly textAddress: number
  readonly length: number
  /** Four of its bytes that are not all the gram's, with the case bit set. */
  readonly check: number
}

/** Words of an entry in its list. */
export const entryWords = 3

/** What a table is made of. */
export interface TableParts {
  /**
   * Each literal's bytes, then for each byte the bit that its case is ignored by, then the address of its conditions;
   * and between them conditions and sets. Padded to whole words.
   */
  readonly texts: readonly number[]
  readonly byKey: ReadonlyMap<number, readonly Entry[]>
}

/**
 * Builds the tables that `findLiterals` reads.
 *
 * @param literals at most 65,535, each of 3 to 255 bytes; an id is the place in this list
 */
export function buildLiteralTable(literals: readonly Literal[]): LiteralTable {
  const factor = chooseFactor(literals.map(({ text }) => bytesOfLatin1(text)))
  const { texts, byKey } = partsOf(literals, { idFirst: 0, textsAddress: listsAddress, factor })
  if (byKey.size > keysMax) {
    throw new StanchError(
      'RULES_TOO_MANY',
      `The anchors of these rules have ${byKey.size} different pieces; expected at most ${keysMax}. ` +
        'Each has two: take fewer rules.',
    )
  }
  const table = new GrowingTable(new Uint8Array(headerBytes + filterBytes + sieveBytes + slotBytes))
  table.factor = factor
  return table.with(texts, byKey, listsAddress)
}

/**
 * @param at id of the first literal, where in WASM memory the texts will stand, and the filter's factor
 */
export function partsOf(
  literals: readonly Literal[],
  at: { readonly idFirst: number; readonly textsAddress: number; readonly factor: number },
): TableParts {
  const { idFirst, textsAddress, factor } = at
  const texts: number[] = []
  const pool = new BytePool(texts, textsAddress)
  const setAddress = (set: ByteSet) =>
    pool.addressOf(Array.from(new Uint8Array(set.buffer, set.byteOffset, set.byteLength)))
  const byKey = new Map<number, Entry[]>()
  literals.forEach((literal, place) => {
    const bytes = bytesOfLatin1(literal.text)
    const conditions = pool.addressOf(conditionBytes(literal, setAddress))
    const textAddress = textsAddress + texts.length
    for (const byte of bytes) texts.push(byte)
    for (const byte of bytes) texts.push(literal.ignoreCase && isLetter(byte) ? 0x20 : 0)
    texts.push(...new Uint8Array(Uint32Array.of(conditions).buffer))
    for (const gram of gramsOf(bytes, literal.next, factor)) {
      const entries = byKey.get(gram.key) ?? []
      const check = gramAt(bytes, gram.offset >= 2 ? 0 : Math.max(0, bytes.length - gramBytes))
      entries.push({ id: idFirst + place, gram, textAddress, length: bytes.length, check })
      byKey.set(gram.key, entries)
    }
  })
  while (texts.length % 4 !== 0) texts.push(0)
  return { texts, byKey }
}

/** Keeps equal runs of bytes once. */
class BytePool {
  readonly #bytes: number[]
  readonly #address: number
  readonly #known = new Map<string, number>()

  /** @param address of the first of `bytes`, which are added to */
  constructor(bytes: number[], address: number) {
    this.#bytes = bytes
    this.#address = address
  }

  addressOf(run: readonly number[]): number {
    const key = run.join()
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const address = this.#address + this.#bytes.length
    this.#known.set(key, address)
    this.#bytes.push(...run)
    return address
  }
}

/** The parts of a table before its texts and lists. */
export class GrowingTable {
  readonly #head: Uint8Array
  readonly #filter: Uint8Array
  readonly #sieve: Uint8Array
  readonly #slots: Uint32Array

  /** @param head modified */
  constructor(head: Uint8Array) {
    this.#head = head
    this.#filter = head.subarray(headerBytes, headerBytes + filterBytes)
    this.#sieve = head.subarray(headerBytes + filterBytes, headerBytes + filterBytes + sieveBytes)
    this.#slots = new Uint32Array(
      head.buffer,
      head.byteOffset + headerBytes + filterBytes + sieveBytes,
      slotBytes / 4,
    )
  }

  get factor(): number {
    return new Uint32Array(this.#head.buffer, this.#head.byteOffset, 1)[0]!
  }

  set factor(factor: number) {
    new Uint32Array(this.#head.buffer, this.#head.byteOffset, 1)[0] = factor
  }

  get keyCount(): number {
    let count = 0
    for (let at = 1; at < this.#slots.length; at += 2) if (this.#slots[at] !== 0) count++
    return count
  }

  /** Address of the key's list; 0 when it has none. */
  listOf(key: number): number {
    return this.#slots[this.#slotOf(key) + 1]!
  }

  /**
   * @param address of the texts, behind which the lists stand
   * @param former what a key's list holds already, as words
   * @returns head, texts and lists
   */
  with(
    texts: readonly number[],
    byKey: ReadonlyMap<number, readonly Entry[]>,
    address: number,
    former: (key: number) => readonly number[] = () => [],
  ): Uint8Array {
    const words: number[] = []
    const addressOf = new Map<string, number>()
    for (const [key, entries] of byKey) {
      for (const { gram } of entries) markGram(this.#filter, gram, this.factor)
      const list = [...former(key), ...entries.flatMap(wordsOf)]
      const known = addressOf.get(list.join())
      const at = known ?? address + texts.length + words.length * 4
      addressOf.set(list.join(), at)
      if (known === undefined) words.push(list.length / entryWords, ...list)
      this.#put(key, at)
    }
    return concatBytes([
      this.#head,
      Uint8Array.from(texts),
      new Uint8Array(Uint32Array.from(words).buffer),
    ])
  }

  #put(key: number, list: number): void {
    const { sieve, bit } = placeOf(key)
    this.#sieve[sieve]! |= bit
    const slot = this.#slotOf(key)
    this.#slots[slot] = key
    this.#slots[slot + 1] = list
  }

  /** Where the key's slot is among the words, be it in use or free. */
  #slotOf(key: number): number {
    let { slot } = placeOf(key)
    while (this.#slots[slot * 2 + 1] !== 0 && this.#slots[slot * 2] !== key) {
      slot = (slot + 1) % slotCount
    }
    return slot * 2
  }
}

/** How an entry stands in its list. */
function wordsOf({ id, gram, length, textAddress, check }: Entry): number[] {
  return [(id | ((gram.offset & 255) << 16) | (length << 24)) >>> 0, textAddress, check]
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 97 && (byte | 0x20) <= 122
}
