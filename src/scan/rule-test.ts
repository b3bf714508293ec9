import { knownRule } from '../engine/known-rule.ts'
import { partRules } from '../redact/mask-open.ts'
import type { RulePack } from '../rules/rule-pack.ts'

/** Whether a rule has an id. Parsing all rules takes long; it is needed only where a token is under a key that is not at hand. */
export function ruleTestOf(pack: RulePack): (id: string) => boolean {
  let ids: ReadonlySet<string> | undefined
  return (id) => {
    ids ??= new Set([
      ...pack.rules.map((rule) => rule.id),
      knownRule.id,
      ...Object.values(partRules),
    ])
    return ids.has(id)
  }
}
