import type { Incident } from '../../incident/incident.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { escapeControls } from '../../report/escape-controls.ts'
import { createInk, type Ink } from '../../report/terminal-ink.ts'
import { showsColor } from '../shows-color.ts'

export function inkOfOutput(): Ink {
  return createInk({ color: showsColor(), hyperlinks: false })
}

/** The state, and what to do now with the exact command; two lines and one of blanks before. */
export function tellNext(incident: Incident, ink: Ink): string[] {
  const { what, command } = nextStepOf(incident)
  return [
    '',
    `${ink.paint('strong', incident.state)}  ${ink.paint('quiet', incident.id)}`,
    escapeControls(what),
    `  ${command}`,
  ]
}

export function writeLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
