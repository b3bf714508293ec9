import type { Incident } from './incident.ts'
import { batchesOf, unitsOf } from './batches-of.ts'
import { faultOfDescription } from './fault-of-description.ts'
import { findAction, isEffect, isProbe } from './find-action.ts'
import type { Ledger } from './ledger.ts'
import { joinSteps } from './join-steps.ts'
import { isSettled } from './next.ts'
import { changesSomething, type PlanStep } from './plan.ts'
import { isCanary, showLive } from './positive-control.ts'
import { isUnknown } from './progress-after.ts'
import { runEffect } from './run-effect.ts'
import { runProbe, runReading } from './run-reading.ts'
import type { RunResult, RunSetting } from './run-setting.ts'
import { ledgerOf, progressOf, subjectOfStep, type Run } from './run.ts'
import { undoStep } from './undo-step.ts'

export interface RunOptions {
  /** The plan needs no signature, and the person said yes. */
  readonly unsigned: boolean
  /** Why a plan may not run now, such as a signature that has expired; asked again before each effect. */
  readonly faultOfApprovals: (incident: Incident) => string | undefined
}

/**
 * Runs the plans of a group's incidents, or goes on with them: steps that are settled are passed over, and of those
 * that were only begun the provider is asked. Each incident goes on by itself when another one has to stop.
 *
 * @param ledgers by id of the incident, worst first; their plans are of one playbook
 * @returns how it ended, by incident
 */
export async function runPlan(
  setting: RunSetting,
  ledgers: ReadonlyMap<string, Ledger>,
  options: RunOptions,
): Promise<ReadonlyMap<string, RunResult>> {
  const run: Run = { ...setting, ledgers }
  const halts = new Map<string, RunResult>()
  await begin(run, options, halts)
  const steps = joinSteps([...ledgers.values()].map(({ incident }) => incident.plan!))
  try {
    for (const ledger of ledgers.values()) {
      if (!halts.has(ledger.incident.id)) await showLive(run, ledger)
    }
    for (const unit of unitsOf(steps)) {
      run.signal.throwIfAborted()
      await runUnit(run, unit, options, halts)
    }
  } catch (error) {
    if (!run.signal.aborted) throw error
    for (const id of ledgers.keys())
      if (!halts.has(id)) halts.set(id, { result: 'stopped', detail: 'interrupted' })
  }
  return await end(run, halts)
}

async function begin(
  { ledgers }: Run,
  { unsigned, faultOfApprovals }: RunOptions,
  halts: Map<string, RunResult>,
): Promise<void> {
  for (const [id, ledger] of ledgers) {
    const { planDigest = '', steps, state } = ledger.incident
    const fault = faultOfApprovals(ledger.incident)
    if (fault !== undefined) halts.set(id, { result: 'waiting', detail: fault })
    if (fault !== undefined) continue
    const resumes = Object.keys(steps).length > 0 || !['planned', 'approved'].includes(state)
    const signs = unsigned ? ({ unsigned: true } as const) : {}
    await ledger.append({ type: 'run-begun', planDigest, resumes, ...signs })
  }
}

async function end(
  run: Run,
  halts: ReadonlyMap<string, RunResult>,
): Promise<ReadonlyMap<string, RunResult>> {
  const results = new Map<string, RunResult>()
  for (const [id, ledger] of run.ledgers) {
    const result = halts.get(id) ?? finished(ledger.incident)
    results.set(id, result)
    const { step: _step, ...told } = result
    if (ledger.incident.isRunning) await ledger.append({ type: 'run-ended', ...told })
  }
  return results
}

function finished({ id, plan, steps }: Incident): RunResult {
  const own = plan!.steps.filter(({ incident }) => incident === id)
  const failed = own.filter((step) => !isSettled(steps[step.id]))
  const detail =
    failed.length === 0
      ? `${own.length} steps, all done`
      : `${own.length} steps, not done: ${failed.map((step) => step.id).join(', ')}`
  return { result: failed.length === 0 ? 'finished' : 'stopped', detail }
}

