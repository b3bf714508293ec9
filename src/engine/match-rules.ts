import { setHas } from '../text/byte-set.ts'
import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import type { KeywordAnchors, LiteralAnchors, NameAnchors } from '../rules/rule.ts'
import type { Assignment } from './assignment.ts'
import {
  endsEscape,
  endsShortWord,
  isAlphanumeric,
  isWordByte,
  startsAnywhere,
  startsWord,
} from './borders.ts'
import type { RuleMatch, Text } from './candidate.ts'
import type { PatternDfa } from './pattern-dfa.ts'
import { gramBytes } from './literal-layout.ts'
import { keywordBytesBefore } from './reach.ts'
import type { Regex, RegexMatch } from './regex.ts'

/** Bytes from an anchor's start on of which {@link mayMatchAt} takes notice. */
export const anchorBytesBehind = 40

/** A rule with its regex, which is compiled when first needed. */
export interface ReadyRule {
  readonly rule: CompiledRule
  readonly regex: () => Regex
  /** Of a rule with `near` words that stand in the match. */
  readonly nearTest: () => PatternDfa | undefined
}

/** What a rule with literals matches, and whether words end there. */
export interface LiteralMatch extends RuleMatch {
  readonly hasBorderBefore: boolean
  readonly hasBorderBehind: boolean
}

/**
 * Tries a rule whose literal stands at `at`.
 *
 * @param end where the match must have ended
 */
export function matchLiteral(
  ready: ReadyRule,
  text: Text,
  at: number,
  end = text.bytes.length,
): LiteralMatch | undefined {
  const { bytes } = text
  const { rule } = ready
  const { before } = rule.anchors as LiteralAnchors
  if (!mayMatchAt(ready, bytes, at)) return undefined
  const most = Math.min(end, at + rule.lengthMax)
  if (!holdsRequiredTexts(rule, text, Math.max(0, at - before), most)) return undefined
  const from = windowStart(rule, bytes, at, before)
  const to = Math.min(end, windowEnd(rule, bytes, at))
  if (!holdsRequiredBytes(rule, bytes, from, to)) return undefined
  const window = latin1Of(bytes, from, to)
  const match =
    before === 0
      ? ready.regex().matchAt(window, 0)
      : searchCovering(ready.regex(), window, at - from)
  if (!match) return undefined
  const found = matchOf(rule, match, from)
  const { whole } = found
  return {
    ...found,
    hasBorderBefore: !isAlphanumeric(bytes[whole.start]) || endsWord(bytes, whole.start),
    hasBorderBehind: !isWordByte(bytes[whole.end - 1]) || !isWordByte(bytes[whole.end]),
  }
}

function endsWord(bytes: Uint8Array, at: number): boolean {
  return !isAlphanumeric(bytes[at - 1]) || endsEscape(bytes, at)
}

/** What the bytes right around an anchor say: whether a match can start there. */
export function mayMatchAt(ready: ReadyRule, bytes: Uint8Array, at: number): boolean {
  const { rule } = ready
  const { anchors } = rule
  if (anchors.kind === 'near')
    return ready.nearTest()?.mayStart(bytes, at, at + anchorBytesBehind) ?? true
  if (anchors.kind !== 'literals' || anchors.before > 0) return true
  if (!startsAnywhere(rule) && !endsWord(bytes, at)) return false
  return passesGate(ready, bytes, at)
}

/** Tries a rule whose keyword ends at `keywordEnd`: the first fitting value within reach. */
export function* matchKeyword(
  ready: ReadyRule,
  text: Text,
  keywordStart: number,
  keywordEnd: number,
): Generator<RuleMatch> {
  const { bytes } = text
  const { rule } = ready
  const anchors = rule.anchors as KeywordAnchors
  if (!startsWord(bytes, keywordStart)) return
  // So short a one stands in too many words.
  if (
    keywordEnd - keywordStart === gramBytes - 1 &&
    !setHas(endsShortWord, bytes[keywordEnd] ?? 0)
  ) {
    return
  }
  const last = Math.min(keywordEnd + anchors.distance, bytes.length - rule.lengthMin)
  if (last < keywordEnd || !hasWord(anchors.with, bytes, keywordStart, last)) return
  for (let at = keywordEnd; at <= last; at++) {
    if (!setHas(rule.first, bytes[at]!)) continue
    const isBorder = at === 0 || !setHas(rule.before, bytes[at - 1]!) || endsEscape(bytes, at)
    if (!isBorder && !followsWord(anchors.with, bytes, keywordEnd, at)) continue
    if (!passesGate(ready, bytes, at)) continue
    const match = matchHere(ready, bytes, at, windowEnd(rule, bytes, at))
    if (!match) continue
    const end = at + match[0]!.end
    if (end < bytes.length && setHas(rule.behind, bytes[end]!)) continue
    if (!hasWord(anchors.with, bytes, keywordStart, at)) continue
    if (namesDigest(bytes, at)) continue
    yield matchOf(rule, match, at)
  }
}

