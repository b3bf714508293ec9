import { StanchError } from '../../text/error.ts'
import { assertAllowed } from '../http/assert-allowed.ts'
import { isIdempotent, isWorthRetrying, retryDelayMs } from '../http/retry-delay.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../http-client.ts'
import type { DrillClock } from './drill-clock.ts'
import { chanceOf } from './drill-random.ts'
import { callNameOf, type DrillWorld } from './drill-world.ts'

/** As the real client has them. */
const attemptsMax = 6
const retryMs = 60_000
const answerMs = 30_000

export interface DrillHttpOptions {
  readonly world: DrillWorld
  readonly clock: DrillClock
  readonly seed: number
  /** Of the adapter: it is held to them as in earnest. */
  readonly allowedHosts: readonly string[]
  /** Told how long the provider was waited for, and why. */
  readonly onWait: (milliseconds: number, why: string) => void
}

/**
 * Answers from the simulator of a drill; has no way out of this process. Where the real client tries again it does, too, in
 * the drill's time.
 *
 * @throws StanchError `HTTP_HOST_REFUSED` for every other host, `HTTP_FAILED` when the answer is lost
 */
export function openDrillHttp(options: DrillHttpOptions): HttpClient {
  const { world, clock, allowedHosts } = options
  const counts = new Map<string, number>()
  return {
    send: async (request, signal) => {
      signal.throwIfAborted()
      assertAllowed(request.method, request.url, { allowedHosts, allowsPlainHttp: false })
      if (!world.hosts.includes(request.url.host))
        throw new StanchError(
          'HTTP_HOST_REFUSED',
          `${request.method} ${request.url.host}: no simulator of this drill plays that host; nothing was sent.`,
        )
      const startMs = clock.now()
      for (let attempt = 1; ; attempt++) {
        const answer = exchange(options, request, counts)
        const told = answer.headers['retry-after']
        const random = chanceOf(options.seed, 'again', callNameOf(request), attempt)
        const waitMs = retryDelayMs(attempt, told, { now: clock.now(), random })
        const mayGoOn =
          isIdempotent(request) &&
          isWorthRetrying(answer) &&
          attempt < attemptsMax &&
          clock.now() - startMs + waitMs <= retryMs
        if (!mayGoOn) return answer
        options.onWait(waitMs, `it answered ${answer.status}`)
        await clock.sleep(waitMs, signal)
      }
    },
  }
}

function exchange(
  { world, clock, seed, onWait }: DrillHttpOptions,
  request: HttpRequest,
  counts: Map<string, number>,
): HttpAnswer {
  const name = callNameOf(request)
  const count = (counts.get(name) ?? 0) + 1
  counts.set(name, count)
  clock.pass(120 + 300 * chanceOf(seed, 'latency', name, count))
  const answer = world.answer(request, clock.now())
  if (answer !== 'lost') return { ...answer, egress: '192.0.2.10' }
  clock.pass(answerMs)
  onWait(answerMs, 'no answer came')
  throw new StanchError(
    'HTTP_FAILED',
    `${request.method} ${request.url.host}: no answer (UND_ERR_HEADERS_TIMEOUT). Check the address, the network and HTTPS_PROXY, NO_PROXY.`,
  )
}
