import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildPlan } from '../../../src/incident/build-plan.ts'
import { foldIncident } from '../../../src/incident/fold-incident.ts'
import type { Incident } from '../../../src/incident/incident.ts'
import { openLedger } from '../../../src/incident/ledger.ts'
import { parsePlaybook } from '../../../src/incident/parse-playbook.ts'
import { planDigestOf, type Plan } from '../../../src/incident/plan.ts'
import { subjectOf } from '../../../src/incident/subject-of.ts'
import { adapterSources, openAdapter } from '../../../src/providers/adapters/adapters.ts'
import { GitlabSimulator } from '../../../src/providers/simulators/gitlab.ts'
import { openFileIncidentStore } from '../../../src/store/incidents/file-incident-store.ts'
import { Secret } from '../../../src/text/secret.ts'
import { makeDirectory, run, type Ended, type RunOptions } from '../run-stanch.ts'
import { serveSimulator } from './serve-simulator.ts'

/** A leaked token of an own GitLab, its incident, and who responds. */
class Desk {
  readonly simulator = new GitlabSimulator({ isOwnServer: true })
  readonly planted = this.simulator.plant()
  readonly cwd = makeDirectory({ 'ci.env': `GITLAB_TOKEN=${this.planted.value}\n` })
  readonly store = join(this.cwd, 'state')
  id = ''
  url = ''

  get env(): Record<string, string> {
    return { ...this.planted.env, GITLAB_URL: this.url }
  }

