import { closeBlockers } from '../../incident/close-blockers.ts'
import { changesSomething } from '../../incident/plan.ts'
import { standingEffects } from '../../incident/standing-effects.ts'
import type { Incident } from '../../incident/incident.ts'
import { isEnded } from '../../incident/next.ts'
import { nextStepOf } from '../../incident/next-step.ts'
import { visibleRedaction } from '../describe-finding.ts'
import { describeTime } from '../describe-record.ts'
import { escapeForLog } from '../escape-controls.ts'
import { proseWidth, wrapWords, type Ink, type Style } from '../terminal-ink.ts'
import { describeAge } from './describe-age.ts'
import { answersOf, type IncidentAnswer } from './incident-answers.ts'
import { placeLines } from './incident-places.ts'

export interface IncidentScreen {
  readonly ink: Ink
  /** Columns of the terminal. */
  readonly width: number
  readonly nowMs: number
}

const labelWidth = 7
const margin = labelWidth + 2
/** Places, notes and items that are shown of each. */
const shownMax = 5

const tones: Readonly<Record<IncidentAnswer['tone'], Style | undefined>> = {
  bad: 'bad',
  good: 'good',
  plain: undefined,
  unknown: 'quiet',
}

/** The first screen of an incident: what it is, what one asks first, what was done, what is next. */
export function layoutIncident(incident: Incident, screen: IncidentScreen): string[] {
  const sections = [
    layoutHead(incident, screen),
    answersOf(incident, screen.nowMs).flatMap(({ label, text, tone }) =>
      layoutRow(label, text, screen, tones[tone]),
    ),
    [
      ...layoutLines('at', placeLines(incident.leaked.places, shownMax), screen),
      ...layoutRow('why', incident.verdict.reasons.join(' '), screen),
    ],
    layoutSteps(incident, screen),
    layoutRest(incident, screen),
    layoutNext(incident, screen),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]))
}

function layoutHead(incident: Incident, { ink, nowMs }: IncidentScreen): string[] {
  const { leaked, verdict, id, group, isAborted, openedAt, openedBy, source } = incident
  const { severity } = verdict
  const shown = [leaked.name, leaked.keyId ?? visibleRedaction(leaked.redacted)].filter(
    (piece) => piece !== '',
  )
  const state = isAborted ? 'aborted' : incident.state
  return [
    [
      ink.paint(severity, severity.toUpperCase()),
      ink.paint('strong', escapeForLog(shown[0]!)),
      ...shown.slice(1).map(escapeForLog),
    ].join('  '),
    ink.paint(
      'quiet',
      escapeForLog([id, state, ...(group === undefined ? [] : [`group ${group}`])].join(' · ')),
    ),
    ink.paint(
      'quiet',
      escapeForLog(`opened ${describeAge(openedAt, nowMs)} ago by ${openedBy} from ${source}`),
    ),
  ]
}

/** Steps of the plan that change something or wait for somebody; those that only read are told by their answers. */
function layoutSteps(incident: Incident, screen: IncidentScreen): string[] {
  const { plan, steps, id } = incident
  const shown = (plan?.steps ?? []).filter(
    (step) =>
      step.incident === id &&
      (changesSomething(step) || step.manual !== undefined || steps[step.id]?.state === 'stopped'),
  )
  const lines = shown.map((step) => {
    const progress = steps[step.id]
    const state = progress?.state ?? 'pending'
    const time = progress?.endedAt ?? progress?.intendedAt
    const when = time === undefined ? '' : ` ${describeTime(time).slice(11, 16)}`
    const what = step.description?.summary ?? step.title
    return `${state.padEnd(8)}${when.padEnd(6)}  ${what}`
  })
  return layoutLines('steps', lines, screen)
}

/** What stands between it and its end, once something was done; what was made with it; the newest notes. */
function layoutRest(incident: Incident, screen: IncidentScreen): string[] {
  const { minted, mintedComplete, notes, state } = incident
  const open = minted.filter(({ disposition }) => disposition === undefined)
  const made = open.slice(0, shownMax).map(({ kind, id, detail }) => {
    return `${kind} ${id}${detail === undefined ? '' : `, ${detail}`}`
  })
  const more = open.length > shownMax ? [`… and ${open.length - shownMax} more`] : []
  const gap = state === 'verifying' && !mintedComplete ? ['never listed completely'] : []
  const isBegun = state === 'verifying' || standingEffects(incident).length > 0
  const blockers =
    isBegun && !isEnded(incident)
      ? closeBlockers(incident, 'closed').map(({ reason }) => reason)
      : []
  const said = notes
    .slice(-shownMax)
    .map(({ at, person, text }) => `${describeTime(at)} ${person}: ${text}`)
  return [
    ...layoutLines('minted', [...made, ...more, ...gap], screen),
    ...layoutLines('open', blockers.slice(0, shownMax), screen),
    ...layoutLines('notes', said, screen),
  ]
}

function layoutNext(incident: Incident, screen: IncidentScreen): string[] {
  const { what, command } = nextStepOf(incident)
  return [
    ...layoutRow('next', what, screen),
    // Never broken: it is to be copied.
    `${' '.repeat(margin)}${screen.ink.paint('strong', escapeForLog(command))}`,
  ]
}

function layoutRow(label: string, text: string, screen: IncidentScreen, style?: Style): string[] {
  return layoutLines(label, [text], screen, style)
}

/** Lines under one label, each wrapped; the rest of a line that is wrapped is indented. */
function layoutLines(
  label: string,
  lines: readonly string[],
  screen: IncidentScreen,
  style?: Style,
): string[] {
  const { ink } = screen
  const width = proseWidth(screen) - margin
  return lines
    .flatMap((line) => {
      const [first, ...rest] = wrapWords(escapeForLog(line), lines.length > 1 ? width - 2 : width)
      return [first, ...rest.map((one) => (lines.length > 1 ? `  ${one}` : one))]
    })
    .map((line, at) => {
      const head = ink.paint('quiet', (at === 0 ? label : '').padEnd(labelWidth))
      return `${head}  ${style === undefined ? line : ink.paint(style, line)}`.trimEnd()
    })
}
