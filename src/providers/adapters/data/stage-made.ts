import type { ActionContext, ActionOutcome, EffectAction, Subject } from '../../../incident/adapter.ts' // prettier-ignore
import type { RotatedPart, RotationStore, StoreOutcome } from '../../../incident/rotation-store.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { Secret } from '../../../text/secret.ts'
import { runKey } from '../rotation/run-key.ts'
import { actionOutcomeOf } from '../rotation/store-outcomes.ts'
import type { OpenFile } from './begin-action.ts'
import type { ProviderAction } from './provider-schema.ts'

const triesMax = 4
const waitMs = 2000

/** Names of the new values that an action's answers hold. */
export function madeBy({ calls }: ProviderAction): string[] {
  return calls.flatMap(({ capture = {} }) =>
    Object.keys(capture).filter((name) => typeof capture[name] !== 'string'),
  )
}

/** The store that takes what an action makes; only of a single value it is known which one it replaces. */
export function storeFor(
  { setting }: OpenFile,
  action: ProviderAction,
  { store }: Subject,
): RotationStore | undefined {
  return store === undefined || madeBy(action).length !== 1 ? undefined : setting.storeAt?.(store)
}

/**
 * Before anything is made: whether it was made and staged already, or why it may not be made.
 *
 * @returns `undefined`: make it
 */
export async function beforeMaking(
  store: RotationStore,
  action: ProviderAction,
  context: ActionContext,
): Promise<ActionOutcome | undefined> {
  const staged = await store.staged(context.idempotencyKey, context.signal)
  if ('version' in staged) {
    const id = context.subject.keyId ?? context.subject.secret?.fingerprint ?? 'unknown'
    return { ...staged, result: 'already', identity: { proof: action.proof ?? 'human-attested', id }, known: knownOf(action, staged.version) } // prettier-ignore
  }
  const ready = await store.prepare([partOf(context.subject)], context.signal)
  return 'version' in ready ? undefined : actionOutcomeOf(ready)
}

/** The only copy of the value is in memory: what may pass is waited for, also past the step's deadline. */
export async function stageMade(
  { setting }: OpenFile,
  store: RotationStore,
  value: Uint8Array,
  { subject, idempotencyKey }: ActionContext,
): Promise<StoreOutcome> {
  const part = { ...partOf(subject), next: new Secret(value, runKey()) }
  for (let tries = 1; ; tries++) {
    const signal = AbortSignal.timeout(60_000)
    const outcome = await store
      .stage([part], idempotencyKey, signal)
      .catch((error: unknown): StoreOutcome => ({ result: 'unknown', detail: `${store.place}: ${error instanceof Error ? error.name : 'it failed'}` })) // prettier-ignore
    const mayPass = outcome.result === 'unknown' || (outcome.result === 'failed' && outcome.isTemporary) // prettier-ignore
    if (!mayPass || tries === triesMax) return outcome
    await setting.clock.sleep(waitMs * tries, AbortSignal.timeout(waitMs * tries * 2))
  }
}

/** What later steps need to know. */
export function knownOf({ effect }: ProviderAction, version: string): Record<string, string> {
  return { storeVersion: version, ...(effect === 'dead' && { storeOldEnded: 'yes' }) }
}

type Check = Awaited<ReturnType<EffectAction['check']>>

/** The provider shows that it made a new value; whether that came to stand anywhere, only the store can tell. */
export async function checkMade(
  store: RotationStore | undefined,
  action: ProviderAction,
  shown: Check,
  { idempotencyKey, signal }: ActionContext,
): Promise<Check> {
  if (shown.state === 'not-effected' && store === undefined) return shown
  if (store === undefined) {
    const detail = `${shown.detail}; whether the new value came to stand in --new-value-file, that file tells. If it is empty or gone, the new value is lost: make another one by hand` // prettier-ignore
    return { ...shown, state: 'unknown', detail }
  }
  const staged = await store.staged(idempotencyKey, signal)
  if ('version' in staged) return { ...staged, state: 'effected', known: knownOf(action, staged.version) } // prettier-ignore
  if (shown.state !== 'effected') return shown
  const detail = staged.result === 'not-found'
    ? `${shown.detail}, and ${store.place} has no new value: it was lost on the way. Make another one by hand, put it there, and revoke the one that nobody has` // prettier-ignore
    : `${shown.detail}; ${staged.detail}` // prettier-ignore
  return { ...shown, state: 'unknown', detail }
}

function partOf({ secret }: Subject): RotatedPart {
  const text = secret === undefined ? undefined : new TextDecoder().decode(secret.reveal()).trim()
  const old = text === undefined ? undefined : new Secret(bytesOfUtf8(text), runKey())
  return { name: 'value', old, shape: /[^\s"']{8,}/ }
}
