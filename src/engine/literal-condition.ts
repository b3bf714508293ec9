import type { CompiledRule } from '../rules/rule-pack.ts'
import { confidences } from '../rules/rule.ts'
import { addSet, type ByteSet } from '../text/byte-set.ts'
import { startsAnywhere } from './borders.ts'
import { escapedMargin, escapedReach } from './escaped-context.ts'
import { reachOf } from './reach.ts'

/** What must stand around a literal for some rule to find anything there; the prefilter tests it. */
export type Condition = {
  /** Of the rule's confidence among all: a search that asks for a higher one passes it over. */
  readonly rank: number
} & (AlwaysCondition | AssignedCondition | RunCondition | WindowCondition)

/** Nothing. */
export interface AlwaysCondition {
  readonly kind: 'always'
}

/** What looks like an assignment to the name it is part of, of a value that may be one. */
export interface AssignedCondition {
  readonly kind: 'assigned'
  /** Of values, in bytes. */
  readonly lengthMin: number
  /** All bytes of a value. */
  readonly alphabet: ByteSet
}

/** So many bytes of a set, that begin at most `distance` bytes, 1 to 256, behind it. */
export interface RunCondition {
  readonly kind: 'run'
  readonly distance: number
  readonly length: number
  readonly set: ByteSet
}

/** What every match of a rule with literals holds, in the run of its alphabet around the literal. */
export interface WindowCondition {
  readonly kind: 'window'
  /** Bytes of a match before the literal, at most; 0: it starts with it, where a word starts. */
  readonly before: number
  /** Not only where a word starts. */
  readonly startsAnywhere: boolean
  /** From the literal's start on; asked for where matches start with it. */
  readonly gate: CompiledRule['gate']
  /** A match may end anywhere behind, so that only the start of it counts. */
  readonly isFar: boolean
  readonly lengthMin: number
  readonly lengthMax: number
  readonly alphabet: ByteSet
  readonly texts: readonly string[]
  /** How far around the literal, before and behind, an escaped quote is one more reason to look; 0: it is none. */
  readonly escaped: { readonly before: number; readonly behind: number }
}

/** More make a condition that always holds: to test them would take as long as to look. */
const conditionsMax = 8
const textsMax = 8

/** Of a rule among confidences, for searches that ask for one: they do not pass over what names a credential. */
export function rankOf({ isIdentifier, confidence }: CompiledRule): number {
  return confidences.indexOf(isIdentifier ? 'medium' : confidence)
}

/** @returns without it the rule finds nothing at its anchor */
export function conditionOf(rule: CompiledRule): Condition {
  const { anchors, lengthMin, alphabet } = rule
  const rank = rankOf(rule)
  const { isFar } = reachOf(rule)
  if (anchors.kind === 'literals') return { rank, ...windowOf(rule, anchors.before, isFar) }
  // A search for what may matter is told of all anchors of a far rule.
  if (isFar) return { rank, kind: 'always' }
  if (anchors.kind === 'names') return { rank, kind: 'assigned', lengthMin, alphabet }
  if (anchors.kind !== 'keywords') return { rank, kind: 'always' }
  return { rank, kind: 'run', distance: anchors.distance, length: lengthMin, set: alphabet }
}

function windowOf(rule: CompiledRule, before: number, isFar: boolean): WindowCondition {
  const { gate, lengthMin, lengthMax, alphabet, requiredTexts, required, quotes } = rule
  const bytes = required.map((byte) => String.fromCharCode(byte))
  const texts = [
    ...requiredTexts,
    ...bytes.filter((one) => !requiredTexts.some((text) => text.includes(one))),
  ]
  return {
    kind: 'window',
    before,
    startsAnywhere: startsAnywhere(rule),
    gate,
    isFar,
    lengthMin,
    lengthMax,
    alphabet,
    texts: texts.slice(0, textsMax),
    escaped: quotes
      ? { before: before + escapedMargin, behind: escapedReach(rule) }
      : { before: 0, behind: 0 },
  }
}

/** @returns conditions of which one holds where one of `known` or `more` does */
export function withCondition(known: readonly Condition[], more: Condition): readonly Condition[] {
  const at = known.findIndex((one) => one.rank === more.rank && merged(one, more))
  const all = at < 0 ? [...known, more] : known.with(at, merged(known[at]!, more)!)
  if (all.length <= conditionsMax) return all
  return [{ kind: 'always', rank: Math.max(...all.map(({ rank }) => rank)) }]
}

/** One condition in place of two of the same rank, where that is not much weaker. */
function merged(left: Condition, right: Condition): Condition | undefined {
  if (left.kind === 'always') return left
  if (right.kind === 'always') return right
  if (left.kind === 'assigned' && right.kind === 'assigned') {
    return {
      ...left,
      lengthMin: Math.min(left.lengthMin, right.lengthMin),
      alphabet: unionOf(left.alphabet, right.alphabet),
    }
  }
  if (left.kind !== 'run' || right.kind !== 'run') return undefined
  return {
    ...left,
    distance: Math.max(left.distance, right.distance),
    length: Math.min(left.length, right.length),
    set: unionOf(left.set, right.set),
  }
}

function unionOf(left: ByteSet, right: ByteSet): ByteSet {
  const union = left.slice()
  addSet(union, right)
  return union
}
