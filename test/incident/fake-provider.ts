import type {
  ActionContext,
  ActionDescription,
  ActionOutcome,
  Adapter,
  EffectAction,
  ProbeOutcome,
  ProbeAction,
  EvidenceAction,
  IdentityProof,
} from '../../src/incident/adapter.ts'
import type { PlanStep } from '../../src/incident/plan.ts'
import { makeStep } from './fake-journal.ts'

/** What goes wrong with the next calls, one for each; an empty list: nothing. */
export type Fault =
  | 'temporary'
  | 'no'
  | 'accepted'
  | 'lost-before'
  | 'lost-after'
  | 'weak'
  | 'ambiguous'
  | 'not-found'
  | 'hang'
  | { readonly retryAfterMs: number }

/** A provider with keys in memory, and an adapter for it. */
export class FakeProvider {
  /** Whether each key works. */
  readonly alive = new Map<string, boolean>([['FK1', true]])
  readonly effects: string[] = []
  readonly calls: string[] = []
  faults: Fault[] = []
  /** Answers of the probe before it tells the truth. */
  probes: ProbeOutcome[] = []
  controls: ProbeOutcome[] = []
  checkKnows = true
  proof: IdentityProof = 'exact-match'
  minted: { readonly kind: string; readonly id: string }[] = []
  mintedGaps: string[] = []
  stillUsed = 'no'
  /** Whom all calls go to. */
  host = 'fake.test'
  /** Called between the effect and its answer. */
  onEffect: () => void = () => undefined

  readonly adapter: Adapter

  constructor() {
    this.adapter = {
      id: 'fake',
      name: 'Fake',
      rules: ['fake-key'],
      actions: [
        this.#probe(),
        this.#effect('disable', false, 'enable'),
        this.#effect('enable', true),
        this.#effect('revoke', false),
        this.#effect('rotate', undefined),
        this.#reading('minted'),
        this.#reading('drain'),
      ],
    }
  }

  #describe(over: Partial<ActionDescription> = {}): ActionDescription {
    return {
      calls: [{ method: 'POST', host: this.host, path: '/keys/{id}' }],
      summary: 'does it',
      reversible: false,
      completion: 'sync',
      effect: 'none',
      actsAs: 'the tests',
      permissions: [],
      sideEffects: [],
      missing: [],
      reference: 'https://fake.test',
      ...over,
    }
  }

  #probe(): ProbeAction {
    const dead: ProbeOutcome = { verdict: 'dead', status: 401, detail: 'bad credentials' }
    return {
      kind: 'probe',
      name: 'identity',
      describe: () => this.#describe(),
      run: ({ subject }) => {
        this.calls.push('probe')
        const isAlive = this.alive.get(subject.keyId!)
        const truth = isAlive ? ({ verdict: 'live', status: 200, detail: 'ok' } as const) : dead
        return Promise.resolve(this.probes.shift() ?? truth)
      },
      control: () => {
        this.calls.push('control')
        return Promise.resolve(this.controls.shift() ?? dead)
      },
    }
  }

  #effect(
    kind: 'disable' | 'enable' | 'revoke' | 'rotate',
    alive: boolean | undefined,
    undoneBy?: string,
  ): EffectAction {
    const done = new Set<string>()
    return {
      kind: kind === 'enable' ? 'restore' : kind,
      name: kind,
      batchMax: 3,
      describe: () =>
        this.#describe({
          proof: this.proof,
          effect: kind === 'disable' || kind === 'revoke' ? 'dead' : 'none',
          reversible: undoneBy !== undefined,
          ...(undoneBy === undefined ? {} : { undoneBy }),
          provedBy: 'identity',
        }),
      run: (context) => this.#run(kind, alive, context, done),
      check: ({ subject }) => {
        this.calls.push(`check ${kind}`)
        const isThere = done.has(subject.keyId!)
        const state = !this.checkKnows ? 'unknown' : isThere ? 'effected' : 'not-effected'
        return Promise.resolve({ state, detail: `it is ${state}` })
      },
    }
  }

  async #run(
    kind: string,
    alive: boolean | undefined,
    context: ActionContext,
    done: Set<string>,
  ): Promise<ActionOutcome> {
    this.calls.push(kind)
    const fault = this.faults.shift()
    if (fault === 'temporary') return { result: 'failed', isTemporary: true, detail: '503' }
    if (typeof fault === 'object')
      return { result: 'failed', isTemporary: true, detail: '429', ...fault }
    if (fault === 'no') return { result: 'failed', isTemporary: false, detail: '403' }
    if (fault === 'ambiguous' || fault === 'not-found') return { result: fault, detail: fault }
    if (fault === 'lost-before') throw new Error('reset')
    for (const { keyId } of [context.subject, ...(context.also ?? [])]) {
      this.effects.push(`${kind} ${keyId}`)
      if (alive !== undefined) this.alive.set(keyId!, alive)
      if (kind === 'enable') this.#undone.forEach((one) => one.delete(keyId!))
      else this.#undone.add(done)
      done.add(keyId!)
    }
    this.onEffect()
    if (fault === 'lost-after') throw new Error('reset')
    if (fault === 'hang') await new Promise(() => undefined)
    const proof = fault === 'weak' ? 'unique-hint' : this.proof
    const result = fault === 'accepted' ? 'accepted' : 'done'
    return { result, identity: { proof, id: context.subject.keyId! }, detail: 'done' }
  }
  readonly #undone = new Set<Set<string>>()

  #reading(kind: 'minted' | 'drain'): EvidenceAction {
    return {
      kind,
      name: kind,
      describe: () => this.#describe(),
      run: () => {
        this.calls.push(kind)
        return Promise.resolve({
          facts: { stillUsed: this.stillUsed },
          minted: this.minted,
          complete: this.mintedGaps.length === 0,
          gaps: this.mintedGaps,
          calls: [],
        })
      },
    }
  }

  /** A plan's step for an action of this provider, for the key `FK<n>` of incident `i<n>`. */
  step(action: string, over: Partial<PlanStep> = {}): PlanStep {
    const found = this.adapter.actions.find(({ name }) => name === action)!
    const description = found.describe({ rule: 'fake-key', provider: 'fake' })
    const resolved = { adapter: 'fake', action, kind: found.kind, description }
    return makeStep({ id: action, title: action, ...resolved, ...over })
  }
}
