import type { IncidentEvent } from '../../incident/event.ts'
import { findIncident } from '../../incident/find-incident.ts'
import type { Incident } from '../../incident/incident.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { usage } from '../usage.ts'
import { assertNoSecret } from './assert-no-secret.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'
import { withJournals } from './with-journals.ts'

/** What a person says, and by which option. */
export interface TypedWords {
  readonly option: string
  /** What is expected, for whoever left it out. */
  readonly what: string
  readonly text: string | undefined
}

const textLengthMax = 4000

/**
 * Writes one thing that a person says into an incident's journal.
 *
 * @returns the incident after it
 * @throws StanchError `USAGE`, `INCIDENT_HOLDS_SECRET`, `INCIDENT_BUSY`, `INCIDENT_EVENT_REFUSED`
 */
export function appendEvent(
  typedId: string,
  typed: TypedIncidentOptions,
  words: TypedWords,
  eventOf: (incident: Incident, text: string) => IncidentEvent,
): Promise<Incident> {
  const { option } = words
  const text = assertWords(words)
  const signal = interruptSignal()
  return withIncidents(typed, async (desk) => {
    const id = await findIncident(desk.store, typedId)
    return withJournals({ ...desk, signal }, [id], (ledgers) => {
      const ledger = ledgers.get(id)!
      assertNoSecret(option, text, desk, ledger.incident.identities)
      return ledger.append(eventOf(ledger.incident, text))
    })
  })
}

function assertWords({ option, what, text }: TypedWords): string {
  if (text === undefined || !/\S/.test(text)) throw usage(`${option}: expected ${what}.`)
  if (text.length <= textLengthMax) return text
  throw usage(`${option}: expected at most ${textLengthMax} characters, got ${text.length}.`)
}
