import type { Adapter } from '../../incident/adapter.ts'
import { batchesOf } from '../../incident/batches-of.ts'
import { joinSteps } from '../../incident/join-steps.ts'
import type { Incident } from '../../incident/incident.ts'
import { planDigestOf, type Plan, type PlanStep } from '../../incident/plan.ts'
import { escapeControls } from '../escape-controls.ts'
import { countOf } from '../format-quantity.ts'
import { stepLines } from './text-plan-step.ts'
import { approvalLines, playbookLines, warningsOf, type TextPlanOptions } from './text-plan.ts'

export interface TextGroupPlanOptions extends TextPlanOptions {
  /** They know how many credentials one call takes. */
  readonly adapters: readonly Adapter[]
}

type Planned = Pick<Incident, 'id' | 'leaked' | 'verdict'>

/** Incidents that are shown by name. */
const shownMax = 12

/** Plans of a group as one: whom it is about, then each step once, with how many it is for and in how many calls. */
export function textGroupPlan(
  plans: readonly Plan[],
  incidents: ReadonlyMap<string, Planned>,
  options: TextGroupPlanOptions,
): string[] {
  const { ink } = options
  const [first] = plans
  if (first === undefined) return []
  const name = first.group?.name ?? ''
  const warnings = [...new Set(plans.flatMap((plan) => plan.warnings))]
  return [
    `${ink.paint('strong', `group ${escapeControls(name)}`)}  ${countOf(plans.length, 'incident')}, worst first`,
    ...playbookLines(first, planDigestOf(first), options),
    ...membersOf(plans, incidents, options),
    ...warningsOf({ warnings }, options),
    ...stepsOf(plans, options),
    ...approvalLines(first, `--group ${name}`, options),
  ]
}

function membersOf(
  plans: readonly Plan[],
  incidents: ReadonlyMap<string, Planned>,
  { ink }: TextPlanOptions,
): string[] {
  const lines = plans.slice(0, shownMax).map(({ incident, steps }) => {
    const { verdict, leaked } = incidents.get(incident)!
    const byHand = steps.filter(({ manual }) => manual !== undefined).length
    const note = byHand === 0 ? '' : ink.paint('medium', `  ${countOf(byHand, 'step')} by hand`)
    const what = escapeControls(leaked.keyId ?? leaked.redacted)
    return `  ${ink.paint(verdict.severity, verdict.severity.padEnd(8))}  ${ink.paint('quiet', incident)}  ${what}${note}`
  })
  const rest = plans.length - shownMax
  return ['', ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])]
}

/** What differs between incidents, such as what is missing for one of them, is a step of its own. */
function stepsOf(plans: readonly Plan[], options: TextGroupPlanOptions): string[] {
  const lines = ['', options.ink.paint('strong', 'What will happen, in this order')]
  const kinds = new Map<string, PlanStep[]>()
  for (const step of joinSteps(plans)) {
    const key = JSON.stringify([step.id, step.adapter, step.action, step.why])
    kinds.set(key, [...(kinds.get(key) ?? []), step])
  }
  let number = 0
  for (const steps of kinds.values()) {
    number++
    lines.push(...stepLines(steps[0]!, number, noteOf(steps, plans.length, options), options))
  }
  return lines
}

function noteOf(
  steps: readonly PlanStep[],
  all: number,
  { adapters }: TextGroupPlanOptions,
): string {
  const whom = steps.length === all ? `all ${all}` : `${steps.length} of ${all}`
  if (steps[0]!.adapter === undefined) return whom
  return `${whom} in ${countOf(batchesOf(steps, adapters).length, 'call')}`
}
