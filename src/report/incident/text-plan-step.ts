import type { ActionDescription } from '../../incident/adapter.ts'
import type { PlanStep } from '../../incident/plan.ts'
import { escapeControls } from '../escape-controls.ts'
import { wrapWords, type Ink, type Style } from '../terminal-ink.ts'

/** Where the text of a step begins. */
export const detailIndent = 4

export interface TextStepOptions {
  readonly ink: Ink
  /** Columns of the terminal. */
  readonly width: number
}

/**
 * What a step does: its title and whether that can be undone, then each call, who makes it, and what proves it.
 *
 * @param note quiet words behind the title
 */
export function stepLines(
  step: PlanStep,
  number: number,
  note: string,
  options: TextStepOptions,
): string[] {
  const { ink } = options
  const [word, style] = effectOf(step)
  const details: Detail[] =
    step.description === undefined ? manualOf(step) : automaticOf(step, step.description)
  const name = [step.id, note].filter((one) => one !== '').join(', ')
  const head = `${String(number).padStart(2)}  ${escapeControls(step.title)}  ${word}`
  const fits = head.length + 2 + name.length <= options.width
  const title = ink.paint('strong', escapeControls(step.title))
  const painted = `${String(number).padStart(2)}  ${title}  ${ink.paint(style, word)}`
  return [
    fits ? `${painted}  ${ink.paint('quiet', name)}` : painted,
    ...(fits ? [] : [`${' '.repeat(detailIndent)}${ink.paint('quiet', name)}`]),
    ...details.flatMap(([mark, text]) =>
      (mark === commandMark ? [text] : wrapped(text, options, detailIndent + mark.length)).map(
        (line, at) =>
          `${' '.repeat(detailIndent)}${at === 0 ? mark : ' '.repeat(mark.length)}${line}`,
      ),
    ),
  ]
}

/** What the step does to the credential, in a word. */
function effectOf({ kind, description, manual }: PlanStep): readonly [string, Style] {
  if (manual !== undefined) return ['BY HAND', 'medium']
  if (kind === undefined || ['identify', 'probe', 'evidence', 'minted', 'drain'].includes(kind))
    return ['only reads', 'quiet']
  if (kind === 'notify') return ['tells', 'quiet']
  return description?.reversible ? ['can be undone', 'good'] : ['CANNOT BE UNDONE', 'bad']
}

type Detail = readonly [mark: string, text: string]

/** A command is not broken into lines: somebody copies it. */
const commandMark = '  '

function manualOf({ id, incident, why, manual = [] }: PlanStep): Detail[] {
  return [
    ...(why === undefined ? [] : [['', `By hand, because: ${why}`] as const]),
    ...manual.map((line) => ['- ', line] as const),
    [commandMark, `stanch incident attest ${incident} ${id} --statement TEXT`],
  ]
}

function automaticOf(step: PlanStep, description: ActionDescription): Detail[] {
  const { calls, completion, effect, provedBy, undoneBy, actsAs, permissions, quota } = description
  const isChange = effectOf(step)[0] !== 'only reads' && step.kind !== 'notify'
  const proof = [
    `proof ${step.proof ?? description.proof ?? 'none'}`,
    ...(completion === 'accepted' ? ['only accepted, not yet done'] : []),
    effect === 'contained' ? 'contains it, does not end it' : '',
    provedBy === undefined ? '' : `shown by ${step.adapter}/${provedBy}`,
  ].filter((part) => part !== '')
  return [
    ...(isChange ? [['', description.summary] as const] : []),
    ...calls.map(({ method, host, path }) => ['', `${method} ${host}${path}`] as const),
    ['', `as ${actsAs}${permissions.length > 0 ? `; needs ${permissions.join(', ')}` : ''}`],
    ...(isChange ? [['', proof.join(', ')] as const] : []),
    ...(undoneBy === undefined ? [] : [['', `undone by ${step.adapter}/${undoneBy}`] as const]),
    ...(quota === undefined ? [] : [['', `quota ${quota}`] as const]),
    ...failureOf(step),
  ]
}

function failureOf({ onFailure, compensates }: PlanStep): Detail[] {
  if (onFailure === 'compensate') return [['', `if it fails, ${compensates} is undone`]]
  return []
}

/** @param left columns before each line @param taken columns of the first line that are taken already */
export function wrapped(
  text: string,
  { width }: TextStepOptions,
  left: number,
  taken = 0,
): string[] {
  const filler = '\u0000'.repeat(taken)
  const columns = Math.max(40, Math.min(width, 100) - left)
  const lines = wrapWords(`${filler}${escapeControls(text)}`, columns)
  return lines.map((line) => line.replaceAll('\u0000', ''))
}
