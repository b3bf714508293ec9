import { StanchError } from '../../text/error.ts'
import type { IncidentStore } from '../../incident/incident-store.ts'

/** Where incidents are kept, as typed and configured. */
export interface IncidentPlace {
  /** A directory or `postgres://host/db`; `undefined`: `$XDG_STATE_HOME/stanch/incidents`, else `~/.local/state/stanch/incidents`. */
  readonly store: string | undefined
  readonly tenant: string | undefined
  /** Absolute; what a relative store is relative to. */
  readonly directory: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Opens the store, and makes it with a key of its own where there is none yet. */
export function openIncidentStore(
  place: IncidentPlace,
  onNote: (note: string) => void = () => undefined,
): Promise<IncidentStore> {
  onNote('')
  return Promise.reject(
    new StanchError('INCIDENT_STORE', `${place.store ?? 'incidents'}: no store is built yet`),
  )
}
