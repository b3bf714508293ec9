import type { Finding } from '../engine/finding.ts'

/** Exit statuses of every command; trouble outranks findings, a partial scan never looks like a complete one. */
export const exitStatus = { clean: 0, found: 1, failed: 2, interrupted: 130 } as const

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus]

/** What rules on trial find fails nothing. */
export function exitStatusOf(scan: {
  readonly findings: readonly Pick<Finding, 'maturity'>[]
  readonly complete: boolean
  readonly interrupted: boolean
}): ExitStatus {
  if (scan.interrupted) return exitStatus.interrupted
  if (!scan.complete) return exitStatus.failed
  return scan.findings.some(({ maturity }) => maturity !== 'trial')
    ? exitStatus.found
    : exitStatus.clean
}
