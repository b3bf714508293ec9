import type { Incident } from '../../incident/incident.ts'
import type { Ledger } from '../../incident/ledger.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { runPlan } from '../../incident/run-plan.ts'
import type { RunResult } from '../../incident/run-setting.ts'
import { escapeControls, toJson } from '../../report/escape-controls.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { openApprovalCheck } from './approval-check.ts'
import type { TypedValueOptions } from './credential-reader.ts'
import { idsOfTyped } from './ids-of-typed.ts'
import { showProgress } from './show-progress.ts'
import { inkOfOutput, tellNext, writeLines } from './tell-next.ts'
import type { TypedIncidentOptions } from './with-incidents.ts'
import { withRunner } from './with-runner.ts'

/** As typed. */
export interface TypedRunOptions extends TypedIncidentOptions, TypedValueOptions {
  readonly yes?: boolean
  readonly group?: string
  readonly newValueFile?: string
  readonly format?: string
}

/**
 * `stanch incident run`: carries out what was planned and approved, or goes on with it.
 *
 * @returns 0 when all steps are done, 1 while somebody must do something, 2 when a step failed or was refused
 */
export function runIncident(id: string | undefined, typed: TypedRunOptions): Promise<ExitStatus> {
  const { format = 'text', group, yes = false } = typed
  assertFormat(format, ['text', 'json'])
  const isGroup = group !== undefined
  return withRunner(
    {
      typed,
      idsOf: (desk) => idsOfTyped(desk, id, group),
      onProgress: showProgress(format, isGroup),
    },
    async ({ desk, setting, ledgers }) => {
      const faultOfApprovals = openApprovalCheck(desk)
      for (const { incident } of ledgers.values()) assertRunnable(incident, yes)
      const unsigned = [...ledgers.values()].every(
        ({ incident }) => incident.plan!.needs.signatures === 0,
      )
      const results = await runPlan(setting, ledgers, { unsigned, faultOfApprovals })
      if (format === 'json') writeJson(ledgers, results)
      else writeText(ledgers, results)
      return statusOf([...results.values()])
    },
  )
}

function assertRunnable(incident: Incident, yes: boolean): void {
  const { id, plan, isAborted } = incident
  if (plan === undefined || isAborted)
    throw new StanchError(
      'INCIDENT_NOT_PLANNED',
      `incident ${id}: expected a plan that was looked at; got none${isAborted ? ', it was aborted' : ''}. ` +
        `Plan it: stanch incident plan ${id}`,
    )
  if (plan.needs.signatures === 0 && !yes && incident.approvals.length === 0)
    throw new StanchError(
      'INCIDENT_NOT_CONFIRMED',
      `incident ${id}: expected --yes, for the plan needs no signature: ${plan.needs.reason}\n` +
        `Look at it (stanch incident plan ${id}), then: stanch incident run ${id} --yes`,
    )
}

function writeText(
  ledgers: ReadonlyMap<string, Ledger>,
  results: ReadonlyMap<string, RunResult>,
): void {
  const ink = inkOfOutput()
  for (const [id, { result, detail }] of results) {
    const { incident } = ledgers.get(id)!
    const told = detail.split('\n').map((line) => escapeControls(line))
    const said = result === 'finished' ? [] : ['', `${result}: ${told.join('\n')}`]
    writeLines([...said, ...tellNext(incident, ink)])
  }
}

function writeJson(
  ledgers: ReadonlyMap<string, Ledger>,
  results: ReadonlyMap<string, RunResult>,
): void {
  for (const [id, { result, detail, step }] of results) {
    const { incident } = ledgers.get(id)!
    const { state, steps } = incident
    const next = nextStepOf(incident)
    const told = { incident: id, result, detail, step: step?.id ?? null, state, steps, next }
    process.stdout.write(`${toJson(told, 2)}\n`)
  }
}

/** The worst of all. */
function statusOf(results: readonly RunResult[]): ExitStatus {
  const has = (wanted: RunResult['result']) => results.some(({ result }) => result === wanted)
  if (has('stopped')) return exitStatus.failed
  return has('waiting') ? exitStatus.found : exitStatus.clean
}
