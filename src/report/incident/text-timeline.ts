import { escapeForLog } from '../escape-controls.ts'
import { countOf } from '../format-quantity.ts'
import { wrapWords, type Ink } from '../terminal-ink.ts'
import { formatOffset, formatSpan, formatTime } from './format-span.ts'
import { headlineOf, type IncidentReport } from './incident-report.ts'
import type { TimelineEntry } from './timeline-entry.ts'

/** Lines of a terminal: the outcome, one column of times, the figures. @param width in columns */
export function layoutTimeline(report: IncidentReport, ink: Ink, width: number): string[] {
  const { incident, entries, milestones, accesses, lacking } = report
  const { severity } = incident.verdict
  const untimed = (accesses?.uses ?? []).filter(({ time }) => time === undefined).length
  return [
    `${ink.paint('strong', escapeForLog(incident.id))}  ${escapeForLog(incident.leaked.name)}  ${ink.paint(severity, severity)}  ${incident.state}`,
    headlineOf(report),
    '',
    ...layoutEntries(entries, milestones.detectedAt, ink, width),
    ...(untimed > 0 ? ['', `${countOf(untimed, 'access', 'accesses')} without a time, not shown`] : []),
    ...(accesses?.complete === false ? ['', 'accesses: not all logs could be read'] : []),
    '',
    ...layoutFigures(report, ink),
    ...(lacking.length === 0 ? [] : ['', ink.paint('bad', 'unfinished:'), ...lacking.map((one) => `  ${escapeForLog(one)}`)]),
  ] // prettier-ignore
}

function layoutEntries(
  entries: readonly TimelineEntry[],
  from: string,
  ink: Ink,
  width: number,
): string[] {
  const offsets = entries.map(({ at }) => formatOffset(at, from))
  const offsetWidth = Math.max(0, ...offsets.map(({ length }) => length))
  const indent = ' '.repeat(10 + offsetWidth + 2 + laneWidth + 2)
  let day = ''
  return entries.flatMap((entry, at) => {
    const time = formatTime(entry.at)
    const heads = time.slice(0, 10) === day ? [] : [ink.paint('strong', time.slice(0, 10))]
    day = time.slice(0, 10)
    const who = entry.who === undefined ? '' : ink.paint('quiet', `  ${escapeForLog(entry.who)}`)
    const title = escapeForLog(entry.title)
    const details = entry.detail === undefined ? [] : wrapWords(escapeForLog(entry.detail), Math.max(40, width - indent.length)) // prettier-ignore
    return [
      ...heads,
      `${time.slice(11)}  ${offsets[at]!.padStart(offsetWidth)}  ${laneWords[entry.lane].padEnd(laneWidth)}  ${entry.tone ? ink.paint(entry.tone, title) : title}${entry.isOurs ? ' (ours)' : ''}${who}`,
      ...details.map((line) => `${indent}${ink.paint('quiet', line)}`),
    ]
  })
}

/** Words of the lanes, for people. */
export const laneWords: Readonly<Record<TimelineEntry['lane'], string>> = {
  leak: 'leak',
  access: 'access',
  decision: 'decided',
  effect: 'done',
  probe: 'asked',
  proof: 'proof',
  note: 'note',
}
const laneWidth = 'decided'.length

function layoutFigures({ figures }: IncidentReport, ink: Ink): string[] {
  const nameWidth = Math.max(...figures.map(({ name }) => name.length))
  return figures.map(
    ({ name, ms }) =>
      `${name.padEnd(nameWidth)}  ${ms === undefined ? ink.paint('quiet', 'not known') : ink.paint('strong', formatSpan(ms))}`,
  )
}
