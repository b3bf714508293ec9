import { secretName } from '../redact/csv-table.ts'
import type { AttributionKey } from './attribution.ts'
import type { CsvColumns } from './csv-export-reader.ts'
import { pairRoleOf } from './named-pairs.ts'

/** What the cells of a column are. */
export interface CsvColumn {
  readonly name: string
  /** Parts of the attribution that they say, and the rank of each among the columns that may say it. */
  readonly roles: readonly (readonly [key: AttributionKey, rank: number])[]
  /** They name what stands in another cell, are what is named so, or may be secrets since the column is called so. */
  readonly pair: 'name' | 'value' | 'secret' | undefined
  readonly isOpaque: boolean
  /** Of cells that say themselves who wrote them: see {@link CsvColumns.notes}. */
  readonly note: RegExp | undefined
}

/** Of a row of names, and of cells in no column. */
export const noColumn: CsvColumn = {
  name: '',
  roles: [],
  pair: undefined,
  isOpaque: false,
  note: undefined,
}

export function csvColumnOf(name: string, { fields, opaque, notes }: CsvColumns): CsvColumn {
  const roles = Object.entries(fields).flatMap(([key, columns]) => {
    const rank = columns.split('|').indexOf(name)
    return rank < 0 ? [] : [[key as AttributionKey, rank] as const]
  })
  const isOpaque = opaque?.includes(name) ?? false
  // What says whose a row is is no secret, whatever it is called.
  const pair = isOpaque || roles.length > 0 ? undefined : pairOf(name)
  return { name, roles, pair, isOpaque, note: notes?.[name] }
}

function pairOf(name: string): CsvColumn['pair'] {
  const role = pairRoleOf(name, undefined)
  if (role === 'name' || role === 'value') return role
  return secretName.test(name) ? 'secret' : undefined
}
