import { foldIncident } from '../../incident/fold-incident.ts'
import { isEnded } from '../../incident/next.ts'
import { StanchError } from '../../text/error.ts'
import { namedIncident } from './named-incident.ts'
import type { IncidentDesk } from './with-incidents.ts'

/**
 * Incidents that a command is about: the one that is named, or those of a group's plan, worst first; those that have ended
 * are left out.
 *
 * @throws StanchError `USAGE`, `INCIDENT_GROUP_UNKNOWN`
 */
export async function idsOfTyped(
  { store }: IncidentDesk,
  id: string | undefined,
  group: string | undefined,
): Promise<readonly string[]> {
  const named = await namedIncident(store, id, group)
  if (named !== undefined) return [named]
  for await (const one of store.list()) {
    const { plan, planDigest } = foldIncident(await store.read(one))
    if (plan?.group?.name !== group || plan?.group === undefined) continue
    const ids = plan.group.members.map(({ incident }) => incident)
    return openOf(store, ids, planDigest)
  }
  throw new StanchError(
    'INCIDENT_GROUP_UNKNOWN',
    `--group ${group}: expected a group that has a plan; none has. Plan it: stanch incident plan --group ${group}`,
  )
}

/** Those that still have the group's plan: one that was planned anew has its own, which others approve. */
async function openOf(
  store: IncidentDesk['store'],
  ids: readonly string[],
  planDigest: string | undefined,
): Promise<string[]> {
  const open: string[] = []
  for (const id of ids) {
    const incident = foldIncident(await store.read(id))
    if (isEnded(incident)) continue
    if (incident.planDigest === planDigest) open.push(id)
    else process.stderr.write(`stanch: incident ${id}: left out: it has another plan by now\n`)
  }
  return open
}
