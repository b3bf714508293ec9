import { concatBytes } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import {
  filterBytes,
  slotBytes,
  slotCount,
  slotShift,
  tableAddress,
  type LiteralTable,
} from './literal-layout.ts'
import { hashOf, partsOf, wordsOf, type Literal } from './literal-table.ts'

const headerBytes = 16

/** Slots in use at most: a hash table that is nearly full is slow, one that is full has no end. */
const slotsMax = slotCount * 0.75
/** What one gram's hits may take up in the prefilter's output. */
const entriesMax = 255
const literalsMax = 65_535

/**
 * Adds literals to a table: a hundredth of the time that it takes to build one. The hash factor stays, which was
 * chosen for the former literals; that costs no finding, only a little speed.
 *
 * @param table not modified
 * @param literals all of them; the first `known` are in the table
 * @throws StanchError `ANCHORS_TOO_MANY`
 */
export function extendLiteralTable(
  table: LiteralTable,
  literals: readonly Literal[],
  known: number,
): LiteralTable {
  const head = table.slice(0, headerBytes + filterBytes + slotBytes)
  const filter = head.subarray(headerBytes, headerBytes + filterBytes)
  const slots = new Uint32Array(head.buffer, headerBytes + filterBytes, slotBytes / 4)
  const [factor] = new Uint32Array(head.buffer, 0, 1)
  const textsAddress = tableAddress + table.length
  const { texts, byGram } = partsOf(literals.slice(known), { idFirst: known, textsAddress })
  const words: number[] = []
  let used = inUse(slots)
  for (const [gram, entries] of byGram) {
    filter[hashOf(gram, factor!)] = 1
    const slot = slotOf(slots, gram, factor!)
    const list = [...listAt(table, slots[slot + 1]!), ...entries.flatMap(wordsOf)]
    if (slots[slot + 1] === 0) used++
    assertRoom(literals.length, used, list.length / 2)
    slots[slot] = gram
    slots[slot + 1] = textsAddress + texts.length + words.length * 4
    words.push(list.length / 2, ...list)
  }
  return concatBytes([
    head,
    table.subarray(head.length),
    Uint8Array.from(texts),
    new Uint8Array(Uint32Array.from(words).buffer),
  ])
}

/** A table without literals, under the hash factor of another. */
export function emptyLiteralTable(table: LiteralTable): LiteralTable {
  const empty = new Uint8Array(headerBytes + filterBytes + slotBytes)
  empty.set(table.subarray(0, headerBytes))
  return empty
}

/** Where the gram's slot is among the words, be it in use or free. */
function slotOf(slots: Uint32Array, gram: number, factor: number): number {
  let slot = Math.imul(gram, factor) >>> slotShift
  while (slots[slot * 2 + 1] !== 0 && slots[slot * 2] !== gram) slot = (slot + 1) % slotCount
  return slot * 2
}

/** The words of the entries of a list; none where there is no list. */
function listAt(table: LiteralTable, address: number): readonly number[] {
  if (address === 0) return []
  const view = new DataView(table.buffer, table.byteOffset + address - tableAddress)
  const count = view.getUint32(0, true)
  return Array.from({ length: count * 2 }, (_, at) => view.getUint32(4 + at * 4, true))
}

function assertRoom(literals: number, slots: number, entries: number): void {
  if (literals <= literalsMax && slots <= slotsMax && entries <= entriesMax) return
  throw new StanchError(
    'ANCHORS_TOO_MANY',
    `The rules have ${literals} anchors, more than there is room for. Those of three characters ` +
      'take up the most, and many with the same rare piece: write longer ones, or fewer.',
  )
}

function inUse(slots: Uint32Array): number {
  let count = 0
  for (let at = 1; at < slots.length; at += 2) if (slots[at] !== 0) count++
  return count
}
