import type { IncidentScreen } from '../../report/incident/text-incident.ts'
import { createInk } from '../../report/terminal-ink.ts'
import { showsColor } from '../shows-color.ts'

/** Columns where standard output is no terminal. */
const defaultWidth = 80
const widthMin = 60

/** How standard output shows an incident. */
export function incidentScreen(): IncidentScreen {
  const columns = process.stdout.columns ?? Number(process.env['COLUMNS'])
  const width =
    Number.isInteger(columns) && columns > 0 ? Math.max(widthMin, columns) : defaultWidth
  return { ink: createInk({ color: showsColor(), hyperlinks: false }), width, nowMs: Date.now() }
}
