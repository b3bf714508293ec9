import { foldIncident } from '../../src/incident/fold-incident.ts'
import { openLedger, type Ledger } from '../../src/incident/ledger.ts'
import type { Plan, PlanStep } from '../../src/incident/plan.ts'
import { runPlan } from '../../src/incident/run-plan.ts'
import type { RunProgress, RunResult, RunSetting } from '../../src/incident/run-setting.ts'
import { FakeClock, FakeJournal, makePlan, openedEvent, plannedEvent } from './fake-journal.ts'
import { FakeProvider } from './fake-provider.ts'

/** One incident, its journal and its provider, in memory. */
export class Scene {
  readonly clock = new FakeClock()
  readonly provider = new FakeProvider()
  readonly journal = new FakeJournal(this.clock)
  readonly progress: RunProgress[] = []
  readonly stop = new AbortController()

  get setting(): RunSetting {
    return {
      adapters: [this.provider.adapter],
      clock: this.clock,
      random: () => 0.5,
      deadline: () => AbortSignal.timeout(30),
      subjectOf: ({ id }) =>
        Promise.resolve({ rule: 'fake-key', provider: 'fake', keyId: `FK${id.slice(1)}` }),
      onProgress: (one) => this.progress.push(one),
      signal: this.stop.signal,
    }
  }

  async plan(steps: readonly PlanStep[], over: Partial<Plan> = {}): Promise<Plan> {
    const plan = makePlan(steps, over)
    await this.journal.append(openedEvent)
    await this.journal.append(plannedEvent(plan))
    return plan
  }

  get ledger(): Ledger {
    return openLedger(this.journal)
  }

  async run(fault?: string): Promise<RunResult> {
    const options = { unsigned: true, faultOfApprovals: () => fault }
    const results = await runPlan(this.setting, new Map([['i1', this.ledger]]), options)
    return results.get('i1')!
  }

  get states(): Record<string, string> {
    const { steps } = foldIncident(this.journal.records)
    return Object.fromEntries(Object.entries(steps).map(([id, { state }]) => [id, state]))
  }
}
