import { setHas, type ByteSet } from '../text/byte-set.ts'
import { bytesOfLatin1, concatBytes, latin1Of } from '../text/bytes.ts'
import { rarityOf } from '../text/surprisal.ts'
import { StanchError } from '../text/error.ts'
import { conditionBytes } from './condition-layout.ts'
import { frequentGrams } from './frequent-grams.ts'
import type { Condition } from './literal-condition.ts'
import {
  filterBytes,
  filterShift,
  listsAddress,
  slotBytes,
  slotCount,
  slotShift,
  type LiteralTable,
} from './literal-layout.ts'

/** Slots of the gram table that may be taken, so that the search for a gram that is none stays short. */
const gramsMax = Math.floor(slotCount * 0.75)

/** A literal the prefilter looks for. */
export interface Literal {
  readonly text: string
  /** In any case; `text` is lower case then. */
  readonly ignoreCase: boolean
  /** The bytes that can follow it, if known: narrows the search for literals of three bytes. */
  readonly next: ByteSet | undefined
  /** One of them must hold where it stands; elsewhere it is no hit. Without any it is one everywhere. */
  readonly conditions: readonly Condition[]
}

/** One literal under one of its grams. */
export interface Entry {
  readonly id: number
  /** Where in the literal its gram stands. */
  readonly gramOffset: number
  readonly textAddress: number
  readonly length: number
}

/** What a table is made of. */
export interface TableParts {
  /**
   * Each literal's bytes, then for each byte the bit that its case is ignored by, then the address of its conditions;
   * and between them conditions and sets. Padded to whole words.
   */
  readonly texts: readonly number[]
  readonly byGram: ReadonlyMap<number, readonly Entry[]>
}

/**
 * Builds the tables that `findLiterals` reads.
 *
 * @param literals at most 65,535, each of 3 to 255 bytes; an id is the place in this list
 */
export function buildLiteralTable(literals: readonly Literal[]): LiteralTable {
  const { texts, byGram } = partsOf(literals, { idFirst: 0, textsAddress: listsAddress })
  return layOut(byGram, texts)
}

/**
 * @param at id of the first literal, and where in WASM memory the texts will stand
 */
export function partsOf(
  literals: readonly Literal[],
  { idFirst, textsAddress }: { readonly idFirst: number; readonly textsAddress: number },
): TableParts {
  const texts: number[] = []
  const pool = new BytePool(texts, textsAddress)
  const setAddress = (set: ByteSet) =>
    pool.addressOf(Array.from(new Uint8Array(set.buffer, set.byteOffset, 32)))
  const byGram = new Map<number, Entry[]>()
  literals.forEach((literal, at) => {
    const bytes = bytesOfLatin1(literal.text)
    const conditions = pool.addressOf(conditionBytes(literal.conditions, setAddress))
    const textAddress = textsAddress + texts.length
    for (const byte of bytes) texts.push(byte)
    for (const byte of bytes) texts.push(literal.ignoreCase && isLetter(byte) ? 0x20 : 0)
    texts.push(...new Uint8Array(Uint32Array.of(conditions).buffer))
    const gramOffset = rarestGram(bytes)
    for (const gram of gramsOf(bytes, gramOffset, literal.next)) {
      const entries = byGram.get(gram) ?? []
      entries.push({ id: idFirst + at, gramOffset, textAddress, length: bytes.length })
      byGram.set(gram, entries)
    }
  })
  if (byGram.size > gramsMax) {
    throw new StanchError(
      'RULES_TOO_MANY',
      `The anchors of these rules have ${byGram.size} different beginnings; expected at most ${gramsMax}. ` +
        'Anchors of three letters have the most: take longer ones, or fewer rules.',
    )
  }
  while (texts.length % 4 !== 0) texts.push(0)
  return { texts, byGram }
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

function layOut(
  byGram: ReadonlyMap<number, readonly Entry[]>,
  texts: readonly number[],
): LiteralTable {
  const factor = chooseFactor(byGram)
  const filter = new Uint8Array(filterBytes)
  const slots = new Uint32Array(slotBytes / 4)
  const words: number[] = []
  const addressOf = new Map<string, number>()
  for (const [gram, entries] of byGram) {
    filter[hashOf(gram, factor)] = 1
    const key = entries.map((entry) => entry.id).join()
    let address = addressOf.get(key)
    if (address === undefined) {
      address = listsAddress + texts.length + words.length * 4
      addressOf.set(key, address)
      words.push(entries.length, ...entries.flatMap(wordsOf))
    }
    let slot = Math.imul(gram, factor) >>> slotShift
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) % slotCount
    slots[slot * 2] = gram
    slots[slot * 2 + 1] = address
  }
  return concatBytes([
    new Uint8Array(Uint32Array.of(factor, 0, 0, 0).buffer),
    filter,
    new Uint8Array(slots.buffer),
    Uint8Array.from(texts),
    new Uint8Array(Uint32Array.from(words).buffer),
  ])
}

