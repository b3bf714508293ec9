import { confidences, type Confidence } from '../rules/rule.ts'
import { spansOverlap } from '../text/span.ts'
import type { Candidate, Match } from './candidate.ts'
import { coverKnown } from './cover-known.ts'
import { knownRule } from './known-rule.ts'

/**
 * One match a place: of candidates that overlap, the most specific stands. It takes over a higher confidence
 * that another candidate has from context, unless its own structure is wrong. Components are taken out of the
 * list and put under the secret they belong to. A rule on trial takes no place from another. A known value stands before all, and covers what overlaps it.
 *
 * @param candidates any order
 * @param lineOf line of an offset
 * @returns ascending by start, disjoint but for components
 */
export function resolveMatches(
  candidates: readonly Candidate[],
  lineOf: (offset: number) => number,
): Match[] {
  const standing: Candidate[] = []
  const byRank = candidates.toSorted(
    (left, right) =>
      Number(left.rule.isTrial === true) - Number(right.rule.isTrial === true) ||
      rankOf(right) - rankOf(left) ||
      left.decoded.length - right.decoded.length ||
      lengthOf(right) - lengthOf(left) ||
      Number(right.rule.refines !== undefined) - Number(left.rule.refines !== undefined) ||
      confidences.indexOf(right.confidence) - confidences.indexOf(left.confidence) ||
      left.span.start - right.span.start ||
      (left.rule.id < right.rule.id ? -1 : 1),
  )
  const placed = new PlacedSpans()
  for (const candidate of byRank) {
    const rivals = placed.overlapping(candidate)
    if (rivals.length === 0) {
      placed.add(candidate, standing.length)
      standing.push(candidate)
      continue
    }
    if (rivals.length === 1) {
      const at = rivals[0]!
      standing[at] = withConfidence(standing[at]!, candidate.confidence)
    }
    for (const [at, wider] of coverKnown(standing, rivals, candidate)) {
      standing[at] = wider
      placed.add(wider, at)
    }
  }
  return attachComponents(
    standing.toSorted((left, right) => left.span.start - right.span.start),
    lineOf,
  )
}

/**
 * How much a rule says of whose secret this is: a name alone, a kind of place, a provider's word nearby, the
 * provider's own format; and a value that is known.
 */
function rankOf({ rule, status }: Candidate): number {
  if (rule === knownRule) return 4
  if (rule.anchors.kind === 'names') return 0
  if (rule.generic) return 1
  if (rule.anchors.kind === 'keywords' || rule.confidence === 'low') return 2
  return status === 'invalid-format' ? 2 : 3
}

function lengthOf(candidate: Candidate): number {
  return candidate.span.end - candidate.span.start
}

function withConfidence(candidate: Candidate, other: Confidence): Candidate {
  if (candidate.status === 'invalid-format') return candidate
  const higher = confidences.indexOf(other) > confidences.indexOf(candidate.confidence)
  return higher ? { ...candidate, confidence: other } : candidate
}

/** Spans by 4 KiB buckets, so that a document with many findings is not compared pairwise. */
class PlacedSpans {
  readonly #buckets = new Map<number, { candidate: Candidate; at: number }[]>()

  add(candidate: Candidate, at: number): void {
    for (const bucket of bucketsOf(candidate)) {
      const items = this.#buckets.get(bucket) ?? []
      items.push({ candidate, at })
      this.#buckets.set(bucket, items)
    }
  }

  overlapping(candidate: Candidate): number[] {
    const found = new Set<number>()
    for (const bucket of bucketsOf(candidate)) {
      for (const item of this.#buckets.get(bucket) ?? []) {
        if (spansOverlap(item.candidate.span, candidate.span)) found.add(item.at)
      }
    }
    return [...found]
  }
}

function bucketsOf({ span }: Candidate): number[] {
  const first = span.start >>> 12
  const last = Math.max(first, (span.end - 1) >>> 12)
  return Array.from({ length: last - first + 1 }, (_, at) => first + at)
}

function attachComponents(
  sorted: readonly Candidate[],
  lineOf: (offset: number) => number,
): Match[] {
  const owned = new Set<Candidate>()
  const componentsOf = new Map<Candidate, Candidate[]>()
  for (const candidate of sorted) {
    const found: Candidate[] = []
    for (const { rule, withinLines } of candidate.rule.components) {
      const line = lineOf(candidate.span.start)
      const near = sorted
        .filter((other) => other.rule.id === rule)
        .map((other) => ({ other, distance: Math.abs(lineOf(other.span.start) - line) }))
        .filter(({ distance }) => distance <= withinLines)
        .toSorted((left, right) => left.distance - right.distance)
      if (near[0]) found.push(near[0].other)
    }
    componentsOf.set(candidate, found)
    for (const component of found) owned.add(component)
  }
  return sorted
    .filter(
      (candidate) =>
        !owned.has(candidate) &&
        !candidate.rule.isHidden &&
        hasRequired(candidate, componentsOf.get(candidate)!),
    )
    .map((candidate) => ({ ...candidate, components: componentsOf.get(candidate)! }))
}

function hasRequired(candidate: Candidate, components: readonly Candidate[]): boolean {
  return candidate.rule.components.every(
    ({ rule, required }) => !required || components.some((component) => component.rule.id === rule),
  )
}
