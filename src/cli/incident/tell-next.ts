import type { Incident } from '../../incident/incident.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { wrapped } from '../../report/incident/text-plan-step.ts'
import { createInk, type Ink } from '../../report/terminal-ink.ts'
import { showsColor } from '../shows-color.ts'
import { incidentScreen } from './incident-screen.ts'

export function inkOfOutput(): Ink {
  return createInk({ color: showsColor(), hyperlinks: false })
}

/** The state, and what to do now with the exact command; two lines and one of blanks before. */
export function tellNext(incident: Incident, ink: Ink): string[] {
  const { what, command } = nextStepOf(incident)
  return [
    '',
    `${ink.paint('strong', incident.state)}  ${ink.paint('quiet', incident.id)}`,
    ...wrapped(what, { ink, width: incidentScreen().width }, 0),
    `  ${command}`,
  ]
}

export function writeLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
