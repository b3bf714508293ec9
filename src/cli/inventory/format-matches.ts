import { escapeControls } from '../../report/escape-controls.ts'
import { countOf, formatCount } from '../../report/format-quantity.ts'
import type { ValueMatch } from '../../scan/match-values.ts'
import { layoutTable } from '../layout-table.ts'

const titles = ['VALUE', 'OWNER', 'ENVIRONMENT', 'AGENT', 'STATE', 'RECORD']

/** Those that are known, a line each, and how many are not. */
export function formatMatches(matches: readonly ValueMatch[]): string {
  const rows = matches.flatMap(rowsOf)
  const count = countOf(matches.length, 'value')
  if (rows.length === 0)
    return matches.length === 0 ? 'No value to look for.\n' : `None of ${count} is known.\n`
  const nobody = matches.find(({ inventory }) => inventory !== null && inventory.owner === null)
  return [
    ...layoutTable([titles, ...rows]),
    '',
    `${formatCount(rows.length)} of ${count} ${rows.length === 1 ? 'is' : 'are'} known.`,
    ...(nobody
      ? [`Nobody is named for some: stanch inventory set ${nobody.inventory!.id} --owner-team NAME`]
      : []),
    '',
  ].join('\n')
}

function rowsOf({ name, inventory, holds }: ValueMatch): string[][] {
  if (inventory === null) return []
  const { id, owner, environment, agent, state, others = [] } = inventory
  const more = others.length === 0 ? '' : ` and ${countOf(others.length, 'other')}`
  const cells = [name, owner ?? 'nobody', environment ?? '-', agent ?? '-', state]
  return [[...cells, `${id}${more}${remarkOn(inventory.form, holds)}`].map(escapeControls)]
}

function remarkOn(form: string, holds: boolean): string {
  if (form === 'key-id') return ' (by its key id)'
  return holds ? ' (stands in it)' : ''
}
