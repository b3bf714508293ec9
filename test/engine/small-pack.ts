import { stringify } from 'yaml'
import type { Engine } from '../../src/engine/engine.ts'
import { compileRule, makeRulePack } from '../../src/rules/compile-rule.ts'
import { assertNoFaults, parseRules } from '../../src/rules/parse-rules.ts'
import { buildEngine } from '../../src/scan/build-engine.ts'

/** What a test says of a rule, in the words of a rule file. */
export interface SmallRule {
  readonly anchors: object
  readonly pattern: string
  readonly surprisal?: number
  readonly confidence?: 'low' | 'medium' | 'high'
}

/** An engine of a few rules, `rule-0` and so on, with real RE2 and real WASM. */
export function makeSmallEngine(...rules: readonly SmallRule[]): Engine {
  const file = {
    provider: 'A provider',
    rules: rules.map((rule, at) => ({
      id: `rule-${at}`,
      name: 'A secret',
      reference: 'https://host/',
      confidence: 'medium',
      severity: 'high',
      examples: { positive: ['⟦<base62:20>⟧'] },
      ...rule,
    })),
  }
  const parsed = parseRules(stringify(file), 'small.yaml')
  assertNoFaults(parsed.faults)
  return buildEngine(makeRulePack(parsed.rules.map(compileRule)))
}
