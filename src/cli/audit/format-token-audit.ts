import type { TokenCheck, TokenVerdict } from '../../inventory/token/token-check.ts'
import { escapeForLog, toJson } from '../../report/escape-controls.ts'
import { countOf } from '../../report/format-quantity.ts'
import { createInk, type Style } from '../../report/terminal-ink.ts'
import { layoutTable } from '../layout-table.ts'
import { showsColor } from '../shows-color.ts'

export interface TokenAudit {
  readonly connector: string
  readonly checks: readonly TokenCheck[]
}

const styles: Readonly<Record<TokenVerdict, Style>> = {
  holds: 'good',
  fails: 'bad',
  open: 'medium',
  noted: 'quiet',
}

/** What is wider pushes what is beside it off the screen. */
const cellWidthMax = 44

/** One line a check: expected · got · verdict; what it means below. */
export function formatTokenAudit(audit: TokenAudit, format: 'text' | 'json'): string {
  const { connector, checks } = audit
  const failed = checks.filter(({ verdict }) => verdict === 'fails').length
  const open = checks.filter(({ verdict }) => verdict === 'open').length
  if (format === 'json') {
    return `${toJson({ type: 'token-audit', connector, holds: failed === 0, checks }, 2)}\n`
  }
  const color = showsColor()
  const ink = createInk({ color, hyperlinks: false })
  const rows = checks.map(({ verdict, id, expected, got }) => [
    verdict,
    id,
    cut(escapeForLog(got)),
    cut(`expected ${escapeForLog(expected)}`),
  ])
  const lines = layoutTable(rows).flatMap((line, at) => {
    const { verdict, note, source } = checks[at]!
    const painted = ink.paint(styles[verdict], verdict) + line.slice(verdict.length)
    const says =
      note === undefined
        ? []
        : [`       ${ink.paint('quiet', `${escapeForLog(note)} (${source})`)}`]
    return [painted, ...says]
  })
  const summary =
    failed === 0
      ? `${ink.paint('good', 'Nothing fails')} for connector ${connector}`
      : `${ink.paint('bad', `${countOf(failed, 'check')} ${failed === 1 ? 'fails' : 'fail'}`)} for connector ${connector}`
  const rest = open === 0 ? '.' : `; ${countOf(open, 'check')} could not be made.`
  const next =
    failed === 0 ? [] : ['Next: the connector must refuse this token; look whether it does.']
  return `${[...lines, '', summary + rest, ...next].join('\n')}\n`
}

function cut(text: string): string {
  return text.length > cellWidthMax ? `${text.slice(0, cellWidthMax - 1)}…` : text
}
