import { bytesOfLatin1, concatBytes } from '../text/bytes.ts'

/** A literal the prefilter looks for. */
export interface Literal {
  readonly text: string
  /** In any case; `text` is lower case then. */
  readonly ignoreCase: boolean
}

/** Must agree with `wasm/prefilter.ts`. */
const hashFactor = 0x9e3779b1
const filterShift = 15
const slotShift = 19
const slotCount = 1 << (32 - slotShift)
export const filterBytes = (1 << (32 - filterShift)) / 8
const slotBytes = slotCount * 8
/** Where the tables stand in WASM memory, one after the other. */
export const tablesAddress = 65_536
export const listsAddress = tablesAddress + filterBytes + slotBytes

/** How often a character occurs in source text and logs, most frequent first; what is not here is rare. */
const frequencyOrder = ' etaoinsrlcdpumhgfyb.-_01,/=:"2(vkwEAS3456789)TCNRIx'

/** Filter, slots and lists as `findLiterals` reads them, to be laid into WASM memory at `tablesAddress`. */
export type LiteralTable = Uint8Array

interface Entry {
  readonly id: number
  readonly gramOffset: number
  readonly textAddress: number
  readonly length: number
}

/**
 * Builds the tables that `findLiterals` reads.
 *
 * @param literals at most 65,535, each of 3 to 255 bytes; an id is the place in this list
 */
export function buildLiteralTable(literals: readonly Literal[]): LiteralTable {
  const texts: number[] = []
  const byGram = new Map<number, Entry[]>()
  literals.forEach((literal, id) => {
    const bytes = bytesOfLatin1(literal.text)
    const textAddress = listsAddress + texts.length
    texts.push(
      ...bytes,
      ...[...bytes].map((byte) => (literal.ignoreCase && isLetter(byte) ? 0x20 : 0)),
    )
    const gramOffset = rarestGram(literal.text)
    for (const gram of gramsOf(bytes, gramOffset)) {
      const entries = byGram.get(gram) ?? []
      entries.push({ id, gramOffset, textAddress, length: bytes.length })
      byGram.set(gram, entries)
    }
  })
  while (texts.length % 4 !== 0) texts.push(0)
  return layOut(byGram, texts)
}

function layOut(
  byGram: ReadonlyMap<number, readonly Entry[]>,
  texts: readonly number[],
): LiteralTable {
  const filter = new Uint32Array(filterBytes / 4)
  const slots = new Uint32Array(slotBytes / 4)
  const words: number[] = []
  const addressOf = new Map<string, number>()
  for (const [gram, entries] of byGram) {
    const hash = Math.imul(gram, hashFactor) >>> filterShift
    filter[hash >>> 5]! |= 1 << (hash & 31)
    const key = entries.map((entry) => entry.id).join()
    let address = addressOf.get(key)
    if (address === undefined) {
      address = listsAddress + texts.length + words.length * 4
      addressOf.set(key, address)
      words.push(entries.length)
      for (const entry of entries) {
        words.push(entry.id | (entry.gramOffset << 16) | (entry.length << 24), entry.textAddress)
      }
    }
    let slot = Math.imul(gram, hashFactor) >>> slotShift
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) % slotCount
    slots[slot * 2] = gram
    slots[slot * 2 + 1] = address
  }
  return concatBytes([
    new Uint8Array(filter.buffer),
    new Uint8Array(slots.buffer),
    Uint8Array.from(texts),
    new Uint8Array(Uint32Array.from(words).buffer),
  ])
}

/** Offset of the four bytes that occur least often in text, by the product of their ranks. */
function rarestGram(text: string): number {
  const rank = (character: string) => {
    const at = frequencyOrder.indexOf(character)
    return at < 0 ? frequencyOrder.length : at + 1
  }
  let best = 0
  let bestScore = 0
  for (let offset = 0; offset + 4 <= text.length; offset++) {
    const score = Array.from(text.slice(offset, offset + 4), rank).reduce(
      (product, value) => product * value,
    )
    if (score > bestScore) [best, bestScore] = [offset, score]
  }
  return best
}

/** The folded grams under which a literal is found; one of three bytes is followed by any fourth. */
function gramsOf(bytes: Uint8Array, offset: number): number[] {
  const folded = [0, 1, 2, 3].map((at) => (bytes[offset + at] ?? 0) | 0x20)
  const low = (folded[0]! | (folded[1]! << 8) | (folded[2]! << 16)) >>> 0
  if (bytes.length > 3) return [(low | (folded[3]! << 24)) >>> 0]
  const fourths = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte & 0x20)
  return fourths.map((byte) => (low | (byte << 24)) >>> 0)
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 97 && (byte | 0x20) <= 122
}
