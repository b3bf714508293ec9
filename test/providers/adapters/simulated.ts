import type {
  Adapter,
  EffectAction,
  EvidenceAction,
  ProbeAction,
  Subject,
} from '../../../src/incident/adapter.ts'
import type { AdapterSource } from '../../../src/providers/adapters/adapter-setting.ts'
import { assertAllowed } from '../../../src/providers/http/assert-allowed.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../../../src/providers/http-client.ts'
import type { PlantedCredential, Simulator } from '../../../src/providers/simulator.ts'
import { StanchError } from '../../../src/text/error.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'
import { Secret } from '../../../src/text/secret.ts'

/** What goes wrong with a call: an answer in place of the vendor's, or its own answer lost before or after it acted. */
export type Fault = HttpAnswer | 'lost-before' | 'lost-after' | undefined

export interface Stage {
  readonly adapter: Adapter
  readonly planted: PlantedCredential
  readonly subject: Subject
  /** `POST host/path?query`, in order. */
  readonly sent: string[]
  readonly requests: HttpRequest[]
  /** Asked for each call. */
  fault: (request: HttpRequest) => Fault
  nowMs: number
  probe(name: string): ProbeAction
  effect(name: string): EffectAction
  evidence(name: string): EvidenceAction
}

export function secretOf(value: string): Secret {
  return new Secret(new TextEncoder().encode(value), fingerprintKeyOf(new Uint8Array(32).fill(7)))
}

/** An adapter that speaks to a simulator in this process, through the same allow-list as in earnest. */
export async function onStage(
  source: AdapterSource,
  simulator: Simulator,
  options: {
    readonly subject?: Partial<Subject>
    readonly env?: Readonly<Record<string, string>>
    readonly plant?: () => PlantedCredential
  } = {},
): Promise<Stage> {
  const planted = (options.plant ?? (() => simulator.plant()))()
  const env = options.env ?? planted.env
  const stage = {
    nowMs: Date.now(),
    fault: (): Fault => undefined,
    sent: [] as string[],
    requests: [] as HttpRequest[],
  }
  const http: HttpClient = {
    send: (request, signal) => {
      signal.throwIfAborted()
      assertAllowed(request.method, request.url, {
        allowedHosts: source.hosts(env),
        allowsPlainHttp: false,
      })
      stage.sent.push(
        `${request.method} ${request.url.host}${request.url.pathname}${request.url.search}`,
      )
      stage.requests.push(request)
      const fault = (stage.fault as (request: HttpRequest) => Fault)(request)
      if (fault === 'lost-before') return Promise.reject(lost())
      if (typeof fault === 'object') return Promise.resolve(fault)
      const answer = simulator.answer(request, stage.nowMs)
      return fault === 'lost-after' ? Promise.reject(lost()) : Promise.resolve(answer)
    },
  }
  const clock = {
    now: () => stage.nowMs,
    sleep: (milliseconds: number) => {
      stage.nowMs += milliseconds
      return Promise.resolve()
    },
  }
  const adapter = await source.open({ http, env, clock })
  const named = (name: string) => {
    const found = adapter.actions.find((action) => action.name === name)
    if (found === undefined) throw new Error(`no action ${name}`)
    return found
  }
  const subject: Subject = {
    rule: planted.rule,
    provider: simulator.id,
    keyId: planted.keyId,
    account: planted.account,
    secret: secretOf(planted.value),
    ...(planted.components && {
      components: Object.fromEntries(
        Object.entries(planted.components).map(([rule, value]) => [rule, secretOf(value)]),
      ),
    }),
    ...options.subject,
  }
  return Object.assign(stage, {
    adapter,
    planted,
    subject,
    probe: (name: string) => named(name) as ProbeAction,
    effect: (name: string) => named(name) as EffectAction,
    evidence: (name: string) => named(name) as EvidenceAction,
  })
}

function lost(): StanchError {
  return new StanchError('HTTP_FAILED', 'POST host: no answer (ECONNRESET).')
}

export function contextOf(subject: Subject) {
  return { subject, idempotencyKey: 'k', signal: new AbortController().signal }
}

export function jsonAnswer(
  status: number,
  body: unknown = {},
  headers: Record<string, string> = {},
): HttpAnswer {
  return { status, headers, body: new TextEncoder().encode(JSON.stringify(body)) }
}

/** A firewall's page, as stands in front of many a provider. */
export const firewallPage: HttpAnswer = {
  status: 403,
  headers: { 'content-type': 'text/html' },
  body: new TextEncoder().encode('<html>Access denied</html>'),
}
