import type { InventoryMatch } from '../engine/finding.ts'
import { countOf } from './format-quantity.ts'
import { isWithheld } from './withheld-match.ts'

/** Ids of further records that are told. */
const othersMax = 3

/**
 * `payments · production · agent deploy-bot (vault/…#KEY)`, then what is out of the ordinary; in public the record's id
 * alone.
 */
export function describeOwner(match: InventoryMatch): string {
  if (isWithheld(match)) return `inventory record ${match.id}`
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
  if (!match || match.owner !== null || isWithheld(match)) return ''
  return `Nobody is named for it; say who answers: stanch inventory set ${match.id} --owner-team NAME`
}
