import type { ActionContext, ProbeAction, ProbeOutcome, Subject } from '../../incident/adapter.ts'
import type { Clock } from '../../incident/clock.ts'
import type { Status } from '../../engine/finding.ts'
import type { AdapterSource } from '../../providers/adapters/adapter-setting.ts'
import { openAdapter, type OpenAdapter } from '../../providers/adapters/adapters.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'
import { Secret } from '../../text/secret.ts'
import type { FoundSecret } from '../found-secret.ts'
import { HostPace } from './host-pace.ts'

export interface ValidationRequest {
  readonly sources: readonly AdapterSource[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly key: FingerprintKey
  readonly signal: AbortSignal
  /** Nobody else is asked; `undefined`: all that the adapters know. */
  readonly hosts: readonly string[] | undefined
  /** Before anything is sent: who will be asked, and about how many secrets. */
  readonly onPlan: (asked: ReadonlyMap<string, number>) => void
}

/** One secret, and who can tell whether it works. */
interface Question {
  readonly fingerprint: string
  readonly subject: Subject
  readonly source: AdapterSource
  readonly probe: ProbeAction
  readonly hosts: readonly string[]
}

type OpenAdapters = Map<AdapterSource, Promise<OpenAdapter | undefined>>

/** Longest that one secret is asked about. */
const askMs = 30_000
const limits = {
  connectMs: 10_000,
  headersMs: 10_000,
  bodyMs: 10_000,
  retryMs: 10_000,
  attemptsMax: 3,
}

/**
 * Asks the providers of secrets whether they still work, each secret once. `active` is what a probe proves live; `inactive` only
 * what the provider says in the very words in which it also refuses a token that cannot be one; `unverifiable` what was asked in
 * vain. What nobody can be asked about is not in the answer.
 *
 * @returns by fingerprint
 */
export async function validateSecrets(
  found: readonly FoundSecret[],
  request: ValidationRequest,
): Promise<Map<string, Status>> {
  const open: OpenAdapters = new Map()
  const statuses = new Map<string, Status>()
  try {
    const questions = await questionsOf(found, request, open)
    if (questions.length > 0) request.onPlan(countByHost(questions))
    const pace = new HostPace(request.clock)
    const controls = new Map<ProbeAction, Promise<ProbeOutcome>>()
    const ask = async (question: Question) => {
      const status = await statusOf(question, { request, pace, controls })
      if (status !== undefined) statuses.set(question.fingerprint, status)
    }
    await Promise.all(questions.map(ask))
    return statuses
  } finally {
    await Promise.all([...open.values()].map(async (one) => (await one)?.close()))
  }
}

/** The first probe of an adapter that has all it needs. */
async function questionsOf(
  found: readonly FoundSecret[],
  request: ValidationRequest,
  open: OpenAdapters,
): Promise<Question[]> {
  const questions = new Map<string, Question>()
  for (const item of found) {
    const { fingerprint, rule, status } = item.finding
    // What fails its own checksum is sent to nobody.
    if (questions.has(fingerprint) || status === 'invalid-format') continue
    for (const source of request.sources.filter(({ rules }) => rules.includes(rule))) {
      const question = await questionOf(item, source, request, open)
      if (question === undefined) continue
      questions.set(fingerprint, question)
      break
    }
  }
  return [...questions.values()]
}

async function questionOf(
  item: FoundSecret,
  source: AdapterSource,
  { env, clock, key, hosts: allowed }: ValidationRequest,
  open: OpenAdapters,
): Promise<Question | undefined> {
  let opened = open.get(source)
  if (opened === undefined) {
    const options = { env, clock, limits, ...(allowed && { allowedHosts: allowed }) }
    // Whose own settings are faulty is not asked; the scan goes on.
    opened = openAdapter(source, options).catch(() => undefined)
    open.set(source, opened)
  }
  const adapter = (await opened)?.adapter
  if (adapter === undefined) return undefined
  const subject = subjectOf(item, key)
  for (const probe of adapter.actions) {
    if (probe.kind !== 'probe') continue
    const { missing, calls } = probe.describe(subject)
    const hosts = [...new Set(calls.map(({ host }) => host))]
    if (missing.length > 0 || hosts.some((host) => allowed?.includes(host) === false)) continue
    return { fingerprint: item.finding.fingerprint, subject, source, probe, hosts }
  }
  return undefined
}

function subjectOf({ finding, value, componentValues }: FoundSecret, key: FingerprintKey): Subject {
  return {
    rule: finding.rule,
    provider: finding.provider,
    keyId: finding.details?.keyId,
    account: finding.details?.account,
    secret: new Secret(value, key),
    components: Object.fromEntries(
      finding.components.flatMap(({ rule }, at) => {
        const part = componentValues[at]
        return part === undefined ? [] : [[rule, new Secret(part, key)]]
      }),
    ),
  }
}

function countByHost(questions: readonly Question[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const host of questions.flatMap(({ hosts }) => hosts))
    counts.set(host, (counts.get(host) ?? 0) + 1)
  return counts
}

/** @returns `undefined` when the scan was stopped before it was asked */
async function statusOf(
  { probe, subject, hosts, fingerprint }: Question,
  {
    request: { signal },
    pace,
    controls,
  }: {
    readonly request: ValidationRequest
    readonly pace: HostPace
    readonly controls: Map<ProbeAction, Promise<ProbeOutcome>>
  },
): Promise<Status | undefined> {
  const ask = (isControl: boolean) =>
    pace.take(hosts[0] ?? '', signal, () => {
      const context: ActionContext = {
        subject,
        idempotencyKey: fingerprint,
        signal: AbortSignal.any([signal, AbortSignal.timeout(askMs)]),
      }
      return isControl ? probe.control(context) : probe.run(context)
    })
  try {
    const { verdict, onlyAfterLive } = await ask(false)
    if (verdict === 'live') return 'active'
    if (verdict !== 'dead' || onlyAfterLive) return 'unverifiable'
    let control = controls.get(probe)
    if (control === undefined) controls.set(probe, (control = ask(true)))
    return (await control).verdict === 'dead' ? 'inactive' : 'unverifiable'
  } catch {
    return signal.aborted ? undefined : 'unverifiable'
  }
}
