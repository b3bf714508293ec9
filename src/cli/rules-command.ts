import { readFileSync } from 'node:fs'
import { checkRules } from '../engine/check-rules.ts'
import { parseRules } from '../rules/parse-rules.ts'
import type { RuleFault } from '../rules/rule-faults.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import type { RuleSource } from '../rules/rule.ts'
import { buildEngine } from '../scan/build-engine.ts'
import { readRulePack } from '../scan/load-engine.ts'
import { layoutTable } from './layout-table.ts'
import { nearestRules, rulesWith } from './nearest-rules.ts'
import { builtInFiles } from './rule-sources.ts'
import { usage } from './usage.ts'

/** `stanch rules check [file…]`; returns the exit status. */
export function checkRuleFiles(files: readonly string[]): number {
  const paths = files.length > 0 ? files : builtInFiles()
  const rules: RuleSource[] = []
  const faults: RuleFault[] = []
  for (const path of paths) {
    const parsed = parseRules(readFileSync(path, 'utf8'), path)
    rules.push(...parsed.rules)
    faults.push(...parsed.faults)
  }
  faults.push(...checkRules(rules, buildEngine))
  for (const fault of faults) process.stdout.write(`${fault.where}: ${fault.what}\n`)
  const examples = rules.reduce(
    (total, { examples: { positive, negative } }) => total + positive.length + negative.length,
    0,
  )
  const untested = rules.filter(({ examples: { positive } }) => positive.length === 0).length
  if (untested > 0) process.stdout.write(`${untested} imported rules have no example\n`)
  process.stdout.write(
    `${rules.length} rules in ${paths.length} files, ${examples} examples: ` +
      (faults.length === 0 ? 'all sound\n' : `${faults.length} faults\n`),
  )
  return faults.length === 0 ? 0 : 2
}

/** `stanch rules list` as typed. */
export interface TypedListOptions {
  readonly count?: boolean
  readonly format?: string
}

/** `stanch rules list [word…]`: those whose id, name or provider holds every word. */
export function listRules(
  words: readonly string[],
  { count = false, format = 'text' }: TypedListOptions,
): void {
  if (format !== 'text' && format !== 'json') {
    throw usage(`--format: expected one of text, json, got "${format}".`)
  }
  const known = readRulePack().rules
  const rules = rulesWith(words, known)
  if (count) process.stdout.write(`${rules.length}\n`)
  else if (format === 'json')
    process.stdout.write(`${JSON.stringify(rules.map(toListed), null, 2)}\n`)
  else if (rules.length > 0) process.stdout.write(`${layoutList(rules).join('\n')}\n`)
  else {
    const near = nearestRules(words.join('-'), known).map(({ id }) => id)
    const hint = near.length === 0 ? '' : `; do you mean ${near.join(', ')}?`
    process.stderr.write(`stanch: no rule holds ${words.join(' ')}${hint}\n`)
  }
}

function layoutList(rules: readonly CompiledRule[]): string[] {
  return layoutTable(
    rules.map(({ id, severity, confidence, name }) => [id, severity, confidence, name]),
  )
}

function toListed({ id, name, provider, severity, confidence, reference, revoke }: CompiledRule) {
  return { id, name, provider, severity, confidence, reference, revoke }
}
