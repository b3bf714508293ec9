import type { EffectAction } from './adapter.ts'
import { findAction, isEffect } from './find-action.ts'
import type { StepProgress } from './incident.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import type { Ledger } from './ledger.ts'
import type { PlanStep } from './plan.ts'
import { retryWaitMs } from './retry-wait.ts'
import type { RunSetting } from './run-setting.ts'
import { subjectOfStep } from './run.ts'
import { troubleOf, withinDeadline } from './within-deadline.ts'

type Answer = Awaited<ReturnType<EffectAction['check']>>

/**
 * Asks the provider how a step ended, or its undoing, of which the journal has only the beginning; what it says is
 * journalled.
 *
 * @returns how far the step is then; `stopped` (or still `undo-intended`) when nobody can tell
 */
export async function askProvider(
  setting: RunSetting,
  ledger: Ledger,
  step: PlanStep,
): Promise<StepProgress> {
  const { incident } = ledger
  const { state, attempts, undoAttempts = 1 } = incident.steps[step.id]!
  const isUndo = state === 'undo-intended'
  const name = isUndo ? step.description?.undoneBy : step.action
  const action = findAction(setting.adapters, step.adapter, name)
  const key = idempotencyKeyOf(incident, step.id, isUndo ? 'undo' : 'do')
  const answer: Answer = isEffect(action)
    ? await ask(setting, ledger, step, action, key)
    : { state: 'unknown', detail: `there is no action ${step.adapter}/${name} here` }
  setting.onProgress({ type: 'step-asked', step, detail: answer.detail })
  const attempt = isUndo ? undoAttempts : attempts
  const { detail, known } = answer
  const after = await ledger.append({
    type: 'step-checked',
    step: step.id,
    attempt,
    state: answer.state,
    detail,
    ...(known !== undefined && { known }),
  })
  return after.steps[step.id]!
}

/** What is done later than it is answered may not be there yet: then it is asked as often as the step is tried. */
async function ask(
  setting: RunSetting,
  ledger: Ledger,
  step: PlanStep,
  action: EffectAction,
  idempotencyKey: string,
): Promise<Answer> {
  const subject = await subjectOfStep(setting, ledger.incident)
  const { intendedAt } = ledger.incident.steps[step.id]!
  const isLate = action.describe(subject).completion === 'accepted'
  for (let tries = 1; ; tries++) {
    const answer = await withinDeadline(setting.deadline(step.timeoutMs), (signal) =>
      action.check({
        subject,
        idempotencyKey,
        signal,
        ...(intendedAt !== undefined && { intendedAt }),
      }),
    ).catch((error: unknown) => ({ state: 'unknown' as const, detail: troubleOf(error) }))
    const mayChange = answer.state === 'unknown' || (isLate && answer.state === 'not-effected')
    if (!mayChange || tries >= step.retry.attempts) return answer
    const waitMs = retryWaitMs(step.retry, tries, { random: setting.random() })
    await setting.clock.sleep(waitMs, setting.signal)
  }
}
