import { compareIds } from '../../inventory/compare-ids.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { StanchError } from '../../text/error.ts'
import { editRecordLines } from './edit-record-lines.ts'
import { isSameValue } from './is-same-value.ts'
import { keyOf, parseInventory, type InventoryText, type PlacedRecord } from './inventory-text.ts'
import { readCanonical } from './read-canonical.ts'
import { linesOfRecord } from './record-text.ts'

/** The text of an inventory without records. */
export const emptyInventory =
  '# Known credentials: whose they are, what they are for, where they are used. Holds keyed fingerprints and never a\n' +
  '# value, so it may be committed. `stanch inventory` writes it; edit it by hand as well.\n' +
  '# yaml-language-server: $schema=./node_modules/stanch/dist/pack/inventory.schema.json\n' +
  'version: 1\nrecords: []\n'

/** Instead of some bytes, others; ranges are disjoint. */
interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Changes the text of an inventory only where the records stand that are changed: of those only the keys that differ,
 * and of all else no byte. New records are put before the first that comes after them by tenant and id.
 *
 * @param changed records as they are to be, each tenant's id once
 * @throws StanchError `INVENTORY_NOT_EDITABLE` for YAML whose parts hang together, such as anchors
 */
export function editInventory(
  inventory: InventoryText,
  changed: readonly InventoryRecord[],
  name: string,
): string {
  const wanted = new Map(inventory.records.map(({ record }) => [keyOf(record), record]))
  for (const record of changed) wanted.set(keyOf(record), record)
  for (const keepsLines of [true, false]) {
    const text = applyEdits(inventory, changed, keepsLines)
    if (inventory.isCanonical || says(text, wanted, name)) return text
  }
  throw new StanchError(
    'INVENTORY_NOT_EDITABLE',
    `${name}: expected records in block style, one below the other; got YAML in which a record cannot be changed by ` +
      'itself, such as one with anchors. Write the records out, then again; nothing was changed.',
  )
}

function says(text: string, wanted: ReadonlyMap<string, InventoryRecord>, name: string): boolean {
  try {
    const { records } = parseInventory(text, name)
    if (records.length !== wanted.size) return false
    return records.every(({ record }) => isSameValue(record, wanted.get(keyOf(record))))
  } catch {
    return false
  }
}

function applyEdits(
  inventory: InventoryText,
  changed: readonly InventoryRecord[],
  keepsLines: boolean,
): string {
  const { text, records, listStart } = inventory
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  if (listStart === undefined) return writeAll(inventory, changed, lineEnd)
  const places = new Map(records.map((placed) => [keyOf(placed.record), placed]))
  const edits: TextEdit[] = []
  const added: InventoryRecord[] = []
  for (const record of changed) {
    const placed = places.get(keyOf(record))
    if (placed === undefined) added.push(record)
    else edits.push(editOf(inventory, placed, record, { lineEnd, keepsLines }))
  }
  edits.push(...insertionsOf(inventory, added, listStart, lineEnd))
  return spliced(text, edits)
}

function editOf(
  { text, column, isCanonical }: InventoryText,
  { start, end, record: before }: PlacedRecord,
  after: InventoryRecord,
  { lineEnd, keepsLines }: { readonly lineEnd: string; readonly keepsLines: boolean },
): TextEdit {
  const old = text.slice(start, end)
  const close = /\r?\n$/.exec(old)?.[0] ?? ''
  const lines = old.slice(0, old.length - close.length).split(/\r?\n/)
  const kept = keepsLines ? editRecordLines(lines, before, after) : undefined
  const isKept = kept !== undefined && (!isCanonical || isRecord(kept, after))
  const written = isKept ? kept : linesOfRecord(after, column)
  return { start, end, text: written.join(lineEnd) + close }
}

/** Whether these lines, by themselves, are the record. */
function isRecord(lines: readonly string[], record: InventoryRecord): boolean {
  const read = readCanonical(`version: 1\nrecords:\n${lines.join('\n')}\n`)
  if (read?.records.length !== 1) return false
  const value = read.records[0]!.value
  return isSameValue({ fingerprints: [], ...value }, record)
}

function insertionsOf(
  { text, records, column }: InventoryText,
  added: readonly InventoryRecord[],
  listStart: number,
  lineEnd: string,
): TextEdit[] {
  const between = hasGaps(text, records) ? lineEnd : ''
  const bySlot = new Map<number, InventoryRecord[]>()
  const keys = records.map(({ record }) => keyOf(record))
  const ascending = [...added].sort((left, right) => compareIds(keyOf(left), keyOf(right)))
  let slot = 0
  for (const record of ascending) {
    const key = keyOf(record)
    while (slot < keys.length && compareIds(keys[slot]!, key) < 0) slot++
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), record])
  }
  return [...bySlot].map(([at, list]) => {
    const blocks = list.map((one) => linesOfRecord(one, column).join(lineEnd) + lineEnd)
    const start = at === 0 ? listStart : records[at - 1]!.end
    const before = at > 0 && !text.slice(0, start).endsWith('\n') ? lineEnd : ''
    const body = blocks.join(between)
    return { start, end: start, text: at === 0 ? body + between : before + between + body }
  })
}

/** Whether blank lines part the records; a single one says nothing. */
function hasGaps(text: string, [first, second]: readonly PlacedRecord[]): boolean {
  return second === undefined || /^\s*\n/.test(text.slice(first!.end, second.start))
}

/** A list that is empty, or written in brackets. */
function writeAll(
  { text, records, isCanonical }: InventoryText,
  changed: readonly InventoryRecord[],
  lineEnd: string,
): string {
  const all = new Map(records.map(({ record }) => [keyOf(record), record]))
  for (const record of changed) all.set(keyOf(record), record)
  const ascending = [...all].sort(([left], [right]) => compareIds(left, right))
  const blocks = ascending.map(([, record]) => [...linesOfRecord(record, 2), ''].join(lineEnd))
  const head = isCanonical ? text : emptyInventory
  const list = blocks.length === 0 ? 'records: []' : `records:${lineEnd}${blocks.join(lineEnd)}`
  return head.replace(/^records: \[\](?:\r?\n|$)/m, () => list)
}

function spliced(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, text: inserted } of [...edits].sort(
    (left, right) => left.start - right.start || left.end - right.end,
  )) {
    parts.push(text.slice(at, start), inserted)
    at = end
  }
  return parts.join('') + text.slice(at)
}
