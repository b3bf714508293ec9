import type { ActionDescription } from '../../incident/adapter.ts'
import type { Incident } from '../../incident/incident.ts'
import { planDigestOf, type Plan, type PlanStep } from '../../incident/plan.ts'
import { escapeControls } from '../escape-controls.ts'
import { wrapWords, type Ink, type Style } from '../terminal-ink.ts'

export interface TextPlanOptions {
  readonly ink: Ink
  /** Columns of the terminal. */
  readonly width: number
  /** Whether read-only calls were made for it. */
  readonly isProbed: boolean
}

type Planned = Pick<Incident, 'id' | 'leaked' | 'verdict'>

/** Where the text of a step begins. */
const indent = 4

/** A plan as an incident responder reads it: what to know first, then each step, then who signs and what to type. */
export function textPlan(plan: Plan, incident: Planned, options: TextPlanOptions): string[] {
  return [
    ...headOf(plan, incident, options),
    ...warningsOf(plan, options),
    ...stepsOf(plan.steps, options),
    ...leftOutOf(plan, options),
    ...endOf(plan, incident, options),
  ]
}

function headOf(plan: Plan, { id, leaked, verdict }: Planned, options: TextPlanOptions): string[] {
  const { ink } = options
  const name = [leaked.name, leaked.keyId ?? leaked.redacted].map(escapeControls).join(' ')
  return [
    `${ink.paint(verdict.severity, verdict.severity)}  ${ink.paint('strong', name)}  ${ink.paint('quiet', id)}`,
    `${ink.paint('strong', plan.playbook.name)}: ${wrapped(plan.reason, options, 0, plan.playbook.name.length + 2).join('\n')}`,
    ink.paint(
      'quiet',
      `plan ${planDigestOf(plan)?.slice(0, 16) ?? '(not of its group)'}, ${sentWords(options)}`,
    ),
  ]
}

function sentWords({ isProbed }: TextPlanOptions): string {
  return isProbed ? 'nothing was changed; what was asked is in the journal' : 'nothing was sent'
}

function warningsOf({ warnings }: Plan, options: TextPlanOptions): string[] {
  if (warnings.length === 0) return []
  const { ink } = options
  return [
    '',
    ink.paint('strong', 'Know first'),
    ...warnings.flatMap((warning) =>
      wrapped(warning, options, indent).map((line, at) =>
        at === 0 ? `  ${ink.paint('high', '!')} ${line}` : `${' '.repeat(indent)}${line}`,
      ),
    ),
  ]
}

function stepsOf(steps: readonly PlanStep[], options: TextPlanOptions): string[] {
  const { ink } = options
  const lines = ['', ink.paint('strong', 'What will happen, in this order')]
  for (const [at, step] of steps.entries()) {
    const isBeside = step.parallel !== undefined && steps[at - 1]?.parallel === step.parallel
    lines.push(...stepLines(step, at + 1, isBeside, options))
  }
  return lines
}

function stepLines(
  step: PlanStep,
  number: number,
  isBeside: boolean,
  options: TextPlanOptions,
): string[] {
  const { ink } = options
  const [word, style] = effectOf(step)
  const beside = isBeside ? ink.paint('quiet', ' (at the same time)') : ''
  const head = `${String(number).padStart(2)}  ${ink.paint('strong', escapeControls(step.title))}${beside}  ${ink.paint(style, word)}`
  const details =
    step.description === undefined ? manualOf(step) : automaticOf(step, step.description)
  return [
    head,
    ...details.flatMap(([mark, text]) =>
      wrapped(text, options, indent + mark.length).map(
        (line, at) => `${' '.repeat(indent)}${at === 0 ? mark : ' '.repeat(mark.length)}${line}`,
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

function manualOf({ why, manual = [] }: PlanStep): Detail[] {
  return [
    ...(why === undefined ? [] : [['', `By hand, because: ${why}`] as const]),
    ...manual.map((line) => ['- ', line] as const),
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
    ...calls.map(({ method, host, path }) => ['', `${method} ${host}${path}`] as const),
    ['', `as ${actsAs}${permissions.length > 0 ? `, allowed ${permissions.join(', ')}` : ''}`],
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

function leftOutOf({ leftOut }: Plan, options: TextPlanOptions): string[] {
  if (leftOut.length === 0) return []
  const { ink } = options
  return [
    '',
    ink.paint('strong', 'Left out'),
    ...leftOut.flatMap(({ title, reason }) =>
      wrapped(`${title}: ${reason}`, options, indent).map((line, at) =>
        ink.paint('quiet', `${at === 0 ? '  – ' : '    '}${line}`),
      ),
    ),
  ]
}

function endOf(plan: Plan, { id }: Planned, options: TextPlanOptions): string[] {
  const { ink } = options
  const { signatures, reason } = plan.needs
  const whom = ['Nobody has to sign', 'One person has to sign', 'Two people have to sign'][
    signatures
  ]!
  const target = plan.group === undefined ? id : `--group ${plan.group.name}`
  const command =
    signatures === 0 ? `stanch incident run ${target} --yes` : `stanch incident approve ${target}`
  return [
    '',
    ...wrapped(`${whom}. ${reason}`, options, 0),
    `${ink.paint('quiet', 'Next')}  ${ink.paint('strong', command)}`,
  ]
}

/** @param left columns before each line @param taken columns of the first line that are taken already */
function wrapped(text: string, { width }: TextPlanOptions, left: number, taken = 0): string[] {
  const filler = '\u0000'.repeat(taken)
  const columns = Math.max(40, Math.min(width, 100) - left)
  const lines = wrapWords(`${filler}${escapeControls(text)}`, columns)
  return lines.map((line) => line.replaceAll('\u0000', ''))
}
