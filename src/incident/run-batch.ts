import type { EffectAction } from './adapter.ts'
import { faultOfDescription } from './fault-of-description.ts'
import { findAction, isEffect, isProbe } from './find-action.ts'
import { isSettled } from './in-state-of-steps.ts'
import type { PlanStep } from './plan.ts'
import { isCanary, showLive } from './positive-control.ts'
import { isUnknown } from './progress-after.ts'
import { runEffect } from './run-effect.ts'
import { runProbe, runReading } from './run-reading.ts'
import type { RunOptions, RunResult } from './run-setting.ts'
import { ledgerOf, progressOf, subjectOfStep, type Run } from './run.ts'
import { touchesCredential } from './standing-effects.ts'
import { undoStep } from './undo-step.ts'

/** Incidents whose run goes no further, and why. */
export type Halts = Map<string, RunResult>

/** Runs one step, or one of several incidents that are one call, and draws the consequences. */
export async function runBatch(
  run: Run,
  steps: readonly PlanStep[],
  options: RunOptions,
  halts: Halts,
): Promise<void> {
  const [first] = steps
  const action = findAction(run.adapters, first!.adapter, first!.action)
  if (first!.action === undefined)
    return halt(halts, first!, 'waiting', `"${first!.title}" is for a person to do`)
  if (action === undefined)
    return halt(
      halts,
      first!,
      'stopped',
      `"${first!.title}": there is no action ${first!.adapter}/${first!.action} here`,
    )
  let begun: readonly PlanStep[] = steps
  if (isEffect(action)) begun = await runFit(run, steps, { action, options, halts })
  else if (!isProbe(action)) await runReading(run, first!, action)
  else if (isCanary(ledgerOf(run, first!).incident)) await skipCanary(run, first!)
  else await runProbe(run, first!, action)
  for (const step of begun) await conclude(run, step, halts)
}

function halt(halts: Halts, step: PlanStep, result: RunResult['result'], detail: string): void {
  if (!halts.has(step.incident)) halts.set(step.incident, { result, detail, step })
}

/** @returns those that could be begun */
async function runFit(
  run: Run,
  steps: readonly PlanStep[],
  { action, options, halts }: { action: EffectAction; options: RunOptions; halts: Halts },
): Promise<readonly PlanStep[]> {
  const fit: PlanStep[] = []
  for (const step of steps) {
    const fault = await faultOfStep(run, step, action, options)
    if (fault === undefined) fit.push(step)
    else if (fault.result === 'waiting' || step.onFailure !== 'continue')
      halt(halts, step, fault.result, fault.detail)
    else run.onProgress({ type: 'step-not-begun', step, reason: fault.detail })
  }
  for (const step of fit) if (touchesCredential(step)) await showOnce(run, step)
  const late = new Set<PlanStep>()
  await runEffect(run, fit, action, (step) => {
    const fault = options.faultOfApprovals(ledgerOf(run, step).incident)
    if (fault === undefined) return true
    late.add(step)
    halt(halts, step, 'waiting', fault)
    return false
  })
  return fit.filter((step) => !late.has(step))
}

/** Why a step may not begin: it is not approved any more, it lacks something, or it is not what was planned. */
async function faultOfStep(
  run: Run,
  step: PlanStep,
  action: EffectAction,
  { faultOfApprovals }: RunOptions,
): Promise<Omit<RunResult, 'step'> | undefined> {
  const { incident } = ledgerOf(run, step)
  // Of what was begun the provider is asked first, whoever may approve what.
  const unapproved = isUnknown(progressOf(run, step)) ? undefined : faultOfApprovals(incident)
  if (unapproved !== undefined) return { result: 'waiting', detail: unapproved }
  const now = action.describe(await subjectOfStep(run, incident))
  const fault =
    now.missing.length > 0
      ? `it lacks ${now.missing.join(', ')}`
      : faultOfDescription(step.description, now)
  return fault === undefined
    ? undefined
    : { result: 'stopped', detail: `"${step.title}": ${fault}` }
}

/** Steps that run at the same time wait for the same showing. */
function showOnce(run: Run, step: PlanStep): Promise<void> {
  const { shown } = run
  const showing = shown.get(step.incident) ?? showLive(run, ledgerOf(run, step))
  shown.set(step.incident, showing)
  return showing
}

async function skipCanary(run: Run, step: PlanStep): Promise<void> {
  const reason = 'it is marked as a canary: a probe would set it off'
  await ledgerOf(run, step).append({ type: 'step-skipped', step: step.id, reason })
}

/** What follows from how a step ended. */
async function conclude(run: Run, step: PlanStep, halts: Halts): Promise<void> {
  const progress = progressOf(run, step)
  run.onProgress({ type: 'step-ended', step, progress })
  if (isSettled(progress)) return
  if (progress.state === 'pending') {
    const detail =
      step.kind === 'drain'
        ? 'the old version is still used, or nobody can tell'
        : 'not proven yet that it is dead'
    return halt(halts, step, 'waiting', `"${step.title}": ${detail}`)
  }
  const detail = `"${step.title}": ${progress.detail ?? progress.state}`
  const hitSomething = progress.outcome !== undefined && 'identity' in progress.outcome
  if (isUnknown(progress) || hitSomething) return halt(halts, step, 'stopped', detail)
  if (step.onFailure === 'continue') return
  if (step.onFailure === 'compensate') await compensate(run, step)
  halt(halts, step, 'stopped', detail)
}

async function compensate(run: Run, step: PlanStep): Promise<void> {
  const ledger = ledgerOf(run, step)
  const earlier = ledger.incident.plan!.steps.find(({ id }) => id === step.compensates)
  const state = earlier === undefined ? undefined : ledger.incident.steps[earlier.id]?.state
  if (state === 'done' || state === 'accepted' || state === 'undo-intended')
    await undoStep(run, ledger, earlier!)
}
