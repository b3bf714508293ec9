import { ownerOf, type InventoryRecord } from '../../inventory/record.ts'
import { escapeHtml } from '../escape-html.ts'
import { countOf } from '../format-quantity.ts'
import { htmlPage } from '../html-page.ts'
import {
  ageBandOf,
  ageBands,
  ageInDays,
  buildAgeTable,
  type AgeCell,
  type AgeTable,
} from './age-table.ts'

/** Of when a report is, and of what. */
export interface InventoryReportHead {
  /** Name of the inventory, for people. */
  readonly name: string
  /** ISO 8601 in UTC. */
  readonly timestamp: string
}

/** One page: owner × environment × age, then every credential, the oldest value first. No script, nothing loaded. */
export function writeHtmlInventory(
  records: readonly InventoryRecord[],
  { name, timestamp }: InventoryReportHead,
): string {
  const now = Date.parse(timestamp)
  const table = buildAgeTable(records, now)
  const { older, unknown } = table.all.counts
  const body = `<h1>Credentials</h1>
<p>${escapeHtml(name)} on ${escapeHtml(timestamp.slice(0, 10))}: ${countOf(table.all.total, 'credential')} that may work,
${older} with a value older than a year, ${unknown} of unknown age; ${countOf(records.length - table.all.total, 'credential')} no longer in use.</p>
${legend}
${matrixOf(table)}
<h2>Each of them, the oldest value first</h2>
${listOf(records, now)}`
  return htmlPage({ title: `Credentials of ${name}`, style, body })
}

const classOf: Readonly<Record<string, string>> = {
  'up to 30 days': 'a',
  'up to 90 days': 'b',
  'up to a year': 'c',
  older: 'd',
  unknown: 'e',
}

/** Told by words and numbers, too: colour alone is not for everybody, nor for paper. */
const style = `
:root{color-scheme:light dark;--a:#2e7d32;--b:#7cb342;--c:#f9a825;--d:#c62828;--e:#757575}
body{font:15px/1.45 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0 2rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #8884}
thead th{border-bottom:2px solid #8888}
.bar{display:flex;height:.6rem;min-width:6rem;margin-top:.25rem;border-radius:2px;overflow:hidden}
.bar i{display:block}.a{background:var(--a)}.b{background:var(--b)}.c{background:var(--c)}.d{background:var(--d)}.e{background:var(--e)}
.key span{display:inline-block;width:.8rem;height:.8rem;margin:0 .3rem 0 1rem;border-radius:2px}
small{color:#888}.none{color:var(--d);font-weight:600}code{overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}i,span{print-color-adjust:exact;-webkit-print-color-adjust:exact}tr{break-inside:avoid}}
`

const legend = `<p class="key">Age of the value:${ageBands
  .map((band) => `<span class="${classOf[band]}"></span>${band}`)
  .join('')}</p>`

function matrixOf({ environments, rows, all }: AgeTable): string {
  const head = environments.map(
    (one) => `<th scope="col">${one === '' ? missing : escapeHtml(one)}</th>`,
  )
  const body = rows.map(({ owner, cells, all: total }) => {
    const name = owner === null ? '<span class="none">nobody</span>' : escapeHtml(owner)
    const own = environments.map((environment) => `<td>${cellText(cells.get(environment))}</td>`)
    return `<tr><th scope="row">${name}</th>${own.join('')}<td>${cellText(total)}</td></tr>`
  })
  return `<table>
<thead><tr><th scope="col">Owner</th>${head.join('')}<th scope="col">All</th></tr></thead>
<tbody>
${body.join('\n')}
</tbody>
<tfoot><tr><th scope="row">All</th>${environments.map(() => '<td></td>').join('')}<td>${cellText(all)}</td></tr></tfoot>
</table>`
}

const missing = '<small>not named</small>'

function cellText(cell: AgeCell | undefined): string {
  if (cell === undefined || cell.total === 0) return ''
  const present = ageBands.filter((band) => cell.counts[band] > 0)
  const parts = present.map(
    (band) => `<i class="${classOf[band]}" style="flex:${cell.counts[band]}"></i>`,
  )
  const title = present.map((band) => `${cell.counts[band]} ${band}`).join(', ')
  return `${cell.total} <small>${title}</small><div class="bar">${parts.join('')}</div>`
}

function listOf(records: readonly InventoryRecord[], now: number): string {
  const aged = records.map((record) => ({ record, days: ageInDays(record, now) }))
  const rows = aged.toSorted(
    (left, right) => (right.days ?? Infinity) - (left.days ?? Infinity) || 0,
  )
  return `<table>
<thead><tr>${[
    'Credential',
    'Owner',
    'Purpose',
    'Environment',
    'Agent, tool',
    'State',
    'Age',
    'Expires',
  ]
    .map((name) => `<th scope="col">${name}</th>`)
    .join('')}</tr></thead>
<tbody>
${rows.map(({ record, days }) => rowOf(record, days)).join('\n')}
</tbody>
</table>`
}

function rowOf(record: InventoryRecord, days: number | undefined): string {
  const { id, purpose, environment, agent, tool, state, expiresAt, ttl } = record
  const owner = ownerOf(record)
  const cells = [
    `<code>${escapeHtml(id)}</code>`,
    owner === null ? '<span class="none">nobody</span>' : escapeHtml(owner),
    escapeHtml(purpose ?? ''),
    escapeHtml(environment ?? ''),
    escapeHtml([agent, tool].filter((one) => one !== undefined).join(', ')),
    escapeHtml(state),
    days === undefined ? 'unknown' : `${countOf(days, 'day')} <small>${ageBandOf(days)}</small>`,
    escapeHtml(expiresAt?.slice(0, 10) ?? (ttl === undefined ? 'never' : `after ${ttl}`)),
  ]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}
