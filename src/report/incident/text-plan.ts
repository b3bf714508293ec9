import type { Incident } from '../../incident/incident.ts'
import { planDigestOf, type Plan, type PlanStep } from '../../incident/plan.ts'
import { escapeControls } from '../escape-controls.ts'
import type { Ink } from '../terminal-ink.ts'
import { detailIndent, stepLines, wrapped } from './text-plan-step.ts'

export interface TextPlanOptions {
  readonly ink: Ink
  /** Columns of the terminal. */
  readonly width: number
  /** Whether read-only calls were made for it. */
  readonly isProbed: boolean
  /** Whether the provider was ever asked; if not, that is what to do next. By default that is not told. */
  readonly isAsked?: boolean
  /** Whether others can reach the incidents, so that two can approve. By default nothing is told of it. */
  readonly isShared?: boolean
}

type Planned = Pick<Incident, 'id' | 'leaked' | 'verdict'>

/** A plan as an incident responder reads it: what to know first, then each step, then who signs and what to type. */
export function textPlan(plan: Plan, incident: Planned, options: TextPlanOptions): string[] {
  return [...planLines(plan, incident, options), ...approvalLines(plan, incident.id, options)]
}

/** A plan without what is to be done with it. */
export function planLines(plan: Plan, incident: Planned, options: TextPlanOptions): string[] {
  return [
    ...headOf(plan, incident, options),
    ...warningsOf(plan, options),
    ...stepsOf(plan.steps, options),
    ...leftOutOf(plan, options),
  ]
}

function headOf(plan: Plan, { id, leaked, verdict }: Planned, options: TextPlanOptions): string[] {
  const { ink } = options
  const name = [leaked.name, leaked.keyId ?? leaked.redacted].map(escapeControls).join(' ')
  const fits = verdict.severity.length + name.length + id.length + 4 <= options.width
  const head = `${ink.paint(verdict.severity, verdict.severity)}  ${ink.paint('strong', name)}`
  const quiet = ink.paint('quiet', id)
  return [
    ...(fits ? [`${head}  ${quiet}`] : [head, quiet]),
    ...playbookLines(plan, planDigestOf(plan), options),
  ]
}

function sentWords({ isProbed }: TextPlanOptions): string {
  return isProbed ? 'nothing was changed; what was asked is in the journal' : 'nothing was sent'
}

/** @param plan of which only the warnings count */
export function warningsOf(
  { warnings }: Pick<Plan, 'warnings'>,
  options: TextPlanOptions,
): string[] {
  if (warnings.length === 0) return []
  const { ink } = options
  return [
    '',
    ink.paint('strong', 'Know first'),
    ...warnings.flatMap((warning) =>
      wrapped(warning, options, detailIndent).map((line, at) =>
        at === 0 ? `  ${ink.paint('high', '!')} ${line}` : `${' '.repeat(detailIndent)}${line}`,
      ),
    ),
  ]
}

function stepsOf(steps: readonly PlanStep[], options: TextPlanOptions): string[] {
  const lines = ['', options.ink.paint('strong', 'What will happen, in this order')]
  for (const [at, step] of steps.entries()) {
    const isBeside = step.parallel !== undefined && steps[at - 1]?.parallel === step.parallel
    lines.push(...stepLines(step, at + 1, isBeside ? 'at the same time' : '', options))
  }
  return lines
}

function leftOutOf({ leftOut }: Plan, options: TextPlanOptions): string[] {
  if (leftOut.length === 0) return []
  const { ink } = options
  return [
    '',
    ink.paint('strong', 'Left out'),
    ...leftOut.flatMap(({ title, reason }) =>
      wrapped(`${title}: ${reason}`, options, detailIndent).map((line, at) =>
        ink.paint('quiet', `${at === 0 ? '  – ' : '    '}${line}`),
      ),
    ),
  ]
}

/** Who must sign, and what to type then. @param target what commands are given: an id, or `--group NAME` */
export function approvalLines(
  { needs: { signatures, reason } }: Pick<Plan, 'needs'>,
  target: string,
  options: TextPlanOptions,
): string[] {
  const { ink, isAsked = true, isShared = true } = options
  const whom = ['Nobody has to sign', 'One person has to sign', 'Two people have to sign']
  const verb = signatures === 0 ? `run ${target} --yes` : `approve ${target}`
  const commands = [...(isAsked ? [] : [`plan ${target} --probe`]), verb]
  return [
    '',
    ...wrapped(`${whom[signatures]}. ${reason}`, options, 0),
    ...(signatures === 2 && !isShared ? wrapped(alone, options, 0) : []),
    ...commands.map(
      (command, at) =>
        `${ink.paint('quiet', at === 0 ? 'Next' : 'Then')}  ${ink.paint('strong', `stanch incident ${command}`)}`,
    ),
  ]
}

const alone =
  'These incidents are kept on one machine, and two people need a store that both reach: --store postgres://HOST/DATABASE. ' +
  'If it cannot wait, one person can approve with --break-glass REASON.'

/** The playbook and why, and the plan's digest. */
export function playbookLines(
  plan: Plan,
  digest: string | undefined,
  options: TextPlanOptions,
): string[] {
  const { ink } = options
  const { name } = plan.playbook
  const [first, ...rest] = wrapped(plan.reason, options, 0, name.length + 2)
  const short = digest?.slice(0, 16) ?? '(not of its group)'
  return [
    `${ink.paint('strong', name)}: ${first}`,
    ...rest,
    ink.paint('quiet', `plan ${short}, ${sentWords(options)}`),
  ]
}
