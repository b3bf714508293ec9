import type { IncidentEvent } from '../../incident/event.ts'
import type { Incident } from '../../incident/incident.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'
import { withJournals } from './with-journals.ts'

/** Writes one thing that a person says into an incident's journal. @returns the incident after it */
export function appendEvent(
  id: string,
  typed: TypedIncidentOptions,
  eventOf: (incident: Incident) => IncidentEvent,
): Promise<Incident> {
  const signal = interruptSignal()
  return withIncidents(typed, (desk) =>
    withJournals({ ...desk, signal }, [id], (ledgers) => {
      const ledger = ledgers.get(id)!
      return ledger.append(eventOf(ledger.incident))
    }),
  )
}
