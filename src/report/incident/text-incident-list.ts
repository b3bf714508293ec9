import { shortIdOf } from '../../incident/find-incident.ts'
import { severityLevels, type IncidentSeverity } from '../../incident/exposure.ts'
import type { Incident } from '../../incident/incident.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { groupBy } from '../../text/group-by.ts'
import { visibleRedaction } from '../describe-finding.ts'
import { escapeForLog } from '../escape-controls.ts'
import { countOf } from '../format-quantity.ts'
import type { Ink } from '../terminal-ink.ts'
import { describeAge } from './describe-age.ts'
import type { IncidentScreen } from './text-incident.ts'

/** Fewer columns than this tell nothing. */
const textWidthMin = 8
const gap = '  '

/** Incidents in a table, groups of them with a head of their own; the worst first, of equals the oldest. */
export function layoutIncidentList(
  incidents: readonly Incident[],
  screen: IncidentScreen,
): string[] {
  if (incidents.length === 0) return []
  const groups = groupWorstFirst(incidents)
  const columns = columnsOf(incidents, screen)
  const hasGroups = groups.some(([name]) => name !== undefined)
  const lines = groups.flatMap(([name, members]) => [
    ...(hasGroups ? ['', layoutGroup(name, members, screen.ink)] : []),
    ...members.map((incident) => layoutLine(columns, (column) => column.of(incident), screen.ink)),
  ])
  const titles = layoutLine(
    columns,
    ({ title }) => ({ text: title, style: 'quiet' as const }),
    screen.ink,
  )
  return [titles, ...(lines[0] === '' ? lines.slice(1) : lines)]
}

/** Worst first: by severity, then by age. A new list. */
export function sortWorstFirst(incidents: readonly Incident[]): Incident[] {
  return incidents.toSorted(
    (left, right) =>
      rankOf(left.verdict.severity) - rankOf(right.verdict.severity) ||
      compare(left.openedAt, right.openedAt) ||
      compare(left.id, right.id),
  )
}

function groupWorstFirst(
  incidents: readonly Incident[],
): (readonly [string | undefined, readonly Incident[]])[] {
  // Sorted before, so that each group comes where its worst one does.
  return [...groupBy(sortWorstFirst(incidents), ({ group }) => group)]
}

function layoutGroup(name: string | undefined, members: readonly Incident[], ink: Ink): string {
  const counts = severityLevels.flatMap((severity) => {
    const count = members.filter(({ verdict }) => verdict.severity === severity).length
    return count === 0 ? [] : [ink.paint(severity, `${count} ${severity}`)]
  })
  const head = name === undefined ? 'in no group' : `group ${escapeForLog(name)}`
  return `${ink.paint('strong', head)}  ${countOf(members.length, 'incident')}: ${counts.join(', ')}`
}

interface Cell {
  readonly text: string
  readonly style?: IncidentSeverity | 'quiet' | 'strong'
}

interface Column {
  readonly title: string
  readonly width: number
  readonly of: (incident: Incident) => Cell
}

/** Columns of fixed width as wide as they must be; those of names share what is left of the screen. */
function columnsOf(incidents: readonly Incident[], { width, nowMs }: IncidentScreen): Column[] {
  const shortIds = new Set(incidents.map(({ id }) => shortIdOf(id)))
  const idOf = (id: string) => (shortIds.size === incidents.length ? shortIdOf(id) : id)
  const fixed: readonly Omit<Column, 'width'>[] = [
    {
      title: 'severity',
      of: ({ verdict }) => ({ text: verdict.severity, style: verdict.severity }),
    },
    { title: 'id', of: ({ id }) => ({ text: idOf(id) }) },
    { title: 'state', of: ({ state, isAborted }) => ({ text: isAborted ? 'aborted' : state }) },
    { title: 'age', of: ({ openedAt }) => ({ text: describeAge(openedAt, nowMs) }) },
    { title: 'next', of: (incident) => ({ text: nextStepOf(incident).brief }) },
  ]
  const named: readonly Omit<Column, 'width'>[] = [
    { title: 'what', of: ({ leaked }) => ({ text: whatOf(leaked) }) },
    {
      title: 'whose',
      of: ({ leaked }) => {
        const owner = leaked.inventory?.owner
        if (owner !== undefined && owner !== null) return { text: owner }
        return { text: leaked.account ?? 'not known', style: 'quiet' }
      },
    },
  ]
  const sized = fixed.map((column) => ({ ...column, width: widestOf(column, incidents) }))
  const taken = sized.reduce((sum, column) => sum + column.width + gap.length, 0) + gap.length
  const [whatWidth, whoseWidth] = share(
    width - taken,
    widestOf(named[0]!, incidents),
    widestOf(named[1]!, incidents),
  )
  const [severity, id, state, age, next] = sized
  return [
    severity!,
    id!,
    state!,
    age!,
    { ...named[0]!, width: whatWidth },
    { ...named[1]!, width: whoseWidth },
    next!,
  ]
}

/** Both as wide as they want, or else in proportion two to one. */
function share(room: number, what: number, whose: number): [number, number] {
  if (what + whose <= room) return [what, whose]
  const least = Math.max(textWidthMin, Math.min(whose, Math.floor(room / 3)))
  return [Math.max(textWidthMin, Math.min(what, room - least)), least]
}

/** What tells it from others of its kind: its key id, where it leaked, or else how it begins. */
function whatOf({ name, keyId, redacted, places }: Incident['leaked']): string {
  const [place] = places.filter(({ origin }) => origin.kind !== 'stdin')
  const where = place && `${place.origin.path || 'message'}:${place.line}`
  return [name, keyId ?? where ?? visibleRedaction(redacted)].join(' ').trimEnd()
}

function widestOf({ title, of }: Omit<Column, 'width'>, incidents: readonly Incident[]): number {
  return incidents.reduce(
    (widest, incident) => Math.max(widest, escapeForLog(of(incident).text).length),
    title.length,
  )
}

function layoutLine(
  columns: readonly Column[],
  cellOf: (column: Column) => Cell,
  ink: Ink,
): string {
  return columns
    .map((column) => {
      const { text, style } = cellOf(column)
      const shown = cut(escapeForLog(text), column.width)
      const padding = ' '.repeat(column.width - shown.length)
      return (style === undefined ? shown : ink.paint(style, shown)) + padding
    })
    .join(gap)
    .trimEnd()
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

function rankOf(severity: IncidentSeverity): number {
  return severityLevels.indexOf(severity)
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
