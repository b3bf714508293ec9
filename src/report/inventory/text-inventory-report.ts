import { countOf } from '../format-quantity.ts'
import { escapeForLog } from '../escape-controls.ts'
import type { Ink } from '../terminal-ink.ts'
import { ageBands, type AgeTable } from './age-table.ts'

/** Rows of cells about owner × environment × age: a head, then one row an owner and environment. */
export function ageRows(table: AgeTable, ink: Ink): string[][] {
  const rows = table.rows.flatMap(({ owner, cells }) =>
    table.environments.flatMap((environment) => {
      const cell = cells.get(environment)
      if (cell === undefined) return []
      const name = owner === null ? ink.paint('bad', 'nobody') : escapeForLog(owner)
      const counts = ageBands.map((band) => {
        const count = cell.counts[band]
        const isOld = band === 'older' || band === 'unknown'
        return count === 0 ? '·' : isOld ? ink.paint('high', String(count)) : String(count)
      })
      return [[name, environment === '' ? '—' : escapeForLog(environment), ...counts]]
    }),
  )
  return [['OWNER', 'ENVIRONMENT', ...ageBands.map((band) => band.toUpperCase())], ...rows]
}

export function ageSummary({ all }: AgeTable): string {
  const { older, unknown } = all.counts
  return `${countOf(all.total, 'credential')} that may work; ${older} with a value older than a year, ${unknown} of unknown age`
}
