import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { SimulatedEffect } from '../simulator.ts'
import type { DrillFaults } from './drill-fault.ts'
import type { DrillProvider, DrillStage } from './drill-provider.ts'
import { chanceOf } from './drill-random.ts'

/** What the provider did that no journal can know. */
export interface DrillNote {
  readonly atMs: number
  readonly text: string
}

/**
 * A provider with faults. There are two worlds of the same seed: one that has heard of all, and one that has not heard of
 * the credential's end; which of them is the truth, and which answers, is what the fault is about.
 */
export class DrillWorld {
  readonly notes: DrillNote[] = []
  readonly #ended: DrillStage
  readonly #alive: DrillStage
  readonly #faults: DrillFaults
  readonly #seed: number
  readonly #counts = new Map<string, number>()
  /** Answers to calls that end the credential, by name of the call. */
  readonly #endings = new Map<string, HttpAnswer>()
  readonly #lost = new Set<string>()
  #endedMs: number | undefined
  #flaps = 0

  constructor(provider: DrillProvider, { faults, seed }: { faults: DrillFaults; seed: number }) {
    const options = { seed, hasLookAlikes: faults.names.has('wrong-id') }
    this.#ended = provider.open(options)
    this.#alive = provider.open(options)
    this.#faults = faults
    this.#seed = seed
  }

  get hosts(): readonly string[] {
    return this.#ended.simulator.hosts
  }

  get planted(): DrillStage['planted'] {
    return this.#ended.planted
  }

  /** Ids under which the simulator's effects name what leaked. */
  get names(): readonly string[] {
    return this.#ended.names
  }

