import type { ActionOutcome, Subject } from '../../../incident/adapter.ts'
import { fieldOf, objectsOf, textOf, type JsonObject } from '../../../text/field-of.ts'
import type { AwsAnswer, AwsCaller } from '../../aws/aws-caller.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { readingFailed } from './outcome-of.ts'

/** A key of a user, as IAM lists it. */
export interface ListedKey {
  readonly id: string
  readonly status: string
  readonly createdAt: string | undefined
}

/** A key whose user is known, and in whose list it stands under exactly this id. */
export interface LocatedKey extends ListedKey {
  readonly user: string
  /** All keys of that user, itself among them. */
  readonly keys: readonly ListedKey[]
  readonly lastUsed: JsonObject
  /** The answer that listed it. */
  readonly answer: AwsAnswer
}

export type Located = { readonly key: LocatedKey } | { readonly outcome: ActionOutcome }

export const locatingNeeds = 'iam:GetAccessKeyLastUsed and iam:ListAccessKeys'

/**
 * Finds the key by two answers that must agree: `GetAccessKeyLastUsed` names the user, and that user's list holds the id,
 * letter for letter, once (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html,
 * API_ListAccessKeys).
 */
export async function locateKey(
  caller: AwsCaller,
  subject: Subject,
  signal: AbortSignal,
): Promise<Located> {
  const { id, kind } = leakedKeyOf(subject)
  if (id === undefined || kind !== 'long-term')
    return { outcome: { result: 'refused', detail: kind === 'session' ? `${id} belongs to a session, of which IAM keeps no key` : 'no access key id is known' } } // prettier-ignore
  const used = await caller.query('iam', 'GetAccessKeyLastUsed', { AccessKeyId: id }, { signal, effect: 'read' }) // prettier-ignore
  if (used.error === 'NoSuchEntity') return notFound(used, `IAM of this account knows no key ${id}`)
  const user = textOf(used.data, 'UserName')
  if (used.error !== undefined)
    return { outcome: readingFailed(used, `asking whose key ${id} is`, `${locatingNeeds}, in the account of the key`) } // prettier-ignore
  if (user === undefined) return notFound(used, `IAM names no user for ${id}`)
  const listed = await listKeys(caller, user, signal)
  if ('outcome' in listed) return listed
  const [key, ...more] = listed.keys.filter((one) => one.id === id)
  if (key === undefined) return notFound(listed.answer, `user ${user} has no key ${id}`)
  if (more.length > 0)
    return { outcome: { ...listed.answer.facts, result: 'ambiguous', detail: `user ${user} has ${id} more than once` } } // prettier-ignore
  const lastUsed = (fieldOf(used.data, 'AccessKeyLastUsed') ?? {}) as JsonObject
  return { key: { ...key, user, keys: listed.keys, lastUsed, answer: listed.answer } }
}

/** All keys of a user, page by page. */
export async function listKeys(
  caller: AwsCaller,
  user: string,
  signal: AbortSignal,
): Promise<
  { keys: ListedKey[]; answer: AwsAnswer } | { outcome: ActionOutcome; answer: AwsAnswer }
> {
  // prettier-ignore
  const { items, answer } = await listMembers(caller, 'ListAccessKeys', { UserName: user }, 'AccessKeyMetadata', signal) // prettier-ignore
  if (items === undefined)
    return { outcome: readingFailed(answer, `listing the keys of user ${user}`, locatingNeeds), answer } // prettier-ignore
  return { keys: items.map((item) => listedKey(item)), answer }
}

function listedKey(item: JsonObject): ListedKey {
  return {
    id: textOf(item, 'AccessKeyId') ?? '',
    status: textOf(item, 'Status') ?? '',
    createdAt: textOf(item, 'CreateDate'),
  }
}

/**
 * Members of all pages of an operation of IAM.
 *
 * @returns no items where a page was refused, or is none
 */
export async function listMembers(
  caller: AwsCaller,
  operation: string,
  input: Readonly<Record<string, string>>,
  list: string,
  signal: AbortSignal,
): Promise<{ items: JsonObject[] | undefined; answer: AwsAnswer }> {
  const items: JsonObject[] = []
  let marker: string | undefined
  for (;;) {
    const answer = await caller.query('iam', operation, { ...input, Marker: marker }, { signal, effect: 'read' }) // prettier-ignore
    // An empty list is an element without members; without its element an answer says nothing.
    if (answer.error !== undefined || fieldOf(answer.data, list) === undefined)
      return { items: undefined, answer }
    items.push(...objectsOf(answer.data, list, 'member'))
    const next = textOf(answer.data, 'IsTruncated') === 'true' ? textOf(answer.data, 'Marker') : undefined // prettier-ignore
    if (next === undefined || next === marker) return { items, answer }
    marker = next
  }
}

function notFound({ facts }: AwsAnswer, detail: string): Located {
  return { outcome: { ...facts, result: 'not-found', detail } }
}
