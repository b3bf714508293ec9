import { StanchError } from '../text/error.ts'
import type { Incident } from './incident.ts'
import type { JournalRecord } from './journal.ts'
import { next } from './next.ts'

/**
 * What a journal says.
 *
 * @param records all of them, from the first
 * @throws StanchError `INCIDENT_EVENT_REFUSED` at the first record that cannot follow those before it
 */
export function foldIncident(records: readonly JournalRecord[]): Incident {
  let incident: Incident | undefined
  for (const record of records) incident = next(incident, record)
  if (incident !== undefined) return incident
  throw new StanchError(
    'INCIDENT_EVENT_REFUSED',
    'A journal without a record: expected it to begin with "opened".',
  )
}
