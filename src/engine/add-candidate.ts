import { latin1Of } from '../text/bytes.ts'
import type { AnchoredRule } from './anchor-index.ts'
import type { Assignment } from './assignment.ts'
import {
  anyKind,
  type Candidate,
  type DocumentKind,
  type RuleMatch,
  type Text,
} from './candidate.ts'
import { checkSecret } from './check.ts'
import { detailsAt } from './details-at.ts'
import { isOrdinaryValue, kindsOfValue } from './ordinary-value.ts'

/** Adds the match if its checks hold; returns whether they do. */
export function addCandidate(
  candidates: Candidate[],
  match: RuleMatch | undefined,
  text: Text,
  { except, isAllowed }: AnchoredRule,
  kinds: readonly DocumentKind[] = anyKind,
  joined?: Uint8Array,
): boolean {
  if (!match) return false
  const { rule, span } = match
  const secret = secretOf(match, text, joined)
  const verdict = checkSecret(rule, secret, except)
  if (!verdict) return false
  if (!text.isProbed && isAllowed?.(match, secret, text)) return false
  candidates.push({
    rule,
    span,
    secret: joined ?? text.bytes.slice(span.start, span.end),
    confidence: verdict.confidence,
    status: verdict.status,
    ...detailsAt(rule, text.bytes, span),
    decoded: joined ? ['concatenation'] : [],
    kinds,
  })
  return true
}

function secretOf({ span }: RuleMatch, { bytes }: Text, joined: Uint8Array | undefined): string {
  return joined ? latin1Of(joined) : latin1Of(bytes, span.start, span.end)
}

/** Adds what a name's rule matched, unless it is an ordinary value; a probe does not know the kind of document. */
export function addAssigned(
  candidates: Candidate[],
  match: RuleMatch,
  text: Text,
  anchored: AnchoredRule,
  assignment: Assignment,
  isProbing: boolean,
): void {
  const { joined } = assignment
  const value = secretOf(match, text, joined)
  if (isOrdinaryValue(assignment, value)) return
  const kinds = kindsOfValue(assignment, value)
  if (isProbing || kinds.includes(text.kind))
    addCandidate(candidates, match, text, anchored, kinds, joined)
}
