import { approvalNamespace } from '../../incident/approval-text.ts'
import type { Approver } from '../../incident/approver.ts'
import type { ApprovalRules } from '../../incident/fault-of-approvals.ts'
import type { IncidentStore } from '../../incident/incident-store.ts'
import { faultOfSignature } from '../../store/remote/ssh-signature.ts'

/**
 * What approvals are judged by, now.
 *
 * @param approvers of the configuration
 * @param now milliseconds since 1970
 */
export function approvalRulesOf(
  approvers: readonly Approver[],
  { isShared }: Pick<IncidentStore, 'isShared'>,
  now: number,
): ApprovalRules {
  const purpose = { namespace: approvalNamespace, signersIn: 'approvers in stanch.yaml' }
  return {
    approvers,
    now,
    isShared,
    faultOfSignature: (text, armour, publicKey) =>
      faultOfSignature(new TextEncoder().encode(text), armour, [publicKey], purpose),
  }
}
