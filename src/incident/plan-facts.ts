import type { ActionDescription, ActionKind, Adapter, Subject } from './adapter.ts'
import type { PlaybookFacts } from './choose-playbook.ts'
import { kindOfEnvironment } from './environment.ts'
import { consumersOf, environmentOf, type PlanInput } from './plan-input.ts'

/**
 * What is known of a credential, for the conditions of playbooks. Sends nothing. `can-rotate`: a new value can be put beside
 * the old one, which lives on meanwhile.
 */
export function planFactsOf(input: PlanInput): PlaybookFacts {
  const { incident, subject, adapters, record } = input
  const { leaked, facts, publicSince } = incident
  const kind = kindOfEnvironment(environmentOf(input))
  const live = isLive(facts['live'], leaked.status)
  return {
    ...(live === undefined ? {} : { live }),
    ...(kind === 'unknown' ? {} : { production: kind === 'production' }),
    ...(publicSince === undefined ? {} : { public: true }),
    ...knownConsumers(input),
    'value-at-hand': subject.secret !== undefined,
    'can-disable': canRun(adapters, subject, 'disable'),
    'can-rotate': canRun(adapters, subject, 'rotate', ({ effect }) => effect !== 'dead'),
    reversible: canRun(adapters, subject, 'disable', (described) => described.reversible),
    rotated: facts['rotated'] === 'yes' || isReplaced(input),
    canary: facts['canary'] === 'yes' || /\b(?:canary|honey ?token)\b/i.test(record?.purpose ?? ''),
  }
}

/** Whether an adapter has an action of a kind that lacks nothing. */
function canRun(
  adapters: readonly Adapter[],
  subject: Subject,
  kind: ActionKind,
  fits: (description: ActionDescription) => boolean = () => true,
): boolean {
  return adapters.some(({ actions }) =>
    actions.some((action) => {
      if (action.kind !== kind) return false
      const description = action.describe(subject)
      return description.missing.length === 0 && fits(description)
    }),
  )
}

function isLive(fact: string | undefined, status: string): boolean | undefined {
  if (fact === 'yes') return true
  if (fact === 'no') return false
  if (status === 'active') return true
  return status === 'inactive' ? false : undefined
}

/** Without a record that lists them, or evidence, nobody knows. */
function knownConsumers(input: PlanInput): PlaybookFacts {
  const consumers = consumersOf(input)
  if (consumers.length > 0) return { 'has-consumers': true }
  const isTold =
    input.record?.consumers !== undefined || input.incident.facts['consumers'] === 'none'
  return isTold ? { 'has-consumers': false } : {}
}

/** The leaked version is not the one that its record calls current. */
function isReplaced({ record, incident }: PlanInput): boolean {
  const leaked = incident.leaked.inventory?.version
  const current = record?.rotation?.currentVersion
  return leaked !== undefined && current !== undefined && leaked !== current
}
