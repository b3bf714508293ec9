import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRule } from '../../src/rules/compile-rule.ts'
import { parseRuleFile, plant, ruleFiles } from '../engine/real-pack.ts'
import { startsAnywhere } from '../../src/engine/borders.ts'
import { makeRedactor, redactText } from './make-redactor.ts'

/** Of rules that know a secret by its own prefix, and report it alone, the first example each. */
const templates = ruleFiles
  .flatMap((file) => parseRuleFile(file).rules)
  .filter((rule) => rule.confidence !== 'low' && startsAnywhere(compileRule(rule)))
  .flatMap(({ examples }) => examples.positive.slice(0, 1))
  .filter((template) => template.includes('⟦'))

const redactor = makeRedactor()

function sample(template: string, seed: number): string {
  return plant(template, seed).secret
}

/** Those that need nothing around them: of some an example names what else has to be there. */
const alone = templates.filter((template) => {
  const secret = sample(template, 1)
  return !secret.includes('\n') && !redactText(redactor, secret).includes(secret)
})

/** Some rules take random text for a word if it happens to have letters only. */
const secret = fc
  .tuple(fc.constantFrom(...alone), fc.nat())
  .map(([template, seed]) => sample(template, seed))
  .filter((text) => !redactText(redactor, text).includes(text))

test('there are rules to try', () => {
  expect(alone.length).toBeGreaterThan(150)
})

test('law: of secrets in a row without anything between nothing is left', () => {
  const around = fc.constantFrom('', ' ', '"', '\n', 'key=', '{"a":"')
  fc.assert(
    fc.property(fc.array(secret, { minLength: 2, maxLength: 6 }), around, (secrets, before) => {
      const output = redactText(redactor, `${before}${secrets.join('')}\n`)
      for (const one of secrets) expect(output).not.toContain(one)
    }),
    { numRuns: 300 },
  )
})

test('law: what is around two that touch does not matter, nor redacting twice', () => {
  fc.assert(
    fc.property(secret, secret, (left, right) => {
      const output = redactText(redactor, `a ${left}${right} z\n`)
      expect(output.startsWith('a ')).toBe(true)
      expect(redactText(redactor, output)).toBe(output)
    }),
    { numRuns: 100 },
  )
})
