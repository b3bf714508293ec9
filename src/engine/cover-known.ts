import type { Candidate } from './candidate.ts'
import { knownRule } from './known-rule.ts'

/**
 * What becomes of known values that a candidate overlaps. Nothing of either may be left to see, so each grows over the
 * candidate, as far as the next one that stands. Where a provider's own rule found the very text, or one that the known
 * value is only a part of, the rule names the finding: it says more of what to do.
 *
 * @param rivals places in `standing`, all that overlap the candidate
 * @returns what shall stand in their place
 */
export function coverKnown(
  standing: readonly Candidate[],
  rivals: readonly number[],
  candidate: Candidate,
): [number, Candidate][] {
  const changes = new Map<number, Candidate>()
  for (const at of rivals) {
    const rival = standing[at]!
    if (!rival.known) continue
    const others = rivals
      .filter((other) => other !== at)
      .map((other) => (changes.get(other) ?? standing[other]!).span)
    const start = Math.max(
      Math.min(rival.span.start, candidate.span.start),
      ...others.map(({ end }) => (end <= rival.span.start ? end : 0)),
    )
    const end = Math.min(
      Math.max(rival.span.end, candidate.span.end),
      ...others.map((other) => (other.start >= rival.span.end ? other.start : Infinity)),
    )
    const isWider = start < rival.span.start || end > rival.span.end
    const isNamed = others.length === 0 && namesFinding(candidate, rival)
    if (!isWider && !isNamed) continue
    const known = [...new Set([...rival.known, ...(candidate.known ?? [])])]
    const named = isNamed ? { ...candidate, confidence: rival.confidence } : rival
    changes.set(at, { ...named, span: { start, end }, known })
  }
  return [...changes]
}

/** Whether the candidate's rule says whose secret it is, and the known value is no more than that. */
function namesFinding({ rule, span, status }: Candidate, rival: Candidate): boolean {
  if (rival.rule !== knownRule || rule === knownRule || rule.generic || rule.isHidden) return false
  if (rule.confidence === 'low' || rule.anchors.kind === 'names' || status === 'invalid-format')
    return false
  return span.start <= rival.span.start && span.end >= rival.span.end
}
