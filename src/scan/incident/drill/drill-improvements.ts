import type { Incident } from '../../../incident/incident.ts'
import type { PlanStep } from '../../../incident/plan.ts'
import type { DrillWait } from '../../../report/incident/drill/drill-transcript.ts'

/** What this machine has for the real case. */
export interface DrillHouse {
  readonly approvers: number
  readonly channels: number
}

/** Why a signer is waited for. */
export const signingWait = 'reads the plan and signs'

/** More of the time than this is worth a word. */
const muchOfTime = 0.3

/** What would make the real case go better. */
export function improvementsOf(
  { plan, leaked, facts }: Incident,
  { waits, totalMs }: { readonly waits: readonly DrillWait[]; readonly totalMs: number },
): string[] {
  const { steps } = plan!
  const manual = steps.filter((step) => step.manual !== undefined)
  const signing = waits.filter(({ why }) => why === signingWait)
  const share = signing.reduce((sum, { ms }) => sum + ms, 0) / totalMs
  return [
    ...(share > muchOfTime ? [`${Math.round(share * 100)} % of the time went to ${signing.length === 1 ? 'a signature' : 'signatures'}: make sure that who may sign is called at once.`] : []),
    ...lasting(steps),
    ...manual.map(({ title, why }) => `By hand: ${title}.${why === undefined ? '' : ` ${why}`}`),
    ...(leaked.inventory === null ? ['No owner: record whose it is and what uses it (stanch inventory add).'] : []),
    ...(facts['mayAct'] === 'no' ? ['The acting credentials may not do it: give the responder the permissions that the plan names.'] : []),
  ]
} // prettier-ignore

/** What ends it cannot be undone, and nothing that can comes first. */
function lasting(steps: readonly PlanStep[]): string[] {
  const isUndoable = steps.some(({ kind, description }) => kind === 'disable' && description?.reversible === true) // prettier-ignore
  const revokes = steps.some(({ kind }) => kind === 'revoke')
  return revokes && !isUndoable
    ? ['No way back: it is revoked for good, and nothing switches it off for a while first.']
    : []
}

/** What this machine lacks for the real case. */
export function lackingOfHouse({ plan }: Incident, { approvers, channels }: DrillHouse): string[] {
  const { signatures } = plan!.needs
  return [
    ...(approvers < signatures ? [`In earnest it could not be signed: the plan wants ${signatures === 1 ? 'one other person' : 'two other people'}, and approvers in stanch.yaml enrols ${approvers === 0 ? 'nobody' : 'one'}.`] : []),
    ...(channels === 0 ? ['Nobody would have been told: notify in stanch.yaml names no channel.'] : []),
  ]
} // prettier-ignore
