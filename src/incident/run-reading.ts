import type { EvidenceAction, EvidenceOutcome, ProbeAction } from './adapter.ts'
import type { PlanStep } from './plan.ts'
import type { Incident } from './incident.ts'
import { listMinted } from './list-minted.ts'
import { showBy } from './positive-control.ts'
import { retryWaitMs } from './retry-wait.ts'
import { unread } from './unread.ts'
import { ledgerOf, subjectOfStep, type Run } from './run.ts'
import { verifyDead } from './verify-dead.ts'
import { troubleOf, withinDeadline } from './within-deadline.ts'

/** Runs a step that only reads. What it cannot find out is a gap of its answer. @throws the signal's reason */
export async function runReading(run: Run, step: PlanStep, action: EvidenceAction): Promise<void> {
  const ledger = ledgerOf(run, step)
  const evidence = await read(run, step, action)
  // Before the step counts as done: a run that is broken off between both reads once more.
  if (step.kind === 'minted')
    await ledger.append({
      type: 'minted',
      items: evidence.minted ?? [],
      complete: evidence.complete,
      gaps: evidence.gaps,
    })
  await ledger.append({ type: 'step-observed', step: step.id, evidence })
}

async function read(run: Run, step: PlanStep, action: EvidenceAction): Promise<EvidenceOutcome> {
  const subject = await subjectOfStep(run, ledgerOf(run, step).incident)
  const { missing } = action.describe(subject)
  if (missing.length > 0) return unread(`${step.title}: it lacks ${missing.join(', ')}`)
  const idempotencyKey = `${step.incident}-${step.id}`
  for (let tries = 1; ; tries++) {
    try {
      return await withinDeadline(
        AbortSignal.any([run.deadline(step.timeoutMs), run.signal]),
        (signal) => action.run({ subject, idempotencyKey, signal }),
      )
    } catch (error) {
      run.signal.throwIfAborted()
      if (tries >= step.retry.attempts) return unread(`${step.title}: ${troubleOf(error)}`)
    }
    const waitMs = retryWaitMs(step.retry, tries, { random: run.random() })
    await run.clock.sleep(waitMs, run.signal)
  }
}

/** A probe as a step of its own, beside a control request; in the phase of verifying it is asked until it proves something. */
export async function runProbe(run: Run, step: PlanStep, action: ProbeAction): Promise<void> {
  const ledger = ledgerOf(run, step)
  if (step.phase === 'verify') {
    const everyMs = Math.max(step.retry.waitMs, 1000)
    const result = await verifyDead(run, ledger, { times: 3, everyMs, untilMs: step.timeoutMs })
    const isProven = result.verdict === 'dead' || result.verdict === 'contained'
    // A playbook of one's own may have no step for it; what was made with it is part of the incident nevertheless.
    if (isProven && !hasMintedStep(ledger.incident)) await listMinted(run, ledger)
    return
  }
  const subject = await subjectOfStep(run, ledger.incident)
  const probe = { name: `${step.adapter}/${action.name}`, action, subject }
  const phase = ledger.incident.touchedAt === undefined ? 'before' : 'after'
  await showBy(run, ledger, probe, { phase, step: step.id }, step.retry)
}

function hasMintedStep({ id, plan }: Incident): boolean {
  return plan?.steps.some(({ kind, incident }) => incident === id && kind === 'minted') ?? false
}