  /** What truly happened. */
  get effects(): readonly SimulatedEffect[] {
    const { names } = this.#faults
    return (names.has('accepted-but-alive') ? this.#alive : this.#ended).simulator.effects
  }

  /** Whether the provider would let the leaked credential in. */
  isLive(nowMs: number): boolean {
    return this.#truth(nowMs).isLive(nowMs)
  }

  /** Since when the provider no longer takes it; undefined: nobody has ended it. */
  get deadFromMs(): number | undefined {
    const { names, propagationMs } = this.#faults
    if (this.#endedMs === undefined || names.has('accepted-but-alive')) return undefined
    return this.#endedMs + (names.has('slow-propagation') ? propagationMs : 0)
  }

  answer(request: HttpRequest, nowMs: number): HttpAnswer | 'lost' {
    const name = callNameOf(request)
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    return this.#inTheWay(request, name, count, nowMs) ?? this.#act(request, name, nowMs)
  }

  /** What answers in place of the provider, or keeps the call from it. */
  #inTheWay(
    request: HttpRequest,
    name: string,
    count: number,
    nowMs: number,
  ): HttpAnswer | 'lost' | undefined {
    const { names } = this.#faults
    const chance = (word: string) => chanceOf(this.#seed, word, name, count)
    const isFirst = count === 1 && request.method !== 'GET'
    if (names.has('forbidden') && this.#endedMs !== undefined) {
      if (!this.notes.some(({ text }) => text === walled)) this.#note(nowMs, walled)
      return firewallPage
    }
    if (names.has('partial-pages') && isLaterPage(request)) {
      this.#note(nowMs, 'answers 503 to a later page of a list')
      return plainAnswer(503)
    }
    if (names.has('rate-limit') && (isFirst || (count < 4 && chance('rate') < 0.3))) {
      this.#note(nowMs, 'answers 429, Retry-After: 20')
      return plainAnswer(429, { 'retry-after': '20' })
    }
    if (names.has('server-error') && (isFirst || (count < 5 && chance('error') < 0.3))) {
      const status = [500, 502, 503][Math.floor(chance('status') * 3)]!
      this.#note(nowMs, `answers ${status}`)
      return plainAnswer(status)
    }
    if (names.has('lost-request') && isFirst) {
      this.#note(nowMs, 'never gets the call')
      return 'lost'
    }
    return undefined
  }

  #act(request: HttpRequest, name: string, nowMs: number): HttpAnswer | 'lost' {
    const { names, propagationMs } = this.#faults
    const known = this.#endings.get(name)
    if (known !== undefined && names.has('accepted-but-alive')) return copyOf(known)
    const { effects } = this.#ended.simulator
    const before = effects.length
    const answer = this.#ended.simulator.answer(request, nowMs)
    const isEnding = effects.slice(before).some(({ id }) => this.names.includes(id))
    const isEffect = effects.length > before
    if (isEnding) {
      this.#endedMs ??= nowMs
      this.#endings.set(name, copyOf(answer))
      if (names.has('accepted-but-alive'))
        this.#note(nowMs, `answers ${answer.status}, and does nothing`)
      else if (names.has('slow-propagation') && nowMs === this.#endedMs)
        this.#note(nowMs, `answers ${answer.status}; it still works for ${propagationMs / 1000} s`)
    }
    const alive = isEnding ? undefined : this.#alive.simulator.answer(request, nowMs)
    if (isEffect && names.has('lost-response') && !this.#lost.has(name)) {
      this.#lost.add(name)
      this.#note(nowMs, 'does it, and its answer is lost')
      return 'lost'
    }
    if (alive === undefined) return answer
    if (this.#truth(nowMs) === this.#alive) return alive
    return names.has('flapping') ? this.#flap(answer, alive, nowMs) : answer
  }

  #truth(nowMs: number): DrillStage {
    const { names, propagationMs } = this.#faults
    if (names.has('accepted-but-alive')) return this.#alive
    const isLate = names.has('slow-propagation')
    return isLate && nowMs < (this.#endedMs ?? nowMs + 1) + propagationMs
      ? this.#alive
      : this.#ended
  }

  /** The second and the fifth answer that tells it is from a machine that has not heard of it yet. */
  #flap(answer: HttpAnswer, alive: HttpAnswer, nowMs: number): HttpAnswer {
    const isTelling =
      this.#endedMs !== undefined &&
      (answer.status !== alive.status || answer.body.length !== alive.body.length)
    if (!isTelling) return answer
    this.#flaps++
    if (this.#flaps !== 2 && this.#flaps !== 5) return answer
    this.#note(nowMs, 'answers once more as if it lived')
    return alive
  }

  #note(atMs: number, text: string): void {
    this.notes.push({ atMs, text })
  }
}

const walled = 'has a firewall that answers everything with its own 403'

/** As stands in front of many a provider. */
const firewallPage: HttpAnswer = {
  status: 403,
  headers: { 'content-type': 'text/html' },
  body: new TextEncoder().encode('<html><h1>Access denied</h1></html>'),
}

function plainAnswer(status: number, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body: new Uint8Array() }
}

/** Bodies are the caller's, who may overwrite them. */
function copyOf(answer: HttpAnswer): HttpAnswer {
  return { ...answer, body: answer.body.slice() }
}

/** Which operation it is, without anything secret: `POST iam.amazonaws.com/ DeleteAccessKey`. */
export function callNameOf({ method, url, headers = {}, body }: HttpRequest): string {
  const target = headers['x-amz-target'] ?? headers['X-Amz-Target'] ?? ''
  const action = typeof body === 'string' ? (/(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? '') : ''
  return `${method} ${url.host}${url.pathname} ${target || action}`
}

/** A page behind the first, as the providers that are played ask for it. */
function isLaterPage({ url: { searchParams }, body }: HttpRequest): boolean {
  const named = ['pageToken', 'after', 'after_id', 'cursor', 'page_token']
  if (named.some((name) => searchParams.has(name))) return true
  const page = searchParams.get('page')
  if (page !== null) return page !== '' && !['0', '1'].includes(page)
  return typeof body === 'string' && /"NextToken"|(?:^|&)Marker=|"pageToken"/.test(body)
}
