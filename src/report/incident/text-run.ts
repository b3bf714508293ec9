import type { ProbeVerdict } from '../../incident/adapter.ts'
import type { StepProgress, StepState } from '../../incident/incident.ts'
import { changesSomething, type PlanStep } from '../../incident/plan.ts'
import { isUnknown, mayBegin } from '../../incident/progress-after.ts'
import type { RunProgress } from '../../incident/run-setting.ts'
import { escapeControls } from '../escape-controls.ts'
import { formatDuration } from '../format-quantity.ts'
import type { Ink, Style } from '../terminal-ink.ts'
import { wrapped } from './text-plan-step.ts'

/** Where the text of a line begins. */
const wordWidth = 9

const stateWords: Readonly<Record<StepState, readonly [string, Style]>> = {
  pending: ['waits', 'medium'],
  intended: ['unknown', 'bad'],
  done: ['done', 'good'],
  accepted: ['accepted', 'medium'],
  failed: ['failed', 'bad'],
  stopped: ['stopped', 'bad'],
  skipped: ['skipped', 'quiet'],
  'undo-intended': ['unknown', 'bad'],
  undone: ['undone', 'medium'],
}

const verdictStyles: Readonly<Record<ProbeVerdict, Style>> = {
  live: 'bad',
  dead: 'good',
  contained: 'medium',
  unverifiable: 'medium',
}

export interface TextRunOptions {
  readonly ink: Ink
  readonly isGroup: boolean
  /** Columns of the terminal; lines are not broken where it is left out. */
  readonly width?: number
}

/**
 * Lines of a run as it goes on: one for each step that ended, with the command that undoes it; and, as `isPassing`, those
 * that only show that something happens.
 *
 * @param isGroup names the incident in each line
 */
export function textRun(
  progress: RunProgress,
  { ink, isGroup, width }: TextRunOptions,
): { readonly lines: readonly string[]; readonly isPassing: boolean } {
  const of = (incident: string) => (isGroup ? `${ink.paint('quiet', incident)}  ` : '')
  const line: LineMaker = (word, style, incident, text) => {
    const left = wordWidth + 1
    const taken = isGroup ? incident.length + 2 : 0
    const [first = '', ...rest] =
      width === undefined ? [escapeControls(text)] : wrapped(text, { ink, width }, left, taken)
    return [
      `${ink.paint(style, word.padEnd(wordWidth))} ${of(incident)}${first}`,
      ...rest.map((more) => `${' '.repeat(left)}${more}`),
    ]
  }
  switch (progress.type) {
    case 'probed': {
      const { incident, probe, isControl, outcome } = progress
      const { verdict, status, detail } = outcome
      const answer = status === undefined ? '' : ` (${status})`
      const whom = isControl ? `${probe}, a token that cannot be one` : probe
      const style = isControl ? 'quiet' : verdictStyles[verdict]
      return {
        lines: line(verdict, style, incident, `${whom}${answer}: ${detail}`),
        isPassing: true,
      }
    }
    case 'not-probed':
      return {
        lines: [
          ...line(
            'unproven',
            'medium',
            progress.incident,
            `not shown to be live: ${progress.reason}`,
          ),
          `${' '.repeat(wordWidth + 1)}Its death will not be provable by a probe.`,
        ],
        isPassing: true,
      }
    case 'step-begun': {
      const { step, attempt } = progress
      const again = attempt > 1 ? `, attempt ${attempt} of ${step.retry.attempts}` : ''
      return {
        lines: line('…', 'quiet', step.incident, `${step.title}${again}`),
        isPassing: true,
      }
    }
    case 'step-waits': {
      const { step, waitMs, reason } = progress
      const text = `${step.title}: ${reason}; again in ${formatDuration(waitMs)}`
      return { lines: line('…', 'quiet', step.incident, text), isPassing: true }
    }
    case 'step-asked': {
      const { step, detail } = progress
      const text = `${step.title}: asked the provider how it ended: ${detail}`
      return { lines: line('…', 'quiet', step.incident, text), isPassing: true }
    }
    case 'step-not-begun': {
      const { step, reason } = progress
      return {
        lines: line('left out', 'medium', step.incident, `${step.title}: ${reason}`),
        isPassing: false,
      }
    }
    case 'step-ended':
    case 'step-undone':
      return { lines: stepLines(progress.step, progress.progress, ink, line), isPassing: false }
  }
}

type LineMaker = (word: string, style: Style, incident: string, text: string) => string[]

function stepLines(step: PlanStep, progress: StepProgress, ink: Ink, line: LineMaker): string[] {
  const [word, style] = stateWords[progress.state]
  const { detail, evidence, outcome } = progress
  const identity = outcome !== undefined && 'identity' in outcome ? outcome.identity : undefined
  const whom = identity === undefined ? '' : ` (${idOf(identity.id)}by ${identity.proof})`
  const told = detail ?? toldOf(evidence)
  const lines = line(word, style, step.incident, `${step.title}${told && `: ${told}`}${whom}`)
  const hint = hintOf(step, progress)
  if (hint !== '') lines.push(`${' '.repeat(wordWidth + 1)}${ink.paint('quiet', hint)}`)
  return lines
}

/** A fingerprint tells nobody anything. */
function idOf(id: string): string {
  return id.startsWith('v1:') ? '' : `${id}, `
}

function toldOf(evidence: StepProgress['evidence']): string {
  if (evidence === undefined) return ''
  const facts = Object.entries(evidence.facts).map(([name, value]) => `${name} ${value}`)
  const minted = evidence.minted === undefined ? [] : [`${evidence.minted.length} minted`]
  const gaps = evidence.gaps.map((gap) => `not told: ${gap}`)
  return [...minted, ...facts, ...gaps].join('; ')
}

function hintOf(step: PlanStep, progress: StepProgress): string {
  const { description, incident, id, kind } = step
  const { state } = progress
  if ((state === 'done' || state === 'accepted') && description?.undoneBy !== undefined)
    return `undo: stanch incident undo ${incident} ${id}`
  if (state === 'accepted') return 'accepted is not dead: only verify tells'
  if (!changesSomething(step)) return ''
  const attest = `stanch incident attest ${incident} ${id} --statement TEXT`
  if (isUnknown(progress)) return `see at the provider, then: ${attest} [--not-done]`
  if (state === 'stopped' && !mayBegin(progress))
    return `see at the provider what was hit, then: ${attest}`
  if (state !== 'stopped' && state !== 'failed') return ''
  if (kind === 'rotate' && state === 'stopped')
    return 'nothing was changed; a new value that no store takes wants --new-value-file FILE'
  return 'nothing was changed; put it right and run again'
}
