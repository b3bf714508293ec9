import { closeBlockers } from '../../incident/close-blockers.ts'
import { findIncident } from '../../incident/find-incident.ts'
import { foldIncident } from '../../incident/fold-incident.ts'
import { isEnded } from '../../incident/next.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { toJson } from '../../report/escape-controls.ts'
import { layoutIncident } from '../../report/incident/text-incident.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { incidentScreen } from './incident-screen.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'

/** `stanch incident show` as typed. */
export interface TypedIncidentShowOptions extends TypedIncidentOptions {
  readonly format?: string
}

/** `stanch incident show ID`. */
export async function showIncident(
  typedId: string,
  typed: TypedIncidentShowOptions,
): Promise<void> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  await withIncidents(typed, async ({ store }) => {
    const incident = foldIncident(await store.read(await findIncident(store, typedId)))
    if (format === 'json') {
      const blockers = isEnded(incident) ? [] : closeBlockers(incident, 'closed')
      const all = { ...incident, next: nextStepOf(incident), blockers }
      process.stdout.write(`${toJson(all, 2)}\n`)
    } else process.stdout.write(`${layoutIncident(incident, incidentScreen()).join('\n')}\n`)
  })
}
