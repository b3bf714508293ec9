import { join } from 'node:path'
import type { IncidentEvent } from '../../../src/incident/event.ts'
import { openFileIncidentStore } from '../../../src/store/incidents/file-incident-store.ts'
import { ann, sampleEventsOf } from '../../report/incident/sample-journal.ts'

/**
 * Keeps the story of `sampleEventsOf` in a store in this directory.
 *
 * @param count how far it has gone
 * @returns the id, and what `--store` takes
 */
export async function keepSample(
  directory: string,
  options: {
    readonly count?: number
    readonly approvals?: Parameters<typeof sampleEventsOf>[1]
    readonly change?: (event: IncidentEvent) => IncidentEvent
  } = {},
): Promise<{ readonly id: string; readonly place: string }> {
  const place = join(directory, 'incidents')
  let now = 0
  const store = await openFileIncidentStore(place, { clock: { now: () => now } })
  const { change = (event) => event } = options
  const [[openedAt, opened, opener]] = sampleEventsOf('')
  now = Date.parse(openedAt)
  const first = change(opened)
  if (first.type !== 'opened') throw new Error('expected the first event to be opened')
  const { id } = await store.open(first.identities, opener!, () => first)
  const rest = sampleEventsOf(id, options.approvals).slice(1, options.count)
  for (const [at, event, actor = ann] of rest) {
    now = Date.parse(at)
    const waiting = { waitMs: 0, signal: new AbortController().signal }
    await store.withJournal(id, actor, waiting, (journal) => journal.append(change(event)))
  }
  await store.close()
  return { id, place }
}
