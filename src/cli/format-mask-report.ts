import { countOf, formatCount } from '../report/format-quantity.ts'
import type { MaskRow } from '../stream/filter/mask-report.ts'
import { layoutTable } from './layout-table.ts'

const titles = ['TIMES', 'SECRETS', 'RULE', 'SURE', 'FIELD', 'TO LOOK AT', 'ONE TOKEN']

/** A line for each rule and field, most first. */
export function formatMaskReport(rows: readonly MaskRow[]): string {
  if (rows.length === 0) return 'Nothing is masked.\n'
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  const doubtful = rows.reduce((sum, { likelyFalse }) => sum + likelyFalse, 0)
  const look =
    doubtful === 0 ? '' : ` ${countOf(doubtful, 'of them looks', 'of them look')} like no secret.`
  const lines = layoutTable([titles, ...rows.map(cellsOf)])
  return `${lines.join('\n')}\n\n${countOf(total, 'mask')} by ${countOf(rows.length, 'rule and field', 'rules and fields')}.${look}\n`
}

function cellsOf({
  count,
  secrets,
  rule,
  confidence,
  path,
  likelyFalse,
  token,
}: MaskRow): string[] {
  return [
    formatCount(count),
    formatCount(secrets),
    rule,
    confidence,
    path === '' ? '-' : path,
    likelyFalse === 0 ? '-' : formatCount(likelyFalse),
    token,
  ]
}
