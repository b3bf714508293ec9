import { StanchError } from '../text/error.ts'
import {
  filterBytes,
  headerBytes,
  sieveBytes,
  slotBytes,
  tableAddress,
  type LiteralTable,
} from './literal-layout.ts'
import { entryWords, GrowingTable, keysMax, partsOf, type Literal } from './literal-table.ts'

const headBytes = headerBytes + filterBytes + sieveBytes + slotBytes
/** What one key's hits may take up in the prefilter's output. */
const entriesMax = 255
const literalsMax = 65_535

/**
 * Adds literals to a table: a hundredth of the time that it takes to build one. The factor stays, which was chosen for
 * the former literals; that costs no finding, only a little speed.
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
  const growing = new GrowingTable(table.slice(0, headBytes))
  const textsAddress = tableAddress + table.length
  const { factor } = growing
  const at = { idFirst: known, textsAddress, factor }
  const { texts, byKey } = partsOf(literals.slice(known), at)
  const former = new Map<number, readonly number[]>()
  let keys = growing.keyCount
  for (const [key, entries] of byKey) {
    const list = listAt(table, growing.listOf(key))
    former.set(key, list)
    if (list.length === 0) keys++
    assertRoom(literals.length, keys, list.length / entryWords + entries.length)
  }
  const extended = growing.with(texts, byKey, textsAddress, (key) => former.get(key)!)
  const whole = new Uint8Array(table.length + extended.length - headBytes)
  whole.set(extended.subarray(0, headBytes))
  whole.set(table.subarray(headBytes), headBytes)
  whole.set(extended.subarray(headBytes), table.length)
  return whole
}

/** A table without literals, under the factor of another. */
export function emptyLiteralTable(table: LiteralTable): LiteralTable {
  const empty = new Uint8Array(headBytes)
  empty.set(table.subarray(0, headerBytes))
  return empty
}

/** The words of the entries of a list; none where there is no list. */
function listAt(table: LiteralTable, address: number): readonly number[] {
  if (address === 0) return []
  const view = new DataView(table.buffer, table.byteOffset + address - tableAddress)
  const count = view.getUint32(0, true)
  return Array.from({ length: count * entryWords }, (_, at) => view.getUint32(4 + at * 4, true))
}

function assertRoom(literals: number, keys: number, entries: number): void {
  if (literals <= literalsMax && keys <= keysMax && entries <= entriesMax) return
  throw new StanchError(
    'ANCHORS_TOO_MANY',
    `The rules have ${literals} anchors, more than there is room for: each takes up two of ${keysMax} places, ` +
      'and one rare piece may not be in too many. Write fewer.',
  )
}
