import { findIncident } from '../../incident/find-incident.ts'
import type { IncidentStore } from '../../incident/incident-store.ts'
import { usage } from '../usage.ts'

/**
 * The incident that was typed; `undefined`: a group was.
 *
 * @throws StanchError `USAGE` unless it is one of the two
 */
export async function namedIncident(
  store: IncidentStore,
  id: string | undefined,
  group: string | undefined,
): Promise<string | undefined> {
  if ((id === undefined) === (group === undefined))
    throw usage('expected the id of an incident, or --group NAME.')
  return id === undefined ? undefined : findIncident(store, id)
}
