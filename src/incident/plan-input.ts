import type { InventoryRecord } from '../inventory/record.ts'
import type { Adapter, Subject } from './adapter.ts'
import type { Incident } from './incident.ts'

/** What a plan is made of; with the same input it is the same plan. */
export interface PlanInput {
  readonly incident: Pick<
    Incident,
    'id' | 'leaked' | 'verdict' | 'publicSince' | 'facts' | 'probes' | 'minted' | 'mintedComplete'
  >
  readonly subject: Subject
  /** In the order in which they are asked: of the provider, of the store of the value, for telling and cleaning. */
  readonly adapters: readonly Adapter[]
  /** What the inventory says of it. */
  readonly record?: InventoryRecord | undefined
  /** What evidence could not be asked. */
  readonly gaps?: readonly string[]
}

/** Consumers that the inventory names, and what else is known to use it; each once. */
export function consumersOf({
  record,
  incident,
}: Pick<PlanInput, 'record'> & {
  readonly incident: Pick<PlanInput['incident'], 'leaked' | 'facts'>
}): string[] {
  const { agent, tool } = record ?? incident.leaked.inventory ?? {}
  const named = [
    ...(record?.consumers ?? []),
    ...(agent ? [`agent ${agent}`] : []),
    ...(tool ? [`tool ${tool}`] : []),
    ...(incident.leaked.consumers ?? []),
    ...(incident.facts['consumers'] ?? '').split(', '),
  ]
  return [...new Set(named.filter((one) => one !== '' && one !== 'none' && one !== 'unknown'))]
}

/** As the inventory names it, or evidence. */
export function environmentOf({
  record,
  incident,
}: Pick<PlanInput, 'record' | 'incident'>): string | undefined {
  return (
    record?.environment ??
    incident.leaked.inventory?.environment ??
    incident.facts['environment'] ??
    undefined
  )
}
