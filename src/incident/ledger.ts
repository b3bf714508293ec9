import type { IncidentEvent } from './event.ts'
import { foldIncident } from './fold-incident.ts'
import type { Incident } from './incident.ts'
import type { OpenJournal } from './incident-store.ts'
import { next } from './next.ts'

/** An open journal together with what it says so far. */
export interface Ledger {
  readonly incident: Incident
  /**
   * Writes one event after the other, also when several ask at once; nothing is written that the incident refuses.
   *
   * @returns the incident after it
   * @throws StanchError `INCIDENT_EVENT_REFUSED`; what the store throws
   */
  append(event: IncidentEvent): Promise<Incident>
}

export function openLedger(journal: OpenJournal): Ledger {
  let incident = foldIncident(journal.records)
  let last = journal.records.at(-1)!
  let queue: Promise<unknown> = Promise.resolve()
  const write = async (event: IncidentEvent) => {
    // A try: its hash, which no incident depends on, would be wrong.
    next(incident, { ...last, sequence: last.sequence + 1, event })
    last = await journal.append(event)
    return (incident = next(incident, last))
  }
  return {
    get incident() {
      return incident
    },
    append: (event) => {
      const written = queue.then(() => write(event))
      queue = written.catch(() => undefined)
      return written
    },
  }
}
