import type { Finding, Status } from '../../engine/finding.ts'
import { groupExposures } from '../../report/group-exposures.ts'
import type { ScanResult, SuppressionUse } from '../../report/scan-result.ts'
import type { FoundSecret } from '../found-secret.ts'

export interface FindingValidatorOptions {
  readonly signal: AbortSignal
  /** By fingerprint, as far as somebody could be asked. */
  readonly validate: (found: readonly FoundSecret[]) => Promise<ReadonlyMap<string, Status>>
  /** Whether a finding, with its status, is reported; called once for each, in order. */
  readonly judge: (found: FoundSecret) => boolean
  /** What the judgements came to. */
  readonly suppressionUse: (complete: boolean) => SuppressionUse
}

/** Holds what a scan finds until it is known whether it works: only then it may be suppressed. */
export class FindingValidator {
  readonly #options: FindingValidatorOptions
  readonly #held: FoundSecret[] = []

  constructor(options: FindingValidatorOptions) {
    this.#options = options
  }

  hold(found: FoundSecret): true {
    this.#held.push(found)
    return true
  }

  /** @param scanned in which all that is held stands @returns what is to be reported, with its status */
  async finish(scanned: ScanResult): Promise<ScanResult> {
    const { signal, validate, judge, suppressionUse } = this.#options
    const statuses = signal.aborted ? new Map<string, Status>() : await validate(this.#held)
    const told = new Map<Finding, Finding>()
    for (const found of this.#held) {
      const status = statuses.get(found.finding.fingerprint)
      const finding = status === undefined ? found.finding : { ...found.finding, status }
      if (judge({ ...found, finding })) told.set(found.finding, finding)
    }
    const findings = scanned.findings.flatMap((finding) => told.get(finding) ?? [])
    const { coverage } = scanned
    const interrupted = coverage.interrupted || signal.aborted
    const complete = coverage.complete && !signal.aborted
    return {
      findings,
      exposures: groupExposures(findings),
      coverage: { ...coverage, interrupted, complete, suppressions: suppressionUse(complete) },
    }
  }
}
