import type { Candidate } from '../engine/candidate.ts'
import { latin1Of } from '../text/bytes.ts'

const lookalikes: readonly RegExp[] = [
  // A UUID, a digest, an id in hex.
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  /^(?:[0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i,
  // A number, a time, an address.
  /^[-+]?[0-9][0-9.:,_/TZ+-]*$/,
  // Words.
  /^[A-Za-z]+(?:[-_ .:/][A-Za-z]+)*$/,
]

/**
 * Whether a mask deserves a look before the filter is trusted: only its name or place says that it is a secret, and the
 * value looks like what is none.
 */
export function isLikelyFalse({ rule, secret }: Candidate): boolean {
  const isByName = rule.generic || rule.anchors.kind === 'names'
  return isByName && lookalikes.some((lookalike) => lookalike.test(latin1Of(secret)))
}
