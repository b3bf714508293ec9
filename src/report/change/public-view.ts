import type { Finding, Status } from '../../engine/finding.ts'
import { withoutPlace } from '../inventory-trouble.ts'
import type { Coverage, Exposure, ScanResult, SuppressionNote } from '../scan-result.ts'
import { withheldMatch } from '../withheld-match.ts'

/**
 * What everybody may read of a result: what was found and where, not whether it works, nor whose it is. Of the inventory
 * only the record's id is left; of the secret's own words nothing, since they tell of accounts and of when it ends; of
 * suppressions neither owner nor reason, which may come from an organisation's central policy.
 *
 * The public view of a public view is the same. Order and numbers are those of the full result.
 */
export function publicViewOf({ findings, exposures, coverage }: ScanResult): ScanResult {
  return {
    findings: findings.map(publicFinding),
    exposures: exposures.map(publicExposure),
    coverage: publicCoverage(coverage),
  }
}

function publicFinding({ details: _details, known: _known, ...finding }: Finding): Finding {
  return { ...finding, ...publicParts(finding), components: [] }
}

function publicExposure(exposure: Exposure): Exposure {
  return { ...exposure, ...publicParts(exposure) }
}

function publicParts({
  status,
  inventory,
}: Pick<Finding, 'status' | 'inventory'>): Pick<Finding, 'status' | 'inventory'> {
  return { status: publicStatus(status), inventory: inventory && withheldMatch(inventory) }
}

/** That a checksum does not hold everybody can see. */
function publicStatus(status: Status): Status {
  return status === 'invalid-format' ? status : 'unverified'
}

function publicCoverage(coverage: Coverage): Coverage {
  const { problems, suppressions } = coverage
  const { suppressed, expired, dead } = suppressions
  return {
    ...coverage,
    problems: problems.map(withoutPlace),
    suppressions: { suppressed, expired: expired.map(publicNote), dead: dead.map(publicNote) },
  }
}

function publicNote(note: SuppressionNote): SuppressionNote {
  return { ...note, owner: '', reason: '' }
}
