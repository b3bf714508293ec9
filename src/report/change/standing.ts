import type { Finding } from '../../engine/finding.ts'

/** Where an exposure stands now. Deleting a line or pushing commits away makes no secret unreadable. */
export type Standing =
  /** At the head, or in a text. */
  | { readonly kind: 'open' }
  /** Only in earlier commits of the change. */
  | { readonly kind: 'line-deleted'; readonly stillReadableIn: string }
  /** Only in commits that a forced push took away. */
  | { readonly kind: 'pushed-away'; readonly stillReadableIn: string | undefined }
  | { readonly kind: 'resolved'; readonly why: 'inactive' | 'suppressed' }

/**
 * @param findings of one exposure, in the order of the scan; at least one
 * @param pushedAway commits that only former heads have
 */
export function standingOf(
  findings: readonly Finding[],
  pushedAway: ReadonlySet<string> = new Set(),
): Standing {
  const [first] = findings
  if (first!.status === 'inactive') return { kind: 'resolved', why: 'inactive' }
  const commits = findings.map(({ origin }) => (origin.kind === 'git' ? origin : undefined))
  if (commits.some((git) => git === undefined || git.inHead !== false)) return { kind: 'open' }
  const names = commits.flatMap((git) => git?.commit ?? [])
  const kept = names.find((name) => !pushedAway.has(name))
  if (kept !== undefined) return { kind: 'line-deleted', stillReadableIn: kept }
  return { kind: 'pushed-away', stillReadableIn: names[0] }
}
