import type { Status } from '../engine/finding.ts'
import type { SeverityVerdict } from './exposure.ts'
import type { Incident } from './incident.ts'
import { consumersOf } from './plan-input.ts'
import { earliestTime, judgeSeverity, reachOf } from './severity.ts'

const statusOfLife: Readonly<Record<string, Status>> = {
  yes: 'active',
  contained: 'active',
  no: 'inactive',
  unverifiable: 'unverifiable',
}

/** How bad it is, with what probes and evidence told. @param now ISO 8601 */
export function judgeAssessed(
  { leaked, publicSince }: Pick<Incident, 'leaked' | 'publicSince'>,
  facts: Readonly<Record<string, string>>,
  now: string,
): SeverityVerdict {
  const { inventory, places, status, kindSeverity } = leaked
  const consumers = consumersOf({ record: undefined, incident: { leaked, facts } })
  return judgeSeverity({
    status: statusOfLife[facts['live'] ?? ''] ?? status,
    expires: facts['expires'] ?? leaked.expires,
    recordState: inventory?.state,
    environment: inventory?.environment ?? facts['environment'],
    reach: reachOf(places, publicSince !== undefined),
    since: publicSince ?? earliestTime(places),
    consumers,
    kindSeverity,
    now,
  })
}
