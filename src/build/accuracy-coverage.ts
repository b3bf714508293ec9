import type { Rule } from '../rules/rule.ts'
import type { LabelledRow } from './accuracy-rows.ts'

type RuleNames = Pick<Rule, 'id' | 'name' | 'provider'>

/** Which of the rows' providers the rule pack has rules for. */
export interface ProviderCoverage {
  readonly covered: ReadonlySet<string>
  readonly missing: readonly string[]
}

/**
 * A row's category is its provider. It is covered when a rule's id, name or provider holds it as whole words,
 * however written: `new_relic`, `newrelic` and `New Relic` are one; or when a rule has the row's very name.
 */
export function coverProviders(
  rows: readonly LabelledRow[],
  rules: readonly RuleNames[],
): ProviderCoverage {
  const phrases = new Set(
    rules.flatMap(({ id, name, provider }) => [id, name, provider].flatMap(phrasesOf)),
  )
  const covered = new Set<string>()
  for (const { category, rule, name } of rows) {
    const isKnown = [category, familyOf(rule)].some((one) => isCovered(one, phrases))
    if (isKnown || phrases.has(normalise(name))) covered.add(category)
  }
  const all = new Set(rows.map(({ category }) => category))
  return { covered, missing: [...all].filter((one) => !covered.has(one)).toSorted() }
}

function isCovered(provider: string, phrases: ReadonlySet<string>): boolean {
  const plain = normalise(provider)
  return (
    plain !== '' && (phrases.has(plain) || phrases.has(plain.replace(/(?:io|ai|api|apis)$/, '')))
  )
}

/** `anthropic` of `np.anthropic.1`. */
function familyOf(rule: string): string {
  return rule.split('.').slice(1, -1).join('')
}

/** Every run of whole words, joined: `new`, `newrelic`, `newrelickey`, `relic`, … */
function phrasesOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.flatMap((_, from) =>
    words.slice(from).map((_word, more) => words.slice(from, from + more + 1).join('')),
  )
}

function normalise(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join('')
}