/** How an entry stands in its list. */
export function wordsOf({ id, gramOffset, length, textAddress }: Entry): [number, number] {
  return [id | (gramOffset << 16) | (length << 24), textAddress]
}

export function hashOf(gram: number, factor: number): number {
  return Math.imul(gram, factor) >>> filterShift
}

/** Of some multipliers the one under which frequent text passes the filter least. */
function chooseFactor(byGram: ReadonlyMap<number, unknown>): number {
  const frequent = [...rankOfGram()].filter(([gram]) => !byGram.has(gram))
  let best = 0
  let bestCost = Infinity
  // 2^32 divided by the golden ratio, and odd multiples of it.
  for (let trial = 0; trial < factorTrials; trial++) {
    const factor = Math.imul(0x9e3779b1, 2 * trial + 1) >>> 0
    const taken = new Uint8Array(filterBytes)
    for (const gram of byGram.keys()) taken[hashOf(gram, factor)] = 1
    let cost = 0
    for (const [gram, rank] of frequent)
      if (taken[hashOf(gram, factor)] === 1) cost += 1 / (rank + 10)
    if (cost < bestCost) [best, bestCost] = [factor, cost]
  }
  return best
}

const factorTrials = 48

let ranks: ReadonlyMap<number, number> | undefined

/** Folded grams that text is full of, by their rank from 0. */
function rankOfGram(): ReadonlyMap<number, number> {
  if (ranks) return ranks
  const made = new Map<number, number>()
  const bytes = bytesOfLatin1(frequentGrams)
  for (let at = 0; at < bytes.length; at += 4) made.set(gramAt(bytes, at), at / 4)
  ranks = made
  return made
}

/** The four bytes at `offset`, little endian, with the case bit set. */
function gramAt(bytes: Uint8Array, offset: number): number {
  const [a = 0, b = 0] = [bytes[offset], bytes[offset + 1]]
  const [c = 0, d = 0] = [bytes[offset + 2], bytes[offset + 3]]
  return (a | (b << 8) | (c << 16) | (d << 24) | 0x20202020) >>> 0
}

/** Offset of the four bytes that occur least often in text. */
function rarestGram(bytes: Uint8Array): number {
  let best = 0
  let bestRarity = -1
  for (let offset = 0; offset + 4 <= bytes.length; offset++) {
    const rank = rankOfGram().get(gramAt(bytes, offset))
    const rarity = rank ?? unranked + rarityOf(latin1Of(bytes, offset, offset + 4))
    if (rarity > bestRarity) [best, bestRarity] = [offset, rarity]
  }
  return best
}

/** Above the rank of every frequent gram. */
const unranked = 1e6

/** The folded grams under which a literal is found; one of three bytes has one for each byte behind it. */
function gramsOf(bytes: Uint8Array, offset: number, next: ByteSet | undefined): number[] {
  const gram = gramAt(bytes, offset)
  if (bytes.length > 3) return [gram]
  const fourths = new Set<number>()
  for (let byte = 0; byte < 256; byte++) {
    if (next === undefined || setHas(next, byte)) fourths.add(byte | 0x20)
  }
  return Array.from(fourths, (byte) => ((gram & 0xffffff) | (byte << 24)) >>> 0)
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 97 && (byte | 0x20) <= 122
}
