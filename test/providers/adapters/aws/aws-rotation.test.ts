import { expect, test } from 'vitest'
import type { ActionOutcome, Subject } from '../../../../src/incident/adapter.ts'
import { awsIamSource, awsSecretsManagerSource } from '../../../../src/providers/adapters/aws/aws-sources.ts' // prettier-ignore
import { AwsSimulator, type AwsSimulatorOptions } from '../../../../src/providers/simulators/aws.ts'
import { onStage, secretOf, type Stage } from '../simulated.ts'

const store = { type: 'aws-secrets-manager', path: 'us-east-1/app/deploy-1' }

async function open(options: AwsSimulatorOptions = {}, subject: Partial<Subject> = {}) {
  const simulator = new AwsSimulator(options)
  const stage = await onStage(awsIamSource, simulator, { subject: { store, ...subject } })
  return { stage, simulator }
}

type Opened = Awaited<ReturnType<typeof open>>

/** As the engine does: the same key for each attempt of a step, and what earlier steps have told. */
class Incident {
  readonly #stage: Stage
  #known: Record<string, string> = {}
  readonly #begun: Record<string, string> = {}
  constructor({ stage }: Opened) {
    this.#stage = stage
  }
  #context(name: string) {
    const idempotencyKey = Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64)
    const intendedAt = (this.#begun[name] ??= new Date(this.#stage.nowMs).toISOString())
    const subject = { ...this.#stage.subject, known: this.#known }
    return { subject, idempotencyKey, intendedAt, signal: new AbortController().signal }
  }
  async run(name: string): Promise<ActionOutcome> {
    const outcome = await this.#stage.effect(name).run(this.#context(name))
    if ('known' in outcome) this.#known = { ...this.#known, ...outcome.known }
    return outcome
  }
  check(name: string) {
    return this.#stage.effect(name).check(this.#context(name))
  }
  async stillUsed() {
    return (await this.#stage.evidence('drain').run(this.#context('drain'))).facts['stillUsed']
  }
}

const userKeys = ({ simulator }: Opened) =>
  simulator.world.keys.filter(({ user, isDeleted }) => user === 'deploy-1' && !isDeleted)
const newKeys = (opened: Opened) => userKeys(opened).filter(({ id }) => id !== opened.stage.planted.keyId) // prettier-ignore

function staged({ simulator }: Opened, stage: string): Record<string, string> | undefined {
  const version = [...simulator.world.secrets[0]!.versions.values()].find(({ stages }) => stages.has(stage)) // prettier-ignore
  return version && (JSON.parse(version.value) as Record<string, string>)
}

/** The waiting version holds the one new key, whole, and all else as it was. */
function expectPending(opened: Opened): void {
  const [key, ...more] = newKeys(opened)
  expect(more).toEqual([])
  expect(staged(opened, 'AWSPENDING')).toEqual({ region: 'eu-west-1', accessKeyId: key!.id, secretAccessKey: key!.secret }) // prettier-ignore
}

test('to pending, tried, promoted, drained; the old one stays until it is deleted', async () => {
  const opened = await open()
  const incident = new Incident(opened)
  expect(await incident.check('rotate')).toMatchObject({ state: 'not-effected' })
  expect(await incident.run('rotate')).toMatchObject({ result: 'done', identity: { id: newKeys(opened)[0]!.id } }) // prettier-ignore
  expectPending(opened)
  expect(await incident.check('rotate')).toMatchObject({ state: 'effected' })
  expect(await incident.run('rotate')).toMatchObject({ result: 'already' })
  expect(staged(opened, 'AWSCURRENT')!['accessKeyId']).toBe(opened.stage.planted.keyId)
  expect(await incident.stillUsed()).toBe('unknown')
  expect(await incident.check('promote')).toMatchObject({ state: 'not-effected' })
  expect(await incident.run('promote')).toMatchObject({ result: 'done' })
  expect(await incident.check('promote')).toMatchObject({ state: 'effected' })
  expect(staged(opened, 'AWSCURRENT')!['accessKeyId']).toBe(newKeys(opened)[0]!.id)
  expect(await incident.stillUsed()).toBe('no')
  opened.stage.nowMs += 60_000
  await opened.stage.probe('identity').run({ subject: opened.stage.subject, idempotencyKey: '', signal: new AbortController().signal }) // prettier-ignore
  expect(await incident.stillUsed()).toBe('yes')
  expect(opened.simulator.effects.map(({ what }) => what)).toEqual(['created', 'staged', 'stage-moved']) // prettier-ignore
})

test('a new key is promoted only once it works', async () => {
  const opened = await open({ propagationMs: 6000 })
  const incident = new Incident(opened)
  await incident.run('rotate')
  expect(await incident.run('promote')).toMatchObject({ result: 'failed', isTemporary: true, retryAfterMs: 5000 }) // prettier-ignore
  opened.stage.nowMs += 6000
  expect(await incident.run('promote')).toMatchObject({ result: 'done' })
})

test('rolled back: before it was promoted, and after; the leaked key stays as it was', async () => {
  for (const isPromoted of [false, true]) {
    const opened = await open()
    const incident = new Incident(opened)
    await incident.run('rotate')
    if (isPromoted) await incident.run('promote')
    expect(await incident.check('roll-back')).toMatchObject({ state: 'not-effected' })
    expect(await incident.run('roll-back')).toMatchObject({ result: 'done' })
    expect(newKeys(opened)).toEqual([])
    expect(userKeys(opened)).toMatchObject([{ status: 'Active' }])
    expect(staged(opened, 'AWSCURRENT')!['accessKeyId']).toBe(opened.stage.planted.keyId)
    expect(staged(opened, 'AWSPENDING')).toBeUndefined()
    expect(await incident.check('roll-back')).toMatchObject({ state: 'effected' })
    expect(await incident.run('roll-back')).toMatchObject({ result: 'already' })
  }
})

test('nobody is left without a key: once the old one is inactive, a promoted one is not taken back', async () => {
  const opened = await open()
  const incident = new Incident(opened)
  await incident.run('rotate')
  await incident.run('promote')
  await incident.run('deactivate')
  const before = opened.simulator.effects.length
  expect(await incident.run('roll-back')).toMatchObject({ result: 'refused' })
  expect(opened.simulator.effects).toHaveLength(before)
})

test('two keys already: refused, and nothing is made', async () => {
  const opened = await open({ hasSecondKey: true })
  expect(await new Incident(opened).run('rotate')).toMatchObject({ result: 'refused', detail: expect.stringContaining('two keys already') as string }) // prettier-ignore
  expect(opened.simulator.effects).toEqual([])
})

test('stopped first: where the leaked key is deleted, its user is known by the step that did it', async () => {
  const opened = await open()
  const incident = new Incident(opened)
  await incident.run('deactivate')
  await incident.run('delete')
  expect(await incident.run('rotate')).toMatchObject({ result: 'done' })
  expectPending(opened)
  expect(await incident.run('promote')).toMatchObject({ result: 'done' })
})

test('without the secret at hand it is found by its shape, if only one text has it', async () => {
  const opened = await open({}, { secret: undefined })
  expect(await new Incident(opened).run('rotate')).toMatchObject({ result: 'done' })
  expectPending(opened)
  const two = await open({}, { secret: undefined })
  const [version] = two.simulator.world.secrets[0]!.versions.values()
  Object.assign(version!, {
    value: version!.value.replace('}', `,"other":"${'ab/+'.repeat(10)}"}`),
  })
  expect(await new Incident(two).run('rotate')).toMatchObject({ result: 'refused' })
  expect(two.simulator.effects).toEqual([])
})

test('a store that cannot take it is found out before anything is made', async () => {
  const cases: [AwsSimulatorOptions, Partial<Subject>][] = [
    [{ rotates: true }, {}],
    [{}, { store: { ...store, path: 'us-east-1/app/other' } }],
    [{}, { store: { ...store, path: '999999999999/us-east-1/app/deploy-1' } }],
    [{}, { store: { type: 'vault-kv', path: 'x' } }],
    [{}, { store: undefined }],
    [{}, { secret: secretOf('x'.repeat(40)) }],
  ]
  for (const [options, subject] of cases) {
    const opened = await open(options, subject)
    expect(['refused', 'not-found'], JSON.stringify(subject)).toContain((await new Incident(opened).run('rotate')).result) // prettier-ignore
    expect(opened.simulator.effects).toEqual([])
  }
})

test('somebody else’s rotation is not overwritten', async () => {
  const opened = await open()
  const { versions } = opened.simulator.world.secrets[0]!
  versions.set('c'.repeat(32), { value: '{}', stages: new Set(['AWSPENDING']) })
  expect(await new Incident(opened).run('rotate')).toMatchObject({ result: 'refused' })
  expect(opened.simulator.effects).toEqual([])
})

test('a store that fails for good: the new key is deleted again', async () => {
  const opened = await open()
  opened.stage.fault = ({ headers }) =>
    headers?.['x-amz-target'] === 'secretsmanager.PutSecretValue'
      ? { status: 400, headers: {}, body: new TextEncoder().encode('{"__type":"AccessDeniedException"}') } // prettier-ignore
      : undefined
  expect(await new Incident(opened).run('rotate')).toMatchObject({ result: 'failed', isTemporary: false }) // prettier-ignore
  expect(newKeys(opened)).toEqual([])
  expect(staged(opened, 'AWSPENDING')).toBeUndefined()
})

/** The process dies right before, or right after, its n-th call; what it still tries comes to nothing. */
async function dieAt(
  call: number,
  when: 'before' | 'after',
  steps: readonly string[],
  options: AwsSimulatorOptions = {},
) {
  const opened = await open(options)
  const incident = new Incident(opened)
  const last = steps.at(-1)!
  for (const step of steps.slice(0, -1)) await incident.run(step)
  let number = 0
  let isDead = false
  opened.stage.fault = () => {
    if (isDead) return 'lost-before'
    isDead = number++ === call
    return isDead ? (when === 'after' ? 'lost-after' : 'lost-before') : undefined
  }
  const outcome = await incident.run(last)
  opened.stage.fault = () => undefined
  return { opened, incident, isReached: isDead, outcome }
}

/** As the engine resumes: asks, and repeats only what is told not to be there. */
async function resume(incident: Incident, step: string) {
  const asked = await incident.check(step)
  if (asked.state === 'not-effected') return incident.run(step)
  return asked
}

for (const when of ['before', 'after'] as const) {
  test(`killed ${when} each call of rotate: resumed, there is one new key, and the store has it whole`, async () => {
    let deaths = 0
    for (let call = 0; ; call++) {
      const { opened, incident, isReached, outcome } = await dieAt(call, when, ['rotate'])
      if (!isReached) break
      deaths++
      expect(['done', 'already'], `call ${call}`).not.toContain(outcome.result)
      const ended = await resume(incident, 'rotate')
      expect('state' in ended ? ended.state : ended.result, `call ${call}: ${ended.detail}`).toMatch(/^(?:effected|done|already)$/) // prettier-ignore
      expectPending(opened)
      const staging = opened.simulator.effects.filter(({ what }) => what === 'staged')
      expect(staging, `call ${call}`).toHaveLength(1)
    }
    expect(deaths).toBeGreaterThan(6)
  })

  test.for([['promote'], ['roll-back'], ['promote', 'roll-back']])(
    `killed ${when} each call of %s: resumed, it is done once`,
    async (steps) => {
      for (let call = 0; ; call++) {
        const all = ['rotate', ...steps]
        const { opened, incident, isReached } = await dieAt(call, when, all)
        if (!isReached) break
        const ended = await resume(incident, all.at(-1)!)
        expect('state' in ended ? ended.state : ended.result, `call ${call}: ${ended.detail}`).toMatch(/^(?:effected|done|already)$/) // prettier-ignore
        const isBack = steps.includes('roll-back')
        expect(newKeys(opened)).toHaveLength(isBack ? 0 : 1)
        expect(staged(opened, 'AWSCURRENT')!['accessKeyId']).toBe(isBack ? opened.stage.planted.keyId : newKeys(opened)[0]!.id) // prettier-ignore
        const effects = opened.simulator.effects.map(({ what, id }) => `${what} ${id}`)
        expect(new Set(effects).size).toBe(effects.length)
      }
    },
  )
}

test('a key whose secret was lost: nobody guesses whose it is until CloudTrail says so', async () => {
  const trailDelayMs = 5 * 60_000
  for (let call = 0; ; call++) {
    const { opened, incident, isReached } = await dieAt(call, 'after', ['rotate'], { trailDelayMs })
    if (!isReached) break
    const isLost = newKeys(opened).length === 1 && staged(opened, 'AWSPENDING') === undefined
    if (!isLost) continue
    expect(await incident.check('rotate')).toMatchObject({ state: 'unknown' })
    const lost = newKeys(opened)[0]!
    opened.stage.nowMs += trailDelayMs
    expect(await resume(incident, 'rotate')).toMatchObject({ result: 'done' })
    expect(lost.isDeleted).toBe(true)
    expectPending(opened)
    return
  }
  throw new Error('no key was lost')
})

test('somebody else’s second key is neither ours nor deleted', async () => {
  const opened = await open({ hasSecondKey: true })
  const [other] = newKeys(opened)
  const incident = new Incident(opened)
  expect(await incident.check('rotate')).toMatchObject({ state: 'not-effected' })
  Object.assign(other!, { createdMs: opened.stage.nowMs })
  expect(await incident.check('rotate')).toMatchObject({ state: 'unknown' })
  await incident.run('rotate')
  await incident.run('roll-back')
  expect(other!.isDeleted).toBe(false)
})

test('a secret that rotates by itself is told to, and its version says whether it began', async () => {
  const simulator = new AwsSimulator({ rotates: true })
  const stage = await onStage(awsSecretsManagerSource, simulator, { subject: { store } })
  const context = { subject: stage.subject, idempotencyKey: 'a'.repeat(64), signal: new AbortController().signal } // prettier-ignore
  const action = stage.effect('rotate-now')
  expect(action.describe(stage.subject)).toMatchObject({ completion: 'accepted', missing: [] })
  expect(await action.check(context)).toMatchObject({ state: 'not-effected' })
  expect(await action.run(context)).toMatchObject({ result: 'accepted' })
  expect(await action.check(context)).toMatchObject({ state: 'effected' })
  await action.run(context)
  expect(simulator.effects).toHaveLength(1)
  expect((await stage.evidence('secret').run(context)).facts).toMatchObject({ rotates: 'yes', pendingVersion: 'a'.repeat(64) }) // prettier-ignore
})
