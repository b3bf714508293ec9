import { checksums, provesBorders } from '../rules/checksum.ts'
import { confidences } from '../rules/rule.ts'
import { latin1Of } from '../text/bytes.ts'
import type { AnchoredRule } from './anchor-index.ts'
import type { RuleMatch, Text } from './candidate.ts'
import { matchLiteral, type LiteralMatch } from './match-rules.ts'

/** A match of a rule with literals, and where its literal stands. */
export interface AnchoredMatch {
  readonly anchored: AnchoredRule
  readonly match: LiteralMatch
  readonly at: number
}

/** A match that stands, as far as it reaches. */
export interface StandingMatch {
  readonly anchored: AnchoredRule
  readonly match: RuleMatch
}

/** Places at which it is tried whether a match of no fixed length can end there. */
const cutsMax = 4

/** Of rules whose matches may touch: a search for what may matter is told of all of them. */
export const touchingRankMin = confidences.indexOf('medium')

/** Whether words end on both sides of a match. */
export function isBordered({ hasBorderBefore, hasBorderBehind }: LiteralMatch): boolean {
  return hasBorderBefore && hasBorderBehind
}

/** Whether matches of a rule are borders of others: of secrets that begin and end where the match does. */
export function mayTouch({ ready, rank }: AnchoredRule): boolean {
  return !ready.rule.hasGroups && rank >= touchingRankMin
}

/**
 * Of matches with and without borders, those that stand. In a run of matches each of which begins where the one before
 * ends, each is a border for its neighbours; the run itself has one at both ends. A checksum that holds is a border on both
 * sides. A match that goes on into the next one ends where that begins, if its pattern lets it.
 *
 * So no part of a longer word becomes a secret since a prefix happens to stand in it.
 *
 * @param matches any order; with a border on both sides where they may not touch
 * @returns any order
 */
export function standingMatches(
  matches: readonly AnchoredMatch[],
  text: Text,
): readonly StandingMatch[] {
  if (matches.length < 2 && matches.every(({ match }) => isBordered(match))) return matches
  const others = matches.filter(({ anchored }) => !mayTouch(anchored))
  const links = matches
    .filter(({ anchored }) => mayTouch(anchored))
    .map((one) => new Link(one, text))
    .toSorted((left, right) => left.start - right.start)
  linkBehind(links, text)
  return [...others, ...reachedOf(links)]
}

/** A match in what may be a run of them. */
class Link {
  readonly anchored: AnchoredRule
  readonly at: number
  readonly start: number
  readonly end: number
  /** The word before it goes on into it. */
  readonly isInWord: boolean
  readonly needsBefore: boolean
  readonly needsBehind: boolean
  /** As far as it reaches. */
  match: RuleMatch
  /** The one that begins at its end. */
  next: Link | undefined
  /** Where the run ends that it leads into. */
  runEnd: number
  readonly #text: Text

  constructor({ anchored, match, at }: AnchoredMatch, text: Text) {
    const isProven = !isBordered(match) && proofOf(match, text) === 'holds'
    this.anchored = anchored
    this.at = at
    this.start = match.whole.start
    this.end = match.whole.end
    this.isInWord = !match.hasBorderBefore
    this.needsBefore = this.isInWord && !isProven
    this.needsBehind = !match.hasBorderBehind && !isProven
    this.match = match
    this.runEnd = match.whole.end
    this.#text = text
  }

  get reachesEnd(): boolean {
    return !this.needsBehind || this.next !== undefined
  }

  /** Whether it does not end where another one begins in it, but may. */
  goesInto({ isInWord, end }: Link): boolean {
    if (isInWord || this.needsBehind || end > this.end) return true
    return proofOf(this.match, this.#text) === 'fails'
  }
}

/** What a checksum says of a match's borders, if it has one that tells. */
function proofOf({ rule, span }: RuleMatch, { bytes }: Text): 'holds' | 'fails' | undefined {
  if (!provesBorders(rule.checksum)) return undefined
  return checksums[rule.checksum](latin1Of(bytes, span.start, span.end)) ? 'holds' : 'fails'
}

/**
 * Ends each match where one begins that leads to a border.
 *
 * @param links ascending
 */
function linkBehind(links: readonly Link[], text: Text): void {
  /** Those that lead to one, behind the link at hand: descending by start. */
  const leading: Link[] = []
  for (const link of links.toReversed()) {
    cutAtNext(link, leading, text)
    if (link.reachesEnd) leading.push(link)
  }
}

function cutAtNext(link: Link, leading: readonly Link[], text: Text): void {
  const { ready } = link.anchored
  const from = link.start + ready.rule.lengthMin
  let tries = 0
  for (let place = leading.length - 1; place >= 0 && tries < cutsMax; place--) {
    const other = leading[place]!
    const { start } = other
    if (start > link.end) return
    if (start < from || !link.goesInto(other)) continue
    tries++
    const match = start === link.end ? link.match : matchLiteral(ready, text, link.at, start)
    if (match?.whole.start !== link.start || match.whole.end !== start) continue
    link.match = match
    link.next = other
    link.runEnd = other.runEnd
    return
  }
}

/** @param links ascending */
function reachedOf(links: readonly Link[]): StandingMatch[] {
  const standing: Link[] = []
  const reached = new Set<number>()
  /** By where they begin: the ends of runs that begin with a match that was cut. */
  const runEnds = new Map<number, number>()
  let coveredTo = 0
  for (const link of links) {
    const isReached = !link.needsBefore || reached.has(link.start) || link.start <= coveredTo
    if (!isReached || !link.reachesEnd) continue
    standing.push(link)
    if (link.next === undefined) coveredTo = Math.max(coveredTo, link.end)
    else {
      reached.add(link.next.start)
      runEnds.set(link.start, Math.max(link.runEnd, runEnds.get(link.start) ?? 0))
    }
  }
  // Another rule of the same prefix would take the parts of several for one.
  return standing.filter(
    ({ next, start, end }) => next !== undefined || end > (runEnds.get(start) ?? 0),
  )
}
