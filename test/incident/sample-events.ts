import type { Actor, EventOf } from '../../src/incident/event.ts'

export const ann: Actor = { person: 'ann', via: 'cli', host: 'desk' }

/** What an incident of a leaked key begins with. */
export function openedEvent(
  identities: readonly string[],
  name = 'GitHub token',
): EventOf<'opened'> {
  return {
    type: 'opened',
    leaked: {
      rule: 'github-personal-access-token',
      name,
      provider: 'GitHub',
      redacted: 'ghp_…',
      status: 'unknown',
      inventory: null,
      places: [],
    } as unknown as EventOf<'opened'>['leaked'],
    identities,
    verdict: { severity: 'high', reasons: ['it is é public 漢'] },
    source: 'report.json',
    detectedAt: '2026-11-26T16:00:00.000Z',
  }
}

export function noted(text: string): EventOf<'noted'> {
  return { type: 'noted', text }
}
