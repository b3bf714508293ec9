import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPlan } from '../../src/incident/build-plan.ts'
import { foldIncident } from '../../src/incident/fold-incident.ts'
import { faultOfChain } from '../../src/incident/journal.ts'
import { openLedger } from '../../src/incident/ledger.ts'
import { parsePlaybook } from '../../src/incident/parse-playbook.ts'
import { changesSomething } from '../../src/incident/plan.ts'
import { openFileIncidentStore } from '../../src/store/incidents/file-incident-store.ts'
import { approvedEvent, openedEvent, plannedEvent } from './fake-journal.ts'
import { openKillWorld } from './kill-world.ts'

/**
 * `all`: each point by itself, from a fresh run (minutes). By default one run of each playbook is killed at every record
 * in turn, and at every effect between the provider's doing and our writing it down.
 */
const isThorough = process.env['STANCH_KILL_LOOP'] === 'all'

const names = [
  'aws-access-key',
  'break-glass',
  'gcp-service-account-key',
  'github-token',
  'no-outage',
  'stop-the-bleeding',
]

let root: string
let program: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'stanch-kill-'))
  program = join(root, 'kill-program.mjs')
  const build = await rolldown({
    input: join(import.meta.dirname, 'kill-program.ts'),
    platform: 'node',
    logLevel: 'silent',
  })
  await build.write({ file: program, format: 'esm', codeSplitting: false })
  await build.close()
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

interface Planned {
  readonly store: string
  readonly world: string
  readonly id: string
  /** Names of the actions that the plan takes, each once for each step. */
  readonly expected: readonly string[]
}

/** An incident that is opened, planned by the playbook and approved; each step that can be is done by the world. */
async function plan(name: string): Promise<Planned> {
  const directory = mkdtempSync(join(root, `${name}-`))
  const [store, world] = [join(directory, 'store'), join(directory, 'world')]
  const opened = await openFileIncidentStore(store)
  const actor = { person: 'ada', via: 'cli' }
  const { id } = await opened.open(['v1:aa:1'], actor, () => ({
    ...openedEvent,
    leaked: { ...openedEvent.leaked, rule: 'world-key' },
  }))
  const file = `rules/playbooks/${name}.yaml`
  const path = join(import.meta.dirname, '../..', file)
  const playbook = parsePlaybook(readFileSync(path, 'utf8'), file)
  const signal = new AbortController().signal
  let expected: string[] = []
  await opened.withJournal(id, actor, { waitMs: 0, signal }, async (journal) => {
    const ledger = openLedger(journal)
    const adapters = [openKillWorld(world, () => undefined)]
    const subject = { rule: 'world-key', provider: 'world', keyId: 'KEY1' }
    const built = buildPlan(
      { incident: ledger.incident, adapters, subject },
      { playbook, reason: '' },
    )
    const automatic = built.steps.filter(({ manual }) => manual === undefined)
    const whole = { ...built, steps: automatic }
    expected = automatic.filter(changesSomething).map(({ action }) => action!)
    await ledger.append(plannedEvent(whole))
    await ledger.append(approvedEvent(whole, 'bob'))
    await ledger.append(approvedEvent(whole, 'eve'))
  })
  return { store, world, id, expected }
}

/** @returns whether it was killed, and what it wrote */
function go(
  { store, world, id }: Planned,
  point: 'record' | 'effect' | 'never',
  number = 0,
): Promise<{ readonly isKilled: boolean; readonly output: string }> {
  const child = spawn(process.execPath, [program, store, world, id, point, String(number)])
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (_status, signal) => resolve({ isKilled: signal === 'SIGKILL', output }))
  })
}

async function check({ store, world, id, expected }: Planned): Promise<void> {
  const opened = await openFileIncidentStore(store)
  const records = await opened.read(id)
  expect(faultOfChain(records)).toBeUndefined()
  const { steps, verification, isRunning } = foldIncident(records)
  expect(Object.values(steps).map(({ state }) => state)).toEqual(
    Object.keys(steps).map(() => 'done'),
  )
  expect({ isRunning, verdict: verification?.verdict }).toEqual({
    isRunning: false,
    verdict: 'dead',
  })
  const effects = readFileSync(world, 'utf8').trim().split('\n')
  expect(effects.map((one) => one.split(' ')[0])).toEqual(expected)
  expect(new Set(effects).size).toBe(effects.length)
}

async function loop(name: string): Promise<{ records: number; effects: number }> {
  const points = { records: 0, effects: 0 }
  for (const point of ['record', 'effect'] as const) {
    const planned = await plan(name)
    // A record that was asked for again after a crash comes first in what follows: two are passed, so that it gets on.
    for (let turn = 0; turn < 400; turn++) {
      const { isKilled, output } = await go(planned, point, point === 'record' ? 2 : 1)
      if (!isKilled) {
        expect(output).toContain('"finished"')
        break
      }
      points[`${point}s`]++
    }
    await check(planned)
  }
  return points
}

/** Each point from a fresh run: killed there once, then run to the end. */
async function thoroughLoop(name: string): Promise<{ records: number; effects: number }> {
  const points = { records: 0, effects: 0 }
  for (const point of ['record', 'effect'] as const) {
    for (let number = 1; ; number++) {
      const planned = await plan(name)
      const { isKilled } = await go(planned, point, number)
      if (isKilled) {
        points[`${point}s`]++
        const { output } = await go(planned, 'never')
        expect(output).toContain('"finished"')
      }
      await check(planned)
      if (!isKilled) break
    }
  }
  return points
}

test('killed at every record of every built-in playbook: nothing twice, nothing left out, the chain holds', async () => {
  const told: string[] = []
  for (const name of names) {
    const { records, effects } = await (isThorough ? thoroughLoop(name) : loop(name))
    told.push(`${name}: killed at ${records} records and ${effects} effects`)
    expect(effects).toBeGreaterThan(0)
    expect(records).toBeGreaterThan(effects)
  }
  console.log(told.join('\n'))
}, 1_200_000)
