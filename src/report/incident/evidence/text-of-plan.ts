import type { Plan, PlanStep } from '../../../incident/plan.ts'
import { escapeControls } from '../../escape-controls.ts'
import { countOf } from '../../format-quantity.ts'

/** A plan for whoever reads a bundle without Stanch. */
export function textOfPlan(plan: Plan, digest: string | undefined): string {
  const { playbook, reason, warnings, needs, steps, leftOut, dependants, notAutomated } = plan
  const lines = [
    `Plan of incident ${plan.incident}`,
    `playbook    ${playbook.name} (${playbook.id}, ${playbook.order})`,
    `why         ${reason}`,
    `digest      ${digest ?? 'unknown'}`,
    `signatures  ${needs.signatures}: ${needs.reason}`,
    ...listOf('warnings', warnings),
    ...listOf('breaks', dependants),
    '',
    ...steps.flatMap((step, at) => layoutStep(step, at + 1)),
    ...listOf('left out', leftOut.map((one) => `${one.title}: ${one.reason}`)),
    ...listOf('by people only', notAutomated),
    '',
    `${countOf(steps.length, 'step')}.`,
  ] // prettier-ignore
  return `${lines.map(escapeControls).join('\n')}\n`
}

function listOf(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `${title}:`, ...items.map((item) => `  ${item}`)]
}

function layoutStep(step: PlanStep, number: number): string[] {
  const { description, manual, proof, onFailure } = step
  const facts =
    description === undefined
      ? (manual ?? []).map((line) => line)
      : [
          ...description.calls.map(({ method, host, path }) => `${method} ${host}${path}`),
          `acts as ${description.actsAs}`,
          `proof of identity: ${description.proof ?? proof ?? 'none needed'}`,
          description.reversible ? `reversible${description.undoneBy ? `, by ${description.undoneBy}` : ''}` : 'irreversible', // prettier-ignore
          `completion: ${description.completion}; leads to: ${description.effect}`,
          ...description.sideEffects.map((one) => `also: ${one}`),
          description.reference,
        ]
  return [
    `${String(number).padStart(2)}. [${step.phase}] ${step.title}${manual === undefined ? '' : ' (by a person)'}`,
    ...[description?.summary ?? '', ...facts, `when it fails: ${onFailure}`]
      .filter((line) => line !== '')
      .map((line) => `      ${line}`),
  ]
}
