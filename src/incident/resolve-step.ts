import { actionKinds, type ActionKind } from './adapter.ts'
import { hindranceOf, type PlaybookFacts } from './choose-playbook.ts'
import { findRunnableAction, nameOf, type DescribedAction } from './find-runnable-action.ts'
import { manualInstructions } from './manual-step.ts'
import type { PlanInput } from './plan-input.ts'
import type { LeftOutStep, PlanStep } from './plan.ts'
import type { PlaybookStep } from './playbook.ts'
import { mayEnd } from './playbook-faults.ts'

/** What became of a playbook's step. */
export type ResolvedStep = { readonly step: PlanStep } | { readonly leftOut: LeftOutStep }

/** What was found out of the whole playbook before its steps are resolved. */
export interface PlanContext {
  readonly input: PlanInput
  readonly facts: PlaybookFacts
  /** `<adapter>/<probe>` that what ends the credential can affect. */
  readonly provedBy?: string | undefined
  /** Whether an action ends the credential of which no probe can tell. */
  readonly isUnprovable: boolean
  /** Whether a step before this one ends it: it can then act no more. */
  readonly isEnded?: boolean
}

/** The context of a playbook's steps for one credential. */
export function contextOf(
  steps: readonly PlaybookStep[],
  input: PlanInput,
  facts: PlaybookFacts,
): PlanContext {
  const { adapters, subject } = input
  const effects = steps
    .filter((step) => mayEnd(step) && hindranceOf(step, facts) === undefined)
    .map((step) => findRunnableAction(step, { adapters, subject }).found)
    .filter((found) => found !== undefined)
  // What makes it dead says more than what only contains it; of these the last.
  const best =
    effects.findLast(({ description }) => description.effect === 'dead') ?? effects.at(-1)
  const probe = best?.description.provedBy
  return {
    input,
    facts,
    isUnprovable: best !== undefined && probe === undefined,
    provedBy: probe === undefined ? undefined : `${best!.adapter.id}/${probe}`,
  }
}

/** Resolves one step: taken, left out, or for a person to do. Sends nothing. */
export function resolveStep(step: PlaybookStep, context: PlanContext): ResolvedStep {
  const { id, title } = step
  const hindrance = hindranceOf(step, context.facts)
  if (hindrance !== undefined) return { leftOut: { id, title, reason: sentence(hindrance) } }
  if (step.action === undefined)
    return { step: { ...commonOf(step, context), manual: [...step.manual!] } }
  const { isEnded = false } = context
  const { adapters, subject } = context.input
  const isVerifying = step.phase === 'verify' && step.action === 'probe'
  if (isVerifying && context.isUnprovable)
    return byHand(
      step,
      context,
      ['No probe can tell whether what is done to it worked.'],
      undefined,
    )
  const preferred = step.action === 'probe' ? context.provedBy : undefined
  const result = findRunnableAction(step, { adapters, subject, preferred, isEnded })
  if (result.found !== undefined) {
    if (isVerifying && preferred !== undefined && nameOf(result.found) !== preferred)
      return byHand(
        step,
        context,
        [`The probe ${preferred}, which would tell, cannot run.`],
        result.found,
      )
    return { step: { ...commonOf(step, context), ...takenOf(step, result.found) } }
  }
  const { reasons, near } = result
  if (step.optional) return { leftOut: { id, title, reason: reasons.join(' ') } }
  return byHand(step, context, reasons, near)
}

function byHand(
  step: PlaybookStep,
  context: PlanContext,
  reasons: readonly string[],
  near: DescribedAction | undefined,
): ResolvedStep {
  const kind = near?.action.kind ?? kindOf(step)
  const { reference } = near?.description ?? {}
  return {
    step: {
      ...commonOf(step, context),
      manual: manualInstructions(kind, context.input, reference),
      why: reasons.join(' '),
      ...(kind !== undefined && { standsFor: kind }),
    },
  }
}

function commonOf(step: PlaybookStep, { input }: PlanContext) {
  const { id, title, phase, parallel, timeoutMs, retry, onFailure, compensates } = step
  return {
    id,
    incident: input.incident.id,
    title,
    phase,
    ...(parallel !== undefined && { parallel }),
    timeoutMs,
    retry,
    onFailure,
    ...(compensates !== undefined && { compensates }),
  }
}

function takenOf(step: PlaybookStep, { adapter, action, description }: DescribedAction) {
  const proof = description.proof ?? step.proof
  return {
    adapter: adapter.id,
    action: action.name,
    kind: action.kind,
    description,
    ...(proof !== undefined && { proof }),
  }
}

function kindOf({ action }: PlaybookStep): ActionKind | undefined {
  return actionKinds.find((kind) => kind === action)
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}
