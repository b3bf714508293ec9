import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import { severities } from '../../rules/rule.ts'
import { groupBy } from '../../text/group-by.ts'
import { escapeForLog } from '../escape-controls.ts'
import { countOf, formatCount, formatDuration } from '../format-quantity.ts'
import { createInk, proseWidth, wrapWords, type Ink } from '../terminal-ink.ts'
import type { AcceptNote, AuditCoverage, AuditResult } from './audit-result.ts'
import { describeSubject } from './describe-sign.ts'
import type { PostureReportOptions } from './posture-report.ts'

/** Signs of one check, and notes of one kind, shown unless all are asked for. */
const signsMax = 8

/** For people: by severity, then by check; the remedy once for each check; then what was looked at. */
export function writePostureText(result: AuditResult, options: PostureReportOptions): string {
  const ink = createInk(options)
  const checks = [
    ...groupBy(result.findings, ({ severity, check }) => `${severity} ${check}`).values(),
  ]
  const sections = [
    ...checks.map((signs) => layoutCheck(signs, ink, options)),
    [...layoutSummary(result, ink), ...layoutNotes(result.coverage, ink, options)],
    layoutCoverage(result.coverage, ink),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function layoutCheck(
  signs: readonly [PostureFinding, ...PostureFinding[]],
  ink: Ink,
  options: PostureReportOptions,
): string[] {
  const [{ severity, check, title, practice }] = signs
  const shown = options.allPlaces ? signs : signs.slice(0, signsMax)
  const rest = signs.length - shown.length
  const subjectWidth = Math.min(
    40,
    Math.max(...shown.map((sign) => escapeForLog(describeSubject(sign)).length)),
  )
  const owasp = practice.owasp === undefined ? '' : ` · ${practice.owasp.split(':')[0]}`
  const name = ink.paint('quiet', `${check} · ${practice.row}${owasp}`)
  const remedies = [...new Set(signs.map(({ remedy }) => remedy))]
  return [
    `${ink.paint(severity, severity.toUpperCase().padEnd(8))}  ${ink.paint('strong', title)}  ${name}`,
    ...shown.flatMap((sign) => layoutSign(sign, subjectWidth, ink)),
    ...(rest > 0 ? [`          … and ${formatCount(rest)} more (--all-places shows them)`] : []),
    ...remedies.flatMap((remedy) =>
      wrapWords(escapeForLog(remedy), proseWidth(options) - 12).map(
        (line, at) => `          ${at === 0 ? '→ ' : '  '}${line}`,
      ),
    ),
  ]
}

/** The subject, then what shows it; a single piece of evidence stands on the subject's line if it fits. */
function layoutSign(finding: PostureFinding, subjectWidth: number, ink: Ink): string[] {
  const subject = escapeForLog(describeSubject(finding))
  const evidence = finding.evidence.map((one) => escapeForLog(one))
  const [only] = evidence
  if (
    evidence.length === 1 &&
    only !== undefined &&
    Math.max(subject.length, subjectWidth) + only.length < 88
  ) {
    return [`          ${subject.padEnd(subjectWidth)}  ${ink.paint('quiet', only)}`]
  }
  return [
    `          ${subject}`,
    ...evidence.map((one) => `            ${ink.paint('quiet', one)}`),
  ]
}

function layoutSummary({ findings, coverage }: AuditResult, ink: Ink): string[] {
  if (findings.length === 0) {
    return coverage.complete
      ? [ink.paint('good', 'No weak signs.'), ...nextOf(coverage)]
      : ['No weak signs in what was read, but the audit is incomplete.']
  }
  const bySeverity = [...severities].reverse().flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [ink.paint(severity, `${formatCount(count)} ${severity}`)]
  })
  const [first] = findings
  return [
    `${ink.paint('strong', countOf(findings.length, 'weak sign'))}: ${bySeverity.join(', ')}.`,
    `Next: ${nextStepOf(first!)}`,
  ]
}

/** One command that leads on from the gravest sign. */
function nextStepOf({ subject, check }: PostureFinding): string {
  const only = `stanch audit --check ${check}`
  if (subject.kind === 'record')
    return escapeForLog(`stanch inventory show ${subject.id}; when it is done, ${only}`)
  if (subject.kind === 'connector')
    return escapeForLog(
      `change connector ${subject.id}, then its entry in stanch.yaml; when it is done, ${only}`,
    )
  return escapeForLog(`open ${subject.path}:${subject.line}; when it is done, ${only}`)
}

/** Good news from an audit that had nothing to look at is none. */
function nextOf({ records, scanReports }: AuditCoverage): string[] {
  if (records === 0)
    return [
      'There is no record to look at. Next: stanch inventory import, or stanch inventory add.',
    ]
  if (scanReports > 0) return []
  return ['Next: stanch scan --format json > scan.json, then stanch audit --scan-report scan.json.']
}

function layoutNotes(coverage: AuditCoverage, ink: Ink, options: PostureReportOptions): string[] {
  const { accepted, expired, dead, problems } = coverage
  return [
    ...(accepted > 0 ? [`${countOf(accepted, 'sign')} accepted.`] : []),
    ...layoutList(
      `${countOf(expired.length, 'entry', 'entries')} of audit.accept expired and hid nothing:`,
      expired.map(describeNote),
      options,
    ),
    ...layoutList(
      `${countOf(dead.length, 'entry', 'entries')} of audit.accept met no sign and can go:`,
      dead.map(describeNote),
      options,
    ),
    ...layoutList(
      ink.paint('bad', `${countOf(problems.length, 'problem')}; not audited, or not all of it:`),
      problems.map(({ path, reason }) => escapeForLog(`${path}: ${reason}`)),
      options,
    ),
  ]
}

function layoutList(
  head: string,
  items: readonly string[],
  { allPlaces }: PostureReportOptions,
): string[] {
  if (items.length === 0) return []
  const shown = allPlaces ? items : items.slice(0, signsMax)
  const rest = items.length - shown.length
  return [
    head,
    ...shown.map((item) => `  ${item}`),
    ...(rest > 0 ? [`  … and ${formatCount(rest)} more`] : []),
  ]
}

function describeNote({ check, of, owner, reason, expires, where }: AcceptNote): string {
  return escapeForLog(`${check} of ${of}, ${owner}, until ${expires}: ${reason} (${where})`)
}

function layoutCoverage(coverage: AuditCoverage, ink: Ink): string[] {
  const { records, connectors, files, scanReports, secrets, checks, skipped, complete } = coverage
  const facts = [
    `${countOf(records, 'record')} of ${escapeForLog(coverage.inventory)}`,
    countOf(files, 'file'),
    scanReports === 0 ? '' : `${countOf(secrets, 'secret')} of ${countOf(scanReports, 'scan')}`,
    connectors === 0 ? '' : countOf(connectors, 'connector'),
    countOf(checks, 'check'),
    skipped.length === 0 ? '' : `${formatCount(skipped.length)} skipped`,
    formatDuration(coverage.durationMs),
  ].filter((fact) => fact !== '')
  const verdict = ink.paint(complete ? 'quiet' : 'bad', complete ? 'complete' : 'INCOMPLETE')
  return [`${ink.paint('quiet', `${facts.join(' · ')} · `)}${verdict}`]
}
