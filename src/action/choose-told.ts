import type { Finding } from '../engine/finding.ts'
import { groupByFingerprint } from '../report/group-exposures.ts'
import type { Exposure, ScanResult } from '../report/scan-result.ts'
import type { Target } from './target.ts'

/** Which exposures open incidents or are sent. */
export interface ChosenExposures {
  /** What somebody of the repository brought, and what an inventory knows. */
  readonly told: readonly Exposure[]
  /** Only outsiders wrote them and no inventory knows them, but they work. In public nobody may learn that there are any. */
  readonly working: readonly Exposure[]
  /** With those that work: what only outsiders wrote and no inventory knows. */
  readonly bounded: number
}

/**
 * Everybody may write a comment in a public repository, or open a pull request from a fork: what they bring wakes somebody only
 * when it is a key of ours, or one that works. Otherwise an outsider could do so as often as they like.
 *
 * @param exposures in the order of the report
 */
export function chooseTold(
  exposures: readonly Exposure[],
  { findings }: Pick<ScanResult, 'findings'>,
  { target, isPublic }: { readonly target: Target; readonly isPublic: boolean },
): ChosenExposures {
  const places = groupByFingerprint(findings)
  const isBounded = ({ fingerprint, inventory }: Exposure) =>
    isPublic &&
    inventory === null &&
    (places.get(fingerprint) ?? []).every((finding) => isByOutsider(finding, target))
  const bounded = exposures.filter(isBounded)
  return {
    told: exposures.filter((exposure) => !isBounded(exposure)),
    working: bounded.filter(({ status }) => status === 'active'),
    bounded: bounded.length,
  }
}

/** Who may write to the repository: https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
const insiders: ReadonlySet<string | undefined> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR'])

/** Texts of issues, discussions and pull requests, and comments on commits. */
const openParts: ReadonlySet<string> = new Set(['title', 'body', 'branch', 'comment', 'review', 'review-comment', 'commit-comment', 'answer']) // prettier-ignore

function isByOutsider({ origin }: Finding, target: Target): boolean {
  if (origin.kind !== 'github')
    return target.kind === 'pull' && target.isFork && !insiders.has(target.authorAssociation)
  const { part, number, association } = origin
  const isOpen = openParts.has(part) && (number !== undefined || part === 'commit-comment')
  return isOpen && !insiders.has(association)
}