/** Tries a rule on the value of an assignment. */
export function matchName(
  ready: ReadyRule,
  text: Text,
  assignment: Assignment,
): RuleMatch | undefined {
  const { rule } = ready
  const { value, joined } = assignment
  const bytes = joined ?? text.bytes
  const { start, end } = joined ? { start: 0, end: joined.length } : value
  if (end - start < rule.lengthMin || value.end - value.start > rule.lengthMax) return undefined
  if (!passesGate(ready, bytes, start)) return undefined
  if (!takesName(rule.anchors as NameAnchors, assignment)) return undefined
  const match = matchHere(ready, bytes, start, end)
  if (match?.[0]?.end !== end - start) return undefined
  return joined ? { rule, span: value, whole: value } : matchOf(rule, match, start)
}

function takesName({ names, except, last }: NameAnchors, { name, words }: Assignment): boolean {
  const lower = name.toLowerCase()
  if (except.some((word) => lower.includes(word))) return false
  return !last || names.some((word) => words.at(-1)?.endsWith(word))
}

/** The match at the start of `[from, to)`, with spans from there. */
function matchHere(
  { rule, regex }: ReadyRule,
  bytes: Uint8Array,
  from: number,
  to: number,
): RegexMatch | undefined {
  if (!rule.isRun) return regex().matchAt(latin1Of(bytes, from, to), 0)
  const most = Math.min(to, from + rule.lengthMax)
  let end = from
  while (end < most && setHas(rule.alphabet, bytes[end]!)) end++
  return end - from < rule.lengthMin ? undefined : [{ start: 0, end: end - from }]
}

/** Where a match that starts at `at` or before, and goes on to there, must have ended. */
function windowEnd(rule: CompiledRule, bytes: Uint8Array, at: number): number {
  const most = Math.min(bytes.length, at + rule.lengthMax)
  let end = at
  while (end < most && setHas(rule.alphabet, bytes[end]!)) end++
  return end
}

function windowStart(rule: CompiledRule, bytes: Uint8Array, at: number, before: number): number {
  const least = Math.max(0, at - before)
  let start = at
  while (start > least && setHas(rule.alphabet, bytes[start - 1]!)) start--
  return start
}

function passesGate(ready: ReadyRule, bytes: Uint8Array, at: number): boolean {
  const { from, to, set } = ready.rule.gate
  if (at + to > bytes.length) return false
  for (let offset = from; offset < to; offset++) {
    if (!setHas(set, bytes[at + offset]!)) return false
  }
  return true
}

/** Before the window is even measured: most anchors of long patterns end here. */
function holdsRequiredTexts(rule: CompiledRule, text: Text, from: number, to: number): boolean {
  return rule.requiredTexts.every((required) => text.finder.holds(required, from, to))
}

function holdsRequiredBytes(
  rule: CompiledRule,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean {
  return rule.required.every((byte) => bytes.subarray(from, to).includes(byte))
}

/** The first match from `start` on that covers the anchor at `anchor`. */
export function searchCovering(
  regex: Regex,
  window: string,
  anchor: number,
  start = 0,
): RegexMatch | undefined {
  for (let from = start; from <= anchor;) {
    const match = regex.search(window, from)
    const whole = match?.[0]
    if (!match || !whole || whole.start > anchor) return undefined
    if (whole.end > anchor) return match
    from = Math.max(whole.end, from + 1)
  }
  return undefined
}

/** Whether a hyphen parts the value from the keyword, or from a word that is wanted: `weather-key-…`. */
function followsWord(
  words: readonly string[],
  bytes: Uint8Array,
  keywordEnd: number,
  at: number,
): boolean {
  if (bytes[at - 1] !== 0x2d) return false
  const between = latin1Of(bytes, keywordEnd, at - 1).toLowerCase()
  return between === '' || words.some((word) => between.endsWith(word))
}

const digestBeforeBytes = 20

/** What stands before a digest, or the name of a commit. */
const digestBefore =
  /(?:sha-?\d*|md5|(?<![a-z])h1|etag|digest|checksum|integrity|commit|revision)[-:=/ "'\\]{1,6}$|[#@]$/

/** Whether what stands before `at` says that a digest follows. */
function namesDigest(bytes: Uint8Array, at: number): boolean {
  return digestBefore.test(latin1Of(bytes, Math.max(0, at - digestBeforeBytes), at).toLowerCase())
}

function hasWord(
  words: readonly string[],
  bytes: Uint8Array,
  keywordStart: number,
  at: number,
): boolean {
  if (words.length === 0) return true
  const around = latin1Of(bytes, Math.max(0, keywordStart - keywordBytesBefore), at).toLowerCase()
  return words.some((word) => around.includes(word))
}

/** @param from offset in the text of what the match counts from */
export function matchOf(rule: CompiledRule, match: RegexMatch, from: number): RuleMatch {
  const whole = match[0]!
  const isText = (group: Span | undefined) => group !== undefined && group.end > group.start
  const named = match[rule.secretGroup]
  const secret =
    rule.secretGroup > 0 ? (isText(named) ? named! : whole) : (match.slice(1).find(isText) ?? whole)
  return { rule, span: shifted(secret, from), whole: shifted(whole, from) }
}

function shifted({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by }
}
