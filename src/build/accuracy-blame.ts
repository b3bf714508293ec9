import type { Rule } from '../rules/rule.ts'
import type { LabelledRow } from './accuracy-rows.ts'

type NamedRule = Pick<Rule, 'id' | 'name' | 'provider' | 'generic' | 'anchors'>

/**
 * Tells whose a missed row is, where its own rule, name or category says so: the rule of that very name, the only one
 * of that provider, or the generic one that looks for that word.
 */
export function makeBlame(
  rules: readonly NamedRule[],
): (row: Pick<LabelledRow, 'category' | 'name'>) => string | undefined {
  const named = new Map<string, string>()
  const ofProvider = new Map<string, string | undefined>()
  for (const { id, name, provider, generic } of rules) {
    for (const one of [id, name]) named.set(normalise(one), id)
    if (generic) continue
    const plain = normalise(provider)
    ofProvider.set(plain, ofProvider.has(plain) ? undefined : id)
  }
  const ofWord = rules.flatMap(({ id, generic, anchors }) =>
    generic && anchors.kind === 'names' ? anchors.names.map((word) => ({ word, id })) : [],
  )
  return ({ category, name }) => {
    // Several categories of one row are joined by colons, the first being the widest.
    const parts = [name, ...category.split(':')].map(normalise)
    const exact = parts.find((part) => named.has(part))
    if (exact !== undefined) return named.get(exact)
    const [, provider = ''] = parts
    return ofProvider.get(provider) ?? ofWord.find(({ word }) => provider.startsWith(word))?.id
  }
}

function normalise(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join('')
}
