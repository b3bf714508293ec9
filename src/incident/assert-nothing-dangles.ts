import type { Incident } from './incident.ts'
import type { JournalRecord } from './journal.ts'
import { refusedEvent } from './refused-event.ts'

/** @throws StanchError `INCIDENT_EVENT_REFUSED` while a step is begun of which nobody knows how it ended */
export function assertNothingDangles({ steps }: Incident, record: JournalRecord): void {
  for (const [id, { state }] of Object.entries(steps)) {
    if (state === 'intended' || state === 'undo-intended')
      throw refusedEvent(
        record,
        `step "${id}" was begun, and nobody knows how it ended; run or attest it first`,
      )
  }
}
