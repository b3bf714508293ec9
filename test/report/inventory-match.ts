import type { InventoryMatch } from '../../src/engine/finding.ts'

/** What an inventory says of a secret; only what a test is about need be given. */
export function inventoryMatch(told: Partial<InventoryMatch> = {}): InventoryMatch {
  return {
    id: 'gh-7',
    owner: 'payments',
    tenant: null,
    environment: 'production',
    agent: null,
    tool: null,
    purpose: null,
    state: 'active',
    form: 'raw',
    ...told,
  }
}
