import { canonicalJson } from '../../../incident/canonical-json.ts'
import { checkJournal } from '../../../incident/check-journal.ts'
import type { Approval } from '../../../incident/event.ts'
import { foldIncident } from '../../../incident/fold-incident.ts'
import type { JournalRecord } from '../../../incident/journal.ts'
import type { Incident } from '../../../incident/incident.ts'
import { next } from '../../../incident/next.ts'
import { planDigestOf } from '../../../incident/plan.ts'
import { reasonOf } from '../../../text/error.ts'
import {
  describeFile,
  manifestName,
  manifestSignatureName,
  parseManifest,
  type EvidenceManifest,
} from './evidence-manifest.ts'

/** What does not hold, and where. */
export interface EvidenceFault {
  /** A file of the bundle, or `journal.jsonl: record 7`. */
  readonly where: string
  readonly what: string
}

/** What is not wrong, but must be known before the bundle is believed. */
export interface EvidenceCheck {
  readonly manifest: EvidenceManifest
  readonly faults: readonly EvidenceFault[]
  readonly records: number
  readonly approvals: readonly CheckedApproval[]
}

export interface CheckedApproval {
  readonly sequence: number
  readonly person: string
  readonly key: string
  /** `undefined`: it holds. */
  readonly fault: string | undefined
}

/**
 * Why an approval does not count; `undefined`: it does.
 *
 * @param incident as it was before it
 * @param at when it was recorded
 */
export type FaultOfApproval = (
  incident: Incident,
  approval: Approval,
  at: string,
) => string | undefined

/**
 * Whether a bundle is whole: every file as its manifest names it, the chain of the journal, its head, each plan under its
 * digest, the incident as the journal tells it, and the signatures of approvals. The faults of the journal come first, and
 * of those only the first: what follows a broken record proves nothing.
 *
 * @param files all of the bundle, by name
 * @param where for messages
 * @throws StanchError `EVIDENCE_UNREADABLE` for what is no bundle
 */
export function checkEvidence(
  files: ReadonlyMap<string, Uint8Array>,
  where: string,
  faultOfApproval: FaultOfApproval,
): EvidenceCheck {
  const textOf = (name: string) => new TextDecoder().decode(files.get(name) ?? new Uint8Array())
  const manifest = parseManifest(textOf(manifestName), where)
  const lines = textOf('journal.jsonl').split('\n').slice(0, -1)
  const { lines: parsed, fault } = checkJournal(manifest.incident, lines, manifest.head)
  const records = parsed.map(({ record }) => record)
  const approvals = fault === undefined ? checkApprovals(records, faultOfApproval) : []
  return {
    manifest,
    faults: [
      ...(fault === undefined
        ? faultsOfContents(records, textOf)
        : [{ where: `journal.jsonl: record ${fault.sequence}`, what: fault.what }]),
      ...approvals.flatMap((one) =>
        one.fault === undefined
          ? []
          : [
              {
                where: `journal.jsonl: record ${one.sequence}: approval of ${one.person}`,
                what: one.fault,
              },
            ],
      ),
      ...faultsOfFiles(files, manifest),
    ],
    records: records.length,
    approvals,
  }
}

function faultsOfFiles(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: EvidenceManifest,
): EvidenceFault[] {
  const named = new Set([...manifest.files.map(({ path }) => path), manifestName, manifestSignatureName]) // prettier-ignore
  const changed = manifest.files.flatMap(({ path, bytes, sha256 }) => {
    const found = files.get(path)
    if (found === undefined) return [{ where: path, what: 'expected it, as the manifest names it; it is missing' }] // prettier-ignore
    const actual = describeFile(path, found)
    if (actual.bytes === bytes && actual.sha256 === sha256) return []
    return [{ where: path, what: `expected SHA-256 ${sha256}, got ${actual.sha256}; it was changed after the bundle was made` }] // prettier-ignore
  })
  const added = [...files.keys()].filter((path) => !named.has(path))
  return [
    ...changed,
    ...added.map((path) => ({
      where: path,
      what: 'expected no file that the manifest does not name',
    })),
    ...(named.has('journal.jsonl') ? [] : [{ where: manifestName, what: 'expected it to name journal.jsonl' }]), // prettier-ignore
  ]
}

/** What was made of the journal must be what the journal says. */
function faultsOfContents(
  records: readonly JournalRecord[],
  textOf: (name: string) => string,
): EvidenceFault[] {
  const plans = records.flatMap(({ event, sequence }) =>
    event.type === 'planned' && planDigestOf(event.plan) !== event.digest
      ? [
          {
            where: `journal.jsonl: record ${sequence}`,
            what: 'expected the digest of its plan, which approvals sign; got another',
          },
        ]
      : [],
  )
  try {
    const incident = foldIncident(records)
    return [
      ...plans,
      ...faultOfCopy('incident.json', textOf('incident.json'), incident),
      ...(incident.plan === undefined
        ? []
        : faultOfCopy('plan.json', textOf('plan.json'), incident.plan)),
    ]
  } catch (error) {
    return [...plans, { where: 'journal.jsonl', what: reasonOf(error) }]
  }
}

function faultOfCopy(where: string, text: string, expected: unknown): EvidenceFault[] {
  return canonicalOf(text) === canonicalJson(expected)
    ? []
    : [{ where, what: 'expected what the journal says; got something else' }]
}

function canonicalOf(text: string): string | undefined {
  try {
    return canonicalJson(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Each as it was judged when it was recorded: under the plan that stood, and not yet expired. */
function checkApprovals(
  records: readonly JournalRecord[],
  faultOfApproval: FaultOfApproval,
): CheckedApproval[] {
  let incident: Incident | undefined
  const approvals: CheckedApproval[] = []
  for (const record of records) {
    const { event, sequence, at } = record
    if (event.type === 'approved' && incident !== undefined) {
      const { approval } = event
      const fault = faultOfApproval(incident, approval, at)
      approvals.push({ sequence, person: approval.person, key: approval.key, fault })
    }
    try {
      incident = next(incident, record)
    } catch {
      // That it cannot follow is told with the contents.
      return approvals
    }
  }
  return approvals
}
