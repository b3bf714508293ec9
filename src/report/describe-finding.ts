import type { Decoding, Finding, InventoryMatch, Status } from '../engine/finding.ts'
import type { SecretDetails } from '../rules/details.ts'
import { escapeControls } from './escape-controls.ts'
import { adviseOnOwner, describeOwner } from './describe-owner.ts'
import { describeGithub } from './describe-github.ts'
import { describeCopies, describeRecord } from './describe-record.ts'
import { namesIssuer } from './group-exposures.ts'
import { readOrigin } from './origin-details.ts'

const decodingWords: Readonly<Record<Decoding, string>> = {
  base64: 'base64',
  hex: 'hex',
  percent: 'percent-encoding',
  escape: 'string escapes',
  html: 'HTML entities',
  'quoted-printable': 'quoted-printable',
  'utf-16': 'UTF-16',
  gzip: 'gzip',
  concatenation: 'string concatenation',
}

/**
 * `inside gzip inside base64`, the innermost first as one would say it; empty when nothing was
 * decoded.
 */
export function describeDecoding(decoded: readonly Decoding[]): string {
  return [...decoded]
    .reverse()
    .map((decoding) => `inside ${decodingWords[decoding] ?? decoding}`)
    .join(' ')
}

/** Empty when the redacted form is an ellipsis alone: that says nothing. */
export function visibleRedaction(redacted: string): string {
  return /^[…*.\s]*$/.test(redacted) ? '' : redacted
}

/** The fingerprint's part that people compare by eye: 8 digits. */
export function shortenFingerprint(fingerprint: string): string {
  return fingerprint.slice(fingerprint.lastIndexOf(':') + 1).slice(0, 8)
}

/** What a status means, as a clause; empty for the ordinary one. */
export function describeStatus(status: Status): string {
  switch (status) {
    case 'active':
      return 'still active'
    case 'inactive':
      return 'no longer active'
    case 'invalid-format':
      return 'its format or checksum does not hold'
    case 'unverifiable':
      return 'nobody can be asked whether it works'
    case 'unverified':
      return ''
  }
}

/**
 * What a secret tells of itself, a clause for each.
 *
 * @param now as `Date#toISOString` writes it; without it nothing is said to be over
 */
export function describeDetails(
  { expires, account, keyId, issuer }: SecretDetails = {},
  now?: string,
): string[] {
  const isOver = expires !== undefined && now !== undefined && expires <= now
  return [
    ...(expires === undefined ? [] : [`${isOver ? 'expired' : 'expires'} ${expires}`]),
    ...(account === undefined ? [] : [/ /.test(account) ? account : `account ${account}`]),
    ...(keyId === undefined ? [] : [`key ${keyId}`]),
    ...(issuer === undefined ? [] : [`issued by ${issuer}`]),
  ]
}

/** One sentence on one line for formats that have the place elsewhere. */
export function describeFinding(finding: Finding): string {
  const remarks = [
    `${finding.severity}, ${finding.confidence} confidence`,
    describeDecoding(finding.decoded),
    describeStatus(finding.status),
    ...describeDetails(finding.details),
    finding.inventory ? `owner: ${describeOwner(finding.inventory)}` : '',
    `fingerprint ${shortenFingerprint(finding.fingerprint)}`,
  ].filter((remark) => remark !== '')
  const named = [finding.name, visibleRedaction(finding.redacted)].join(' ').trimEnd()
  return escapeControls(`${named} (${remarks.join('; ')})${describeSaying(finding)}.`)
}

/** ` in #general · Ann · …`, of what stands in an export; ` in comment by ann on #12 · …`, of a text at GitHub. */
function describeSaying({ origin }: Finding): string {
  const { exported, posted } = readOrigin(origin)
  if (posted) return ` in ${describeGithub(posted).join(' · ')}`
  if (!exported) return ''
  const pieces = [...describeRecord(exported), describeCopies(exported)]
  return ` in ${pieces.filter((piece) => piece !== '').join(' · ')}`
}

/** What is known of a secret when somebody asks what to do about it. */
export interface AdviceCase {
  readonly name: string
  readonly provider: string
  readonly status: Status
  /** A commit holds it, so removing it from the files leaves it readable. */
  readonly inHistory: boolean
  /** It was found in a copy of what somebody wrote elsewhere. */
  readonly inExport?: boolean
  /** It was found where somebody wrote it, at GitHub. */
  readonly inText?: boolean
  readonly inventory?: InventoryMatch | null
}

/** What to do, in order: stop the flow, then close the wound. */
export function adviseOn(secret: AdviceCase): string {
  const more = escapeControls(adviseOnOwner(secret.inventory))
  return [adviseOnSecret(secret), more].join(' ').trimEnd()
}

function adviseOnSecret(secret: AdviceCase): string {
  const issuer = namesIssuer(secret)
    ? `at ${escapeControls(secret.provider)}`
    : 'where it was issued'
  const remove = removalOf(secret)
  switch (secret.status) {
    case 'active':
      return `It still works: revoke or rotate it ${issuer} now, ${remove}.`
    case 'inactive':
      return `It no longer works. Check what it opened while it did, ${remove}.`
    case 'invalid-format':
      return `Look whether it is real. If so, revoke or rotate it ${issuer} first, ${remove}.`
    default:
      return `Revoke or rotate it ${issuer} first, ${remove}.`
  }
}

function removalOf({ inHistory, inExport, inText }: AdviceCase): string {
  if (inText) return 'then delete it where it was written, with its former versions'
  if (inHistory) return 'then remove it; history keeps it until it is rewritten'
  return inExport
    ? 'then delete it where it was written; stanch redact export makes a clean copy of this export'
    : 'then remove it'
}

/** What to do about a finding by itself. */
export function adviseOnFinding(finding: Finding): string {
  const { commit, exported, posted } = readOrigin(finding.origin)
  const { name, provider, status, inventory } = finding
  return adviseOn({
    name,
    provider,
    status,
    inventory,
    inHistory: commit !== undefined,
    inExport: exported !== undefined,
    inText: posted !== undefined,
  })
}
