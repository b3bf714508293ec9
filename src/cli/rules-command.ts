import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkRules } from '../engine/check-rules.ts'
import { parseRules, type RuleFault } from '../rules/parse-rules.ts'
import type { RuleSource } from '../rules/rule.ts'
import { buildEngine } from '../scan/build-engine.ts'
import { readRulePack } from '../scan/load-engine.ts'

const builtInDirectory = fileURLToPath(new URL('../../rules/detect/', import.meta.url))

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
  process.stdout.write(
    `${rules.length} rules in ${paths.length} files, ${examples} examples: ` +
      (faults.length === 0 ? 'all sound\n' : `${faults.length} faults\n`),
  )
  return faults.length === 0 ? 0 : 2
}

function builtInFiles(): string[] {
  return readdirSync(builtInDirectory)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => join(builtInDirectory, name))
}

/** `stanch rules list`. */
export function listRules(countOnly: boolean): void {
  const { rules } = readRulePack()
  if (countOnly) {
    process.stdout.write(`${rules.length}\n`)
    return
  }
  for (const rule of rules) {
    process.stdout.write(
      `${rule.id.padEnd(40)} ${rule.confidence.padEnd(7)} ${rule.severity.padEnd(9)} ${rule.name}\n`,
    )
  }
}
