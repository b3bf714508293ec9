import { join, resolve } from 'node:path'
import { StanchError } from '../../text/error.ts'
import { stateDirectory } from './state-directory.ts'
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

/**
 * Opens the store, and makes it with a key of its own where there is none yet.
 *
 * @param onNote told what a database lacks in separation or secrecy
 */
export async function openIncidentStore(
  { store, tenant, directory, env }: IncidentPlace,
  onNote: (note: string) => void = () => undefined,
): Promise<IncidentStore> {
  if (store !== undefined && /^postgres(?:ql)?:/i.test(store)) {
    const { openPostgresIncidentStore } =
      await import('../../store/incidents/postgres-incident-store.ts')
    return openPostgresIncidentStore(store, tenant, env, onNote)
  }
  if (store?.trim() === '' || /^[a-z][a-z\d+.-]+:\/\//i.test(store ?? ''))
    throw new StanchError(
      'INCIDENT_STORE',
      '--store: expected a directory, or postgres://host/db; got another address or an empty text.',
    )
  const { openFileIncidentStore } = await import('../../store/incidents/file-incident-store.ts')
  const path =
    store === undefined ? join(stateDirectory(env), 'incidents') : resolve(directory, store)
  return openFileIncidentStore(path)
}
