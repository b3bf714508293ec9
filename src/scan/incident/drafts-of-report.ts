import type { Finding } from '../../engine/finding.ts'
import { identitiesOf, isKeyIdRule } from '../../incident/identities.ts'
import { lookupOf, type LookupOptions, type SecretLookup } from '../../inventory/secret-lookup.ts'
import { describeStep } from '../../report/describe-record.ts'
import { groupByFingerprint } from '../../report/group-exposures.ts'
import type { Exposure } from '../../report/scan-result.ts'
import { bytesOfLatin1 } from '../../text/bytes.ts'
import { fingerprintOf, type FingerprintKey } from '../../text/fingerprint.ts'
import type { FoundSecret } from '../found-secret.ts'
import { chooseExposures, type ExposureChoice, type NumberedExposure } from './choose-exposures.ts'
import { credentialOfFindings, keyIdOf } from './credential-of-findings.ts'
import type { IncidentDraft, RefusedDraft } from './incident-draft.ts'
import type { ReportedLeaks } from './parse-report.ts'
import type { PlaceReader, WantedPlace } from './place-reader.ts'

/** By what drafts are made. */
export interface DraftContext {
  /** The incident store's own. */
  readonly storeKey: FingerprintKey
  /** Under which reports and the inventory were written; `keys` is empty when this run has none that lasts. */
  readonly lookup: LookupOptions
  readonly reader: PlaceReader
  readonly signal: AbortSignal
  /** When the report was written, milliseconds since 1970; `undefined`: just now. */
  readonly reportedMs?: number | undefined
}

export interface ReportDrafts {
  readonly drafts: readonly IncidentDraft[]
  /** Of them, those that are known by the report's fingerprints alone, since their places could not be read again. */
  readonly unread: readonly RefusedDraft[]
  readonly refused: readonly RefusedDraft[]
}

/** Places of a secret that are tried before it is given up. */
const triedMax = 20

/**
 * One draft for each secret of a report that is chosen. Its places are read again, for fingerprints under the store's own
 * key; where that fails the report's are enough, if somebody keeps the key that they were made under, and otherwise the
 * secret is refused: nobody would know it again.
 */
export async function draftsOfReport(
  report: ReportedLeaks,
  choice: ExposureChoice,
  source: string,
  context: DraftContext,
): Promise<ReportDrafts> {
  const findings = groupByFingerprint(report.findings)
  const drafts: IncidentDraft[] = []
  const unread: RefusedDraft[] = []
  const refused: RefusedDraft[] = []
  for (const one of chooseExposures(report.findings, choice)) {
    context.signal.throwIfAborted()
    const own = findings.get(one.exposure.fingerprint)!
    const label = labelOf(one)
    const isStable = report.hasStableKey ?? keyOf(one.exposure.fingerprint, context) !== undefined
    const read = await readAgain(own, context)
    if (!('found' in read)) {
      const list = isStable ? unread : refused
      list.push({ label, reasons: read.reasons })
      if (!isStable) continue
    }
    const found = 'found' in read ? read.found : undefined
    drafts.push(draftOf(one.exposure, own, found, { isStable, label, source, context }))
  }
  return { drafts, unread, refused }
}

export interface DraftOptions {
  readonly isStable: boolean
  readonly label: string
  readonly source: string
  readonly context: Pick<DraftContext, 'storeKey' | 'lookup'>
}

/** @param found the secret itself, where somebody has it */
export function draftOf(
  exposure: Exposure,
  findings: readonly Finding[],
  found: FoundSecret | undefined,
  { isStable, label, source, context }: DraftOptions,
): IncidentDraft {
  const { storeKey, lookup } = context
  const reported = isStable ? reportedIdentities(findings) : []
  const keyId = found && keyIdOf(found)
  return {
    label,
    leaked: credentialOfFindings(exposure, findings, found),
    identities: identitiesOf({ value: found?.value, keyId, reported }, storeKey, lookup.keys),
    lookup: found ? lookupOfFound(found, lookup) : lookupOfReport(findings, isStable),
    source,
  }
}

/** A key id has its own fingerprint, by which a report of the id alone is known again. */
function reportedIdentities(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ fingerprint, components }) => [
    fingerprint,
    ...components.filter(({ rule }) => isKeyIdRule(rule)).map((part) => part.fingerprint),
  ])
}

export function lookupOfFound(
  { value, componentValues }: FoundSecret,
  options: LookupOptions,
): SecretLookup {
  return lookupOf(value, componentValues, options)
}

/** What the report itself tells. */
function lookupOfReport(findings: readonly Finding[], isStable: boolean): SecretLookup {
  const [first] = findings
  if (!isStable || first === undefined) return { value: [], unkeyed: undefined, parts: [] }
  return {
    value: [first.fingerprint],
    unkeyed: undefined,
    parts: findings.flatMap(({ components }) => components.map((part) => [part.fingerprint])),
  }
}

/** By a key id alone. */
export function lookupOfKeyId(keyId: string, { keys }: LookupOptions): SecretLookup {
  const bytes = bytesOfLatin1(keyId)
  return { value: [], unkeyed: undefined, parts: [keys.map((key) => fingerprintOf(bytes, key))] }
}

async function readAgain(
  findings: readonly Finding[],
  context: DraftContext,
): Promise<{ readonly found: FoundSecret } | { readonly reasons: string[] }> {
  const { fingerprint } = findings[0]!
  const key = keyOf(fingerprint, context)
  const isRight = key && ((found: FoundSecret) => fingerprintOf(found.value, key) === fingerprint)
  const reasons: string[] = []
  for (const finding of findings.slice(0, triedMax)) {
    const place: WantedPlace = finding
    const read = await context.reader.read(place, isRight, context.reportedMs)
    if ('found' in read) return read
    reasons.push(`${placeName(finding)}: ${read.gone}`)
  }
  if (isRight === undefined) return { reasons }
  const history = await context.reader.readHistory(findings[0]!, isRight)
  if ('found' in history) return history
  return { reasons: [...reasons, `git: ${history.gone}`] }
}

function keyOf(fingerprint: string, { lookup }: DraftContext): FingerprintKey | undefined {
  return lookup.keys.find(({ kid }) => fingerprint.startsWith(`v1:${kid}:`))
}

function labelOf({ number, exposure }: NumberedExposure): string {
  return `${number} ${exposure.name}`
}

/** For people, in a few words. */
export function placeName({ origin, line }: Pick<Finding, 'origin' | 'line'>): string {
  if (origin.kind === 'stdin') return 'standard input'
  if (origin.kind === 'export') return [origin.path, ...describeStep(origin)].join(' · ')
  if (origin.kind === 'git' && origin.path === '')
    return `the ${origin.part ?? 'message'} of commit ${origin.commit?.slice(0, 12) ?? ''}`
  return `${origin.path}:${line}`
}
