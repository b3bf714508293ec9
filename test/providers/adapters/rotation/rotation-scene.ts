import type { Adapter, Subject } from '../../../../src/incident/adapter.ts'
import { buildPlan } from '../../../../src/incident/build-plan.ts'
import { foldIncident } from '../../../../src/incident/fold-incident.ts'
import type { Incident } from '../../../../src/incident/incident.ts'
import { openLedger } from '../../../../src/incident/ledger.ts'
import { planDigestOf, type Plan } from '../../../../src/incident/plan.ts'
import type { RotationStore } from '../../../../src/incident/rotation-store.ts'
import { runPlan } from '../../../../src/incident/run-plan.ts'
import type { RunResult, RunSetting } from '../../../../src/incident/run-setting.ts'
import { subjectOf } from '../../../../src/incident/subject-of.ts'
import { undoStep } from '../../../../src/incident/undo-step.ts'
import type { AdapterSource } from '../../../../src/providers/adapters/adapter-setting.ts'
import type { RotationStoreSource } from '../../../../src/providers/adapters/rotation/rotation-store-source.ts'
import { rotationStoreSource } from '../../../../src/providers/adapters/rotation/rotation-store-adapter.ts'
import { assertAllowed } from '../../../../src/providers/http/assert-allowed.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../../../../src/providers/http-client.ts'
import type { PlantedCredential } from '../../../../src/providers/simulator.ts'
import { StanchError } from '../../../../src/text/error.ts'
import { FakeClock, FakeJournal, openedEvent } from '../../../incident/fake-journal.ts'
import { builtInPlaybook } from '../../../incident/built-in-playbooks.ts'
import { secretOf, type Fault } from '../simulated.ts'

export interface SimulatedHost {
  readonly hosts: readonly string[]
  answer(request: HttpRequest, nowMs: number): HttpAnswer
}

/** One incident that goes by a playbook, with a provider and a store that are simulated. */
export class RotationScene {
  readonly clock = new FakeClock()
  readonly journal = new FakeJournal(this.clock)
  readonly sent: string[] = []
  readonly bodies: string[] = []
  fault: (request: HttpRequest) => Fault = () => undefined
  adapters: readonly Adapter[] = []
  store!: RotationStore
  readonly planted: PlantedCredential
  readonly #hosts: readonly SimulatedHost[]
  readonly #env: Readonly<Record<string, string>>

  constructor(
    planted: PlantedCredential,
    hosts: readonly SimulatedHost[],
    env: Readonly<Record<string, string>>,
  ) {
    // prettier-ignore
    this.planted = planted
    this.#hosts = hosts
    this.#env = env
  }

  /** Opens adapters and store anew, as another process would. */
  async open(
    provider: AdapterSource,
    storeSource: RotationStoreSource,
    place: { type: string; path: string },
  ): Promise<void> {
    const env = this.#env
    const [plain, clock] = [{ env }, this.clock]
    const access = await storeSource.access(env, place)
    this.store = await storeSource.open({ ...plain, clock, http: this.#http(access.hosts) }, place)
    const storeAt = () => this.store
    const setting = { ...plain, clock, storeAt, openStore: () => Promise.resolve(this.store) }
    this.adapters = await Promise.all(
      [provider, rotationStoreSource].map((source) =>
        source.open({ ...setting, http: this.#http(source.hosts(env)) }),
      ),
    )
    if (this.journal.records.length > 0 || openedEvent.type !== 'opened') return
    const { rule, keyId, account } = this.planted
    const leaked = { ...openedEvent.leaked, rule, keyId: keyId!, ...(account !== undefined && { account }), store: place } // prettier-ignore
    await this.journal.append({ ...openedEvent, leaked })
  }

  /** Plans what a playbook says; steps for people are left out. */
  async plan(playbookId = 'no-outage', skips: readonly string[] = []): Promise<Plan> {
    const input = { incident: this.incident, subject: this.subject(this.incident), adapters: this.adapters } // prettier-ignore
    const built = buildPlan(input, { playbook: builtInPlaybook(playbookId), reason: 'test' })
    const steps = built.steps.filter(({ id, manual }) => manual === undefined && !skips.includes(id)) // prettier-ignore
    const plan: Plan = { ...built, steps, needs: { signatures: 0, reason: 'test' } }
    await this.journal.append({ type: 'planned', plan, digest: planDigestOf(plan)! })
    return plan
  }

  async run(over: Partial<RunSetting> = {}): Promise<RunResult> {
    const options = { unsigned: true, faultOfApprovals: () => undefined }
    const setting = { ...this.setting, ...over }
    const results = await runPlan(setting, new Map([['i1', openLedger(this.journal)]]), options)
    return results.get('i1')!
  }

  async undo(step: string) {
    const found = this.incident.plan!.steps.find(({ id }) => id === step)!
    return undoStep(this.setting, openLedger(this.journal), found)
  }

  get setting(): RunSetting {
    return {
      adapters: this.adapters,
      clock: this.clock,
      random: () => 0.5,
      deadline: () => AbortSignal.timeout(5000),
      subjectOf: (incident) => Promise.resolve(this.subject(incident)),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    }
  }

  get incident(): Incident {
    return foldIncident(this.journal.records)
  }

  get states(): Record<string, string> {
    const { steps } = this.incident
    return Object.fromEntries(Object.entries(steps).map(([id, { state }]) => [id, state]))
  }

  subject(incident: Incident): Subject {
    const { value, components = {} } = this.planted
    const parts = Object.entries(components).map(([rule, one]) => [rule, secretOf(one)] as const)
    return { ...subjectOf(incident), secret: secretOf(value), components: Object.fromEntries(parts) } // prettier-ignore
  }

  #http(allowedHosts: readonly string[]): HttpClient {
    return {
      send: (request, signal) => {
        signal.throwIfAborted()
        assertAllowed(request.method, request.url, { allowedHosts, allowsPlainHttp: false })
        this.sent.push(`${request.method} ${request.url.pathname}`)
        this.bodies.push(String(request.url))
        const fault = this.fault(request)
        if (fault === 'lost-before') return Promise.reject(lost())
        if (typeof fault === 'object') return Promise.resolve(fault)
        const host = this.#hosts.find(({ hosts }) => hosts.includes(request.url.host))
        if (host === undefined) throw new Error(`nobody plays ${request.url.host}`)
        const answer = host.answer(request, this.clock.ms)
        return fault === 'lost-after' ? Promise.reject(lost()) : Promise.resolve(answer)
      },
    }
  }
}

function lost(): StanchError {
  return new StanchError('HTTP_FAILED', 'POST host: no answer (ECONNRESET).')
}
