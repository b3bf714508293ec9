import { foldIncident } from '../../incident/fold-incident.ts'
import { incidentStates, type Incident } from '../../incident/incident.ts'
import { isEnded } from '../../incident/next.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { severityLevels } from '../../incident/exposure.ts'
import { escapeForLog, toJson } from '../../report/escape-controls.ts'
import { countOf, formatCount } from '../../report/format-quantity.ts'
import { layoutIncidentList, sortWorstFirst } from '../../report/incident/text-incident-list.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { usage } from '../usage.ts'
import { incidentScreen } from './incident-screen.ts'
import { summaryOf } from './incident-summary.ts'
import { withIncidents, type TypedIncidentOptions } from './with-incidents.ts'

/** `stanch incident list` as typed. */
export interface TypedIncidentListOptions extends TypedIncidentOptions {
  readonly state?: string
  readonly group?: string
  readonly severity?: string
  readonly format?: string
}

/** What `--state` takes besides the states. */
const stateWords = ['aborted', 'all'] as const

/** `stanch incident list`; without `--state` those that have not come to their end. */
export async function listIncidents(typed: TypedIncidentListOptions): Promise<ExitStatus> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  assertWord('--state', typed.state, [...incidentStates, ...stateWords])
  assertWord('--severity', typed.severity, severityLevels)
  return withIncidents(typed, async ({ store }) => {
    const all: Incident[] = []
    let broken = 0
    for await (const id of store.list()) {
      try {
        all.push(foldIncident(await store.read(id)))
      } catch (error) {
        if (!(error instanceof StanchError)) throw error
        broken++
        process.stderr.write(`stanch: ${escapeForLog(reasonOf(error).split('\n')[0]!)}\n`)
      }
    }
    const shown = all.filter((incident) => fits(incident, typed))
    if (format === 'json')
      process.stdout.write(`${toJson(sortWorstFirst(shown).map(summaryOf), 2)}\n`)
    else writeText(shown, all, typed, store.name)
    return broken > 0 ? exitStatus.failed : exitStatus.clean
  })
}

function fits(incident: Incident, { state, group, severity }: TypedIncidentListOptions): boolean {
  if (group !== undefined && incident.group !== group) return false
  if (severity !== undefined && incident.verdict.severity !== severity) return false
  if (state === 'all') return true
  if (state === undefined) return !isEnded(incident)
  return state === 'aborted' ? incident.isAborted : incident.state === state
}

function writeText(
  shown: readonly Incident[],
  all: readonly Incident[],
  { state, group, severity }: TypedIncidentListOptions,
  store: string,
): void {
  const [worst] = sortWorstFirst(shown)
  if (worst !== undefined) {
    const screen = incidentScreen()
    const next = `worst first: ${screen.ink.paint('strong', nextStepOf(worst).command)}`
    process.stdout.write(`${[...layoutIncidentList(shown, screen), '', next].join('\n')}\n`)
  }
  const isFiltered = [state, group, severity].some((one) => one !== undefined)
  const ended = all.filter(isEnded).length
  const rest =
    state === undefined && ended > 0
      ? `; ${formatCount(ended)} that ${ended === 1 ? 'has' : 'have'} ended: --state all`
      : ''
  const none =
    isFiltered && all.length > 0
      ? 'no incident is like that'
      : 'no incident is open; open one: stanch incident open scan.json'
  const told = shown.length === 0 ? none : countOf(shown.length, 'incident')
  process.stderr.write(`stanch: ${store}: ${told}${rest}\n`)
}

function assertWord(option: string, typed: string | undefined, words: readonly string[]): void {
  if (typed === undefined || words.includes(typed)) return
  throw usage(`${option}: expected one of ${words.join(', ')}, got another word.`)
}
