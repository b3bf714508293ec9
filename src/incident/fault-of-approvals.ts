import { approvalText } from './approval-text.ts'
import { isSamePerson, keyNameOf, type Approver } from './approver.ts'
import type { Approval } from './event.ts'
import type { Incident } from './incident.ts'

/** No approval may hold for longer. */
export const approvalHoursMax = 24

/** What approvals are judged by. */
export interface ApprovalRules {
  readonly approvers: readonly Approver[]
  /** Milliseconds since 1970. */
  readonly now: number
  /** Whether more than one person can reach the store. */
  readonly isShared: boolean
  /** Why a signature over this text is not by this key; `undefined`: it is. */
  readonly faultOfSignature: (text: string, armour: string, publicKey: string) => string | undefined
}

type Approved = Pick<Incident, 'id' | 'plan' | 'planDigest' | 'plannedBy' | 'approvals'>

/**
 * Why the plan may not run now, for people; `undefined`: it may. To be asked anew before each effect, as approvals expire.
 * Who is a person and what is his key only the configuration says.
 */
export function faultOfApprovals(incident: Approved, rules: ApprovalRules): string | undefined {
  const { id, plan, approvals } = incident
  if (plan === undefined) return `incident ${id} has no plan yet: stanch incident plan ${id}`
  const { signatures, reason } = plan.needs
  if (signatures === 0) return undefined
  const faults = approvals.map((one) => faultOfApproval(incident, one, rules))
  const valid = approvals.filter((_, at) => faults[at] === undefined)
  if (valid.some(({ breakGlass }) => breakGlass !== undefined)) return undefined
  if (signatures === 2 && !rules.isShared) return needsSharedStore(id, reason)
  const persons = distinct(valid, rules.approvers)
  if (persons.length >= signatures) return undefined
  return stillWaits(incident, persons, faults, rules)
}

/** Why one approval does not count; `undefined`: it does. */
export function faultOfApproval(
  incident: Approved,
  approval: Approval,
  { approvers, now, faultOfSignature }: ApprovalRules,
): string | undefined {
  const { person, planDigest, expiresAt, breakGlass, signature, key } = approval
  const who = `the approval of ${person}`
  const approver = approvers.find(({ name }) => name === person)
  if (approver === undefined)
    return `${who} does not count: approvers in stanch.yaml does not name that person`
  if (key !== keyNameOf(approver.key))
    return `${who} does not count: it was signed with another key than the enrolled one`
  if (planDigest !== incident.planDigest) return `${who} is of another plan`
  const until = Date.parse(expiresAt)
  if (!(until > now)) return `${who} expired at ${expiresAt}`
  if (until > now + approvalHoursMax * 3_600_000)
    return `${who} does not count: it would hold for more than ${approvalHoursMax} hours`
  if (breakGlass !== undefined && breakGlass.trim() === '')
    return `${who} does not count: it breaks the glass without a reason`
  if (breakGlass === undefined && !isOther(person, incident, approvers))
    return `${who} does not count: who made the plan may not approve it`
  const fault = faultOfSignature(approvalText(incident, approval), signature, approver.key)
  return fault === undefined ? undefined : `${who} does not count: ${fault}`
}

function isOther(person: string, { plannedBy }: Approved, approvers: readonly Approver[]): boolean {
  return plannedBy === undefined || !isSamePerson(approvers, person, plannedBy)
}

/** One approval of each person and of each key. */
function distinct(valid: readonly Approval[], approvers: readonly Approver[]): Approval[] {
  const kept: Approval[] = []
  for (const one of valid) {
    const isKnown = kept.some(
      ({ person, key }) => key === one.key || isSamePerson(approvers, person, one.person),
    )
    if (!isKnown) kept.push(one)
  }
  return kept
}

/** Two people cannot approve in a store that only one reaches, and what to do. */
export function needsSharedStore(id: string, reason: string): string {
  return (
    `two people must approve it, and this store is one machine’s. ${reason}\n` +
    'Two people need the team’s store: --store postgres://HOST/DATABASE (incidents.store in stanch.yaml), and plan it there.\n' +
    `If it cannot wait: stanch incident approve ${id} --break-glass REASON, with one person, and a review before it closes.`
  )
}

function stillWaits(
  { id, plan, plannedBy }: Approved,
  persons: readonly Approval[],
  faults: readonly (string | undefined)[],
  { approvers }: ApprovalRules,
): string {
  const { signatures, reason } = plan!.needs
  const others = approvers
    .map(({ name }) => name)
    .filter((name) => plannedBy === undefined || !isSamePerson(approvers, name, plannedBy))
    .filter((name) => !persons.some(({ person }) => person === name))
  const had = persons.map(({ person }) => person).join(', ')
  const lines = [
    `it waits for ${signatures === 1 ? 'an approval' : 'two approvals'}${had && `; it has that of ${had}`}. ${reason}`,
    ...faults.filter((fault) => fault !== undefined),
    others.length === 0
      ? `Nobody else is enrolled who may sign${plannedBy === undefined ? '' : ` (${plannedBy} made the plan)`}: approvers in stanch.yaml names who may approve, with their public keys.`
      : `${others.join(' or ')} can: stanch incident approve ${id}`,
  ]
  return lines.join('\n')
}
