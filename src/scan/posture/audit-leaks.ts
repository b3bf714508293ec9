import type { Finding } from '../../engine/finding.ts'
import type { InventoryStore } from '../../inventory/inventory-store.ts'
import { leakChecks, signOfLeak, type Leak } from '../../inventory/posture/leak-checks.ts'
import { toPostureFinding, type PostureFinding } from '../../inventory/posture/posture-check.ts'
import type { ParsedResult } from '../../report/parse-result.ts'
import type { Problem } from '../../report/scan-result.ts'
import { groupBy } from '../../text/group-by.ts'
import { matchAll } from './match-all.ts'

/** A result of `stanch scan`, read from a file. */
export interface ScanReport extends ParsedResult {
  readonly file: string
}

export interface AuditedLeaks {
  readonly findings: readonly PostureFinding[]
  readonly secrets: number
  readonly problems: readonly Problem[]
}

/**
 * Looks at what scans have found. Whose a secret is can be told only if the scan and the inventory have a key in common:
 * where they have not, that is a problem.
 *
 * @param kids of the inventory's fingerprints
 */
export async function auditLeaks(
  reports: readonly ScanReport[],
  store: InventoryStore,
  {
    kids,
    isWanted,
  }: { readonly kids: ReadonlySet<string>; readonly isWanted: (id: string) => boolean },
): Promise<AuditedLeaks> {
  const checks = leakChecks.filter(({ id }) => isWanted(id))
  const foreign = reports.filter(
    ({ coverage: { key } }) => key.ephemeral || (kids.size > 0 && !kids.has(key.kid)),
  )
  const foreignKids = new Set(foreign.map(({ coverage: { key } }) => key.kid))
  const groups = groupBy(
    reports.flatMap(({ findings }) => findings).filter(counts),
    ({ fingerprint }) => fingerprint,
  )
  const matches = await matchAll(store, [...groups.keys()])
  const leaks = [...groups].map(([fingerprint, findings]): Leak => {
    const records = matches.get(fingerprint)
    const isUnknowable = records === undefined && foreignKids.has(fingerprint.split(':')[1] ?? '')
    return { findings, records: isUnknowable ? undefined : (records ?? []) }
  })
  return {
    findings: leaks.flatMap((leak) =>
      checks.flatMap((check) => {
        const sign = signOfLeak(check, leak)
        return sign === undefined ? [] : [toPostureFinding(check, sign)]
      }),
    ),
    secrets: leaks.length,
    problems: [
      ...reports.filter(({ coverage }) => !coverage.complete).map(tellIncomplete),
      ...foreign.filter(({ findings }) => findings.some(counts)).map(tellForeign),
    ],
  }
}

/** What is doubtful, or public, is no leak. */
function counts({ confidence, status }: Finding): boolean {
  return confidence !== 'low' && status !== 'invalid-format'
}

function tellIncomplete({ file }: ScanReport): Problem {
  return {
    path: file,
    reason: 'the scan was incomplete, so what it has not found need not be absent',
  }
}

function tellForeign({ file, coverage: { key } }: ScanReport): Problem {
  const reason = key.ephemeral
    ? 'its fingerprints are of a key that was made for that run alone, so nobody can tell whose secrets these are; scan again with STANCH_KEY set'
    : `its fingerprints are of key ${key.kid}, and no record has one of it; scan again under the inventory’s key`
  return { path: file, reason }
}
