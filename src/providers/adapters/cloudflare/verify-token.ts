import type {
  ActionContext,
  ProbeAction,
  ProbeOutcome,
  Subject,
} from '../../../incident/adapter.ts'
import { textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { factsOf, statusOf, type Asked } from '../asking/ask.ts'
import { guardedProbe } from '../asking/guard.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { unverifiableBy } from '../asking/trouble.ts'
import { unlike } from '../asking/unlike.ts'
import { missingValue, valueOf } from '../asking/value-of.ts'
import {
  askCloudflare,
  cloudflareAnswerOf,
  cloudflareHost,
  errorCodeOf,
  missingOwner,
  ownersOf,
  resultOf,
  tellsOwner,
  tokenPath,
  type TokenOwner,
} from './cloudflare-token.ts'

/** What Cloudflare says of a token at the address of one kind of owner. */
export interface Verified {
  readonly owner: TokenOwner
  readonly asked: Asked
  /** `undefined` where it is no token, or nothing is told. */
  readonly id: string | undefined
  /** `active`, `disabled`, `expired`. */
  readonly status: string | undefined
}

/**
 * Asks each address where it can be one, until one knows it, or does not answer the question.
 * https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/
 */
export async function verifyToken(
  { subject, signal }: ActionContext,
  setting: AdapterSetting,
  token: string,
): Promise<readonly Verified[]> {
  const verified: Verified[] = []
  for (const owner of ownersOf(subject, setting.env)) {
    const path = tokenPath(owner, '/verify')
    const asked = await askCloudflare(setting, { method: 'GET', path, token }, signal)
    const result = resultOf(asked)
    const id = textOf(result, 'id')
    const isId = id !== undefined && /^[0-9a-f]{32}$/.test(id)
    const status = textOf(result, 'status')
    verified.push({ owner, asked, id: isId ? id : undefined, status })
    // Whoever says neither may know it after all.
    if (isId || errorCodeOf(asked) !== 1000) break
  }
  return verified
}

/**
 * A token that is none gets 401 with the error 1000. The same is said of an account's token where users' are asked for, so
 * that of a value which does not tell whose it is, this counts only after it was live. A known-bad one of the control can
 * also fail by its form (400, 6003).
 */
export function verifyProbe(setting: AdapterSetting): ProbeAction {
  const run = async (
    context: ActionContext,
    token: string,
    isControl: boolean,
  ): Promise<ProbeOutcome> => {
    const verified = await verifyToken(context, setting, token)
    const found = verified.find(({ id }) => id !== undefined)
    const last = verified.at(-1)
    if (last === undefined)
      return {
        verdict: 'unverifiable',
        detail: `What is wanted: ${missingOwner(context.subject, setting.env).join()}.`,
      }
    if (found?.id !== undefined) return ofFound(found, found.id)
    const isDead = (asked: Asked) =>
      (statusOf(asked) === 401 && errorCodeOf(asked) === 1000) ||
      (isControl && statusOf(asked) === 400 && errorCodeOf(asked) === 6003)
    const doubtful = verified.find(({ asked }) => !isDead(asked))
    if (doubtful !== undefined) {
      const isAnswer = statusOf(doubtful.asked) !== undefined
      return unverifiableBy(
        doubtful.asked,
        isAnswer ? cloudflareAnswerOf(doubtful.asked) : undefined,
      )
    }
    return {
      verdict: 'dead',
      ...factsOf(last.asked, 'Cloudflare says: invalid API token (1000).'),
      ...(!tellsOwner(token) && { onlyAfterLive: true as const }),
    }
  }
  return {
    name: 'verify',
    kind: 'probe',
    describe: (subject) => ({
      calls: verifyCalls(subject, setting),
      summary: 'asks Cloudflare whether the token is active',
      ...readsOnly,
      actsAs: 'the leaked token itself',
      permissions: [],
      missing: [...missingValue(subject), ...missingOwner(subject, setting.env)],
      reference:
        'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/',
    }),
    run: guardedProbe((context) => run(context, valueOf(context.subject), false)),
    control: guardedProbe((context) =>
      run(context, unlike(valueOf(context.subject), 'cf[a-z]+_', setting), true),
    ),
  }
}

export function verifyCalls(subject: Subject, { env }: AdapterSetting) {
  return ownersOf(subject, env).map((owner) => ({
    method: 'GET',
    host: cloudflareHost,
    path: tokenPath(owner, '/verify'),
  }))
}

function ofFound({ asked, status, owner }: Verified, id: string): ProbeOutcome {
  const expires = textOf(resultOf(asked), 'expires_on')
  const facts = {
    keyId: id,
    owner: owner === 'user' ? 'a user' : owner.replace('accounts/', 'account '),
    ...(expires !== undefined && { expires }),
  }
  if (status === 'active')
    return { verdict: 'live', ...factsOf(asked, 'Cloudflare says: active.'), facts }
  if (status === 'disabled' || status === 'expired')
    return { verdict: 'dead', ...factsOf(asked, `Cloudflare says: ${status}.`), facts }
  return unverifiableBy(asked)
}
