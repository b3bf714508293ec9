import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { letters, addSet, emptySet, removeByte, setOf, type ByteSet } from '../text/byte-set.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import {
  alphabetOf,
  hasGroups,
  hasQuotes,
  lastSet,
  leadingSets,
  lengthOf,
  requiredBytes,
  requiredTexts,
  secretGroupOf,
} from './pattern-shape.ts'
import { anchorPattern, isOutside } from './anchor-words.ts'
import { parsePattern } from './pattern-syntax.ts'
import type { CompiledRule, RulePack } from './rule-pack.ts'
import type { Rule } from './rule.ts'

/** Bytes of a match that are tested against the gate's set before the regex runs. */
const gateLengthMax = 24

/** Bytes of a match before its word that are looked at where the pattern sets no bound to them. */
export const beforeMax = 512

/** @param rule already validated: its pattern parses */
export function compileRule(rule: Rule): CompiledRule {
  const node = parsePattern(rule.pattern)
  const length = lengthOf(node)
  const from = gateStart(rule)
  const to = hasGate(rule) ? gateEnd(length.min, from) : from
  const leading = leadingSets(node, Math.max(to, 1))
  const before = wordSet()
  addSet(before, leading[0]!)
  removeByte(before, '='.charCodeAt(0))
  const behind = wordSet()
  addSet(behind, lastSet(node))
  return {
    ...rule,
    lengthMin: length.min,
    lengthMax: Math.min(length.max, rule.matchLengthMax ?? Infinity),
    secretGroup: secretGroupOf(node)?.index ?? 0,
    hasGroups: hasGroups(node),
    near: nearOf(rule),
    gate: { from, to, set: union(leading.slice(from, to)) },
    alphabet: alphabetOf(node),
    first: leading[0]!,
    before,
    behind,
    isRun: node.kind === 'repeat' && node.node.kind === 'set',
    requiredTexts: rule.anchors.kind === 'near' ? [] : requiredTexts(node, rule.anchors.kind === 'literals' ? rule.anchors.literals : []),
    quotes: hasQuotes(node),
    required: rule.anchors.kind === 'near' ? [] : requiredBytes(node).filter((byte) => !isInEveryLiteral(rule, byte)),
  }
}

/** Puts rules together; the digest tells two packs apart whatever their order. */
export function makeRulePack(rules: readonly CompiledRule[]): RulePack {
  const sorted = sortRules(rules)
  return { version: 1, digest: digestOf(textOf(sorted)), rules: sorted }
}

/** A pack with further rules, and with some in the place of those that have their ids. */
export function extendRulePack(base: RulePack, rules: readonly CompiledRule[]): RulePack {
  const ids = new Set(rules.map(({ id }) => id))
  const kept = base.rules.filter(({ id }) => !ids.has(id))
  // Not over all rules again: that would take longer than all else here.
  const digest = digestOf(base.digest + textOf(sortRules(rules)))
  // Plain, whatever the base is, so that it crosses threads.
  const plain = { version: 1, digest: base.digest, rules: base.rules } as const
  return { version: 1, digest, rules: sortRules([...kept, ...rules]), base: plain }
}

function sortRules(rules: readonly CompiledRule[]): CompiledRule[] {
  return rules.toSorted((left, right) => (left.id < right.id ? -1 : 1))
}

function digestOf(text: string): string {
  return `sha256:${bytesToHex(sha256(bytesOfUtf8(text)))}`
}

/** All that rules say; a list that many rules share stands there once. */
function textOf(rules: readonly CompiledRule[]): string {
  const numbers = new Map<unknown, number>()
  const text = JSON.stringify(rules, (key, value: unknown) => {
    if (key !== 'allow' || !Array.isArray(value)) return value
    return value.map((list) => {
      if (!numbers.has(list)) numbers.set(list, numbers.size)
      return numbers.get(list)
    })
  })
  return numbers.size === 0 ? text : text + JSON.stringify([...numbers.keys()])
}

/** Before the first word of a text that is `near` anything may stand that the pattern allows. */
function hasGate({ anchors }: Rule): boolean {
  return anchors.kind === 'literals' ? anchors.before === 0 : anchors.kind !== 'near'
}

function nearOf(rule: Rule): CompiledRule['near'] {
  const { anchors } = rule
  if (anchors.kind !== 'near') return undefined
  if (isOutside(anchors)) return { texts: anchors.words, before: 0, next: undefined }
  const { texts, before, next } = anchorPattern(rule.pattern, anchors.words).anchoring!
  return { texts, before: Math.min(before, beforeMax), next }
}

/** Then the anchor itself proves that the byte is there. */
function isInEveryLiteral(rule: Rule, byte: number): boolean {
  if (rule.anchors.kind !== 'literals') return false
  return rule.anchors.literals.every((literal) => literal.includes(String.fromCharCode(byte)))
}

function wordSet(): ByteSet {
  return setOf(`_-0123456789${letters}`)
}

function gateStart(rule: Rule): number {
  if (rule.anchors.kind !== 'literals') return 0
  return Math.min(...rule.anchors.literals.map((literal) => literal.length))
}

function gateEnd(lengthMin: number, from: number): number {
  return Math.max(from, Math.min(lengthMin, from + gateLengthMax))
}

function union(sets: readonly ByteSet[]): ByteSet {
  const all = emptySet()
  for (const set of sets) addSet(all, set)
  return all
}
