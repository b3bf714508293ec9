import { findApprover, keyNameOf, type Approver } from '../../incident/approver.ts'
import { StanchError } from '../../text/error.ts'

/** @param name or alias @throws StanchError `APPROVER_UNKNOWN` */
export function approverByName(approvers: readonly Approver[], name: string): Approver {
  const found = findApprover(approvers, name)
  if (found !== undefined) return found
  throw new StanchError(
    'APPROVER_UNKNOWN',
    `expected one of the approvers of stanch.yaml; got "${name}".\n` +
      `${namesOf(approvers)} Say who you are: --as NAME. Nothing was approved.`,
  )
}

/** @param key its name, `SHA256:…` @param keyPath for messages @throws StanchError `APPROVER_UNKNOWN` */
export function approverByKey(
  approvers: readonly Approver[],
  key: string,
  keyPath: string,
): Approver {
  const found = approvers.find((one) => keyNameOf(one.key) === key)
  if (found !== undefined) return found
  throw new StanchError(
    'APPROVER_UNKNOWN',
    `${keyPath}: expected a key that approvers in stanch.yaml names; got ${key}.\n` +
      `${namesOf(approvers)} Enrol its public key there, and have somebody else review that change. Nothing was approved.`,
  )
}

function namesOf(approvers: readonly Approver[]): string {
  if (approvers.length === 0) return 'There are none yet.'
  return `There are: ${approvers.map(({ name }) => name).join(', ')}.`
}
