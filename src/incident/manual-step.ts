import type { ActionKind, Adapter } from './adapter.ts'
import { consumersOf, type PlanInput } from './plan-input.ts'

/** Kinds for which an adapter's own instructions are right. */
const ofProvider: ReadonlySet<string> = new Set(['disable', 'revoke'])

/** What a person does in place of an action, in order. */
export function manualInstructions(
  kind: ActionKind | undefined,
  input: PlanInput,
  reference: string | undefined,
): string[] {
  const { adapters } = input
  const own = kind !== undefined && ofProvider.has(kind) ? adapters.flatMap(manualOf) : []
  const lines = own.length > 0 ? own : generalInstructions(kind, input)
  return [
    ...lines,
    ...(reference === undefined ? [] : [`How: ${reference}`]),
    'Then write down what was done:',
  ]
}

function manualOf({ manual }: Adapter): readonly string[] {
  return manual ?? []
}

function generalInstructions(kind: ActionKind | undefined, input: PlanInput): string[] {
  const { leaked } = input.incident
  const provider = issuerOf(input)
  switch (kind) {
    case 'probe':
      return [`Show at ${provider} that it no longer works, and keep what shows it.`]
    case 'disable':
      return [`Switch it off at ${provider}.`]
    case 'revoke':
      return [
        `Revoke it at ${provider}. Make sure that it is this one: ${leaked.keyId ?? leaked.redacted}.`,
      ]
    case 'rotate':
    case 'promote':
      return [`Make a new value at ${provider}.`, `Put it ${placeOf(input)}.`, ...switching(input)]
    case 'drain':
      return [
        `See at ${provider} when the old value was last used. Go on when that was before the switch.`,
      ]
    case 'minted':
      return [
        `Look in the audit log of ${provider} for keys, users, roles and sessions that were made with it since it leaked.`,
      ]
    case 'notify':
      return [`Tell ${leaked.inventory?.owner ?? 'its owner, whom no inventory names'}.`]
    case 'clean':
      return [
        `Take it out of ${leaked.places.length === 1 ? 'the place' : `all ${leaked.places.length} places`} where it was found.`,
      ]
    default:
      return [`Do it at ${provider}.`]
  }
}

/**
 * Some rules name a kind of services in the place of a provider, which then does not stand in the name of what leaked: an
 * adapter's name is better, as long as that does.
 */
function issuerOf({ incident, adapters, subject }: PlanInput): string {
  const { name, provider } = incident.leaked
  const named = [provider, ...adapters.filter(isFor(subject)).map((adapter) => adapter.name)]
  const isNamed = (one: string) => one !== '' && name.toLowerCase().includes(one.toLowerCase())
  return named.find(isNamed) ?? 'its provider'
}

function isFor({ rule }: PlanInput['subject']): (adapter: Adapter) => boolean {
  return ({ rules }) => rules.includes(rule)
}

function placeOf({ record }: PlanInput): string {
  const { store } = record ?? {}
  return store === undefined
    ? 'where the old one lies'
    : `into ${store.type}${store.path === undefined ? '' : `, ${store.path}`}`
}

function switching(input: PlanInput): string[] {
  const consumers = consumersOf(input)
  return consumers.length === 0 ? [] : [`Make these read it: ${consumers.join(', ')}.`]
}
