import { foldIncident } from '../../incident/fold-incident.ts'
import type { Incident } from '../../incident/incident.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { toJson } from '../../report/escape-controls.ts'
import { layoutIncident } from '../../report/incident/text-incident.ts'
import { layoutIncidentList, sortWorstFirst } from '../../report/incident/text-incident-list.ts'
import type { OpenedIncident } from '../../scan/incident/open-drafts.ts'
import { uniqueBy } from '../../text/unique-by.ts'
import { incidentScreen } from './incident-screen.ts'
import { summaryOf } from './incident-summary.ts'
import type { OpenCommandOptions } from './open-options.ts'
import type { IncidentDesk } from './with-incidents.ts'

/** What was opened, to standard output: the first screen of a single one, else a table and what to do about the worst. */
export async function writeOpened(
  opened: readonly OpenedIncident[],
  { format }: Pick<OpenCommandOptions, 'format'>,
  { store }: Pick<IncidentDesk, 'store'>,
): Promise<void> {
  const incidents: Incident[] = []
  const results = new Map(opened.map(({ id, result }) => [id, result]))
  for (const { id } of uniqueBy(opened, (one) => one.id))
    incidents.push(foldIncident(await store.read(id)))
  if (format === 'json') {
    const summaries = incidents.map((incident) => ({
      result: results.get(incident.id),
      ...summaryOf(incident),
    }))
    process.stdout.write(`${toJson(summaries, 2)}\n`)
    return
  }
  const [worst, ...others] = sortWorstFirst(incidents)
  if (worst === undefined) return
  const screen = incidentScreen()
  const lines =
    others.length === 0
      ? layoutIncident(worst, screen)
      : [
          ...layoutIncidentList(incidents, screen),
          '',
          `worst first: ${screen.ink.paint('strong', nextStepOf(worst).command)}`,
        ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
