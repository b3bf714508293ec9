import type { Actor } from '../../incident/event.ts'
import type { IncidentStore } from '../../incident/incident-store.ts'
import { openLedger, type Ledger } from '../../incident/ledger.ts'

/** How long another one is waited for who has a journal open. */
export const journalWaitMs = 5000

/**
 * Opens the journals of several incidents, one after the other, always in the order of their ids, so that two who want the
 * same do not wait for each other.
 *
 * @param ids in the order in which `action` gets them
 * @throws StanchError `INCIDENT_BUSY`, and those of `IncidentStore.read`
 */
export async function withJournals<T>(
  { store, actor, signal }: { store: IncidentStore; actor: Actor; signal: AbortSignal },
  ids: readonly string[],
  action: (ledgers: ReadonlyMap<string, Ledger>) => Promise<T>,
): Promise<T> {
  const opened = new Map<string, Ledger>()
  const open = ([id, ...rest]: readonly string[]): Promise<T> => {
    if (id === undefined) return action(new Map(ids.map((one) => [one, opened.get(one)!])))
    return store.withJournal(id, actor, { waitMs: journalWaitMs, signal }, (journal) => {
      opened.set(id, openLedger(journal))
      return open(rest)
    })
  }
  return open(ids.toSorted())
}
