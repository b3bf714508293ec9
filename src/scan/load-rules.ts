import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RuleFault } from '../rules/rule-faults.ts'
import { reasonOf } from '../text/error.ts'
import type { RuleChoice } from './configuration.ts'
import { expandGlob } from './expand-glob.ts'
import { loadRegexEngine, readRuleSet, type RuleSet } from './load-engine.ts'
import { buildRuleSet, type RuleFileText } from './own-rules.ts'
import type { KeyPath } from '../text/strict/shape-faults.ts'

/** Rules that a configuration or a command line names. */
export interface RulesRequest {
  readonly choice: RuleChoice
  /** What `choice.files` is relative to; absolute. */
  readonly directory: string
  /** `file:line` of a key of the configuration. */
  readonly whereIs: (path: KeyPath) => string
  /** Further rule files, from the working directory. */
  readonly files: readonly string[]
}

/** Whether a scan needs more than the rules that Stanch was built with. */
export function hasOwnRules({ choice, files }: Pick<RulesRequest, 'choice' | 'files'>): boolean {
  const { builtIn, own, override } = choice
  return (
    !builtIn ||
    files.length + choice.files.length + own.length > 0 ||
    Object.keys(override).length > 0
  )
}

/**
 * Reads and builds the rules of a scan. Loads `yaml` and `valibot`.
 *
 * @throws StanchError `RULES_INVALID` listing every fault as `file:line: rule: what`
 */
export function loadRules({ choice, directory, whereIs, files }: RulesRequest): RuleSet {
  const unread: RuleFault[] = []
  const seen = new Set<string>()
  const read = (path: string, where: string): RuleFileText[] => {
    // Globs may overlap.
    if (seen.has(resolve(path))) return []
    seen.add(resolve(path))
    try {
      return [{ path, text: readFileSync(path, 'utf8') }]
    } catch (error) {
      unread.push({ where, what: `cannot be read: ${reasonOf(error)}` })
      return []
    }
  }
  const configured = choice.files.flatMap((glob, at) => {
    const where = whereIs(['rules', 'files', at])
    try {
      const paths = expandGlob(directory, glob)
      if (paths.length === 0) unread.push({ where, what: `rules.files[${at}]: no file is there` })
      return paths.flatMap((path) => read(path, where))
    } catch (error) {
      unread.push({ where, what: `rules.files[${at}]: ${reasonOf(error)}` })
      return []
    }
  })
  return buildRuleSet(
    {
      files: [...configured, ...files.flatMap((path) => read(path, path))],
      inline: choice.own.map((rule, at) => ({ rule, where: whereIs(['rules', 'own', at]) })),
      changes: Object.entries(choice.override).map(([id, change]) => ({
        id,
        change,
        where: whereIs(['rules', 'override', id]),
      })),
    },
    { builtIn: readRuleSet(), regex: loadRegexEngine(() => undefined) },
    { takesBuiltIn: choice.builtIn, earlier: unread },
  )
}
