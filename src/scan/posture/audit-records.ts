import { findShared, RepeatedFingerprints } from '../../inventory/posture/find-shared.ts'
import { toPostureFinding, type PostureFinding } from '../../inventory/posture/posture-check.ts'
import {
  recordChecks,
  type RecordCheck,
  type RecordCheckContext,
} from '../../inventory/posture/record-checks.ts'
import {
  sharedChecks,
  signOfSharing,
  type SharedCheck,
} from '../../inventory/posture/shared-checks.ts'
import type { InventoryStore } from '../../inventory/inventory-store.ts'
import type { InventoryRecord } from '../../inventory/record.ts'

/** What of an inventory was looked at. */
export interface AuditedRecords {
  readonly findings: readonly PostureFinding[]
  readonly records: number
  /** Names of the keys under which its fingerprints were made. */
  readonly kids: ReadonlySet<string>
}

/**
 * Looks at all records of a store, which it reads once, and again when a fingerprint may stand in several. Records are
 * not kept, so a million of them is no matter of memory.
 */
export async function auditRecords(
  store: InventoryStore,
  { isWanted, ...context }: RecordCheckContext & { readonly isWanted: (id: string) => boolean },
): Promise<AuditedRecords> {
  const checks = recordChecks.filter(({ id }) => isWanted(id))
  const sharing = sharedChecks.filter(({ id }) => isWanted(id))
  const repeated = new RepeatedFingerprints()
  const findings: PostureFinding[] = []
  const kids = new Set<string>()
  let records = 0
  for await (const record of store.list()) {
    records++
    for (const { value } of record.fingerprints) {
      if (value.startsWith('v1:')) kids.add(value.slice(3, 11))
    }
    findings.push(...checkRecord(record, checks, context))
    if (record.state !== 'destroyed') repeated.add(record)
  }
  if (sharing.length > 0 && records > 0) {
    findings.push(...(await checkSharing(store, repeated, sharing)))
  }
  return { findings, records, kids }
}

function checkRecord(
  record: InventoryRecord,
  checks: readonly RecordCheck[],
  context: RecordCheckContext,
): PostureFinding[] {
  return checks.flatMap((check) => {
    if (!check.states.includes(record.state)) return []
    const evidence = check.tell(record, context)
    if (evidence === undefined) return []
    const { id, tenant } = record
    const subject = { kind: 'record', id, ...(tenant === undefined ? {} : { tenant }) } as const
    return [toPostureFinding(check, { subject, evidence: [evidence] })]
  })
}

async function checkSharing(
  store: InventoryStore,
  repeated: RepeatedFingerprints,
  checks: readonly SharedCheck[],
): Promise<PostureFinding[]> {
  const candidates: { record: InventoryRecord; fingerprints: readonly string[] }[] = []
  for await (const record of store.list()) {
    if (record.state === 'destroyed') continue
    const fingerprints = repeated.of(record)
    if (fingerprints.length > 0) candidates.push({ record, fingerprints })
  }
  return findShared(candidates).flatMap((shared) =>
    checks.flatMap((check) => {
      const sign = signOfSharing(check, shared)
      return sign === undefined ? [] : [toPostureFinding(check, sign)]
    }),
  )
}
