import * as v from 'valibot'
import { isSeq, type Document, type Node, type YAMLSeq } from 'yaml'
import type { InventoryRecord } from '../../inventory/record.ts'
import { inventoryFileSchema } from '../../inventory/record-schema.ts'
import { StanchError } from '../../text/error.ts'
import { parseStrictly } from '../../text/strict/parse-strictly.ts'
import { readCanonical } from './read-canonical.ts'

/** A file takes as many; a database takes more. */
export const recordsMax = 10_000
export const inventoryBytesMax = 64 << 20

export interface PlacedRecord {
  readonly record: InventoryRecord
  /** Offsets of its lines in the text; comments and blank lines after its last key are not of it. */
  readonly start: number
  readonly end: number
}

/** An inventory's text, read and checked. */
export interface InventoryText {
  readonly text: string
  /** In the text's order. */
  readonly records: readonly PlacedRecord[]
  /** Behind the line of the key `records`; `undefined`: its list is empty or written in brackets. */
  readonly listStart: number | undefined
  /** Column of the records' hyphens. */
  readonly column: number
  /** The layout is the one that Stanch writes. */
  readonly isCanonical: boolean
}

const code = 'INVENTORY_INVALID'

/**
 * Reads an inventory: fast where it is laid out as Stanch writes it, else as any YAML.
 *
 * @param name for messages
 * @throws StanchError `INVENTORY_INVALID` with every fault as `file:line: …`, `INVENTORY_TOO_LARGE`
 */
export function parseInventory(text: string, name: string): InventoryText {
  if (text.length > inventoryBytesMax) throw tooLarge(name, `${text.length} bytes`)
  const parsed = parseFast(text) ?? parseAny(text, name)
  if (parsed.records.length > recordsMax)
    throw tooLarge(name, `${parsed.records.length.toLocaleString('en')} records`)
  assertUnique(parsed, name)
  return parsed
}

/** @param what there is too much of, with its number */
export function tooLarge(name: string, what: string): StanchError {
  return new StanchError(
    'INVENTORY_TOO_LARGE',
    `${name}: expected at most ${recordsMax.toLocaleString('en')} records and ${inventoryBytesMax >> 20} MiB, ` +
      `which is what an inventory in a file takes; got ${what}.\n` +
      'A database takes more: --store postgres://HOST/DATABASE.',
  )
}

/** By whose it is and its name; no text of a record has a line end. */
export function keyOf({ tenant, id }: Pick<InventoryRecord, 'tenant' | 'id'>): string {
  return `${tenant ?? ''}\n${id}`
}

function parseFast(text: string): InventoryText | undefined {
  const canonical = readCanonical(text)
  if (canonical === undefined) return undefined
  const { records: texts, recordsLine } = canonical
  const parsed = v.safeParse(inventoryFileSchema, {
    version: 1,
    records: texts.map(({ value }) => value),
  })
  // Lists in place of mappings are objects, too: what the schema lets pass is for the strict reader to say.
  if (!parsed.success || texts.some(({ value }) => hasWrongList(value))) return undefined
  const records = parsed.output.records as InventoryRecord[]
  return {
    text,
    records: texts.map(({ start, end }, at) => ({ record: records[at]!, start, end })),
    listStart: texts.length === 0 ? undefined : recordsLine.end,
    column: 2,
    isCanonical: true,
  }
}

const listKeys: ReadonlySet<string> = new Set<keyof InventoryRecord>([
  'consumers',
  'scopes',
  'fingerprints',
])

function hasWrongList(value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(value).some(([key, one]) => Array.isArray(one) && !listKeys.has(key))
}

function parseAny(text: string, name: string): InventoryText {
  assertMerged(text, name)
  const { output, document } = parseStrictly(inventoryFileSchema, text, { file: name, code })
  const list = document.get('records') as YAMLSeq<Node>
  const records = output.records as InventoryRecord[]
  if (!isSeq(list) || list.flow || list.items.length === 0)
    return {
      text,
      records: records.map((record) => ({ record, start: 0, end: 0 })),
      listStart: undefined,
      column: 2,
      isCanonical: false,
    }
  const places = placesOf(list, text)
  return {
    text,
    records: records.map((record, at) => ({ record, ...places[at]! })),
    listStart: lineEndAt(text, startOfKey(document)),
    column: columnOf(list, text),
    isCanonical: false,
  }
}

function startOfKey(document: Document): number {
  const { items } = document.contents as unknown as { items: { key: Node }[] }
  const pair = items.find(({ key }) => (key as { value?: unknown }).value === 'records')
  return pair?.key.range?.[0] ?? 0
}

/** Lines from each hyphen to the last before the next that says something. */
function placesOf(list: YAMLSeq<Node>, text: string): { start: number; end: number }[] {
  const starts = list.items.map((item) => lineStartAt(text, hyphenOf(item, text)))
  const listEnd = lineStartAt(text, (list.range?.[1] ?? text.length) + 1)
  return starts.map((start, at) => {
    const next = starts[at + 1] ?? Math.max(listEnd, lineEndAt(text, list.items[at]!.range![1] - 1))
    const lines = text.slice(start, next).match(/[^\n]*\n|[^\n]+$/g) ?? []
    while (lines.length > 0 && /^\s*(?:#.*)?$/.test(lines.at(-1)!)) lines.pop()
    return { start, end: start + lines.join('').length }
  })
}

function columnOf(list: YAMLSeq<Node>, text: string): number {
  const hyphen = hyphenOf(list.items[0]!, text)
  return hyphen - lineStartAt(text, hyphen)
}

function hyphenOf(item: Node, text: string): number {
  return text.lastIndexOf('-', item.range![0] - 1)
}

function lineStartAt(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function lineEndAt(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset)
  return feed < 0 ? text.length : feed + 1
}

/** A merge that nobody finished is told as such: what a parser says of its marks helps nobody. */
function assertMerged(text: string, name: string): void {
  const faults = text
    .split('\n')
    .flatMap((line, at) =>
      /^(?:<{7}|>{7}|\|{7})(?: |\r?$)/.test(line)
        ? [`${name}:${at + 1}: expected a record; got a conflict mark of git`]
        : [],
    )
  if (faults.length === 0) return
  throw new StanchError(code, `${faults.join('\n')}\nFinish the merge of this file first.`)
}

function assertUnique({ text, records }: InventoryText, name: string): void {
  const seen = new Map<string, number>()
  const twice: (readonly [first: number, again: number])[] = []
  records.forEach(({ record }, at) => {
    const key = keyOf(record)
    const first = seen.get(key)
    if (first === undefined) seen.set(key, at)
    else twice.push([first, at])
  })
  if (twice.length === 0) return
  const lineOf = (at: number) => text.slice(0, records[at]!.start).split('\n').length
  const faults = twice.map(([first, again]) => {
    const { id, tenant } = records[again]!.record
    const whose = tenant === undefined ? '' : ` of tenant ${tenant}`
    return (
      `${name}:${lineOf(again)}: records[${again}].id: expected an id that no other record${whose} has; ` +
      `got ${id} again, which stands on line ${lineOf(first)}`
    )
  })
  throw new StanchError(code, faults.join('\n'))
}
