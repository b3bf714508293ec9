import { describe, expect, test } from 'vitest'
import type { ActionDescription } from '../../../src/incident/adapter.ts'
import type { Simulator } from '../../../src/providers/simulator.ts'
import { contextOf, firewallPage, jsonAnswer, type Fault, type Stage } from './simulated.ts'

export interface Lawful {
  readonly name: string
  /** A new world each time. */
  readonly open: () => Promise<{ readonly stage: Stage; readonly simulator: Simulator }>
  readonly probes: readonly string[]
  /** Each effect with what the simulator then notes: one entry, of this id. */
  readonly effects: readonly {
    readonly name: string
    readonly what: string
    /** Ran before, when it needs another state. */
    readonly after?: string
    readonly id?: (stage: Stage) => string
    /** Name of the probe that must be dead then; none for what restores. */
    readonly dead?: string
    /** The vendor's answer does not say that it was done: the check has to. */
    readonly isMute?: boolean
  }[]
  readonly evidence?: readonly string[]
}

const successes = ['done', 'accepted', 'already']

/** What stands in for an answer at any call, and must never be taken for a success or a proof. */
const faults: readonly (readonly [string, Fault])[] = [
  ['a firewall’s page', firewallPage],
  ['a bare 403', jsonAnswer(403)],
  ['a bare 401', jsonAnswer(401)],
  ['429', jsonAnswer(429, {}, { 'retry-after': '7' })],
  ['500', jsonAnswer(500)],
  ['503', jsonAnswer(503)],
  ['200 of something else', jsonAnswer(200, { hello: 'world' })],
  ['404 of a page', { ...firewallPage, status: 404 }],
  ['an answer lost before', 'lost-before'],
]

/** What holds for the adapter of every vendor. */
export function adapterLaws({ name, open, probes, effects, evidence = [] }: Lawful): void {
  describe(`laws of ${name}`, () => {
    test.for([...probes])(
      'probe %s: live, its control dead, and nothing else a proof',
      async (probe) => {
        const { stage } = await open()
        const action = stage.probe(probe)
        expect(await action.run(contextOf(stage.subject))).toMatchObject({ verdict: 'live' })
        expect(await action.control(contextOf(stage.subject))).toMatchObject({ verdict: 'dead' })
        for (const [what, fault] of faults) {
          stage.fault = () => fault
          const told = await action.run(contextOf(stage.subject))
          expect(told.verdict, what).toBe('unverifiable')
          expectSilent(stage, told)
        }
      },
    )

    test.for(effects.map((effect) => [effect.name, effect] as const))(
      'effect %s: once, on the right one, and dead by its own probe',
      async ([, effect]) => {
        const { stage, simulator } = await open()
        if (effect.after !== undefined)
          await stage.effect(effect.after).run(contextOf(stage.subject))
        const before = simulator.effects.length
        const action = stage.effect(effect.name)
        const description = action.describe(stage.subject)
        expect(description.missing).toEqual([])
        const sentBefore = stage.sent.length
        const told = await action.run(contextOf(stage.subject))
        expect(told, JSON.stringify(told)).toMatchObject(
          effect.isMute
            ? { result: 'unknown' }
            : {
                result: expect.stringMatching(/^(?:done|accepted)$/) as unknown,
                identity: { proof: description.proof },
              },
        )
        const id = effect.id?.(stage) ?? stage.planted.keyId
        expect(simulator.effects.slice(before)).toEqual([{ what: effect.what, id }])
        expectPlanned(description, stage.sent.slice(sentBefore))
        expectSilent(stage, told, description)
        if (effect.dead !== undefined) {
          expect(description.provedBy).toBe(effect.dead)
          const probed = await stage.probe(effect.dead).run(contextOf(stage.subject))
          expect(probed, JSON.stringify(probed)).toMatchObject({ verdict: 'dead' })
        }
        if (description.undoneBy !== undefined && action.kind !== 'restore')
          expect(stage.effect(description.undoneBy).kind).toBe('restore')
        expect(
          await action.check({ ...contextOf(stage.subject), subject: withKnown(stage, told) }),
        ).toMatchObject({ state: 'effected' })
      },
    )

    test.for(effects.map((effect) => [effect.name, effect] as const))(
      'effect %s: a fault at any call is no success, and the next run does it once',
      async ([, effect]) => {
        const calls = await countCalls(open, effect.name, effect.after)
        for (let at = 0; at < calls; at++)
          for (const [what, fault] of faults) {
            const { stage, simulator } = await open()
            if (effect.after !== undefined)
              await stage.effect(effect.after).run(contextOf(stage.subject))
            const before = simulator.effects.length
            let number = 0
            stage.fault = () => (number++ === at ? fault : undefined)
            const told = await stage.effect(effect.name).run(contextOf(stage.subject))
            const where = `${what} at call ${at}: ${JSON.stringify(told)}`
            expect(successes, where).not.toContain(told.result)
            expect(simulator.effects.length, where).toBe(before)
            expectSilent(stage, told)
            stage.fault = () => undefined
            const again = await stage.effect(effect.name).run(contextOf(stage.subject))
            const good = effect.isMute ? ['unknown'] : ['done', 'accepted']
            expect(good, where).toContain(again.result)
            expect(simulator.effects.length, where).toBe(before + 1)
          }
      },
    )

    test.for(effects.map((effect) => [effect.name, effect] as const))(
      'effect %s: a lost answer is asked about',
      async ([, effect]) => {
        const calls = await countCalls(open, effect.name, effect.after)
        const { stage, simulator } = await open()
        if (effect.after !== undefined)
          await stage.effect(effect.after).run(contextOf(stage.subject))
        const before = simulator.effects.length
        const action = stage.effect(effect.name)
        expect((await action.check(contextOf(stage.subject))).state).not.toBe('effected')
        let number = 0
        stage.fault = () => (number++ === calls - 1 ? 'lost-after' : undefined)
        expect(await action.run(contextOf(stage.subject))).toMatchObject({ result: 'unknown' })
        expect(simulator.effects.length).toBe(before + 1)
        stage.fault = () => undefined
        const told = await action.check(contextOf(stage.subject))
        expect(told.state, told.detail).toBe('effected')
        expectSilent(stage, told)
        stage.fault = () => jsonAnswer(403)
        expect((await action.check(contextOf(stage.subject))).state).toBe('unknown')
      },
    )

    test.for([...evidence])(
      'evidence %s: whole, and with gaps when it is refused',
      async (wanted) => {
        const { stage, simulator } = await open()
        const action = stage.evidence(wanted)
        const description = action.describe(stage.subject)
        const told = await action.run(contextOf(stage.subject))
        expect(told.gaps).toEqual([])
        expect(told.complete).toBe(true)
        expectPlanned(description, stage.sent)
        expectSilent(stage, told, description)
        expect(simulator.effects).toEqual([])
        for (const [what, fault] of faults) {
          stage.fault = () => fault
          const less = await action.run(contextOf(stage.subject))
          expect(less.complete, what).toBe(false)
          expect(less.gaps.length, what).toBeGreaterThan(0)
          expectSilent(stage, less)
        }
      },
    )

    test('nothing is sent without the value or an id, and what is lacking is said', async () => {
      const { stage, simulator } = await open()
      const { rule, provider } = stage.subject
      for (const action of stage.adapter.actions) {
        const description = action.describe({ rule, provider })
        expect(description.missing.length, action.name).toBeGreaterThan(0)
        if (!('check' in action)) continue
        const told = await action.run(contextOf({ rule, provider }))
        expect(successes).not.toContain(told.result)
      }
      expect(simulator.effects).toEqual([])
    })

    test('an aborted run throws the reason', async () => {
      const { stage } = await open()
      const context = {
        ...contextOf(stage.subject),
        signal: AbortSignal.abort(new Error('enough')),
      }
      const able = stage.adapter.actions.filter(
        (action) => action.describe(stage.subject).missing.length === 0,
      )
      for (const action of able)
        await expect(action.run(context), action.name).rejects.toThrow('enough')
    })
  })
}

