import type { Incident } from '../../incident/incident.ts'
import type { Ledger } from '../../incident/ledger.ts'
import type { PlanStep } from '../../incident/plan.ts'
import { undoStep } from '../../incident/undo-step.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import type { TypedValueOptions } from './credential-reader.ts'
import { idsOfTyped } from './ids-of-typed.ts'
import { showProgress } from './show-progress.ts'
import { inkOfOutput, tellNext, writeLines } from './tell-next.ts'
import type { TypedIncidentOptions } from './with-incidents.ts'
import { withRunner } from './with-runner.ts'

/** As typed. */
export interface TypedUndoOptions extends TypedIncidentOptions, TypedValueOptions {}

/** `stanch incident undo`. @returns 0 when it is undone, else 2 */
export function undoIncidentStep(
  id: string,
  name: string,
  typed: TypedUndoOptions,
): Promise<ExitStatus> {
  return withRunner(
    {
      typed,
      idsOf: (desk) => idsOfTyped(desk, id, undefined),
      onProgress: showProgress('text', false),
    },
    async ({ setting, ledgers }) => {
      const [ledger] = [...ledgers.values()] as [Ledger]
      const { state } = await undoStep(setting, ledger, stepOf(ledger.incident, name))
      writeLines(tellNext(ledger.incident, inkOfOutput()))
      return state === 'undone' ? exitStatus.clean : exitStatus.failed
    },
  )
}

/** @throws StanchError `INCIDENT_STEP_UNKNOWN` */
export function stepOf({ id, plan }: Incident, name: string): PlanStep {
  const steps = plan?.steps ?? []
  const step = steps.find((one) => one.id === name)
  if (step !== undefined) return step
  const known = steps.length === 0 ? 'it has no plan' : steps.map((one) => one.id).join(', ')
  throw new StanchError(
    'INCIDENT_STEP_UNKNOWN',
    `incident ${id}: expected a step of its plan (${known}), got "${name}".`,
  )
}
