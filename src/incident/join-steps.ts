import type { Plan, PlanStep } from './plan.ts'

/**
 * The steps of a group's plans as they are run: in the order of their playbook, and of each step first that of the plan
 * that comes first. So the same step of all is next to each other, and can be one call.
 *
 * @param plans of one playbook, in the order in which they are run; one alone gives its own steps
 */
export function joinSteps(plans: readonly Plan[]): PlanStep[] {
  const order: string[] = []
  for (const { steps } of plans) {
    let behind = -1
    for (const { id } of steps) {
      const known = order.indexOf(id)
      if (known === -1) order.splice(behind + 1, 0, id)
      behind = known === -1 ? behind + 1 : known
    }
  }
  const rank = new Map(order.map((id, at) => [id, at]))
  return plans
    .flatMap(({ steps }) => steps)
    .toSorted((left, right) => rank.get(left.id)! - rank.get(right.id)!)
}
