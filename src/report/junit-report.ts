import type { Finding } from '../engine/finding.ts'
import { adviseOnFinding, describeFinding } from './describe-finding.ts'
import { attributionOf } from './describe-record.ts'
import { readOrigin } from './origin-details.ts'
import type { Coverage, Report, ScanResult } from './scan-result.ts'

/** One test case; `body` is XML. */
interface Case {
  readonly name: string
  readonly body: string
  readonly outcome: 'passed' | 'failure' | 'error'
  readonly attributes?: Readonly<Record<string, string | number>>
}

/**
 * A suite a rule, a failure a finding. A last suite says whether the scan was complete, a problem
 * being an error there; so a clean scan is one passed test and not an empty file, which some
 * readers reject.
 */
export function createJunitReport(): Report {
  return { onFinding: () => '', onEnd: writeSuites }
}

function writeSuites({ findings, coverage }: ScanResult): string {
  const byRule = new Map<string, Case[]>()
  for (const finding of findings) {
    const cases = byRule.get(finding.rule)
    if (cases) cases.push(caseOfFinding(finding))
    else byRule.set(finding.rule, [caseOfFinding(finding)])
  }
  const suites = [...byRule, ['stanch.coverage', coverageCases(coverage)] as const]
  const totals = countOutcomes(suites.flatMap(([, cases]) => cases))
  const time = (coverage.durationMs / 1000).toFixed(3)
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites${writeAttributes({ name: 'stanch', ...totals, time })}>\n` +
    suites.map(([name, cases]) => writeSuite(name, cases)).join('') +
    '</testsuites>\n'
  )
}

function caseOfFinding(finding: Finding): Case {
  const { path, commit, exported } = readOrigin(finding.origin)
  const description = describeFinding(finding)
  const said = exported ? attributionOf(exported).map(([name, text]) => `${name}: ${text}`) : []
  const lines = [description, ...said, adviseOnFinding(finding)]
  const place = `${path}:${finding.line}:${finding.column}`
  const at = commit === undefined ? place : `${place} in commit ${commit}`
  return {
    name: place,
    outcome: 'failure',
    attributes: { file: path, line: finding.line },
    body:
      `<failure${writeAttributes({ message: description, type: finding.severity })}>` +
      `${escapeXml([at, ...lines].join('\n'))}</failure>`,
  }
}

function coverageCases({ problems, complete, interrupted }: Coverage): Case[] {
  const cases = problems.map(({ path, reason }) => errorCase(path, reason))
  if (interrupted) cases.push(errorCase('scan', 'interrupted'))
  else if (!complete && problems.length === 0) cases.push(errorCase('scan', 'incomplete'))
  return cases.length === 0 ? [{ name: 'scan is complete', outcome: 'passed', body: '' }] : cases
}

function errorCase(name: string, reason: string): Case {
  return {
    name,
    outcome: 'error',
    body: `<error${writeAttributes({ message: reason, type: 'problem' })}/>`,
  }
}

function writeSuite(name: string, cases: readonly Case[]): string {
  const lines = cases.map((one) => {
    const attributes = writeAttributes({ classname: name, name: one.name, ...one.attributes })
    return `    <testcase${attributes}>${one.body}</testcase>\n`
  })
  const attributes = writeAttributes({ name, ...countOutcomes(cases) })
  return `  <testsuite${attributes}>\n${lines.join('')}  </testsuite>\n`
}

function countOutcomes(cases: readonly Case[]): Record<'tests' | 'failures' | 'errors', number> {
  const count = (outcome: Case['outcome']): number =>
    cases.filter((one) => one.outcome === outcome).length
  return { tests: cases.length, failures: count('failure'), errors: count('error') }
}

function writeAttributes(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('')
}

const xmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/**
 * Removes what XML 1.0 cannot hold even as a reference. What it can hold but a reader would
 * normalise or a terminal obey becomes a reference.
 */
function escapeXml(text: string): string {
  return text
    .replace(/(?![\t\n\r\u007f-\u009f])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
    .replace(/[&<>"']/g, (char) => xmlEscapes[char] ?? char)
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, referenceTo)
}

function referenceTo(char: string): string {
  return `&#x${char.codePointAt(0)?.toString(16)};`
}
