import { usage } from './usage.ts'

const units: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

export interface DurationLimits {
  /** Milliseconds. */
  readonly least: number
  readonly most: number
}

/**
 * @param typed a whole number of `ms`, `s`, `m` or `h`; of milliseconds without a unit
 * @returns milliseconds
 * @throws StanchError `USAGE`
 */
export function parseDuration(
  typed: string,
  option: string,
  { least, most }: DurationLimits,
): number {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|)$/.exec(typed) ?? []
  const milliseconds = digits === undefined ? NaN : Number(digits) * units[unit!]!
  if (milliseconds >= least && milliseconds <= most) return milliseconds
  throw usage(
    `${option}: expected a time from ${least}ms to ${most}ms, as 250ms, 5s or 2m; got "${typed}".`,
  )
}
