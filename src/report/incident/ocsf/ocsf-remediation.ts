import type { ActionKind, ActionOutcome } from '../../../incident/adapter.ts'
import type { JournalRecord } from '../../../incident/journal.ts'
import type { Plan, PlanStep } from '../../../incident/plan.ts'
import type { IncidentReport } from '../incident-report.ts'
import { ocsfBase, type OcsfEvent } from './ocsf-base.ts'

/** Class 7001, one event for each effect and each undoing: what was tried at the provider, and how it ended. */
export function remediationEvents(report: IncidentReport, productVersion: string): OcsfEvent[] {
  let plan: Plan | undefined
  return report.records.flatMap((record) => {
    if (record.event.type === 'planned') plan = record.event.plan
    const { event } = record
    if (event.type !== 'step-effected' && event.type !== 'undo-effected') return []
    const step = plan?.steps.find(({ id }) => id === event.step)
    return [remediationOf(report, record, { ...event, step, name: event.step }, productVersion)]
  })
}

interface Effect {
  readonly type: 'step-effected' | 'undo-effected'
  readonly name: string
  readonly step: PlanStep | undefined
  readonly idempotencyKey: string
  readonly outcome: ActionOutcome
}

function remediationOf(
  { incident }: IncidentReport,
  { at, sequence }: JournalRecord,
  effect: Effect,
  productVersion: string,
): OcsfEvent {
  const { outcome, step, idempotencyKey, name } = effect
  const activity = activityOf(effect.type === 'undo-effected' ? 'restore' : step?.kind)
  const status = statusOf(outcome)
  const target = 'identity' in outcome ? outcome.identity : undefined
  const { leaked, verdict, id } = incident
  const uid = target?.id ?? leaked.keyId
  return {
    ...ocsfBase(
      { classUid: 7001, className: 'Remediation Activity', ...activity },
      { incident: id, severity: verdict.severity, at, sequence, productVersion, profiles: [] },
    ),
    command_uid: idempotencyKey,
    message: `${step?.title ?? name}: ${outcome.result}`,
    status_id: status.id,
    status: status.name,
    status_detail: [outcome.result, outcome.detail].filter((one) => one !== '').join(': '),
    ...(outcome.status !== undefined && { status_code: String(outcome.status) }),
    remediation: {
      desc: step?.description?.summary ?? step?.title ?? name,
      ...(step?.description && { references: [step.description.reference] }),
    },
    ...(uid !== undefined && {
      observables: [{ name: 'credential', type_id: 19, type: 'User Credential ID', value: uid }],
    }),
    unmapped: {
      completion: step?.description?.completion ?? 'unknown',
      ...(target && { identity_proof: target.proof }),
      ...(outcome.requestId && { request_id: outcome.requestId }),
    },
  }
}

/** As the schema's activities are meant: to keep it from acting, to take it away, to give it back, to make it stronger. */
function activityOf(kind: ActionKind | undefined) {
  switch (kind) {
    case 'disable':
      return { activityId: 1, activityName: 'Isolate' }
    case 'revoke':
      return { activityId: 2, activityName: 'Evict' }
    case 'restore':
    case 'roll-back':
      return { activityId: 3, activityName: 'Restore' }
    case 'rotate':
    case 'promote':
      return { activityId: 4, activityName: 'Harden' }
    default:
      return { activityId: 99, activityName: 'Other' }
  }
}

/** `accepted` is a success of the call; whether the credential is dead only the incident's verification tells. */
function statusOf({ result }: ActionOutcome) {
  switch (result) {
    case 'done':
    case 'accepted':
    case 'already':
      return { id: 1, name: 'Success' }
    case 'not-found':
      return { id: 3, name: 'Does Not Exist' }
    case 'unknown':
      return { id: 0, name: 'Unknown' }
    case 'failed':
      return { id: 6, name: 'Error' }
    default:
      return { id: 2, name: 'Failure' }
  }
}
