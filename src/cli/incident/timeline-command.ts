import { findIncident } from '../../incident/find-incident.ts'
import { foldIncident } from '../../incident/fold-incident.ts'
import { toJson } from '../../report/escape-controls.ts'
import { makeIncidentReport } from '../../report/incident/incident-report.ts'
import { layoutTimeline } from '../../report/incident/text-timeline.ts'
import { createInk } from '../../report/terminal-ink.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { showsColor } from '../shows-color.ts'
import { readAccessFile } from './read-access-file.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'

/** As typed. */
export interface TypedTimelineOptions extends TypedIncidentOptions {
  readonly accesses?: string
  readonly format?: string
}

/** `stanch incident timeline`. */
export function runTimeline(typedId: string, typed: TypedTimelineOptions): Promise<ExitStatus> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  return withIncidents(typed, async ({ store }) => {
    const id = await findIncident(store, typedId)
    const records = await store.read(id)
    const accesses = await readAccessFile(typed.accesses)
    const madeAt = new Date().toISOString()
    const report = makeIncidentReport(foldIncident(records), records, { accesses, madeAt })
    if (format === 'json') {
      const { milestones, figures, entries, lacking } = report
      process.stdout.write(`${toJson({ incident: id, madeAt, isFinished: lacking.length === 0, lacking, milestones, figures, entries }, 2)}\n`) // prettier-ignore
    } else {
      const ink = createInk({ color: showsColor(), hyperlinks: false })
      const width = process.stdout.columns ?? 100
      process.stdout.write(`${layoutTimeline(report, ink, width).join('\n')}\n`)
    }
    return exitStatus.clean
  })
}
