import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { checkRules } from '../../src/engine/check-rules.ts'
import { defaultEngineOptions } from '../../src/engine/engine.ts'
import { parseRules } from '../../src/rules/parse-rules.ts'
import type { Anchors, RuleSource } from '../../src/rules/rule.ts'
import { buildEngine } from '../../src/scan/build-engine.ts'
import { parseRuleFile, readRuleSources, ruleFiles } from '../engine/real-pack.ts'

const rules = readRuleSources()
const faults = checkRules(rules, (pack) => buildEngine(pack, defaultEngineOptions))

test.for(ruleFiles)('%s is sound', (name) => {
  expect(parseRuleFile(name).faults).toEqual([])
  expect(faults.filter(({ where }) => where.startsWith(`${name}:`))).toEqual([])
})

test('there are at least 450 rules', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBeGreaterThanOrEqual(450)
})

test('a rule that is printed and parsed again is the same', () => {
  for (const rule of rules) {
    const file = { provider: rule.provider, generic: rule.generic, rules: [toFileForm(rule)] }
    const { rules: parsed, faults: found } = parseRules(stringify(file), 'printed.yaml')
    expect(found, rule.id).toEqual([])
    expect(parsed).toEqual([{ ...rule, where: expect.any(String) }])
  }
})

/** A rule as its file holds it. */
function toFileForm(rule: RuleSource): object {
  const { id, name, reference, confidence, severity, pattern, matchLengthMax, checksum } = rule
  return {
    id, name, reference, confidence, severity, pattern, matchLengthMax, checksum,
    anchors: toAnchors(rule.anchors),
    refines: rule.refines,
    entropy: rule.entropyMin,
    tokenEfficiency: rule.tokenEfficiencyMax,
    surprisal: rule.surprisalMin,
    components: rule.components,
    except: rule.except,
    files: rule.files,
    visiblePrefix: rule.visiblePrefix,
    examples: rule.examples,
  } // prettier-ignore
}

function toAnchors({ kind: _kind, ...anchors }: Anchors): object {
  return anchors
}
