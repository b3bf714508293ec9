import { escapeHtml } from '../escape-html.ts'
import { countOf } from '../format-quantity.ts'
import { htmlPage } from '../html-page.ts'
import { drawTimeline } from './draw-timeline.ts'
import { formatOffset, formatSpan, formatTime } from './format-span.ts'
import { htmlStyle } from './html-style.ts'
import { headlineOf, type IncidentReport } from './incident-report.ts'
import { sectionsOf, type ReportSection } from './report-sections.ts'
import { laneWords } from './text-timeline.ts'
import type { TimelineEntry } from './timeline-entry.ts'

/** One page, for whoever was not there. No script, nothing loaded; it says the same on paper. */
export function writeHtmlIncident(report: IncidentReport): string {
  const { incident, lacking, madeAt } = report
  const body = `<main>
<header>
<p class="kicker">Evidence · incident ${escapeHtml(incident.id)}</p>
<h1>${escapeHtml(headlineOf(report))}</h1>
${factsOf(report)}
</header>
${lacking.length === 0 ? '' : unfinished(lacking)}
<div class="figures">
${report.figures.map(({ name, ms }) => figureCard(name, ms)).join('\n')}
</div>
<div class="scroll">
${drawTimeline(report)}
</div>
<p class="legend">Times are UTC. The axis is not linear: a gap that is ten times as long is drawn one step longer. A ring is a question that Stanch itself asked, a square is what went wrong or what others did; point at a mark to read it.</p>
${sectionsOf(report).map(section).join('\n')}
${timelineTable(report)}
<h2>How the figures are measured</h2>
<dl>
${report.figures.map(({ name, definition }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(definition)}</dd>`).join('\n')}
</dl>
<footer>Made by Stanch on ${formatTime(madeAt)} UTC from ${countOf(report.records.length, 'record')} of the journal. The last one has the hash <code>${escapeHtml(report.records.at(-1)?.hash ?? '')}</code>. Whether this bundle is whole: <code>stanch incident check-evidence</code>.</footer>
</main>`
  return htmlPage({
    title: `Incident ${incident.id}: ${incident.leaked.name}`,
    style: htmlStyle,
    body,
  })
}

function factsOf({ incident }: IncidentReport): string {
  const { leaked, verdict, state } = incident
  const isEnd = state === 'closed' || state === 'false-alarm'
  const pieces = [
    `<span class="pill ${verdict.severity}">${verdict.severity}</span>`,
    `<span class="pill ${isEnd ? 'good' : 'medium'}">${state}</span>`,
    `<span>${escapeHtml(leaked.name)}</span>`,
    leaked.keyId === undefined ? '' : `<code>${escapeHtml(leaked.keyId)}</code>`,
    leaked.inventory?.owner == null ? '' : `<span>owned by ${escapeHtml(leaked.inventory.owner)}</span>`,
  ] // prettier-ignore
  return `<div class="facts">${pieces.join('\n')}</div>`
}

function unfinished(lacking: readonly string[]): string {
  return `<div class="unfinished"><b>Unfinished.</b> This evidence was taken before the incident was over. What is lacking:
<ul>${lacking.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul></div>`
}

function figureCard(name: string, ms: number | undefined): string {
  const value = ms === undefined ? 'not known' : formatSpan(ms)
  return `<div class="figure${ms === undefined ? ' none' : ''}"><b>${value}</b><span>${escapeHtml(name)}</span></div>`
}

function section({ title, text, head, rows }: ReportSection): string {
  const intro = text === undefined ? '' : `<p>${escapeHtml(text)}</p>`
  if (rows.length === 0) return `<h2>${escapeHtml(title)}</h2>${intro}`
  const heading = head === undefined ? '' : `<thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')}</tr></thead>` // prettier-ignore
  const body = rows.map((row) => {
    const [first = '', ...rest] = row
    return `<tr><th scope="row"${classOf(first)}>${escapeHtml(first)}</th>${rest.map((cell) => `<td${classOf(cell)}>${escapeHtml(cell)}</td>`).join('')}</tr>`
  })
  return `<h2>${escapeHtml(title)}</h2>${intro}
<div class="table"><table>${heading}<tbody>
${body.join('\n')}
</tbody></table></div>`
}

/** A time or a word stays on one line; what has no blanks, such as a hash, may be broken anywhere. */
function classOf(cell: string): string {
  if (cell.length <= 20) return ' class="brief"'
  return cell.includes(' ') ? ' class="detail"' : ' class="key"'
}

function timelineTable({ entries, milestones }: IncidentReport): string {
  return `<h2>What happened</h2>
<div class="table"><table>
<thead><tr><th scope="col">Time (UTC), since detection</th><th scope="col">Kind</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">Record</th></tr></thead>
<tbody>
${entries.map((entry) => timelineRow(entry, milestones.detectedAt)).join('\n')}
</tbody>
</table></div>`
}

function timelineRow(entry: TimelineEntry, from: string): string {
  const { at, lane, title, who, detail, tone, sequence, isOurs } = entry
  const className = lane === 'note' && tone === undefined ? 'note' : (tone ?? '')
  return `<tr class="${className}"><td class="time">${escapeHtml(formatTime(at))}<small>${escapeHtml(formatOffset(at, from))}</small></td><td class="kind">${laneWords[lane]}${isOurs ? ', ours' : ''}</td><td class="free"><b>${escapeHtml(title)}</b>${detail === undefined ? '' : `<br><small>${escapeHtml(detail)}</small>`}</td><td>${escapeHtml(who ?? '')}</td><td class="kind">${sequence ?? ''}</td></tr>`
}
