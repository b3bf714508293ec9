import { ownerOf, type InventoryRecord } from '../../inventory/record.ts'
import { groupBy } from '../../text/group-by.ts'

export const ageBands = [
  'up to 30 days',
  'up to 90 days',
  'up to a year',
  'older',
  'unknown',
] as const
export type AgeBand = (typeof ageBands)[number]

/** How many values of an owner in an environment are how old. */
export interface AgeCell {
  readonly counts: Readonly<Record<AgeBand, number>>
  readonly total: number
}

export interface AgeRow {
  /** `null`: nobody is named. */
  readonly owner: string | null
  readonly cells: ReadonlyMap<string, AgeCell>
  readonly all: AgeCell
}

/** Owner × environment × age. */
export interface AgeTable {
  /** In order of the alphabet; `''` for records without one, last. */
  readonly environments: readonly string[]
  /** Those with most old values first, nobody before all. */
  readonly rows: readonly AgeRow[]
  readonly all: AgeCell
}

/** States in which a value is no longer of use to anybody. */
const dead: ReadonlySet<string> = new Set(['deactivated', 'destroyed'])

/**
 * Counts credentials that may still work by the age of their values.
 *
 * @param now milliseconds since 1970
 */
export function buildAgeTable(records: readonly InventoryRecord[], now: number): AgeTable {
  const living = records.filter(({ state }) => !dead.has(state))
  const environments = [...new Set(living.map(({ environment = '' }) => environment))].toSorted(
    (left, right) => (left === '' ? 1 : right === '' ? -1 : left < right ? -1 : 1),
  )
  const rows = [...groupBy(living, ownerOf)].map(([owner, own]): AgeRow => {
    const cells = [...groupBy(own, ({ environment = '' }) => environment)]
    return {
      owner,
      cells: new Map(cells.map(([environment, some]) => [environment, cellOf(some, now)])),
      all: cellOf(own, now),
    }
  })
  return { environments, rows: rows.toSorted(compareRows), all: cellOf(living, now) }
}

/** Days since the value last changed; `undefined` where nobody knows. */
export function ageInDays(
  { lastRotatedAt, createdAt }: InventoryRecord,
  now: number,
): number | undefined {
  const since = lastRotatedAt ?? createdAt
  return since === undefined ? undefined : Math.floor((now - Date.parse(since)) / 86_400_000)
}

export function ageBandOf(days: number | undefined): AgeBand {
  if (days === undefined) return 'unknown'
  if (days <= 30) return 'up to 30 days'
  if (days <= 90) return 'up to 90 days'
  return days <= 365 ? 'up to a year' : 'older'
}

function cellOf(records: readonly InventoryRecord[], now: number): AgeCell {
  const counts = Object.fromEntries(ageBands.map((band) => [band, 0])) as Record<AgeBand, number>
  for (const record of records) counts[ageBandOf(ageInDays(record, now))]++
  return { counts, total: records.length }
}

function compareRows(left: AgeRow, right: AgeRow): number {
  const oldOf = ({ all: { counts } }: AgeRow) => counts.older + counts.unknown
  return (
    Number(left.owner !== null) - Number(right.owner !== null) ||
    oldOf(right) - oldOf(left) ||
    right.all.total - left.all.total ||
    ((left.owner ?? '') < (right.owner ?? '') ? -1 : 1)
  )
}
