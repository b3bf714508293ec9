import type { Adapter } from './adapter.ts'
import type { Incident } from './incident.ts'
import { isSettled } from './in-state-of-steps.ts'
import type { PlanStep } from './plan.ts'

/**
 * Which probe must say that the credential is dead: that of the last effect that was done and that ends it; else that of
 * the last one that holds it; else one that said live before.
 *
 * @returns `<adapter>/<probe>`; empty when there is none
 */
export function probeThatProves(
  { id, leaked, plan, steps, probes }: Incident,
  adapters: readonly Adapter[],
): string {
  const own = (plan?.steps ?? []).filter(
    ({ incident, description }) => incident === id && description?.provedBy !== undefined,
  )
  const done = own.filter((step) => isSettled(steps[step.id]))
  const dead = ({ description }: PlanStep) => description?.effect === 'dead'
  const step = done.findLast(dead) ?? own.findLast(dead) ?? done.at(-1) ?? own.at(-1)
  if (step !== undefined) return `${step.adapter}/${step.description!.provedBy!}`
  const lived = probes.findLast(
    ({ isControl, outcome }) => !isControl && outcome.verdict === 'live',
  )
  if (lived !== undefined) return lived.probe
  const adapter = adapters.find(({ rules }) => rules.includes(leaked.rule))
  const probe = adapter?.actions.find(({ kind }) => kind === 'probe')
  return adapter === undefined || probe === undefined ? '' : `${adapter.id}/${probe.name}`
}