/** A plan may be made before the value is at hand; what it does not show is not sent. */
export function planLaw({ name, open }: Pick<Lawful, 'name' | 'open'>): void {
  test.for([name])('%s: a plan without the value shows all methods and hosts', async () => {
    const { stage } = await open()
    for (const action of stage.adapter.actions.filter((one) => 'check' in one)) {
      const shown = (subject: typeof stage.subject) =>
        action.describe(subject).calls.map(({ method, host }) => `${method} ${host}`)
      const bare = { ...stage.subject, secret: undefined }
      // What cannot run without the value stands in no plan that was made without it.
      if (action.describe(bare).missing.length > 0) continue
      const without = shown(bare)
      for (const call of shown(stage.subject)) expect(without, action.name).toContain(call)
    }
  })
}

async function countCalls(
  open: Lawful['open'],
  name: string,
  after: string | undefined,
): Promise<number> {
  const { stage } = await open()
  if (after !== undefined) await stage.effect(after).run(contextOf(stage.subject))
  const before = stage.sent.length
  await stage.effect(name).run(contextOf(stage.subject))
  return stage.sent.length - before
}

function withKnown(stage: Stage, told: object) {
  const { known } = told as { known?: Readonly<Record<string, string>> }
  return { ...stage.subject, known: { ...stage.subject.known, ...known } }
}

/** Every call stood in the plan, by method, host and path; `{name}` stands for one part. */
function expectPlanned({ calls }: ActionDescription, sent: readonly string[]): void {
  for (const one of sent) {
    const [, method, host, path] = /^(\S+) ([^/]+)([^?]*)/.exec(one)!
    const isPlanned = calls.some(
      (call) =>
        call.method === method &&
        call.host === host &&
        // Of an address that is itself the value the plan shows the host alone.
        (call.path === '{secret}' ||
          fitsPath(decodeURIComponent(path!), call.path.replace(/\?.*$/, ''))),
    )
    expect(isPlanned, `${one} is not in ${JSON.stringify(calls)}`).toBe(true)
  }
}

/** Behind the path a plan may name the operation that the body asks for: `/ (iam:UpdateAccessKey)`. */
function fitsPath(path: string, pattern: string): boolean {
  const parts = pattern
    .replace(/ \([\w:]+\)$/, '')
    .split(/\{[^}]+\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]+')}$`).test(path)
}

/** Neither what is told nor any address holds the value or the acting credentials. */
function expectSilent(stage: Stage, ...told: readonly object[]): void {
  const secrets = [
    stage.planted.value,
    ...Object.values(stage.planted.components ?? {}),
    ...Object.entries(stage.planted.env)
      .filter(([name]) => /TOKEN|SECRET|KEY/.test(name))
      .map(([, value]) => value),
  ].flatMap((value) =>
    value.split('\n').filter((line) => line.length >= 12 && !line.startsWith('-----')),
  )
  const text = JSON.stringify([told, stage.sent])
  for (const secret of secrets) expect(text.includes(secret)).toBe(false)
}
