import type { PlaybookFacts } from './choose-playbook.ts'
import { consumersOf, type PlanInput } from './plan-input.ts'
import { changesSomething, type PlanStep } from './plan.ts'

/** What a person must know before approving, the worst first, a sentence each. */
export function warningsOf(
  input: PlanInput,
  steps: readonly PlanStep[],
  facts: PlaybookFacts,
): string[] {
  const warnings = [
    ...breakage(input, steps),
    ...sideEffects(steps),
    ...authority(input),
    ...proofs(steps),
    ...unknowns(input, facts),
    ...(input.gaps ?? []).map((gap) => `Not known: ${withStop(gap)}`),
  ]
  return [...new Set(warnings)]
}

function breakage(input: PlanInput, steps: readonly PlanStep[]): string[] {
  const consumers = consumersOf(input)
  const others = input.incident.leaked.inventory?.others ?? []
  const ends = steps.findIndex(isEnd)
  const replaced = steps.findIndex(
    ({ phase, kind, standsFor }) => phase === 'rotate' && (kind ?? standsFor) === 'rotate',
  )
  const isGap = ends !== -1 && (replaced === -1 || ends < replaced)
  const breaks = isGap
    ? 'breaks until it has a new value'
    : 'has to read the new value before the old one ends'
  return [
    ...(consumers.length === 0 || ends === -1
      ? []
      : [`What uses it ${breaks}: ${consumers.join(', ')}.`]),
    ...(others.length === 0
      ? []
      : [`The same value is recorded as ${others.join(', ')}, too: those end with it.`]),
  ]
}

function isEnd({ kind, standsFor }: PlanStep): boolean {
  return ['disable', 'revoke'].includes(kind ?? standsFor ?? '')
}

function sideEffects(steps: readonly PlanStep[]): string[] {
  return steps.flatMap(({ description }) => description?.sideEffects.map(withStop) ?? [])
}

/** Whether the acting credentials may act, as far as somebody asked. */
function authority({ incident: { facts } }: PlanInput): string[] {
  if (facts['mayAct'] !== 'no') return []
  const lacks = facts['lacksPermissions']
  const who = facts['actingAs'] ?? 'The acting credentials'
  return [`${who} may not do it${lacks === undefined ? '' : `; lacking is ${lacks}`}.`]
}

/** What the end of the plan does not prove. */
function proofs(steps: readonly PlanStep[]): string[] {
  const effects = steps.filter(
    (step) => changesSomething(step) && step.description!.effect !== 'none',
  )
  const dead = effects.some(({ description }) => description!.effect === 'dead')
  const isByHand = steps.some(({ standsFor }) => standsFor === 'revoke')
  const verify = steps.find(({ phase, kind }) => phase === 'verify' && kind === 'probe')
  return [
    ...(effects.length > 0 && !dead && !isByHand
      ? ['It is only contained at best, not dead: the credential lives on and can do less.']
      : []),
    ...(verify === undefined
      ? [
          'No step of the plan can prove that it is dead: see at the provider, and write down what you saw. The incident stays open.',
        ]
      : []),
  ]
}

function unknowns({ incident }: PlanInput, facts: PlaybookFacts): string[] {
  const { facts: told, mintedComplete } = incident
  const warnings: string[] = []
  if (facts.canary === true)
    warnings.push('It is a canary: it is not probed, since that would set it off.')
  else if (told['live'] === 'unverifiable')
    warnings.push(
      'The provider did not say whether it works; without that nothing can be proven dead.',
    )
  else if (told['live'] === 'no') warnings.push('It no longer works already.')
  else if (facts.live === undefined)
    warnings.push('Nobody has asked whether it works; --probe does.')
  if (facts['has-consumers'] === undefined)
    warnings.push('Nobody knows what uses it: no inventory and no evidence says.')
  if (told['live'] !== undefined && !mintedComplete)
    warnings.push('There is no complete list of what was made with it yet.')
  return warnings
}

function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
