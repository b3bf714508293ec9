/** Exit statuses of every command; trouble outranks findings, a partial scan never looks like a complete one. */
export const exitStatus = { clean: 0, found: 1, failed: 2, interrupted: 130 } as const

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus]

export function exitStatusOf(scan: {
  readonly findings: number
  readonly complete: boolean
  readonly interrupted: boolean
}): ExitStatus {
  if (scan.interrupted) return exitStatus.interrupted
  if (!scan.complete) return exitStatus.failed
  return scan.findings > 0 ? exitStatus.found : exitStatus.clean
}
