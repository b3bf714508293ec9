import type { JournalRecord } from '../../incident/journal.ts'

/** All identities that a journal has gathered, each once. */
export function identitiesOf(records: readonly JournalRecord[]): readonly string[] {
  const all = records.flatMap(({ event }) =>
    event.type === 'opened' || event.type === 'seen-again' ? event.identities : [],
  )
  return [...new Set(all)]
}
