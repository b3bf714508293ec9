import type { Actor } from '../../incident/event.ts'
import type { FirstEvent, IncidentStore } from '../../incident/incident-store.ts'

/** Adds to an incident that has one of the identities already. */
export async function seeAgain(
  store: Pick<IncidentStore, 'withJournal'>,
  id: string,
  actor: Actor,
  first: FirstEvent,
  waitMs: number,
): Promise<void> {
  const options = { waitMs, signal: new AbortController().signal }
  await store.withJournal(id, actor, options, async ({ records, append }) => {
    const event = first(records)
    if (event !== undefined) await append(event)
  })
}
