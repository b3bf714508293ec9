import type { ActionContext, ActionOutcome, Subject } from '../../../incident/adapter.ts'
import type { RotationStore } from '../../../incident/rotation-store.ts'
import type { AwsCaller } from '../../aws/aws-caller.ts'
import { globalRegionOf } from '../../aws/aws-endpoint.ts'
import { textOf } from '../../../text/field-of.ts'
import type { Secret } from '../../../text/secret.ts'
import type { AwsCredentials } from '../../aws/aws-credentials.ts'
import type { StorePlace } from '../adapter-setting.ts'
import type { AwsActing } from './acting.ts'
import { lookUpTrail } from './cloud-trail.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { listKeys, locateKey, type ListedKey } from './locate-key.ts'
import { SecretsManagerStore } from './secrets-manager-store.ts'

/** All that the steps of a rotation need: who acts, whose key, and where it is kept. */
export interface RotationSetting {
  readonly caller: AwsCaller
  readonly user: string
  /** All keys of the user, the leaked one among them unless it is gone. */
  readonly keys: readonly ListedKey[]
  readonly leakedId: string
  readonly store: RotationStore
}

export async function openRotation(
  acting: AwsActing,
  context: ActionContext,
): Promise<{ readonly setting: RotationSetting } | { readonly outcome: ActionOutcome }> {
  const { subject, signal } = context
  const { id: leakedId } = leakedKeyOf(subject)
  const store = await openStore(acting, subject)
  if (store === undefined || leakedId === undefined)
    return { outcome: { result: 'refused', detail: store === undefined ? `lacks ${lacksStore(subject)}` : 'no access key id is known' } } // prettier-ignore
  const opened = await acting.callerFor(subject)
  if ('outcome' in opened) return opened
  const { caller } = opened
  const found = await userOf(caller, subject, signal)
  if ('outcome' in found) return found
  return { setting: { caller, store, leakedId, ...found } }
}

/** Where the leaked key is deleted already, the step that did it has kept whose it was. */
async function userOf(
  caller: AwsCaller,
  subject: Subject,
  signal: AbortSignal,
): Promise<{ user: string; keys: readonly ListedKey[] } | { outcome: ActionOutcome }> {
  const located = await locateKey(caller, subject, signal)
  if ('key' in located) return { user: located.key.user, keys: located.key.keys }
  const user = subject.known?.['awsUser']
  if (located.outcome.result !== 'not-found' || user === undefined) return located
  const listed = await listKeys(caller, user, signal)
  return 'outcome' in listed ? listed : { user, keys: listed.keys }
}

export async function openStore(
  acting: AwsActing,
  subject: Subject,
): Promise<RotationStore | undefined> {
  const place = subject.store
  if (place === undefined) return undefined
  return ownStore(acting, place, subject) ?? (await acting.setting.openStore?.(place))
}

/** Without asking anybody: for what a plan says of it. */
export function ownStore(
  acting: AwsActing,
  place: StorePlace,
  subject: Subject,
): RotationStore | undefined {
  if (place.type !== 'aws-secrets-manager') return acting.setting.storeAt?.(place)
  return new SecretsManagerStore(acting, place, () => acting.callerFor(subject))
}

/** As a plan says it is lacking. */
export function lacksStore({ store }: Subject): string {
  if (store === undefined) return 'the place where the key is kept, which an inventory would name'
  return `a way to write into stores of the kind ${store.type}`
}

/** So that CloudTrail’s record of a call says which step made it. */
export function rotationAgent(idempotencyKey: string): string {
  return `stanch rotation/${idempotencyKey.slice(0, 32)}`
}

/**
 * The key that this very step made and whose answer was lost: CloudTrail’s record names both the key and the step. Records
 * take some minutes to appear.
 */
export async function lostKeyOf(
  acting: AwsActing,
  { caller, user, keys }: RotationSetting,
  { idempotencyKey, signal, intendedAt }: ActionContext,
): Promise<ListedKey | undefined> {
  const regions = [globalRegionOf(caller.region)]
  const begunMs = intendedAt === undefined ? acting.setting.clock.now() - dayMs : Date.parse(intendedAt) // prettier-ignore
  const since = new Date(begunMs - skewMs).toISOString()
  const question = { attribute: 'EventName', value: 'CreateAccessKey', regions, since } as const
  const { events } = await lookUpTrail(acting, caller, question, signal)
  const ours = events.filter(({ userAgent, record }) => userAgent === rotationAgent(idempotencyKey) && textOf(record, 'requestParameters', 'userName') === user) // prettier-ignore
  const ids = ours.map(({ record }) => textOf(record, 'responseElements', 'accessKey', 'accessKeyId')) // prettier-ignore
  return keys.find(({ id }) => ids.includes(id))
}

/** Pairs that a version’s value may hold: one of these ids, and texts of the shape of a secret key, 8 at most. */
export function pairsIn(value: Secret, ids: readonly string[]): AwsCredentials[] {
  const plain = new TextDecoder().decode(value.reveal()).replaceAll('\\/', '/')
  const [accessKeyId, ...more] = ids.filter((one) => plain.includes(one))
  if (accessKeyId === undefined || more.length > 0) return []
  const words = plain.match(/[0-9A-Za-z+/=]+/g) ?? []
  const parts = words.flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])
  const secrets = new Set(parts.filter((part) => wholeSecret.test(part)))
  return [...secrets].slice(0, 8).map((secretAccessKey) => ({ accessKeyId, secretAccessKey }))
}

const dayMs = 86_400_000
/** Clocks differ. */
export const skewMs = 5 * 60_000

export const secretShape = /[0-9A-Za-z+/]{40}/
const wholeSecret = new RegExp(`^${secretShape.source}$`)
