import { StanchError } from '../text/error.ts'
import type { JournalRecord } from './journal.ts'

/** @param why what was expected, and what is so; a sentence without its full stop */
export function refusedEvent(
  { incident, sequence, event }: Pick<JournalRecord, 'incident' | 'sequence' | 'event'>,
  why: string,
): StanchError {
  return new StanchError(
    'INCIDENT_EVENT_REFUSED',
    `incident ${incident}, record ${sequence} (${event.type}): ${why}.`,
  )
}
