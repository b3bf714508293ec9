import { StanchError } from '../text/error.ts'
import { askProvider } from './ask-provider.ts'
import { findAction, isEffect } from './find-action.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import type { Incident, StepProgress } from './incident.ts'
import type { Ledger } from './ledger.ts'
import type { PlanStep } from './plan.ts'
import { retryAfterMsMax, retryWaitMs } from './retry-wait.ts'
import { outcomeOf } from './run-effect.ts'
import type { RunSetting } from './run-setting.ts'
import { subjectOfStep } from './run.ts'
import { actionOf } from './step-action.ts'
import { withinDeadline } from './within-deadline.ts'

/**
 * Takes back what a step did, with an intent and an effect of its own; tries again what may pass.
 *
 * @returns how far the step is then: `undone`, or as it was, or `undo-intended` when nobody can tell
 * @throws StanchError `UNDO_REFUSED`, `INCIDENT_EVENT_REFUSED`; the signal's reason
 */
export async function undoStep(
  setting: RunSetting,
  ledger: Ledger,
  step: PlanStep,
): Promise<StepProgress> {
  const begun = ledger.incident.steps[step.id]
  if (begun?.state === 'undo-intended') {
    const asked = await askProvider(setting, ledger, step)
    if (asked.state !== 'done' && asked.state !== 'accepted') return asked
  }
  for (let tries = 1; ; tries++) {
    setting.signal.throwIfAborted()
    const outcome = await attemptUndo(setting, ledger, step)
    let progress = ledger.incident.steps[step.id]!
    if (progress.state === 'undo-intended' && outcome.result === 'unknown')
      progress = await askProvider(setting, ledger, step)
    setting.onProgress({ type: 'step-undone', step, progress })
    const isTemporary = outcome.result === 'failed' && outcome.isTemporary
    const retryAfterMs = isTemporary ? (outcome.retryAfterMs ?? 0) : 0
    const isOver =
      (!isTemporary && outcome.result !== 'unknown') || progress.state.startsWith('undo')
    if (progress.state === 'undone' || isOver) return progress
    if (tries >= step.retry.attempts || retryAfterMs > retryAfterMsMax) return progress
    const waitMs = retryWaitMs(step.retry, tries, { retryAfterMs, random: setting.random() })
    setting.onProgress({ type: 'step-waits', step, waitMs, reason: outcome.detail })
    await setting.clock.sleep(waitMs, setting.signal)
  }
}

async function attemptUndo(setting: RunSetting, ledger: Ledger, step: PlanStep) {
  const { incident } = ledger
  const undoneBy = step.description?.undoneBy
  const action = findAction(setting.adapters, step.adapter, undoneBy)
  if (!isEffect(action)) throw refused(incident, step, `nothing here undoes it`)
  const subject = await subjectOfStep(setting, incident)
  const { missing } = action.describe(subject)
  if (missing.length > 0) throw refused(incident, step, `it lacks ${missing.join(', ')}`)
  const idempotencyKey = idempotencyKeyOf(incident, step.id, 'undo')
  const attempt = (incident.steps[step.id]?.undoAttempts ?? 0) + 1
  const own = { step: step.id, attempt, idempotencyKey }
  const name = actionOf({ ...step, action: undoneBy! })
  await ledger.append({ type: 'undo-intended', ...own, action: name })
  const outcome = await withinDeadline(setting.deadline(step.timeoutMs), (signal) =>
    action.run({ subject, idempotencyKey, signal }),
  ).catch((error: unknown) => outcomeOf(error))
  await ledger.append({ type: 'undo-effected', ...own, outcome })
  return outcome
}

function refused({ id }: Incident, step: PlanStep, why: string): StanchError {
  return new StanchError('UNDO_REFUSED', `incident ${id}, step "${step.id}": ${why}.`)
}
