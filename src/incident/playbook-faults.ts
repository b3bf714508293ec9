import type { KeyPath } from '../text/strict/shape-faults.ts'
import type { ActionKind } from './adapter.ts'
import type { Playbook, PlaybookStep } from './playbook.ts'

/** What is wrong with a playbook whose keys are right, and where. */
export interface PlaybookFault {
  readonly path: KeyPath
  readonly what: string
}

const reading: ReadonlySet<string> = new Set(['identify', 'probe', 'evidence', 'minted', 'drain'])
const ending: ReadonlySet<string> = new Set(['disable', 'revoke'] satisfies ActionKind[])
/** Of these kinds there is nothing that takes them back. */
const lasting: ReadonlySet<string> = new Set(['revoke', 'notify', 'clean', 'restore', 'roll-back'])

/** Whether it may end the credential; of an action by name nobody knows but its phase. */
export function mayEnd({ action, phase }: Pick<PlaybookStep, 'action' | 'phase'>): boolean {
  if (action === undefined) return false
  return action.includes('/') ? phase === 'contain' || phase === 'rotate' : ending.has(action)
}

/** All that the schema cannot say: what would make a plan that harms, or that can never be taken as written. */
export function faultsOfPlaybook(playbook: Omit<Playbook, 'digest'>): PlaybookFault[] {
  const { steps, choose } = playbook
  return [
    ...(choose ?? []).flatMap((one, at) => contradictions(one, ['choose', at])),
    ...steps.flatMap((step, at) => [
      ...stepFaults(step, at),
      ...contradictions(step, ['steps', at]),
      ...idFaults(steps, at),
      ...compensationFaults(steps, at),
      ...parallelFaults(steps, at),
      ...unverified(steps, at),
    ]),
    ...orderFaults(playbook),
  ]
}

function stepFaults(step: PlaybookStep, at: number): PlaybookFault[] {
  const { action, manual, proof, reversible } = step
  const path = ['steps', at]
  const faults: PlaybookFault[] = []
  if ((action === undefined) === (manual === undefined))
    faults.push({ path, what: 'expected either an action or manual instructions' })
  if (mayEnd(step) && proof === undefined)
    faults.push({ path, what: 'expected a proof: what shows that the right credential is hit' })
  const only = action === undefined || reading.has(action)
  if (only && proof !== undefined)
    faults.push({
      path: [...path, 'proof'],
      what: 'expected no proof: the step changes nothing at a provider',
    })
  if (only && reversible !== undefined)
    faults.push({
      path: [...path, 'reversible'],
      what: 'expected nothing: the step changes nothing at a provider',
    })
  if (reversible && action !== undefined && lasting.has(action))
    faults.push({
      path: [...path, 'reversible'],
      what: `expected another action: ${action} cannot be undone`,
    })
  if (action === undefined && step.optional)
    faults.push({
      path: [...path, 'optional'],
      what: 'expected conditions instead: a person can always do what is manual',
    })
  return faults
}

function contradictions(
  conditions: Pick<PlaybookStep, 'when' | 'unless'>,
  path: KeyPath,
): PlaybookFault[] {
  const both = conditions.when.filter((fact) => conditions.unless.includes(fact))
  return both.map((fact) => ({
    path: [...path, 'unless'],
    what: `expected ${fact} in when or in unless, not in both: it would never be taken`,
  }))
}

function idFaults(steps: readonly PlaybookStep[], at: number): PlaybookFault[] {
  const first = steps.findIndex(({ id }) => id === steps[at]!.id)
  return first === at
    ? []
    : [{ path: ['steps', at, 'id'], what: `expected an id of its own; step ${first + 1} has it` }]
}

function compensationFaults(steps: readonly PlaybookStep[], at: number): PlaybookFault[] {
  const { onFailure, compensates } = steps[at]!
  if (compensates === undefined)
    return onFailure === 'compensate'
      ? [
          {
            path: ['steps', at, 'onFailure'],
            what: 'expected compensates to name the step that is undone',
          },
        ]
      : []
  const path = ['steps', at, 'compensates']
  if (onFailure !== 'compensate')
    return [{ path, what: 'expected onFailure: compensate beside it' }]
  const target = steps.findIndex(({ id }) => id === compensates)
  if (target === -1) return [{ path, what: 'expected the id of a step of this playbook' }]
  if (target >= at)
    return [{ path, what: 'expected an earlier step: what comes later is not done yet' }]
  const { action, parallel } = steps[target]!
  if (action === undefined || reading.has(action) || lasting.has(action))
    return [{ path, what: 'expected a step whose action can be undone' }]
  return parallel !== undefined && parallel === steps[at]!.parallel
    ? [{ path, what: 'expected a step that has ended before: both run at the same time' }]
    : []
}

function parallelFaults(steps: readonly PlaybookStep[], at: number): PlaybookFault[] {
  const { parallel } = steps[at]!
  if (parallel === undefined) return []
  const path = ['steps', at, 'parallel']
  const members = steps.flatMap((step, index) => (step.parallel === parallel ? [index] : []))
  if (members.length === 1)
    return [{ path, what: 'expected at least two steps next to each other: it runs with no other' }]
  if (members[0] === at || steps[at - 1]!.parallel === parallel) return []
  return [{ path, what: 'expected the steps of a group next to each other' }]
}

/** What ends a credential is followed by what shows that it is dead. */
function unverified(steps: readonly PlaybookStep[], at: number): PlaybookFault[] {
  if (!mayEnd(steps[at]!)) return []
  const isVerified = steps
    .slice(at + 1)
    .some(
      ({ phase, action }) => phase === 'verify' && (action === 'probe' || action?.includes('/')),
    )
  return isVerified
    ? []
    : [
        {
          path: ['steps', at],
          what: 'expected a probe in phase verify after it: accepted is not dead',
        },
      ]
}

/** What an order promises. */
function orderFaults({ order, steps }: Pick<Playbook, 'order' | 'steps'>): PlaybookFault[] {
  const first = (test: (step: PlaybookStep) => boolean) => steps.findIndex(test)
  const end = first(mayEnd)
  const rotation = first(({ phase, action }) => phase === 'rotate' && action === 'rotate')
  const path = ['order']
  if (order === 'no-outage' && (rotation === -1 || (end !== -1 && end < rotation)))
    return [{ path, what: 'expected a rotation before what ends the old value, or another order' }]
  if (order === 'stop-the-bleeding' && (end === -1 || (rotation !== -1 && rotation < end)))
    return [
      { path, what: 'expected what ends the old value before the rotation, or another order' },
    ]
  if (order === 'break-glass' && end === -1)
    return [{ path, what: 'expected a step that ends the credential, or another order' }]
  return []
}