  async run(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ended> {
    const env = { STANCH_ACTOR: 'ann', STANCH_INCIDENTS: this.store, ...this.env }
    const ended = await run(['incident', ...args], { cwd: this.cwd, env, ...options })
    const written = readdirSync(this.store, { recursive: true, encoding: 'utf8' }).map((name) => {
      const path = join(this.store, name)
      return name.includes('.') ? readFileSync(path, 'latin1') : ''
    })
    expect([ended.stdout, ended.stderr, ...written].join('')).not.toContain(this.planted.value)
    return ended
  }

  async incident(): Promise<Incident> {
    const store = await openFileIncidentStore(this.store)
    return foldIncident(await store.read(this.id))
  }

  /** As `stanch incident plan` would, with no signature needed. */
  async plan(change: (plan: Plan) => Plan = (plan) => plan): Promise<void> {
    const store = await openFileIncidentStore(this.store)
    const incident = foldIncident(await store.read(this.id))
    const sources = adapterSources().filter(({ id }) => id === 'gitlab')
    const clock = { now: Date.now, sleep: () => Promise.resolve() }
    const [opened] = await Promise.all(
      sources.map((source) => openAdapter(source, { env: this.env, clock })),
    )
    const secret = new Secret(new TextEncoder().encode(this.planted.value), store.key)
    const file = 'rules/playbooks/stop-the-bleeding.yaml'
    const yaml = readFileSync(join(import.meta.dirname, '../../..', file), 'utf8')
    const chosen = { playbook: parsePlaybook(yaml, file), reason: 'It leaked.' }
    const input = {
      incident,
      subject: { ...subjectOf(incident), secret },
      adapters: [opened!.adapter],
    }
    const plan = change({
      ...buildPlan(input, chosen),
      needs: { signatures: 0, reason: 'a test' },
    })
    const signal = new AbortController().signal
    await store.withJournal(
      this.id,
      { person: 'ann', via: 'cli' },
      { waitMs: 0, signal },
      (journal) =>
        openLedger(journal).append({ type: 'planned', plan, digest: planDigestOf(plan)! }),
    )
    await opened!.close()
  }
}

async function opened(before?: Parameters<typeof serveSimulator>[1]): Promise<Desk> {
  const desk = new Desk()
  desk.url = await serveSimulator(desk.simulator, before)
  const scan = await run(['scan', '--format', 'json', 'ci.env'], { cwd: desk.cwd })
  writeFileSync(join(desk.cwd, 'scan.json'), scan.stdout)
  const ended = await run(['incident', 'open', 'scan.json', '--format', 'json'], {
    cwd: desk.cwd,
    env: { STANCH_ACTOR: 'ann', STANCH_INCIDENTS: desk.store },
  })
  const [summary] = JSON.parse(ended.stdout) as { id: string }[]
  desk.id = summary!.id
  return desk
}

/** Without what a person would do, and without waiting. */
function automatic(plan: Plan): Plan {
  const steps = plan.steps
    .filter(({ manual, kind }) => manual === undefined && kind !== 'rotate')
    .map((step) => ({ ...step, retry: { ...step.retry, waitMs: 10 } }))
  return { ...plan, steps }
}

test('from the plan to the proof: each step a line, the token dead, what it made listed and settled', async () => {
  const desk = await opened()
  await desk.plan(automatic)
  const unconfirmed = await desk.run(['run', desk.id])
  expect(unconfirmed.status).toBe(2)
  expect(unconfirmed.stderr).toContain(`stanch incident run ${desk.id} --yes`)
  expect(desk.simulator.effects).toEqual([])

  const ran = await desk.run(['run', desk.id, '--yes'])
  expect(ran.status, ran.stderr).toBe(0)
  const words = ran.stdout.split('\n').map((line) => line.slice(0, 9).trim())
  expect(words.slice(0, 5)).toEqual(['done', 'done', 'done', 'done', 'done'])
  expect(desk.simulator.effects).toHaveLength(1)
  expect((await desk.incident()).verification).toMatchObject({ verdict: 'dead' })

  const verify = ['verify', desk.id, '--every', '100ms', '--times', '2']
  const verified = await desk.run(verify)
  expect(verified.stdout).toContain('DEAD')
  expect(verified.status).toBe(1)
  const { minted } = await desk.incident()
  const items = minted.map(({ kind, id }) => `${kind}:${id}`)
  expect(items.length).toBeGreaterThan(0)
  expect(verified.stdout).toContain(`stanch incident settle ${desk.id} ${items[0]} --as`)
  const secretly = ['--as', 'revoked', '--because', desk.planted.value]
  expect((await desk.run(['settle', desk.id, items[0]!, ...secretly])).status).toBe(2)
  for (const item of items) {
    const settled = ['--as', 'legitimate', '--because', 'that of the pipeline']
    expect((await desk.run(['settle', desk.id, item, ...settled])).status).toBe(0)
  }
  expect((await desk.run([...verify, '--format', 'json'])).status).toBe(0)
  expect((await desk.run(['close', desk.id, '--reason', 'dead'])).status).toBe(0)
  expect((await desk.incident()).state).toBe('closed')
  expect((await desk.run(['run', desk.id, '--yes'])).status).toBe(2)
}, 60_000)

test('an interrupt lets the call end, writes it down, and the next run goes on', async () => {
  let stop = () => {}
  const desk = await opened(async ({ method }) => {
    if (method !== 'DELETE') return
    stop()
    await new Promise((resolve) => setTimeout(resolve, 300))
  })
  await desk.plan(automatic)
  const interrupted = await desk.run(['run', desk.id, '--yes'], {
    onStart: (child) => {
      child.stdin?.end()
      stop = () => child.kill('SIGINT')
    },
  })
  expect(interrupted.status, interrupted.stderr).toBe(130)
  expect((await desk.incident()).steps['revoke']).toMatchObject({ state: 'done' })
  expect((await desk.incident()).isRunning).toBe(false)
  expect((await desk.run(['run', desk.id, '--yes'])).status).toBe(0)
  expect(desk.simulator.effects).toHaveLength(1)
}, 60_000)

test('a process that is killed while it waits for the provider is asked about, and nothing is done twice', async () => {
  let kill = () => {}
  const desk = await opened(({ method }) => {
    if (method === 'DELETE') kill()
  })
  await desk.plan(automatic)
  await desk.run(['run', desk.id, '--yes'], {
    onStart: (child) => {
      child.stdin?.end()
      kill = () => child.kill('SIGKILL')
    },
  })
  expect((await desk.incident()).steps['revoke']).toMatchObject({ state: 'intended' })
  const second = await desk.run(['run', desk.id, '--yes'])
  expect(second.status, second.stderr).toBe(0)
  expect(second.stderr).toContain('asked the provider how it ended')
  expect(desk.simulator.effects).toHaveLength(1)
}, 60_000)

test('what a person does waits for him, and becomes a receipt with his name', async () => {
  const desk = await opened()
  await desk.plan((plan) => {
    const { steps } = automatic(plan)
    const [first] = steps
    const tell = { ...first!, id: 'tell', title: 'Tell the owner', manual: ['Call them.'] }
    const { action: _action, adapter: _adapter, kind: _kind, description: _, ...manual } = tell
    return { ...plan, steps: [manual, ...steps] }
  })
  const waiting = await desk.run(['run', desk.id, '--yes'])
  expect(waiting.status).toBe(1)
  expect(waiting.stdout).toContain(`stanch incident attest ${desk.id} tell --statement`)
  expect(desk.simulator.effects).toEqual([])
  const attest = ['attest', desk.id, 'tell', '--statement', 'called, ticket 4711']
  expect((await desk.run(attest)).status).toBe(0)
  expect((await desk.run(['undo', desk.id, 'tell'])).status).toBe(2)
  expect((await desk.run(['run', desk.id, '--yes'])).status).toBe(0)
}, 60_000)

test('another value than the incident’s is sent nowhere', async () => {
  const desk = await opened()
  await desk.plan(automatic)
  writeFileSync(join(desk.cwd, 'ci.env'), '')
  const other = new GitlabSimulator({ seed: 9 }).plant().value
  const wrong = await desk.run(['run', desk.id, '--yes', '--value-stdin'], { input: other })
  expect(wrong.status).toBe(2)
  const none = await desk.run(['run', desk.id, '--yes'])
  expect(none.status).toBe(2)
  expect(none.stderr).toContain('going on without the value')
  expect(desk.simulator.effects).toEqual([])
  const right = await desk.run(['run', desk.id, '--yes', '--value-stdin'], {
    input: desk.planted.value,
  })
  expect(right.status, right.stderr).toBe(0)
}, 60_000)
