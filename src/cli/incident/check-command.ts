import { findIncident } from '../../incident/find-incident.ts'
import type { IncidentStore } from '../../incident/incident-store.ts'
import type { JournalFault } from '../../incident/journal.ts'
import { toJson } from '../../report/escape-controls.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'

export interface TypedCheckOptions extends TypedIncidentOptions {
  readonly format?: string
}

interface CheckedIncident {
  readonly incident: string
  readonly records: number
  readonly fault: JournalFault | null
}

/** @returns 0: all hold; 2: one does not */
export function runCheck(ids: readonly string[], typed: TypedCheckOptions): Promise<ExitStatus> {
  assertFormat(typed.format, ['text', 'json'])
  return withIncidents(typed, async ({ store }) => {
    const checked: CheckedIncident[] = []
    for (const id of ids) checked.push(await checkOne(store, await findIncident(store, id)))
    if (ids.length === 0)
      for await (const id of store.list()) checked.push(await checkOne(store, id))
    const broken = checked.filter(({ fault }) => fault !== null)
    const text = typed.format === 'json' ? `${toJson(checked, 2)}\n` : textOf(checked)
    process.stdout.write(text)
    if (typed.format !== 'json' && broken.length > 0) process.stderr.write(adviceFor(store))
    return broken.length > 0 ? exitStatus.failed : exitStatus.clean
  })
}

async function checkOne(store: IncidentStore, incident: string): Promise<CheckedIncident> {
  try {
    const { lines, fault } = await store.readUnchecked(incident)
    return { incident, records: lines.length, fault: fault ?? null }
  } catch (error) {
    if (!(error instanceof StanchError) || error.code !== 'JOURNAL_BROKEN') throw error
    const what = 'expected it to be there; the whole journal was removed'
    return { incident, records: 0, fault: { sequence: 1, what } }
  }
}

function textOf(checked: readonly CheckedIncident[]): string {
  if (checked.length === 0) return 'No incidents.\n'
  const lines = checked.map(({ incident, records, fault }) =>
    fault === null
      ? `${incident}  holds   ${records} record${records === 1 ? '' : 's'}`
      : `${incident}  BROKEN  record ${fault.sequence}: ${fault.what}`,
  )
  return `${lines.join('\n')}\n`
}

function adviceFor({ name }: IncidentStore): string {
  return (
    `stanch: ${name}: a journal does not hold: somebody changed it without the store's key, or its disk did.\n` +
    'Keep it as it is, and compare it with a backup or an evidence bundle: stanch incident check-evidence.\n'
  )
}
