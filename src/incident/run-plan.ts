import { batchesOf, roundsOf } from './batches-of.ts'
import { Desks } from './desks.ts'
import type { Incident } from './incident.ts'
import type { Ledger } from './ledger.ts'
import { joinSteps } from './join-steps.ts'
import { isSettled } from './in-state-of-steps.ts'
import type { PlanStep } from './plan.ts'
import { runBatch, type Halts } from './run-batch.ts'
import type { RunOptions, RunResult, RunSetting } from './run-setting.ts'
import { progressOf, type Run } from './run.ts'

/**
 * Runs the plan of an incident, or those of a group's incidents side by side, or goes on with them: steps that are settled
 * are passed over, and of those that were only begun the provider is asked. Each incident goes on by itself when another
 * one has to stop.
 *
 * @param ledgers by id of the incident, worst first; their plans are of one playbook
 * @returns how it ended, by incident
 */
export async function runPlan(
  setting: RunSetting,
  ledgers: ReadonlyMap<string, Ledger>,
  options: RunOptions,
): Promise<ReadonlyMap<string, RunResult>> {
  const run: Run = { ...setting, ledgers, shown: new Map() }
  const halts: Halts = new Map()
  await begin(run, options, halts)
  const steps = joinSteps([...ledgers.values()].map(({ incident }) => incident.plan!))
  try {
    for (const round of roundsOf(steps)) {
      run.signal.throwIfAborted()
      await runRound(run, round, options, halts)
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
  halts: Halts,
): Promise<void> {
  for (const [id, ledger] of ledgers) {
    const { planDigest = '', state } = ledger.incident
    const fault = faultOfApprovals(ledger.incident)
    if (fault !== undefined) {
      halts.set(id, { result: 'waiting', detail: fault })
      continue
    }
    const resumes = !['planned', 'approved'].includes(state)
    const signs = unsigned ? ({ unsigned: true } as const) : {}
    await ledger.append({ type: 'run-begun', planDigest, resumes, ...signs })
  }
}

async function end(run: Run, halts: Halts): Promise<ReadonlyMap<string, RunResult>> {
  const results = new Map<string, RunResult>()
  for (const [id, ledger] of run.ledgers) {
    const result = halts.get(id) ?? finished(ledger.incident)
    results.set(id, result)
    const { step: _step, ...told } = result
    if (ledger.incident.isRunning) await ledger.append({ type: 'run-ended', ...told })
  }
  return results
}

function finished({ id, plan, steps, verification }: Incident): RunResult {
  const own = plan!.steps.filter(({ incident }) => incident === id)
  const failed = own.filter((step) => !isSettled(steps[step.id]))
  const accepted = own.find((step) => steps[step.id]?.state === 'accepted')
  if (failed.length === 0 && accepted !== undefined && verification === undefined)
    return {
      result: 'waiting',
      detail: `"${accepted.title}" was only accepted, and nothing proves yet that it worked`,
    }
  if (failed.length === 0) return { result: 'finished', detail: `${own.length} steps, all done` }
  const names = failed.map((step) => step.id).join(', ')
  // What still lies somewhere waits for a person, and nothing went wrong.
  if (failed.every(({ kind }) => kind === 'clean'))
    return { result: 'waiting', detail: `all but cleaning is done: stanch incident clean ${id}` }
  return { result: 'stopped', detail: `${own.length} steps, not done: ${names}` }
}

const concurrencyDefault = 8

/** Steps that run at the same time; of one that fails the others are not stopped. */
async function runRound(
  run: Run,
  round: readonly PlanStep[],
  options: RunOptions,
  halts: Halts,
): Promise<void> {
  const open = round.filter(
    (step) => !halts.has(step.incident) && !isSettled(progressOf(run, step)),
  )
  const desks = new Desks(options.concurrency ?? concurrencyDefault)
  let broken: { readonly reason: unknown } | undefined
  const runOne = async (steps: readonly PlanStep[]) => {
    await desks.take()
    try {
      if (broken !== undefined) return
      run.signal.throwIfAborted()
      await runBatch({ ...run, clock: desks.lendWhileAsleep(run.clock) }, steps, options, halts)
    } catch (reason) {
      broken ??= { reason }
    } finally {
      desks.give()
    }
  }
  await Promise.all(batchesOf(open, run.adapters).map(runOne))
  if (broken !== undefined) throw broken.reason
}
