import { StanchError } from '../text/error.ts'
import type { IncidentStore } from './incident-store.ts'

/** Ids that are named when several fit. */
const namedMax = 5

/** The part of an id that people read aloud: what stands behind the last hyphen. */
export function shortIdOf(id: string): string {
  return id.slice(id.lastIndexOf('-') + 1)
}

/**
 * The incident that is meant: its whole id, or a beginning of the id or of its last part that no other one has.
 *
 * @throws StanchError `INCIDENT_UNKNOWN`, `INCIDENT_AMBIGUOUS`
 */
export async function findIncident(
  store: Pick<IncidentStore, 'list' | 'name'>,
  typed: string,
): Promise<string> {
  const wanted = typed.trim().toLowerCase()
  const found: string[] = []
  if (wanted !== '') {
    for await (const id of store.list()) {
      if (id === wanted) return id
      if (id.startsWith(wanted) || shortIdOf(id).startsWith(wanted)) found.push(id)
    }
  }
  const [only, ...others] = found
  if (only !== undefined && others.length === 0) return only
  if (only === undefined) throw unknownIncident(typed, store.name)
  const shown = found.slice(0, namedMax).join(', ')
  throw new StanchError(
    'INCIDENT_AMBIGUOUS',
    `"${shownId(typed)}": expected the beginning of one id, got that of ${found.length}: ${shown}${found.length > namedMax ? ', …' : ''}.\n` +
      'Give more of it.',
  )
}

function unknownIncident(typed: string, name: string): StanchError {
  return new StanchError(
    'INCIDENT_UNKNOWN',
    `No incident "${shownId(typed)}" in ${name}.\nTo see those that are there: stanch incident list`,
  )
}

/** Whatever was pasted in place of an id is not repeated. */
function shownId(typed: string): string {
  return /^[\w-]{1,40}$/.test(typed) && (typed.length <= 8 || typed.startsWith('inc-'))
    ? typed
    : '…'
}