/** Steps that run at the same time; of one that fails the others are not stopped. */
async function runUnit(
  run: Run,
  unit: readonly PlanStep[],
  options: RunOptions,
  halts: Map<string, RunResult>,
): Promise<void> {
  const open = unit.filter(
    (step) =>
      run.ledgers.has(step.incident) &&
      !halts.has(step.incident) &&
      !isSettled(progressOf(run, step)),
  )
  const batches = batchesOf(open, run.adapters)
  for (let at = 0; at < batches.length; at += concurrency) {
    const ended = await Promise.allSettled(
      batches.slice(at, at + concurrency).map((steps) => runBatch(run, steps, options, halts)),
    )
    const broken = ended.find((one) => one.status === 'rejected')
    if (broken !== undefined) throw broken.reason
  }
}

/** Calls under way at the same time. */
const concurrency = 8

async function runBatch(
  run: Run,
  steps: readonly PlanStep[],
  { faultOfApprovals }: RunOptions,
  halts: Map<string, RunResult>,
): Promise<void> {
  const [first] = steps
  const halt = (step: PlanStep, result: RunResult['result'], detail: string) => {
    if (!halts.has(step.incident)) halts.set(step.incident, { result, detail, step })
  }
  const ready: PlanStep[] = []
  for (const step of steps) {
    const fault =
      changesSomething(step) && !isUnknown(progressOf(run, step))
        ? faultOfApprovals(ledgerOf(run, step).incident)
        : undefined
    if (fault !== undefined) halt(step, 'waiting', fault)
    else ready.push(step)
  }
  if (ready.length === 0) return
  const action = findAction(run.adapters, first!.adapter, first!.action)
  if (first!.action === undefined)
    return halt(first!, 'waiting', `"${first!.title}" is for a person to do`)
  if (action === undefined)
    return halt(first!, 'stopped', `there is no action ${first!.adapter}/${first!.action} here`)
  if (isProbe(action)) {
    const { incident } = ledgerOf(run, first!)
    if (isCanary(incident)) await skip(run, first!, 'it is marked as a canary')
    else await runProbe(run, first!, action)
  } else if (isEffect(action)) {
    const fit: PlanStep[] = []
    for (const step of ready) {
      const subject = await subjectOfStep(run, ledgerOf(run, step).incident)
      const now = action.describe(subject)
      const fault =
        now.missing.length > 0
          ? `it lacks ${now.missing.join(', ')}`
          : faultOfDescription(step.description, now)
      if (fault === undefined) fit.push(step)
      else if (step.onFailure !== 'continue') halt(step, 'stopped', `"${step.title}": ${fault}`)
    }
    await runEffect(run, fit, action)
  } else await runReading(run, first!, action)
  for (const step of ready) await conclude(run, step, halt)
}

async function skip(run: Run, step: PlanStep, reason: string): Promise<void> {
  await ledgerOf(run, step).append({ type: 'step-skipped', step: step.id, reason })
}

/** What follows from how a step ended. */
async function conclude(
  run: Run,
  step: PlanStep,
  halt: (step: PlanStep, result: RunResult['result'], detail: string) => void,
): Promise<void> {
  const progress = progressOf(run, step)
  run.onProgress({ type: 'step-ended', step, progress })
  if (isSettled(progress)) return
  if (progress.state === 'pending') {
    if (step.kind === 'drain')
      halt(step, 'waiting', `"${step.title}": the old version is still used, or nobody can tell`)
    return
  }
  const detail = `"${step.title}": ${progress.detail ?? progress.state}`
  const isDoubtful =
    isUnknown(progress) || (progress.outcome !== undefined && 'identity' in progress.outcome)
  if (isDoubtful) return halt(step, 'stopped', detail)
  if (step.onFailure === 'continue') return
  if (step.onFailure === 'compensate') await compensate(run, step)
  halt(step, 'stopped', detail)
}

async function compensate(run: Run, step: PlanStep): Promise<void> {
  const ledger = ledgerOf(run, step)
  const earlier = ledger.incident.plan!.steps.find(({ id }) => id === step.compensates)
  const state = earlier === undefined ? undefined : ledger.incident.steps[earlier.id]?.state
  if (state === 'done' || state === 'accepted' || state === 'undo-intended')
    await undoStep(run, ledger, earlier!)
}
