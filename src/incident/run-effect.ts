import type { ActionOutcome, EffectAction, Subject } from './adapter.ts'
import { askProvider } from './ask-provider.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import { digestOf } from './journal.ts'
import type { PlanStep } from './plan.ts'
import { isUnknown, mayBegin } from './progress-after.ts'
import { retryAfterMsMax, retryWaitMs } from './retry-wait.ts'
import { ledgerOf, progressOf, subjectOfStep, type Run } from './run.ts'
import { actionOf } from './step-action.ts'
import { troubleOf, withinDeadline } from './within-deadline.ts'

/**
 * Runs a step that changes something, or the same step of several incidents in one call: journals that it is meant, does
 * it, journals how it ended; tries again what may pass. How far each step is stands in the journals then.
 *
 * @param steps one, or as many as the action takes at once
 * @param isAllowed asked of each before each attempt, also after the provider was asked: whether it may be done still
 * @throws the signal's reason once that is aborted, never between an effect and its record
 */
export async function runEffect(
  run: Run,
  steps: readonly PlanStep[],
  action: EffectAction,
  isAllowed: (step: PlanStep) => boolean,
): Promise<void> {
  let open = await thoseToBegin(run, steps)
  for (let tries = 1; ; tries++) {
    run.signal.throwIfAborted()
    open = open.filter(isAllowed)
    if (open.length === 0) return
    const outcome = await attempt(run, open, action, tries)
    if (outcome.result === 'unknown') open = await thoseToBegin(run, open)
    else if (outcome.result !== 'failed' || !outcome.isTemporary) return
    const [step] = open
    if (step === undefined || tries >= step.retry.attempts) return
    const retryAfterMs = outcome.result === 'failed' ? (outcome.retryAfterMs ?? 0) : 0
    if (retryAfterMs > retryAfterMsMax) return
    const waitMs = retryWaitMs(step.retry, tries, { retryAfterMs, random: run.random() })
    run.onProgress({ type: 'step-waits', step, waitMs, reason: outcome.detail })
    await run.clock.sleep(waitMs, run.signal)
  }
}

/** Of those that were begun the provider is asked first. */
async function thoseToBegin(run: Run, steps: readonly PlanStep[]): Promise<PlanStep[]> {
  const open: PlanStep[] = []
  for (const step of steps) {
    if (isUnknown(progressOf(run, step)) && progressOf(run, step).attempts > 0)
      await askProvider(run, ledgerOf(run, step), step)
    if (mayBegin(progressOf(run, step))) open.push(step)
  }
  return open
}

async function attempt(
  run: Run,
  steps: readonly PlanStep[],
  action: EffectAction,
  tries: number,
): Promise<ActionOutcome> {
  const subjects: Subject[] = []
  for (const step of steps) subjects.push(await subjectOfStep(run, ledgerOf(run, step).incident))
  const keys: string[] = []
  for (const step of steps) keys.push(await intend(run, step))
  run.onProgress({ type: 'step-begun', step: steps[0]!, attempt: tries })
  const [subject, ...also] = subjects
  const idempotencyKey = keys.length === 1 ? keys[0]! : digestOf(keys)
  const outcome = await withinDeadline(run.deadline(steps[0]!.timeoutMs), (signal) =>
    action.run({
      subject: subject!,
      idempotencyKey,
      signal,
      ...(also.length > 0 && { also }),
      ...(run.keep && { keep: run.keep }),
    }),
  ).catch((error: unknown): ActionOutcome => outcomeOf(error))
  for (const [at, step] of steps.entries()) {
    await ledgerOf(run, step).append({
      type: 'step-effected',
      step: step.id,
      attempt: progressOf(run, step).attempts,
      idempotencyKey: keys[at]!,
      outcome: at === 0 ? outcome : outcomeFor(subjects[at]!, outcome),
    })
  }
  return outcome
}

async function intend(run: Run, step: PlanStep): Promise<string> {
  const ledger = ledgerOf(run, step)
  const idempotencyKey = idempotencyKeyOf(ledger.incident, step.id)
  await ledger.append({
    type: 'step-intended',
    step: step.id,
    attempt: progressOf(run, step).attempts + 1,
    idempotencyKey,
    action: actionOf(step),
  })
  return idempotencyKey
}

/** Codes of the one way out that say that nothing was sent. */
const unsent: ReadonlySet<unknown> = new Set(['HTTP_HOST_REFUSED', 'HTTP_PLAIN_REFUSED'])

/** Of an effect that threw nobody knows how it ended, unless nothing was sent. */
export function outcomeOf(error: unknown): ActionOutcome {
  const { code } = error as { readonly code?: unknown }
  return { result: unsent.has(code) ? 'refused' : 'unknown', detail: troubleOf(error) }
}

/** Of a batch: each value spoke for itself, so the others' own ids stand in their receipts. */
function outcomeFor({ keyId, secret }: Subject, outcome: ActionOutcome): ActionOutcome {
  if (!('identity' in outcome)) return outcome
  const { known: _known, ...told } = outcome
  const id = keyId ?? secret?.fingerprint ?? 'unknown'
  return { ...told, identity: { proof: outcome.identity.proof, id } }
}
