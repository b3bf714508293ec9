import { reasonOf } from '../text/error.ts'
import { anchorPattern, isOutside } from './anchor-words.ts'
import { alwaysHolds, lengthOf, prefixesOf, secretGroupOf, statesOf } from './pattern-shape.ts'
import { parsePattern, type PatternNode } from './pattern-syntax.ts'
import type { Anchors, RuleSource } from './rule.ts'
import { matchLengthLimit } from './schema.ts'

/** One thing wrong with a rule file. */
export interface RuleFault {
  /** `file:line` or `file:line:column`. */
  readonly where: string
  readonly what: string
}

/** States a pattern may expand to, so that it compiles in about a millisecond. */
const statesMax = 600
/** The same for rules that were written elsewhere: they compile only where one of their words stands. */
export const importedStatesMax = 4000

/** What the schema cannot say: the patterns parse, the main one is bounded, and always holds its anchor. */
export function faultsOf(rule: RuleSource): RuleFault[] {
  const lists = [...(rule.require ?? []), ...(rule.paths ?? []), ...patternsOf(rule.allow)]
  return [...mainPatternFaults(rule), ...exceptFaults(rule), ...patternFaults(lists)].map(
    (what) => ({ where: rule.where, what: `${rule.id}: ${what}` }),
  )
}

function exceptFaults({ except }: RuleSource): string[] {
  return except.flatMap((pattern, at) => {
    try {
      parsePattern(pattern)
      return []
    } catch (error) {
      return [`except[${at}]: ${reasonOf(error)}`]
    }
  })
}

function mainPatternFaults(rule: RuleSource): string[] {
  const isImported = rule.isImported ?? false
  let node: PatternNode
  try {
    node = parsePattern(rule.pattern)
  } catch (error) {
    return [reasonOf(error)]
  }
  const faults: string[] = []
  const length = lengthOf(node)
  if (length.max === Infinity && rule.matchLengthMax === undefined) {
    faults.push('the pattern is unbounded; expected {20,255} instead of +, or a matchLengthMax')
  }
  if (length.max !== Infinity && length.max > matchLengthLimit) {
    faults.push(`the pattern can match ${length.max} bytes; expected at most ${matchLengthLimit}`)
  }
  const most = isImported ? importedStatesMax : statesMax
  if (statesOf(node) > most) {
    faults.push(
      `the pattern expands to ${statesOf(node)} states; expected at most ${most}: ` +
        'write {20,} or + with a matchLengthMax',
    )
  }
  const least = isImported ? 1 : 4
  if (length.min < least) {
    faults.push(`the pattern can match ${length.min} bytes; expected at least ${least}`)
  }
  const unanchored = unanchoredFault(rule.pattern, node, rule.anchors)
  if (unanchored) faults.push(unanchored)
  const secret = secretGroupOf(node)?.node ?? node
  if (rule.visiblePrefix > Math.floor(lengthOf(secret).min / 2)) {
    faults.push('visiblePrefix shows more than half of the shortest secret')
  }
  if (rule.anchors.kind === 'names' && rule.confidence === 'high') {
    faults.push('a rule that goes by a name alone is generic and at best of medium confidence')
  }
  if (!isImported && rule.examples?.positive.some((example) => !example.includes('⟦'))) {
    faults.push('a positive example does not mark its secret with ⟦ and ⟧')
  }
  return faults
}

type PatternLists = {
  readonly [Key in 'secret' | 'match' | 'line' | 'paths']?: readonly string[] | undefined
}

/** All patterns of lists. */
export function patternsOf(lists: readonly PatternLists[] = []): string[] {
  return lists.flatMap(({ secret, match, line, paths }) =>
    [secret, match, line, paths].flatMap((list) => list ?? []),
  )
}

/** The patterns that do not parse. */
export function patternFaults(patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    try {
      parsePattern(pattern)
      return []
    } catch (error) {
      return [`${reasonOf(error)} ${pattern}`]
    }
  })
}

function unanchoredFault(
  pattern: string,
  node: PatternNode,
  anchors: Anchors,
): string | undefined {
  if (anchors.kind === 'near') {
    if (isOutside(anchors) || anchorPattern(pattern, anchors.words).anchoring) return undefined
    return 'the pattern can match without any of its words; list them all, or set `distance` where they stand outside of it'
  }
  if (anchors.kind !== 'literals') return undefined
  const { literals, before } = anchors
  const isAnchored =
    before > 0
      ? alwaysHolds(node, literals)
      : prefixesOf(node, 512).every((text) => literals.some((word) => text.startsWith(word)))
  if (isAnchored) return undefined
  return 'the pattern can match without any of its literals; list them all, or set `before`'
}
