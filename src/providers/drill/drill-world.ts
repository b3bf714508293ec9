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

/** A call whose effect the provider has yet to learn of. */
interface Deferred {
  readonly request: HttpRequest
  readonly sentMs: number
  readonly dueMs: number
}

/**
 * A provider with faults. Where it is slow, lies or flaps, there are two worlds of the same seed: one that hears of all, and
 * whose answers to what ends the credential are told; and one that has not heard of that end.
 */
export class DrillWorld {
  readonly notes: DrillNote[] = []
  readonly #hearing: DrillStage
  #deaf: DrillStage | undefined
  readonly #open: () => DrillStage
  /** What the deaf world was asked. */
  readonly #asked: { readonly request: HttpRequest; readonly nowMs: number }[] = []
  readonly #deferred: Deferred[] = []
  readonly #faults: DrillFaults
  readonly #seed: number
  readonly #counts = new Map<string, number>()
  /** Answers to calls that end the credential, by call. */
  readonly #endings = new Map<string, HttpAnswer>()
  readonly #lost = new Set<string>()
  #endedMs: number | undefined
  #flaps = 0

  constructor(provider: DrillProvider, { faults, seed }: { faults: DrillFaults; seed: number }) {
    const options = { seed, hasLookAlikes: faults.names.has('wrong-id') }
    this.#open = () => provider.open(options)
    this.#hearing = this.#open()
    this.#faults = faults
    this.#seed = seed
    const wantsTwo = ['accepted-but-alive', 'slow-propagation', 'flapping'] as const
    if (wantsTwo.some((name) => faults.names.has(name))) this.#deaf = this.#open()
  }

  get hosts(): readonly string[] {
    return this.#hearing.simulator.hosts
  }

  get planted(): DrillStage['planted'] {
    return this.#hearing.planted
  }

  /** Ids under which the simulator's effects name what leaked. */
  get names(): readonly string[] {
    return this.#hearing.names
  }

  /** What truly happened, as far as the provider has heard of it. */
  get effects(): readonly SimulatedEffect[] {
    return this.#truth.simulator.effects
  }

  /** Whether the provider would let the leaked credential in. */
  isLive(nowMs: number): boolean {
    this.#hearOf(nowMs)
    return this.#truth.isLive(nowMs)
  }

  /** Since when the provider no longer takes it; undefined: nobody has ended it. */
  get deadFromMs(): number | undefined {
    if (this.#endedMs === undefined || this.#lies) return undefined
    return this.#endedMs + (this.#isSlow ? this.#faults.propagationMs : 0)
  }

  answer(request: HttpRequest, nowMs: number): HttpAnswer | 'lost' {
    this.#hearOf(nowMs)
    const name = callNameOf(request)
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    return (
      this.#inTheWay(request, name, count, nowMs) ?? this.#act(request, bodyNameOf(request), nowMs)
    )
  }

  get #lies(): boolean {
    return this.#faults.names.has('accepted-but-alive')
  }

  get #isSlow(): boolean {
    return !this.#lies && this.#faults.names.has('slow-propagation')
  }

  get #truth(): DrillStage {
    return this.#lies || this.#isSlow ? this.#deaf! : this.#hearing
  }

  /** What is due is known everywhere from now on. */
  #hearOf(nowMs: number): void {
    while (this.#deferred[0] !== undefined && this.#deferred[0].dueMs <= nowMs) {
      const { request, sentMs } = this.#deferred.shift()!
      this.#deaf!.simulator.answer(request, sentMs)
    }
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
    const { names } = this.#faults
    const known = this.#endings.get(name)
    if (known !== undefined && (this.#lies || this.#isSlow)) {
      if (this.#isSlow) this.#defer(request, nowMs)
      return copyOf(known)
    }
    const { effects } = this.#hearing.simulator
    const before = effects.length
    const answer = this.#hearing.simulator.answer(request, nowMs)
    const made = effects.slice(before)
    const isEnding = made.some(({ id }) => this.names.includes(id))
    if (isEnding) this.#end(request, name, answer, nowMs)
    const deaf = isEnding || this.#deaf === undefined ? undefined : this.#askDeaf(request, name, nowMs) // prettier-ignore
    if (made.length > 0 && !this.#lost.has(name)) {
      this.#lost.add(name)
      if (names.has('lost-response')) {
        this.#note(nowMs, 'does it, and its answer is lost')
        return 'lost'
      }
      if (names.has('server-error') && chanceOf(this.#seed, 'after', name) < 0.5) {
        this.#note(nowMs, 'does it, and answers 502')
        return plainAnswer(502)
      }
    }
    if (deaf === undefined) return answer
    if (this.#lies || this.#isSlow) return deaf
    return this.#flap(answer, deaf, nowMs)
  }

  #end(request: HttpRequest, name: string, answer: HttpAnswer, nowMs: number): void {
    const isFirst = this.#endedMs === undefined
    this.#endedMs ??= nowMs
    this.#endings.set(name, copyOf(answer))
    if (this.#lies) this.#note(nowMs, `answers ${answer.status}, and does nothing`)
    if (!this.#isSlow) return
    this.#defer(request, nowMs)
    const seconds = this.#faults.propagationMs / 1000
    if (isFirst) this.#note(nowMs, `answers ${answer.status}; it still works for ${seconds} s`)
  }

  #defer(request: HttpRequest, nowMs: number): void {
    const dueMs = (this.#endedMs ?? nowMs) + this.#faults.propagationMs
    this.#deferred.push({ request, sentMs: nowMs, dueMs: Math.max(dueMs, nowMs) })
  }

  /** Where nothing may end it, what has is forgotten again. */
  #askDeaf(request: HttpRequest, name: string, nowMs: number): HttpAnswer {
    const { simulator } = this.#deaf!
    const before = simulator.effects.length
    const answer = simulator.answer(request, nowMs)
    if (!this.#lies) return answer
    if (simulator.effects.slice(before).some(({ id }) => this.names.includes(id))) {
      this.#deaf = this.#open()
      for (const one of this.#asked) this.#deaf.simulator.answer(one.request, one.nowMs)
      this.#endings.set(name, copyOf(answer))
      this.#note(nowMs, `answers ${answer.status}, and does nothing`)
    } else this.#asked.push({ request, nowMs })
    return answer
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

/** The same call with the same words. */
function bodyNameOf(request: HttpRequest): string {
  const { body = '' } = request
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  return `${callNameOf(request)}\n${text}`
}

/** A page behind the first, as the providers that are played ask for it. */
function isLaterPage({ url: { searchParams }, body }: HttpRequest): boolean {
  const named = ['pageToken', 'after', 'after_id', 'cursor', 'page_token']
  if (named.some((name) => searchParams.has(name))) return true
  const page = searchParams.get('page')
  if (page !== null) return page !== '' && !['0', '1'].includes(page)
  return typeof body === 'string' && /"NextToken"|(?:^|&)Marker=|"pageToken"/.test(body)
}
