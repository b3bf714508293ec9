import { groupExposures } from '../../report/group-exposures.ts'
import type { Exposure } from '../../report/scan-result.ts'
import type { Finding } from '../../engine/finding.ts'
import { severities, type Severity } from '../../rules/rule.ts'
import { StanchError } from '../../text/error.ts'

/** Which secrets of a report. */
export interface ExposureChoice {
  /** Numbers as the text report has them, or beginnings of a fingerprint; all when empty. */
  readonly picks: readonly string[]
  readonly minSeverity: Severity | undefined
}

/** An exposure with its number in the report. */
export interface NumberedExposure {
  readonly number: number
  readonly exposure: Exposure
}

/** Fewer digits of a fingerprint name too many. */
const digitsMin = 4

/**
 * @returns the gravest first, as the text report numbers them
 * @throws StanchError `INCIDENT_FINDING_UNKNOWN` for a pick that names none, or more than one
 */
export function chooseExposures(
  findings: readonly Finding[],
  { picks, minSeverity }: ExposureChoice,
): NumberedExposure[] {
  const all = groupExposures(findings).map((exposure, at) => ({ number: at + 1, exposure }))
  const picked = picks.length === 0 ? all : picks.map((pick) => pickOne(pick, all))
  const least = minSeverity === undefined ? 0 : severities.indexOf(minSeverity)
  const chosen = new Set(
    picked.filter(({ exposure }) => severities.indexOf(exposure.severity) >= least),
  )
  return all.filter((one) => chosen.has(one))
}

function pickOne(pick: string, all: readonly NumberedExposure[]): NumberedExposure {
  const number = /^\d{1,6}$/.test(pick) ? Number(pick) : 0
  const numbered = all[number - 1]
  if (numbered !== undefined) return numbered
  const digits = pick.replace(/^#|^v1:[0-9a-f]{8}:/, '').toLowerCase()
  const fits =
    digits.length < digitsMin
      ? []
      : all.filter(({ exposure }) => hexOf(exposure.fingerprint).startsWith(digits))
  const [only, ...others] = fits
  if (only !== undefined && others.length === 0) return only
  throw new StanchError(
    'INCIDENT_FINDING_UNKNOWN',
    `--finding "${/^[#:\w]{1,50}$/.test(pick) ? pick : '…'}": expected a number from 1 to ${all.length}, or at least ${digitsMin} digits of a fingerprint that one secret has; ` +
      `got what ${fits.length === 0 ? 'none' : `${fits.length}`} has.\nThe text report shows both: 1 and #9f2c81aa.`,
  )
}

function hexOf(fingerprint: string): string {
  return fingerprint.slice(fingerprint.lastIndexOf(':') + 1)
}
