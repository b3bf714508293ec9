import type { InventoryMatch } from '../engine/finding.ts'
import { countOf } from './format-quantity.ts'

/** Ids of further records that are told. */
const othersMax = 3

/** `payments · production · agent deploy-bot (vault/…#KEY)`, then what is out of the ordinary. */
export function describeOwner(match: InventoryMatch): string {
  const { id, owner, tenant, environment, agent, tool } = match
  const pieces = [
    owner ?? 'nobody is named',
    environment,
    agent === null ? null : `agent ${agent}`,
    tool === null ? null : `tool ${tool}`,
    tenant === null ? null : `tenant ${tenant}`,
  ].filter((piece) => piece !== null)
  return [`${pieces.join(' · ')} (${id})`, ...remarksOn(match)].join(', ')
}

function remarksOn({ state, form, others = [] }: InventoryMatch): string[] {
  const shown = others.slice(0, othersMax)
  const rest = others.length - shown.length
  return [
    ...(form === 'key-id' ? ['by its key id'] : []),
    ...(state === 'active' ? [] : [state]),
    ...(shown.length === 0 ? [] : [`also ${shown.join(', ')}`]),
    ...(rest > 0 ? [`and ${countOf(rest, 'further record')}`] : []),
  ]
}

/** What to do where a record says nobody to go to; empty otherwise. */
export function adviseOnOwner(match: InventoryMatch | null | undefined): string {
  if (!match || match.owner !== null) return ''
  return `Nobody is named for it; say who answers: stanch inventory set ${match.id} --owner-team NAME`
}
