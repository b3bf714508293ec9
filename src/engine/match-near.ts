import { anchorPattern, isOutside } from '../rules/anchor-words.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import type { NearAnchors } from '../rules/rule.ts'
import { setHas } from '../text/byte-set.ts'
import { latin1Of } from '../text/bytes.ts'
import type { RuleMatch, Text } from './candidate.ts'
import { matchOf, searchCovering, type ReadyRule } from './match-rules.ts'
import { PatternDfa } from './pattern-dfa.ts'

const lineFeed = 10

/** A test of what follows a rule's word; `undefined` where the word stands outside of the match. */
export function makeNearTest(rule: CompiledRule): PatternDfa | undefined {
  const anchors = rule.anchors as NearAnchors
  if (isOutside(anchors)) return undefined
  const { node, anchoring } = anchorPattern(rule.pattern, anchors.words)
  return new PatternDfa(node, anchoring!.places)
}

const none: readonly RuleMatch[] = []

/** Tries a rule of which a word stands in `[at, end)`. */
export function matchNear(
  ready: ReadyRule,
  { bytes }: Text,
  at: number,
  end: number,
): Iterable<RuleMatch> {
  const test = ready.nearTest()
  if (!test) return matchesAround(ready, bytes, at, end)
  // Nearly all words end here.
  if (!test.mayMatch(bytes, at, Math.min(bytes.length, at + ready.rule.lengthMax))) return none
  const match = matchAround(ready, bytes, at)
  const anchors = ready.rule.anchors as NearAnchors
  return match && hasWordNear(anchors, bytes, match) ? [match] : none
}

/** The first match that covers the word at `at`. */
function matchAround(
  { rule, regex }: ReadyRule,
  bytes: Uint8Array,
  at: number,
): RuleMatch | undefined {
  const most = Math.min(bytes.length, at + rule.lengthMax)
  const { before } = rule.near!
  const from = startOfRun(rule, bytes, at, before)
  const to = endOfRun(rule, bytes, at, most)
  // One byte more on both sides, for what the pattern says of its borders.
  const start = Math.max(0, from - 1)
  const window = latin1Of(bytes, start, Math.min(bytes.length, to + 1))
  const match =
    before === 0
      ? regex().matchAt(window, at - start)
      : searchCovering(regex(), window, at - start, from - start)
  return match && withoutLineFeeds(matchOf(rule, match, start), bytes)
}

/** A secret that is the whole match does not begin or end with line feeds that the pattern took for its borders. */
function withoutLineFeeds(match: RuleMatch, bytes: Uint8Array): RuleMatch {
  let { start, end } = match.span
  while (start < end - 1 && bytes[start] === lineFeed) start++
  while (end > start + 1 && bytes[end - 1] === lineFeed) end--
  return { ...match, span: { start, end } }
}

/** All matches that begin or end at most `distance` bytes from the word. */
function* matchesAround(
  { rule, regex }: ReadyRule,
  bytes: Uint8Array,
  at: number,
  end: number,
): Generator<RuleMatch> {
  const { distance } = rule.anchors as NearAnchors
  const from = Math.max(0, at - distance - rule.lengthMax)
  const to = Math.min(bytes.length, end + distance + rule.lengthMax)
  const start = Math.max(0, from - 1)
  const window = latin1Of(bytes, start, Math.min(bytes.length, to + 1))
  for (let offset = from - start; offset < window.length;) {
    const match = regex().search(window, offset)
    const whole = match?.[0]
    if (!match || !whole) return
    if (start + whole.start > end + distance) return
    if (start + whole.end >= at - distance)
      yield withoutLineFeeds(matchOf(rule, match, start), bytes)
    offset = Math.max(whole.end, offset + 1)
  }
}

function hasWordNear(anchors: NearAnchors, bytes: Uint8Array, { whole }: RuleMatch): boolean {
  if (anchors.with.length === 0) return true
  const from = Math.max(0, whole.start - anchors.distance)
  const around = latin1Of(bytes, from, whole.end + anchors.distance).toLowerCase()
  return anchors.with.some((word) => around.includes(word))
}

/** The first byte, at most `most` before `at`, from which all up to there can belong to a match. */
function startOfRun(rule: CompiledRule, bytes: Uint8Array, at: number, most: number): number {
  const least = Math.max(0, at - most)
  let start = at
  while (start > least && setHas(rule.alphabet, bytes[start - 1]!)) start--
  return start
}

function endOfRun(rule: CompiledRule, bytes: Uint8Array, at: number, most: number): number {
  let end = at
  while (end < most && setHas(rule.alphabet, bytes[end]!)) end++
  return end
}
