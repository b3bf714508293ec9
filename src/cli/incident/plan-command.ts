import type { Incident } from '../../incident/incident.ts'
import { isEnded } from '../../incident/next.ts'
import { foldIncident } from '../../incident/fold-incident.ts'
import { buildGroupPlan, groupFactsOf } from '../../incident/build-group-plan.ts'
import { buildPlan } from '../../incident/build-plan.ts'
import {
  choosePlaybook,
  namedPlaybook,
  type ChosenPlaybook,
} from '../../incident/choose-playbook.ts'
import type { Ledger } from '../../incident/ledger.ts'
import type { PlanInput } from '../../incident/plan-input.ts'
import { planDigestOf, type Plan } from '../../incident/plan.ts'
import { toJson } from '../../report/escape-controls.ts'
import { textGroupPlan } from '../../report/incident/text-group-plan.ts'
import { textPlan } from '../../report/incident/text-plan.ts'
import { loadPlaybooks } from '../../scan/incident/load-playbooks.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import type { TypedValueOptions } from './credential-reader.ts'
import { namedIncident } from './named-incident.ts'
import { readPlanInputs } from './read-plan-inputs.ts'
import { showProgress } from './show-progress.ts'
import { inkOfOutput, writeLines } from './tell-next.ts'
import type { IncidentDesk, TypedIncidentOptions } from './with-incidents.ts'
import { withRunner, type Runner } from './with-runner.ts'

/** As typed. */
export interface TypedPlanOptions extends TypedIncidentOptions, TypedValueOptions {
  readonly group?: string
  readonly playbook?: string
  readonly probe?: boolean
  readonly format?: string
}

/**
 * `stanch incident plan`: shows exactly what would be done, and keeps it. Sends nothing, unless `--probe` asks for the calls
 * that only read.
 *
 * @throws StanchError `USAGE`, `PLAYBOOK_UNKNOWN`, `PLAYBOOK_UNFIT`, `PLAYBOOK_NONE`, `INCIDENT_GROUP_UNKNOWN`
 */
export function planIncident(id: string | undefined, typed: TypedPlanOptions): Promise<ExitStatus> {
  const { format = 'text', group, probe = false } = typed
  assertFormat(format, ['text', 'json'])
  const idsOf = (desk: IncidentDesk) => idsToPlan(desk, id, group)
  // Answers are no data of this command: they go to standard error.
  const onProgress = showProgress('json', group !== undefined)
  return withRunner({ typed, idsOf, onProgress }, async (runner) => {
    const inputs = await readPlanInputs(runner, probe)
    const chosen = await choose(runner, inputs, typed.playbook)
    const plans =
      group === undefined
        ? inputs.map((input) => buildPlan(input, chosen))
        : buildGroupPlan({ name: group, inputs, chosen }).plans
    for (const plan of plans) await keep(runner.ledgers.get(plan.incident)!, plan)
    if (format === 'json') writeJson(plans, runner, group)
    else writeText(plans, runner, { group, isProbed: probe })
    return exitStatus.clean
  })
}

async function idsToPlan(
  { store }: IncidentDesk,
  id: string | undefined,
  group: string | undefined,
): Promise<readonly string[]> {
  const named = await namedIncident(store, id, group)
  if (named !== undefined) return [named]
  const ids: string[] = []
  for await (const one of store.list()) {
    const incident = foldIncident(await store.read(one))
    if (incident.group === group && !isEnded(incident)) ids.push(one)
  }
  if (ids.length > 0) return ids
  throw new StanchError(
    'INCIDENT_GROUP_UNKNOWN',
    `--group ${group}: expected a group of incidents that have not ended; there is none. Open some: stanch incident open --group ${group}`,
  )
}

async function choose(
  { desk }: Runner,
  inputs: readonly PlanInput[],
  name: string | undefined,
): Promise<ChosenPlaybook> {
  const { configuration, directory, whereIs } = desk.configured
  const shelf = await loadPlaybooks({ choices: configuration.playbooks, directory, whereIs })
  const rules = [...new Set(inputs.map(({ incident }) => incident.leaked.rule))]
  return name === undefined
    ? choosePlaybook(shelf, rules, groupFactsOf(inputs))
    : namedPlaybook(shelf, name, rules)
}

/** The same plan again leaves its approvals as they are. */
async function keep(ledger: Ledger, plan: Plan): Promise<void> {
  const { planDigest, isAborted, state } = ledger.incident
  const digest = planDigestOf(plan)!
  const stands =
    digest === planDigest && !isAborted && (state === 'planned' || state === 'approved')
  if (!stands) await ledger.append({ type: 'planned', plan, digest })
}

function writeText(
  plans: readonly Plan[],
  { desk, ledgers, setting }: Runner,
  { group, isProbed }: { readonly group: string | undefined; readonly isProbed: boolean },
): void {
  const incidents = incidentsOf(ledgers)
  const isAsked = [...incidents.values()].every(({ facts }) => facts['live'] !== undefined)
  const width = process.stdout.columns ?? 80
  const { isShared } = desk.store
  const options = { ink: inkOfOutput(), width, isProbed, isAsked: isProbed || isAsked, isShared }
  const lines =
    group === undefined
      ? plans.flatMap((plan) => textPlan(plan, incidents.get(plan.incident)!, options))
      : textGroupPlan(plans, incidents, { ...options, adapters: setting.adapters })
  writeLines(lines)
}

function writeJson(plans: readonly Plan[], { ledgers }: Runner, group: string | undefined): void {
  const told = plans.map((plan) => {
    const { facts, verdict } = ledgers.get(plan.incident)!.incident
    return { incident: plan.incident, digest: planDigestOf(plan), verdict, facts, plan }
  })
  const value = group === undefined ? told[0] : { group, digest: told[0]?.digest, plans: told }
  process.stdout.write(`${toJson(value, 2)}\n`)
}

function incidentsOf(ledgers: Runner['ledgers']): Map<string, Incident> {
  return new Map([...ledgers].map(([id, { incident }]) => [id, incident]))
}
