import type { RuleChoice } from './configuration.ts'
import { readRuleSet, type RuleSet } from './load-engine.ts'

/**
 * Reads and builds own rules, for `createRedactor`. Loads `yaml` and `valibot`.
 *
 * @param rules as under `rules` in `stanch.yaml`: what is left out is as there; `disable` is an option of `createRedactor`
 * @param directory what `files` is relative to, and below which they lie; the working directory by default
 * @throws StanchError `RULES_INVALID` with every fault
 */
export async function readRules(
  rules: Partial<Omit<RuleChoice, 'disable'>>,
  directory: string = process.cwd(),
): Promise<RuleSet> {
  const [{ configurationSchema }, { parseObject }, { hasOwnRules, loadRules }] = await Promise.all([
    import('./configuration-schema.ts'),
    import('../text/strict/parse-object.ts'),
    import('./load-rules.ts'),
  ])
  const where = 'readRules'
  const parsed = parseObject(configurationSchema, { rules }, { where, code: 'RULES_INVALID' })
  const choice = parsed.rules as RuleChoice
  if (!hasOwnRules({ choice, files: [] })) return readRuleSet()
  return loadRules({ choice, directory, whereIs: () => where, files: [] })
}
