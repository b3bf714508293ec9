import type {
  ChangeVerdict,
  ExposureVerdict,
  FailOn,
  OnIncomplete,
} from '../report/change/change-facts.ts'
import type { Exposure, ScanResult } from '../report/scan-result.ts'

export interface ExitPolicy {
  readonly failOn: FailOn
  readonly onIncomplete: OnIncomplete
}

/**
 * What rules on trial find never fails.
 *
 * @param result the full one: what readers may see of it decides nothing
 */
export function decideVerdict(
  { exposures, coverage }: Pick<ScanResult, 'exposures' | 'coverage'>,
  { failOn, onIncomplete }: ExitPolicy,
): ChangeVerdict {
  const judge = (exposure: Exposure): ExposureVerdict => {
    if (exposure.maturity === 'trial') return 'trial'
    return reaches(exposure, failOn) ? 'fails' : 'below'
  }
  const judged = new Map(exposures.map((exposure) => [exposure.fingerprint, judge(exposure)]))
  const fails = [...judged.values()].includes('fails')
  const isWhole = coverage.complete && !coverage.interrupted
  const isNeutral = !isWhole && onIncomplete === 'neutral' && !coverage.interrupted
  const conclusion = fails || (!isWhole && !isNeutral) ? 'failure' : isNeutral ? 'neutral' : 'success'
  return { conclusion, failOn, onIncomplete, judged }
} // prettier-ignore

/** `high` is of confidence: whether a provider says that it works must not show in whether a public check is red. */
function reaches({ confidence, status }: Exposure, failOn: FailOn): boolean {
  switch (failOn) {
    case 'any':
      return true
    case 'high':
      return confidence === 'high'
    case 'verified':
      return status === 'active'
    case 'never':
      return false
  }
}

/**
 * The verdict as everybody may know it. Under `verified` each single one would tell which secret works: there all share what
 * the check says anyway.
 */
export function publicVerdictOf(verdict: ChangeVerdict): ChangeVerdict {
  if (verdict.failOn !== 'verified') return verdict
  const shared: ExposureVerdict = [...verdict.judged.values()].includes('fails') ? 'fails' : 'below'
  const blur = (one: ExposureVerdict) => (one === 'trial' ? one : shared)
  return {
    ...verdict,
    judged: new Map([...verdict.judged].map(([print, one]) => [print, blur(one)])),
  }
}

/** Trouble outranks findings, but where somebody chose that it does not fail. */
export function exitStatusOf(
  { conclusion, onIncomplete }: ChangeVerdict,
  { complete, interrupted }: ScanResult['coverage'],
): 0 | 1 | 2 | 130 {
  if (interrupted) return 130
  if (!complete && onIncomplete === 'fail') return 2
  return conclusion === 'failure' ? 1 : 0
}
