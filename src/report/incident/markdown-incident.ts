import { escapeMarkdown } from '../inventory/escape-markdown.ts'
import { countOf } from '../format-quantity.ts'
import { formatOffset, formatSpan, formatTime } from './format-span.ts'
import { headlineOf, type IncidentReport } from './incident-report.ts'
import { sectionsOf, type ReportSection } from './report-sections.ts'
import { laneWords } from './text-timeline.ts'

/** The report in the Markdown of GitHub, for an issue or a wiki; texts of others are no Markdown. */
export function writeMarkdownIncident(report: IncidentReport): string {
  const { incident, figures, entries, milestones, lacking, madeAt, records } = report
  const { id, leaked, verdict, state } = incident
  return [
    `# Incident ${escapeMarkdown(id)}`,
    `**${escapeMarkdown(headlineOf(report))}**`,
    `${escapeMarkdown(leaked.name)} · severity ${verdict.severity} · ${state}`,
    ...(lacking.length === 0 ? [] : [`**Unfinished.** What is lacking:`, lacking.map((one) => `- ${escapeMarkdown(one)}`).join('\n')]),
    tableOf(
      ['Figure', 'Span', 'Measured'],
      figures.map(({ name, ms, definition }) => [name, ms === undefined ? 'not known' : formatSpan(ms), definition]),
    ),
    ...sectionsOf(report).map(sectionText),
    '## What happened',
    tableOf(
      ['Time (UTC)', 'Since detection', 'Kind', 'What', 'Who', 'Record'],
      entries.map(({ at, lane, title, detail, who, sequence, isOurs }) => [
        formatTime(at),
        formatOffset(at, milestones.detectedAt),
        `${laneWords[lane]}${isOurs ? ', ours' : ''}`,
        [title, detail].filter(Boolean).join(' · '),
        who ?? '',
        sequence === undefined ? '' : String(sequence),
      ]),
    ),
    `Made by Stanch on ${formatTime(madeAt)} UTC from ${countOf(records.length, 'record')} of the journal; the last one has the hash ${records.at(-1)?.hash ?? ''}.`,
    '',
  ].join('\n\n') // prettier-ignore
}

function sectionText({ title, text, head, rows }: ReportSection): string {
  const parts = [
    `## ${escapeMarkdown(title)}`,
    text === undefined ? '' : escapeMarkdown(text),
    rows.length === 0 ? '' : tableOf(head ?? ['', ''], rows),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`
  return [line(head), `|${head.map(() => ' --- ').join('|')}|`, ...rows.map(line)].join('\n')
}
