import { expect, test } from 'vitest'
import { openLedger } from '../../../src/incident/ledger.ts'
import { runPlan } from '../../../src/incident/run-plan.ts'
import type { RunSetting } from '../../../src/incident/run-setting.ts'
import { undoStep } from '../../../src/incident/undo-step.ts'
import { verifyDead } from '../../../src/incident/verify-dead.ts'
import { AnthropicSimulator } from '../../../src/providers/simulators/anthropic.ts'
import {
  FakeClock,
  FakeJournal,
  makePlan,
  makeStep,
  openedEvent,
  plannedEvent,
} from '../../incident/fake-journal.ts'
import { onStage, type Fault } from './simulated.ts'
import { sourceOfFile } from './source-of-file.ts'

test('a key that can be switched off is proven dead and, undone, lives again; a lost answer changes nothing of that', async () => {
  const simulator = new AnthropicSimulator({ others: 3 })
  const stage = await onStage(sourceOfFile('anthropic', { 'anthropic-api-key': 7 }), simulator)
  const clock = new FakeClock()
  const journal = new FakeJournal(clock)
  const setting: RunSetting = {
    adapters: [stage.adapter],
    clock,
    random: () => 0,
    deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
    subjectOf: () => Promise.resolve(stage.subject),
    onProgress: () => undefined,
    signal: new AbortController().signal,
  }
  const action = stage.effect('deactivate')
  const description = action.describe(stage.subject)
  const proof = description.proof!
  const resolved = { adapter: 'anthropic', action: 'deactivate', kind: action.kind, description }
  const step = makeStep({ id: 'disable', ...resolved, proof })
  await journal.append(openedEvent)
  await journal.append(plannedEvent(makePlan([step])))

  let isLost = false
  stage.fault = ({ method }): Fault => {
    if (method !== 'POST' || isLost) return undefined
    isLost = true
    return 'lost-after'
  }
  const ledger = openLedger(journal)
  const options = { unsigned: true, faultOfApprovals: () => undefined }
  const results = await runPlan(setting, new Map([['i1', ledger]]), options)
  expect(results.get('i1')).toMatchObject({ result: 'finished' })
  expect(simulator.effects).toHaveLength(1)

  const often = { times: 3, everyMs: 1000, untilMs: 60_000 }
  expect(await verifyDead(setting, ledger, often)).toMatchObject({ verdict: 'dead' })
  expect(await undoStep(setting, ledger, step)).toMatchObject({ state: 'undone' })
  expect(ledger.incident.verification).toBeUndefined()
  expect(await verifyDead(setting, ledger, { ...often, untilMs: 0 })).toMatchObject({
    verdict: 'live',
  })
})
