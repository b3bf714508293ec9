import { journalLineOf, parseJournalLine } from '../../incident/check-journal.ts'
import { timeOf, type Clock } from '../../incident/clock.ts'
import { chainRecord, type JournalRecord } from '../../incident/journal.ts'
import { StanchError } from '../../text/error.ts'

/**
 * The record that follows, as it will be read again.
 *
 * @throws StanchError `INCIDENT_EVENT_INVALID` for an event that JSON cannot say, such as one with a list that has a gap
 */
export function nextRecord(
  last: JournalRecord | undefined,
  body: Pick<JournalRecord, 'incident' | 'actor' | 'event'>,
  clock: Pick<Clock, 'now'>,
): JournalRecord {
  const at = notBefore(last?.at, timeOf(clock as Clock))
  const record = chainRecord(last, { ...body, at })
  const read = parseJournalLine(journalLineOf({ record }))
  if (read !== undefined) return read.record
  throw new StanchError(
    'INCIDENT_EVENT_INVALID',
    `incident ${body.incident}: expected an event of texts, numbers, lists and mappings; ${body.event.type} has something else.\n` +
      'This is a fault of Stanch; please report it. Nothing was recorded.',
  )
}

/** A clock that was set back, or another machine's, must not turn the order of records round: proofs go by their times. */
function notBefore(last: string | undefined, now: string): string {
  if (last === undefined || now >= last) return now
  return new Date(Date.parse(last) + 1).toISOString()
}
