import type { ActionContext, ActionOutcome, IdentityProof } from '../../../incident/adapter.ts'
import { textOf, type JsonObject, isObject } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { factsOf, statusOf, type Asked } from '../asking/ask.ts'
import { failedBy, readTroubleOf, refusedBy } from '../asking/trouble.ts'
import { valueOf } from '../asking/value-of.ts'
import {
  askCloudflare,
  cloudflareAnswerOf,
  errorCodeOf,
  ownersOf,
  resultOf,
  tokenIdOf,
  tokenPath,
  type TokenOwner,
} from './cloudflare-token.ts'
import { verifyToken } from './verify-token.ts'

export interface TokenPlace {
  readonly id: string
  readonly owner: TokenOwner
  readonly proof: IdentityProof
}

/** Its id, as Cloudflare tells it the token itself; without the value, as the incident says. */
export async function locateToken(
  context: ActionContext,
  setting: AdapterSetting,
): Promise<TokenPlace | { readonly outcome: ActionOutcome }> {
  const { subject } = context
  const stated = tokenIdOf(subject)
  const [owner] = ownersOf(subject, setting.env)
  if (owner === undefined)
    return { outcome: { result: 'refused', detail: 'Whose token it is, is not known.' } }
  if (subject.secret === undefined)
    return stated === undefined
      ? { outcome: { result: 'refused', detail: 'Neither the token nor its id is known.' } }
      : { id: stated, owner, proof: 'id-embedded' }
  const verified = await verifyToken(context, setting, valueOf(subject))
  const found = verified.find(({ id }) => id !== undefined)
  const asked = (found ?? verified.at(-1)!).asked
  if (found?.id === undefined) {
    const isInvalid = verified.every(({ asked: one }) => errorCodeOf(one) === 1000)
    const detail = 'Cloudflare knows no such token now: it may have been ended before.'
    const outcome = isInvalid
      ? ({ result: 'not-found', ...factsOf(asked, detail) } as const)
      : refusalOf(verified.find(({ asked: one }) => errorCodeOf(one) !== 1000)!.asked)
    return { outcome }
  }
  if (subject.keyId !== undefined && stated === subject.keyId && stated !== found.id) {
    const detail = 'Cloudflare says that the token has another id than the incident says.'
    return { outcome: { result: 'ambiguous', ...factsOf(asked, detail) } }
  }
  return { id: found.id, owner: found.owner, proof: 'verify-returns-id' }
}

/** A token as the operator sees it. */
export async function readToken(
  setting: AdapterSetting,
  { owner, id }: Pick<TokenPlace, 'owner' | 'id'>,
  token: string,
  signal: AbortSignal,
): Promise<
  { readonly record: JsonObject; readonly asked: Asked } | { readonly outcome: ActionOutcome }
> {
  const call = { method: 'GET', path: tokenPath(owner, `/${id}`), token } as const
  const asked = await askCloudflare(setting, call, signal)
  const record = resultOf(asked)
  if (isObject(record) && textOf(record, 'id') === id) return { record, asked }
  return { outcome: refusalOf(asked) }
}

export function refusalOf(asked: Asked): ActionOutcome {
  const trouble = readTroubleOf(asked)
  if (trouble !== undefined) return trouble
  const told = cloudflareAnswerOf(asked)
  switch (statusOf(asked)) {
    case 404:
      return errorCodeOf(asked) === undefined
        ? failedBy(asked, told)
        : { result: 'not-found', ...factsOf(asked, told) }
    case 401:
    case 403:
      return refusedBy(asked, `The acting token may not do it: ${told}`)
    default:
      return failedBy(asked, told)
  }
}
