import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import { severities } from '../../rules/rule.ts'
import { groupBy } from '../../text/group-by.ts'
import { escapeHtml } from '../escape-html.ts'
import { htmlPage } from '../html-page.ts'
import { countOf } from '../format-quantity.ts'
import type { AcceptNote, AuditCoverage, AuditResult } from './audit-result.ts'
import { describePractice, describeSubject } from './describe-sign.ts'
import type { PostureReportOptions } from './posture-report.ts'

/** A page by itself: no script, nothing that is loaded, readable without colours and on paper. */
export function writePostureHtml(
  { findings, coverage }: AuditResult,
  options: PostureReportOptions,
): string {
  const groups = [...groupBy(findings, ({ severity, check }) => `${severity} ${check}`).values()]
  const body = [
    '<h1>Weak signs</h1>',
    `<p class="quiet">${escapeHtml(`${options.endedAt.slice(0, 16).replace('T', ' ')} UTC · ${coverage.inventory} · Stanch ${options.toolVersion}`)}</p>`,
    writeSummary(findings, coverage),
    ...groups.map(writeGroup),
    writeNotes(coverage),
    writeCoverage(coverage),
  ].join('\n')
  return htmlPage({ title: 'Stanch audit', style, body })
}

const style = `
:root{color-scheme:light dark;--line:#8886;--critical:#b00020;--high:#c2410c;--medium:#a16207;--low:#0369a1}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{margin-bottom:0}h2{font-size:1.1rem;margin:0}
.quiet{opacity:.7}code,td:first-child{font-family:ui-monospace,monospace;font-size:.9em}
section{border:1px solid var(--line);border-left-width:.4rem;border-radius:.3rem;padding:.8rem 1rem;margin:1rem 0;break-inside:avoid}
.critical{border-left-color:var(--critical)}.high{border-left-color:var(--high)}
.medium{border-left-color:var(--medium)}.low{border-left-color:var(--low)}
table{border-collapse:collapse;width:100%;table-layout:fixed}th:first-child{width:35%}td,th{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
@media print{body{font-size:11pt;max-width:none;margin:0}section{border-color:#000}}
`

function writeSummary(findings: readonly PostureFinding[], { complete }: AuditCoverage): string {
  const rows = [...severities].reverse().map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return `${count} ${severity}`
  })
  const warning = complete ? '' : ' <strong>The audit is incomplete.</strong>'
  return `<p><strong>${countOf(findings.length, 'weak sign')}</strong>: ${rows.join(', ')}.${warning}</p>`
}

function writeGroup(signs: readonly [PostureFinding, ...PostureFinding[]]): string {
  const [{ severity, check, title, practice }] = signs
  const remedies = [...new Set(signs.map(({ remedy }) => remedy))]
  return [
    `<section class="${severity}">`,
    `<h2>${escapeHtml(title)}</h2>`,
    `<p class="quiet">${severity} · <code>${escapeHtml(check)}</code> · ${escapeHtml(describePractice(practice))}</p>`,
    '<table>',
    '<tr><th scope="col">Where</th><th scope="col">What shows it</th></tr>',
    ...signs.map(
      (sign) =>
        `<tr><td>${escapeHtml(describeSubject(sign))}</td><td>${sign.evidence.map(escapeHtml).join('<br>')}</td></tr>`,
    ),
    '</table>',
    ...remedies.map((remedy) => `<p>${escapeHtml(remedy)}</p>`),
    '</section>',
  ].join('\n')
}

function writeNotes({ problems, expired, dead }: AuditCoverage): string {
  return [
    writeList(
      'Not audited, or not all of it',
      problems.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    writeList('Accepted signs past their date', expired.map(describeNote)),
    writeList('Accepted signs that no longer stand', dead.map(describeNote)),
  ].join('')
}

function writeList(head: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  return `<h2>${head}</h2>\n<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>\n`
}

function describeNote({ check, of, owner, reason, expires }: AcceptNote): string {
  return `${check} of ${of}, ${owner}, until ${expires}: ${reason}`
}

function writeCoverage(coverage: AuditCoverage): string {
  const facts = [
    countOf(coverage.records, 'record'),
    countOf(coverage.files, 'file'),
    `${countOf(coverage.secrets, 'secret')} of ${countOf(coverage.scanReports, 'scan')}`,
    countOf(coverage.connectors, 'connector'),
    countOf(coverage.checks, 'check'),
    `${coverage.skipped.length} skipped`,
    `${coverage.accepted} accepted`,
    coverage.complete ? 'complete' : 'incomplete',
  ]
  return `<p class="quiet">${facts.join(' · ')}</p>`
}
