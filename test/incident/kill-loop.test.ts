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
import { goOn } from './go-on.ts'
import { openKillWorld } from './kill-world.ts'

/**
 * `all`: every point of every playbook (minutes). By default a point whose like another playbook has had is left out: the
 * same record of the same action.
 */
const isThorough = process.env['STANCH_KILL_LOOP'] === 'all'

const names = [
  'aws-access-key',
  'break-glass',
  'gcp-service-account-key',
  'github-token',
  'no-outage',
  'stop-the-bleeding',
  'switch-off',
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

/** @returns the signal that ended it */
function go(
  { store, world, id }: Planned,
  point: 'record' | 'effect',
  number: number,
): Promise<string | null> {
  const child = spawn(process.execPath, [program, store, world, id, point, String(number)], {
    stdio: 'ignore',
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (_status, signal) => resolve(signal))
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

interface Point {
  readonly kind: 'record' | 'effect'
  readonly number: number
  /** Points with the same one are alike. */
  readonly likeness: string
}

/** All points at which a run can be killed, from one that is not. */
async function pointsOf(name: string): Promise<Point[]> {
  const planned = await plan(name)
  const before = (await (await openFileIncidentStore(planned.store)).read(planned.id)).length
  await goOn(planned.store, planned.world, planned.id)
  await check(planned)
  const records = await (await openFileIncidentStore(planned.store)).read(planned.id)
  const { plan: own } = foldIncident(records)
  const recorded = records.slice(before).map(({ event }, at): Point => {
    const id = 'step' in event ? event.step : undefined
    const action = own!.steps.find((step) => step.id === id)?.action ?? ''
    return { kind: 'record', number: at + 1, likeness: `${event.type} ${action}` }
  })
  const done = planned.expected.map((action, at): Point => ({
    kind: 'effect',
    number: at + 1,
    likeness: `effect ${action}`,
  }))
  return [...recorded, ...done]
}

test('killed at every record of every built-in playbook: nothing twice, nothing left out, the chain holds', async () => {
  const had = new Set<string>()
  const told: string[] = []
  for (const name of names) {
    const points = await pointsOf(name)
    let kills = 0
    for (const { kind, number, likeness } of points) {
      if (had.has(likeness) && !isThorough) continue
      had.add(likeness)
      kills++
      const planned = await plan(name)
      expect(await go(planned, kind, number)).toBe('SIGKILL')
      expect(await goOn(planned.store, planned.world, planned.id)).toMatchObject({
        result: 'finished',
      })
      await check(planned)
    }
    const count = (kind: Point['kind']) => points.filter((one) => one.kind === kind).length
    told.push(`${name}: ${count('record')} records, ${count('effect')} effects; killed at ${kills}`)
  }
  console.log(told.join('\n'))
  expect(had.size).toBeGreaterThan(25)
}, 1_200_000)

test('of two who run it at once one is refused, and the other is not disturbed', async () => {
  const planned = await plan('break-glass')
  const { store, world, id } = planned
  let second: Promise<unknown> | undefined
  const start = () => {
    second ??= goOn(store, world, id).catch((error: unknown) => error)
  }
  await goOn(store, world, id, { onRecord: start, onEffect: () => undefined })
  expect(await second).toMatchObject({ code: 'INCIDENT_BUSY' })
  await check(planned)
})
