import type { PlanInput } from '../../src/incident/plan-input.ts'
import { capable } from './fake-adapter.ts'

/** Input of a plan for a key of Acme, and what a test wants to be different. */
export function planInputOf(
  change: Partial<Omit<PlanInput, 'incident'>> & {
    readonly incident?: Partial<PlanInput['incident']>
  } = {},
): PlanInput {
  const { incident, ...rest } = change
  return {
    incident: {
      id: 'inc-1',
      leaked: {
        rule: 'acme-key',
        name: 'Acme key',
        provider: 'Acme',
        redacted: 'acme_…',
        status: 'unverified',
        inventory: null,
        places: [],
      },
      verdict: { severity: 'high', reasons: [] },
      facts: {},
      probes: [],
      minted: [],
      mintedComplete: false,
      ...incident,
    },
    subject: { rule: 'acme-key', provider: 'Acme', keyId: 'k-1' },
    adapters: [capable],
    ...rest,
  }
}
