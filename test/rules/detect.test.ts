import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { checkRules } from '../../src/engine/check-rules.ts'
import { defaultEngineOptions } from '../../src/engine/engine.ts'
import { parseRules } from '../../src/rules/parse-rules.ts'
import { toFileForm } from '../../src/rules/rule-file-form.ts'
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
    const file = { provider: rule.provider, generic: rule.generic, rules: [{ ...toFileForm(rule), examples: rule.examples }] }
    const { rules: parsed, faults: found } = parseRules(stringify(file), 'printed.yaml')
    expect(found, rule.id).toEqual([])
    expect(parsed).toEqual([{ ...rule, where: expect.any(String) }])
  }
})
