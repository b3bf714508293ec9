/** From when on a fact is a weak sign; all in days. */
export interface AuditThresholds {
  /** A value that has not changed for longer is overdue, if nothing says when it is to change. */
  readonly rotationDays: number
  /** Two values of one credential side by side. */
  readonly rotationStuckDays: number
  /** Since it was last read or used. */
  readonly unusedDays: number
  /** Since it was issued, if its store has never seen it read. */
  readonly neverUsedDays: number
  /** Since somebody last proved that a credential for emergencies works. */
  readonly breakGlassTestDays: number
  /** Age of a key of a cloud account that does not end by itself. */
  readonly cloudKeyDays: number
}

/**
 * Half a year between rotations is what auditors commonly ask at least; 90 days are the age from which AWS, Google and
 * the CIS benchmarks call an access key old (https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html,
 * IAM.3). A cut-over of a week has a working weekend in it.
 */
export const defaultThresholds: AuditThresholds = {
  rotationDays: 180,
  rotationStuckDays: 7,
  unusedDays: 90,
  neverUsedDays: 30,
  breakGlassTestDays: 180,
  cloudKeyDays: 90,
}
