import type { Rule } from '../rules/rule.ts'
import { nearestWord } from '../text/strict/nearest-word.ts'

const nearestMax = 5

/** A few rules that a word may have meant: the one spelt most like it, then those that share parts of their id with it. */
export function nearestRules(word: string, rules: readonly Rule[]): Rule[] {
  const ids = rules.map(({ id }) => id)
  const spelt = nearestWord(word, ids)
  const known = new Set(ids.flatMap((id) => id.split('-')))
  const parts = word
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part.length > 2)
    .map((part) => (known.has(part) ? part : (nearestWord(part, [...known]) ?? part)))
  const shared = ({ id }: Rule) => parts.filter((part) => id.includes(part)).length
  const sharing = rules
    .filter((rule) => shared(rule) > 0)
    .toSorted((left, right) => shared(right) - shared(left) || left.id.length - right.id.length)
  const first = rules.filter(({ id }) => id === spelt)
  return [...new Set([...first, ...sharing])].slice(0, nearestMax)
}

/** Rules whose id, name or provider holds every word, in any case. */
export function rulesWith<R extends Rule>(words: readonly string[], rules: readonly R[]): R[] {
  return rules.filter(({ id, name, provider }) => {
    const text = `${id}\n${name}\n${provider}`.toLowerCase()
    return words.every((word) => text.includes(word.toLowerCase()))
  })
}
