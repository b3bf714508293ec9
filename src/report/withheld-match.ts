import type { InventoryMatch } from '../engine/finding.ts'

const withheld = 'withheld'

/** A match of which readers learn the record's id, and nothing else: who may read the inventory looks it up there. */
export function withheldMatch({ id }: InventoryMatch): InventoryMatch {
  const none = { owner: null, tenant: null, environment: null, agent: null, tool: null }
  return { id, ...none, purpose: null, state: withheld, form: withheld }
}

export function isWithheld({ state, form }: InventoryMatch): boolean {
  return state === withheld && form === withheld
}
