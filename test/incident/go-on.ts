import type { OpenJournal } from '../../src/incident/incident-store.ts'
import { openLedger } from '../../src/incident/ledger.ts'
import { runPlan } from '../../src/incident/run-plan.ts'
import type { RunResult } from '../../src/incident/run-setting.ts'
import { openFileIncidentStore } from '../../src/store/incidents/file-incident-store.ts'
import { openKillWorld } from './kill-world.ts'

/** What is told while a run goes on. */
export interface Passing {
  readonly onEffect: () => void
  readonly onRecord: () => void
}

/** Goes on with the plan of an incident in a store of files, at a provider that is a file; nobody waits. */
export async function goOn(
  storePath: string,
  worldPath: string,
  id: string,
  { onEffect, onRecord }: Passing = { onEffect: () => undefined, onRecord: () => undefined },
): Promise<RunResult> {
  const store = await openFileIncidentStore(storePath)
  const signal = new AbortController().signal
  const telling = (journal: OpenJournal): OpenJournal => ({
    records: journal.records,
    append: async (event) => {
      const record = await journal.append(event)
      onRecord()
      return record
    },
  })
  const actor = { person: 'ada', via: 'cli' }
  return store.withJournal(id, actor, { waitMs: 0, signal }, async (journal) => {
    const setting = {
      adapters: [openKillWorld(worldPath, onEffect)],
      clock: { now: Date.now, sleep: () => Promise.resolve() },
      random: Math.random,
      deadline: (milliseconds: number) => AbortSignal.timeout(milliseconds),
      subjectOf: () => Promise.resolve({ rule: 'world-key', provider: 'world', keyId: 'KEY1' }),
      onProgress: () => undefined,
      signal,
    }
    const ledgers = new Map([[id, openLedger(telling(journal))]])
    const options = { unsigned: false, faultOfApprovals: () => undefined }
    const results = await runPlan(setting, ledgers, options)
    return results.get(id)!
  })
}
