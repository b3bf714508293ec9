import type { GitOrigin } from '../engine/document.ts'
import type { Finding } from '../engine/finding.ts'
import { uniqueBy } from '../text/unique-by.ts'

/**
 * Findings of a history, the oldest first; one for a secret in a blob at a path. The order of those that stand
 * apart does not depend on the order in which they come.
 */
export function orderFindings(findings: readonly Finding[]): Finding[] {
  const sorted = findings
    .map((finding) => ({ finding, keys: sortKeyOf(finding) }))
    .sort((left, right) => compareKeys(left.keys, right.keys))
    .map(({ finding }) => finding)
  return uniqueBy(sorted, identityOf)
}

/** What findings are ordered by, the first difference deciding; the last two only keep any two apart. */
export function sortKeyOf(finding: Finding): readonly (string | number)[] {
  const { date, commit, path, part, blob } = gitOriginOf(finding)
  const { start, end, rule, fingerprint } = finding
  return [
    date ?? '',
    commit ?? '',
    path ?? '',
    part ?? '',
    start,
    end,
    rule,
    fingerprint,
    blob ?? '',
  ]
}

/** By path, then by reason; of those that say the same only one. */
export function orderNotes<Note extends { readonly path: string; readonly reason: string }>(
  notes: readonly Note[],
): Note[] {
  const keyOf = ({ path, reason }: Note) => [path, reason]
  const sorted = notes.toSorted((left, right) => compareKeys(keyOf(left), keyOf(right)))
  return uniqueBy(sorted, (note) => JSON.stringify(keyOf(note)))
}

function identityOf(finding: Finding): string {
  const { path, part, blob, commit } = gitOriginOf(finding)
  return JSON.stringify([finding.fingerprint, finding.rule, path, part, blob ?? commit])
}

function gitOriginOf({ origin }: Finding): Partial<GitOrigin> {
  return origin.kind === 'git' ? origin : { path: origin.path }
}

/** By code unit, not by locale: the same order on every machine. */
function compareKeys(
  left: readonly (string | number)[],
  right: readonly (string | number)[],
): number {
  for (let at = 0; at < left.length; at++) {
    const [value, other] = [left[at]!, right[at]!]
    if (value !== other) return value < other ? -1 : 1
  }
  return 0
}
