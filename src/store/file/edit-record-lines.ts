import type { InventoryRecord } from '../../inventory/record.ts'
import { isSameValue } from './is-same-value.ts'
import { linesOfKey, recordKeys, withHyphen } from './record-text.ts'

/** A key of a record with the lines of its value. */
interface KeyLines {
  readonly key: keyof InventoryRecord
  /** Comments and blank lines above it. */
  readonly lead: readonly string[]
  readonly lines: readonly string[]
}

/**
 * Changes the lines of a record only where it differs: people's comments and order stay, and a review shows what changed.
 *
 * @param lines of the record in block style, the hyphen's first
 * @returns `undefined` when they are laid out in another way. Whether the result is the record is for the caller to check
 */
export function editRecordLines(
  lines: readonly string[],
  before: InventoryRecord,
  after: InventoryRecord,
): string[] | undefined {
  const [first, ...rest] = lines
  const [, indent, gap] = /^( *)-( +)[A-Za-z]/.exec(first ?? '') ?? []
  if (indent === undefined || gap === undefined) return undefined
  const column = indent.length + 1 + gap.length
  const body = [' '.repeat(column) + first!.slice(column), ...rest]
  const keys = partIntoKeys(body, column)
  if (keys === undefined) return undefined
  const edited = addMissing(
    keys.map((one) => editKey(one, before, after, column)),
    after,
    column,
  )
  const flat = edited.flatMap(({ lead, lines: own }) => [...lead, ...own])
  const head = flat.findIndex((line) => /^ *[^ #]/.test(line))
  return flat.map((line, at) =>
    at === head ? withHyphen(`${indent}  ${line.slice(column)}`, indent.length) : line,
  )
}

function partIntoKeys(lines: readonly string[], column: number): KeyLines[] | undefined {
  const keys: { key: keyof InventoryRecord; lead: string[]; lines: string[] }[] = []
  for (const line of lines) {
    const isOfKey = line.search(/[^ ]/) === column && !line.startsWith('#', column)
    if (!isOfKey) {
      if (keys.length === 0) return undefined
      keys.at(-1)!.lines.push(line)
      continue
    }
    const [, key] = /^([A-Za-z][A-Za-z\d]*):(?: |$)/.exec(line.slice(column)) ?? []
    if (key === undefined) return undefined
    const above = keys.at(-1)?.lines ?? []
    const lead: string[] = []
    while (above.length > 1 && isAbout(above.at(-1)!, column)) lead.unshift(above.pop()!)
    keys.push({ key: key as keyof InventoryRecord, lead, lines: [line] })
  }
  return keys
}

/** Whether a line may be about the key that follows. */
function isAbout(line: string, column: number): boolean {
  const at = line.search(/[^ ]/)
  return at < 0 || (at <= column && line[at] === '#')
}

function editKey(
  one: KeyLines,
  before: InventoryRecord,
  after: InventoryRecord,
  column: number,
): KeyLines {
  const { key, lead } = one
  if (isSameValue(before[key], after[key])) return one
  return { key, lead, lines: linesOfKey(key, after[key], column) }
}

function addMissing(keys: readonly KeyLines[], after: InventoryRecord, column: number): KeyLines[] {
  const there = new Set(keys.map(({ key }) => key))
  const result = [...keys]
  for (const key of recordKeys) {
    const lines = there.has(key) ? [] : linesOfKey(key, after[key], column)
    if (lines.length === 0) continue
    const rank = recordKeys.indexOf(key)
    const next = result.findIndex((other) => recordKeys.indexOf(other.key) > rank)
    result.splice(next < 0 ? result.length : next, 0, { key, lead: [], lines })
  }
  return result
}
