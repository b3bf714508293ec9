import { daysOf } from '../posture/days.ts'
import type { Connector } from '../posture/connector.ts'
import type { ParsedToken } from './parse-token.ts'
import { showSeconds, showTime } from './show-claim.ts'
import type { TokenCheck } from './token-check.ts'

/** By so much clocks may differ, in seconds: "a few minutes" at most (RFC 7519, 4.1.4). */
const skew = 60

/** @param now milliseconds since 1970 */
export function checkTimes(
  { claims }: ParsedToken,
  { maxTtl }: Connector,
  now: number,
): TokenCheck[] {
  const seconds = now / 1000
  const [exp, nbf, iat] = [claims['exp'], claims['nbf'], claims['iat']]
  return [
    checkEnd(exp, seconds),
    ...(nbf === undefined ? [] : [checkBegin('nbf', nbf, seconds, 'RFC 7519, 4.1.5')]),
    ...(iat === undefined ? [] : [checkBegin('iat', iat, seconds, 'RFC 7519, 4.1.6')]),
    checkLifetime(exp, iat ?? nbf, maxTtl),
  ]
}

function checkEnd(exp: unknown, seconds: number): TokenCheck {
  const holds = isTime(exp) && exp > seconds - skew
  const left = isTime(exp) ? exp - seconds : undefined
  const note =
    left === undefined
      ? exp === undefined
        ? 'it never ends'
        : undefined
      : left > 0
        ? `ends in ${showSeconds(left)}`
        : `ended ${showSeconds(-left)} ago`
  return {
    id: 'exp',
    expected: `after ${showTime(Math.floor(seconds))}`,
    got: showTime(exp),
    verdict: holds ? 'holds' : 'fails',
    source: 'RFC 7519, 4.1.4',
    ...(note === undefined ? {} : { note }),
  }
}

function checkBegin(id: 'nbf' | 'iat', time: unknown, seconds: number, source: string): TokenCheck {
  return {
    id,
    expected: `not after ${showTime(Math.floor(seconds))}`,
    got: showTime(time),
    verdict: isTime(time) && time <= seconds + skew ? 'holds' : 'fails',
    source,
  }
}

function checkLifetime(exp: unknown, from: unknown, maxTtl: string | undefined): TokenCheck {
  const life = isTime(exp) && isTime(from) ? exp - from : undefined
  const max = maxTtl === undefined ? undefined : Math.round(daysOf(maxTtl) * 86_400)
  return {
    id: 'lifetime',
    expected: max === undefined ? 'short' : `at most ${showSeconds(max)}`,
    got: life === undefined ? 'unknown, exp or iat is missing' : showSeconds(life),
    verdict:
      max === undefined
        ? 'noted'
        : life !== undefined && life > 0 && life <= max
          ? 'holds'
          : 'fails',
    source: 'RFC 9700, 2.2',
    ...(max === undefined ? { note: 'the connector declares no maxTtl' } : {}),
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
