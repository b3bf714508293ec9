import { factPhrases } from '../../incident/choose-playbook.ts'
import type { Playbook, PlaybookChoice, PlaybookStep } from '../../incident/playbook.ts'
import { escapeControls } from '../escape-controls.ts'
import { countOf, formatDuration } from '../format-quantity.ts'
import { wrapWords, type Ink } from '../terminal-ink.ts'

export interface TextPlaybookOptions {
  readonly ink: Ink
  /** Columns of the terminal. */
  readonly width: number
}

/** Playbooks in short, and when each is chosen. */
export function textPlaybooks(
  playbooks: readonly (Playbook & { readonly isOwn: boolean })[],
  options: TextPlaybookOptions,
): string[] {
  const { ink } = options
  return playbooks.flatMap((playbook, at) => {
    const { id, name, rules, steps, choose, isOwn } = playbook
    const made = rules === 'any' ? 'any credential' : rules.join(', ')
    const kind = `${isOwn ? 'own, ' : ''}${countOf(steps.length, 'step')}, for ${made}`
    return [
      ...(at === 0 ? [] : ['']),
      `${ink.paint('strong', id)}  ${escapeControls(name)}`,
      ...indented(kind, options, 2).map((line) => ink.paint('quiet', line)),
      ...indented(playbook.description, options, 2),
      ...(choose === undefined ? indented('Only by name: --playbook.', options, 2) : []),
    ]
  })
}

/** One playbook with all its steps. */
export function textPlaybook(playbook: Playbook, options: TextPlaybookOptions): string[] {
  const { ink } = options
  const { choose = [] } = playbook
  return [
    ...textPlaybooks([{ ...playbook, isOwn: false }], options),
    ...choose.flatMap((one) => indented(choiceText(one), options, 2)),
    ...(playbook.review ? indented('It does not close without a review.', options, 2) : []),
    '',
    ...playbook.steps.flatMap((step, at) => stepLines(step, at, playbook.steps, options)),
    '',
    ink.paint('quiet', `sha256:${playbook.digest}`),
  ]
}

function choiceText({ when, unless, reason }: PlaybookChoice): string {
  const phrases = [
    ...when.map((fact) => factPhrases[fact]),
    ...unless.map((fact) => `not known that ${factPhrases[fact]}`),
  ]
  return `Chosen ${phrases.length === 0 ? 'otherwise' : `when ${phrases.join(', and ')}`}. ${reason}`
}

function stepLines(
  step: PlaybookStep,
  at: number,
  steps: readonly PlaybookStep[],
  options: TextPlaybookOptions,
): string[] {
  const { ink } = options
  const { id, title, action, manual, phase, parallel } = step
  const isBeside = parallel !== undefined && steps[at - 1]?.parallel === parallel
  const beside = isBeside ? ' (at the same time)' : ''
  return [
    `${String(at + 1).padStart(2)}  ${ink.paint('strong', escapeControls(title))}${ink.paint('quiet', `${beside}  ${id}`)}`,
    ...indented([phase, action ?? 'by hand', ...termsOf(step)].join(', '), options, 4),
    ...(manual ?? []).flatMap((line) => indented(`- ${line}`, options, 4)),
  ]
}

function termsOf(step: PlaybookStep): string[] {
  const { proof, reversible, completion, optional, when, unless, timeoutMs, retry } = step
  const { onFailure, compensates, manual, effect } = step
  return [
    ...(proof === undefined ? [] : [`proof ${proof} or better`]),
    ...(reversible ? ['only what can be undone'] : []),
    ...(effect === 'dead' ? ['only what ends it'] : []),
    ...(completion === 'sync' ? ['only what is done when it is answered'] : []),
    ...(optional ? ['left out where nothing can'] : []),
    ...when.map((fact) => `only when ${factPhrases[fact]}`),
    ...unless.map((fact) => `not when ${factPhrases[fact]}`),
    ...(manual === undefined ? [`at most ${shortTime(timeoutMs)}`] : []),
    ...(retry.attempts > 1 ? [`tried up to ${retry.attempts} times`] : []),
    ...(onFailure === 'continue' ? ['goes on when it fails'] : []),
    ...(compensates === undefined ? [] : [`undoes ${compensates} when it fails`]),
  ]
}

function shortTime(ms: number): string {
  return formatDuration(ms)
    .replace(/ 00 s$/, '')
    .replace(/\.0 s$/, ' s')
}

function indented(text: string, { width }: TextPlaybookOptions, left: number): string[] {
  const columns = Math.max(40, Math.min(width, 100) - left)
  return wrapWords(escapeControls(text), columns).map((line) => `${' '.repeat(left)}${line}`)
}
