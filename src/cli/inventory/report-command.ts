import { toJson } from '../../report/escape-controls.ts'
import { ageBands, buildAgeTable } from '../../report/inventory/age-table.ts'
import { writeHtmlInventory } from '../../report/inventory/html-inventory.ts'
import { ageRows, ageSummary } from '../../report/inventory/text-inventory-report.ts'
import { createInk } from '../../report/terminal-ink.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { showsColor } from '../shows-color.ts'
import { layoutTable } from '../layout-table.ts'
import { usage } from '../usage.ts'
import type { TypedStoreOptions } from './open-typed-inventory.ts'
import { readRecords } from './read-records.ts'

export interface TypedInventoryReportOptions extends TypedStoreOptions {
  readonly format?: string
}

/** `stanch inventory report`. */
export async function runInventoryReport(typed: TypedInventoryReportOptions): Promise<ExitStatus> {
  const { format = 'text' } = typed
  if (!['text', 'html', 'json'].includes(format)) {
    throw usage(`--format: expected text, html, json; got "${format}".`)
  }
  const { name, records } = await readRecords(typed)
  const timestamp = new Date().toISOString()
  if (format === 'html') {
    process.stdout.write(writeHtmlInventory(records, { name, timestamp }))
    return exitStatus.clean
  }
  const table = buildAgeTable(records, Date.parse(timestamp))
  if (format === 'json') {
    const rows = table.rows.map(({ owner, cells, all }) => ({ owner, environments: Object.fromEntries(cells), all })) // prettier-ignore
    process.stdout.write(
      `${toJson({ name, timestamp, bands: ageBands, rows, all: table.all }, 2)}\n`,
    )
    return exitStatus.clean
  }
  const ink = createInk({ color: showsColor(), hyperlinks: false })
  const lines = layoutTable(ageRows(table, ink), visibleWidth)
  process.stdout.write(`${[...lines, '', ageSummary(table), ''].join('\n')}`)
  return exitStatus.clean
}

function visibleWidth(cell: string): number {
  // eslint-disable-next-line no-control-regex -- what colours a cell
  return cell.replaceAll(/\u001b\[[\d;]*m/g, '').length
}
