import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseRules } from '../rules/parse-rules.ts'
import type { RuleSource } from '../rules/rule.ts'

const builtInDirectory = fileURLToPath(new URL('../../rules/detect/', import.meta.url))

/** Paths of the built-in rule files, in order of name. */
export function builtInFiles(): string[] {
  return readdirSync(builtInDirectory)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => join(builtInDirectory, name))
}

/** A rule with its examples, from the file that holds it; `undefined` when none does. */
export function findRuleSource(id: string, files: readonly string[]): RuleSource | undefined {
  for (const path of files) {
    const text = readFileSync(path, 'utf8')
    if (!text.includes(id)) continue
    const source = parseRules(text, path).rules.find((rule) => rule.id === id)
    if (source) return source
  }
  return undefined
}
