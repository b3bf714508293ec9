/**
 * A process that goes on with an incident and kills itself: after so many records, each of which is on the disk; or when so
 * many effects are done at the provider, before anybody has written that down. Without a number it goes on to the end.
 *
 * Arguments: directory of the store, file of the world, incident, `record` or `effect` or `never`, number.
 */
import type { OpenJournal } from '../../src/incident/incident-store.ts'
import { openLedger } from '../../src/incident/ledger.ts'
import { runPlan } from '../../src/incident/run-plan.ts'
import { openFileIncidentStore } from '../../src/store/incidents/file-incident-store.ts'
import { openKillWorld } from './kill-world.ts'

const [storePath, worldPath, id, point, typed] = process.argv.slice(2) as [
  string,
  string,
  string,
  'record' | 'effect' | 'never',
  string,
]
let left = Number(typed)

function pass(here: 'record' | 'effect'): void {
  if (point === here && --left === 0) process.kill(process.pid, 'SIGKILL')
}

function killing({ records, append }: OpenJournal): OpenJournal {
  return {
    records,
    append: async (event) => {
      const record = await append(event)
      pass('record')
      return record
    },
  }
}

const store = await openFileIncidentStore(storePath)
const signal = new AbortController().signal
const actor = { person: 'ada', via: 'cli' }
await store.withJournal(id, actor, { waitMs: 0, signal }, async (journal) => {
  const ledgers = new Map([[id, openLedger(killing(journal))]])
  const results = await runPlan(
    {
      adapters: [openKillWorld(worldPath, () => pass('effect'))],
      clock: { now: Date.now, sleep: () => Promise.resolve() },
      random: Math.random,
      deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
      subjectOf: () => Promise.resolve({ rule: 'world-key', provider: 'world', keyId: 'KEY1' }),
      onProgress: () => undefined,
      signal,
    },
    ledgers,
    { unsigned: false, faultOfApprovals: () => undefined },
  )
  process.stdout.write(JSON.stringify(results.get(id)))
})
