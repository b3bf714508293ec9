import { createInk, proseWidth, wrapWords, type Ink } from '../report/terminal-ink.ts'
import { toFileForm } from '../rules/rule-file-form.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import type { RuleSource } from '../rules/rule.ts'
import { assembleSample, seededRandom } from '../rules/sample.ts'
import { defaultConfiguration } from '../scan/configuration.ts'
import { packOf } from '../scan/load-engine.ts'
import { hasOwnRules, loadRules } from '../scan/load-rules.ts'
import { StanchError } from '../text/error.ts'
import {
  describeAnchors,
  describeChecks,
  describeConfidence,
  describeRelations,
  severityWords,
} from './describe-rule.ts'
import { builtInFiles, findRuleSource } from './rule-sources.ts'
import { nearestRules } from './nearest-rules.ts'
import { usage } from './usage.ts'
import { showsColor } from './shows-color.ts'

/** `stanch rules show` as typed. */
export interface TypedShowOptions {
  readonly format?: string
  readonly rules?: readonly string[]
}

/** `stanch rules show ID`. @throws StanchError `RULE_UNKNOWN` naming the nearest */
export function showRule(
  id: string,
  { format = 'text', rules: files = [] }: TypedShowOptions,
): void {
  if (format !== 'text' && format !== 'json') {
    throw usage(`--format: expected one of text, json, got "${format}".`)
  }
  const choice = defaultConfiguration.rules
  const set = hasOwnRules({ choice, files })
    ? loadRules({ choice, directory: '.', whereIs: () => '', files })
    : undefined
  const { rules } = packOf(set)
  const rule = rules.find((known) => known.id === id)
  if (!rule) throw unknownRule(id, rules)
  const example = exampleOf(rule, findRuleSource(id, [...files, ...builtInFiles()]))
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify(toJson(rule, example), null, 2)}\n`
      : layout(rule, example),
  )
}

function unknownRule(id: string, rules: readonly CompiledRule[]): StanchError {
  const near = nearestRules(id, rules)
  const hint =
    near.length === 0
      ? 'stanch rules list shows all.'
      : `The nearest are:\n${near.map((rule) => `  ${rule.id}`).join('\n')}`
  return new StanchError('RULE_UNKNOWN', `There is no rule "${id}". ${hint}`)
}

/** What one looks like, on one line: the secret but its public prefix left out. */
function exampleOf(rule: CompiledRule, source: RuleSource | undefined): string | undefined {
  const template = source?.examples.positive[0]
  if (template === undefined) return undefined
  const { text, secret } = assembleSample(template, seededRandom(1))
  const bytes = Buffer.from(text)
  const shown = bytes.subarray(0, secret!.start + rule.visiblePrefix).toString()
  return `${shown}…${bytes.subarray(secret!.end).toString()}`
}

function toJson(rule: CompiledRule, example: string | undefined): object {
  const { provider, generic, lengthMin, lengthMax } = rule
  return {
    ...toFileForm(rule),
    provider,
    generic,
    lengthMin,
    lengthMax,
    ...(example !== undefined && { example }),
  }
}

/** A label and what it says, a paragraph each. */
type Row = readonly [label: string, ...paragraphs: string[]]

const labelWidth = 'looks like'.length

function layout(rule: CompiledRule, example: string | undefined): string {
  const color = showsColor()
  const ink = createInk({ color, hyperlinks: color && !process.env['CI'] })
  const { name, id, provider, severity, confidence, pattern, reference, revoke } = rule
  const rows: Row[] = [
    ['provider', provider],
    ['severity', `${severity}: ${severityWords[severity]}`],
    ['confidence', `${confidence}: ${describeConfidence(rule)}`],
    ['looked for', `where ${describeAnchors(rule.anchors)}`],
    ['pattern', pattern],
    ['and', ...describeChecks(rule)],
    ...withContent(['also', ...describeRelations(rule)]),
    ...(example === undefined ? [] : ([['looks like', ...example.split('\n')]] satisfies Row[])),
    ['reference', ink.link(reference, reference)],
    ...(revoke === undefined ? [] : ([['revoke at', ink.link(revoke, revoke)]] satisfies Row[])),
  ]
  const head = `${ink.paint('strong', name)}  ${ink.paint('quiet', id)}`
  return `${[head, '', ...rows.flatMap((row) => layoutRow(row, ink))].join('\n')}\n`
}

function withContent(row: Row): Row[] {
  return row.length > 1 ? [row] : []
}

/** What has no blanks, such as a pattern, is never broken. */
function layoutRow([label, ...paragraphs]: Row, ink: Ink): string[] {
  const width = proseWidth({ width: process.stdout.columns ?? 100 }) - labelWidth - 2
  const lines = paragraphs.flatMap((text) =>
    label === 'looks like' || label === 'pattern' ? [text] : wrapWords(text, width),
  )
  return lines.map((line, at) =>
    `${ink.paint('quiet', (at === 0 ? label : '').padEnd(labelWidth))}  ${line}`.trimEnd(),
  )
}
