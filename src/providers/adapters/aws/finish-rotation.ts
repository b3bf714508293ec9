import type { ActionContext, ActionDescription, ActionOutcome, EffectAction, Subject } from '../../../incident/adapter.ts' // prettier-ignore
import type { StoreVersions } from '../../../incident/rotation-store.ts'
import { textOf } from '../../../text/field-of.ts'
import type { AwsActing } from './acting.ts'
import { awsCalls } from './describe-effect.ts'
import { askIdentity } from './probe-identity.ts'
import { asOutcome, deleteNewKey } from './rotate.ts'
import { lacksStore, openRotation, ownStore, pairsIn, type RotationSetting } from './rotation-setting.ts' // prettier-ignore
import type { CheckOutcome } from './with-located-key.ts'

const reference = 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html' // prettier-ignore

/** The version that waits, or is in use, and the new key in it. */
interface NewVersion {
  readonly version: string
  readonly id: string
  readonly versions: StoreVersions
}

/** Tries the pending key, and then makes it the current one. */
export function promoteAction(acting: AwsActing): EffectAction {
  return {
    name: 'promote',
    kind: 'promote',
    describe: (subject) => describeStep(acting, subject, 'promote'),
    run: async (context) => {
      const opened = await openRotation(acting, context)
      return 'outcome' in opened ? opened.outcome : promote(acting, opened.setting, context)
    },
    check: (context) =>
      checkVersion(
        acting,
        context,
        'pending',
        ({ version, versions }) => versions.current === version,
      ),
  }
}

async function promote(
  acting: AwsActing,
  setting: RotationSetting,
  context: ActionContext,
): Promise<ActionOutcome> {
  const found = await newVersionOf(setting, context, 'pending')
  if ('outcome' in found) return found.outcome
  const { version, id, versions } = found.fresh
  const tested = await testKey(acting, setting, found.fresh, context.signal)
  if (tested !== undefined) return tested
  const done = await setting.store.promote(version, context.signal)
  if (done.result !== 'done' && done.result !== 'already') return asOutcome(done)
  const at = new Date(acting.setting.clock.now()).toISOString()
  const known = { awsNewKey: id, storeVersion: version, ...(done.result === 'done' && { storePromotedAt: at, storePrevious: versions.current ?? '' }) } // prettier-ignore
  return { ...done, identity: { proof: 'exact-match', id }, known, detail: `${id} of user ${setting.user} works; ${done.detail}` } // prettier-ignore
}

/** A new key takes some seconds until all of AWS knows it. @returns why it may not be put to use; `undefined`: it works */
async function testKey(
  acting: AwsActing,
  { user, store }: RotationSetting,
  { version, id }: NewVersion,
  signal: AbortSignal,
): Promise<ActionOutcome | undefined> {
  const read = await store.read(version, signal)
  if (read.value === undefined) return asOutcome(read)
  let last: ActionOutcome = { result: 'refused', detail: `${store.place} holds ${id} without a secret key` } // prettier-ignore
  for (const pair of pairsIn(read.value, [id])) {
    const answer = await askIdentity(acting, pair, signal)
    const arn = textOf(answer.data, 'Arn')
    if (arn?.endsWith(`/${user}`)) return undefined
    if (arn !== undefined) return { ...answer.facts, result: 'refused', detail: `${id} is a key of ${arn}, not of user ${user}` } // prettier-ignore
    const isNew = answer.error === 'InvalidClientTokenId'
    last = { ...answer.facts, result: 'failed', isTemporary: isNew || answer.trouble !== 'no', retryAfterMs: 5000, detail: `the new key ${id} does not work${isNew ? ' yet' : ''}: STS answered ${answer.error}` } // prettier-ignore
    if (isNew) return last
  }
  return last
}

/** Takes the new version back, while the leaked key still works where it was put to use already, and deletes the new key. */
export function rollBackAction(acting: AwsActing): EffectAction {
  return {
    name: 'roll-back',
    kind: 'roll-back',
    describe: (subject) => describeStep(acting, subject, 'roll-back'),
    run: async (context) => {
      const opened = await openRotation(acting, context)
      return 'outcome' in opened ? opened.outcome : rollBack(opened.setting, context)
    },
    check: async (context) => {
      const checked = await checkVersion(acting, context, 'told', () => false)
      if (checked.state !== 'unknown' || checked.isGone !== true) return checked
      return { state: 'effected', detail: checked.detail }
    },
  }
}

async function rollBack(setting: RotationSetting, context: ActionContext): Promise<ActionOutcome> {
  const { store, keys, leakedId, user } = setting
  const { signal } = context
  const found = await newVersionOf(setting, context, 'told')
  if ('outcome' in found) {
    const isGone = found.isGone === true
    return isGone ? { result: 'already', identity: { proof: 'exact-match', id: context.subject.known?.['awsNewKey'] ?? leakedId }, detail: found.outcome.detail } : found.outcome // prettier-ignore
  }
  const { version, id, versions } = found.fresh
  const isActive = keys.some((key) => key.id === leakedId && key.status === 'Active')
  if (versions.current === version && !isActive)
    return { result: 'refused', detail: `${leakedId} does not work any more: with the version before, consumers would have no key. Activate it first` } // prettier-ignore
  // The key goes between: were the label taken first, a crash would leave a key that nothing names.
  if (versions.current === version) {
    const back = await store.rollBack(version, signal)
    if (back.result !== 'done' && back.result !== 'already') return asOutcome(back)
  }
  const gone = await deleteNewKey(setting, id, signal)
  if (gone !== undefined) return gone
  const unstaged = await store.rollBack(version, signal)
  if (unstaged.result !== 'done' && unstaged.result !== 'already') return asOutcome(unstaged)
  return { ...unstaged, result: 'done', identity: { proof: 'exact-match', id }, detail: `${id} of user ${user} is deleted; ${unstaged.detail}` } // prettier-ignore
}

async function checkVersion(
  acting: AwsActing,
  context: ActionContext,
  mayBe: 'told' | 'pending',
  isDone: (fresh: NewVersion) => boolean,
): Promise<CheckOutcome & { readonly isGone?: boolean }> {
  const opened = await openRotation(acting, context)
  if ('outcome' in opened) return { state: 'unknown', detail: opened.outcome.detail }
  const found = await newVersionOf(opened.setting, context, mayBe)
  if ('outcome' in found) return { state: 'unknown', detail: found.outcome.detail, ...(found.isGone && { isGone: true }) } // prettier-ignore
  const { id, version, versions } = found.fresh
  const detail = `${id} is in version ${version}; current is ${versions.current}`
  return { state: isDone(found.fresh) ? 'effected' : 'not-effected', detail, known: { awsNewKey: id, storeVersion: version } } // prettier-ignore
}

/**
 * The version of the rotation, which the step before has told, and in it a key that IAM lists for the user and that is not
 * the leaked one. Where nothing is told, a version that waits may be tried and promoted, but none is ever taken back.
 *
 * @returns `isGone`: there is neither such a version nor such a key any more
 */
async function newVersionOf(
  { store, keys, leakedId, user }: RotationSetting,
  { subject, signal }: ActionContext,
  mayBe: 'told' | 'pending',
): Promise<
  { readonly fresh: NewVersion } | { readonly outcome: ActionOutcome; readonly isGone?: boolean }
> {
  // prettier-ignore
  const told = await store.versions(signal)
  if (!('versions' in told)) return { outcome: asOutcome(told) }
  const { versions } = told
  const others = keys.map(({ id }) => id).filter((id) => id !== leakedId)
  const journalled = subject.known?.['storeVersion']
  const isStaged = (version: string | undefined) => version !== undefined && [versions.current, versions.pending].includes(version) // prettier-ignore
  const waiting = versions.pending !== versions.current && mayBe === 'pending' ? versions.pending : undefined // prettier-ignore
  const version = isStaged(journalled) ? journalled : waiting
  const known = subject.known?.['awsNewKey']
  if (version !== undefined) {
    const read = await store.read(version, signal)
    if (read.value === undefined && read.result !== 'not-found') return { outcome: asOutcome(read) }
    const [pair] = read.value === undefined ? [] : pairsIn(read.value, others)
    if (pair !== undefined) return { fresh: { version, id: pair.accessKeyId, versions } }
    // Its key is deleted already, and its label still there.
    const isOurs = version === journalled && version !== versions.current && known !== undefined
    if (isOurs && !others.includes(known)) return { fresh: { version, id: known, versions } }
  }
  // Taken back already, and its key still there: the store has let go of it.
  if (
    mayBe === 'told' &&
    journalled !== undefined &&
    known !== undefined &&
    others.includes(known)
  ) {
    const read = versions.current === undefined ? undefined : await store.read(versions.current, signal) // prettier-ignore
    const isInUse = read?.value === undefined || pairsIn(read.value, [known]).length > 0
    if (!isInUse) return { fresh: { version: journalled, id: known, versions } }
  }
  const isGone = known === undefined ? others.length === 0 : !others.includes(known)
  const detail = isGone
    ? `neither ${store.place} nor user ${user} has a key of this rotation`
    : `it is not known which version of ${store.place} is of this rotation, so nothing is changed`
  return { outcome: { ...told.answer, result: 'not-found', detail }, isGone }
}

function describeStep(
  acting: AwsActing,
  subject: Subject,
  step: 'promote' | 'roll-back',
): ActionDescription {
  const store = subject.store && ownStore(acting, subject.store, subject)
  const told = store?.describe(step)
  const place = store?.place ?? subject.store?.type ?? 'its store'
  const lacksOne = subject.store === undefined || store === undefined // prettier-ignore
  const operations = ['GetAccessKeyLastUsed', 'ListAccessKeys', ...(step === 'promote' ? [] : ['UpdateAccessKey', 'DeleteAccessKey'])] // prettier-ignore
  return {
    calls: [...awsCalls(acting, 'iam', operations), ...(step === 'promote' ? awsCalls(acting, 'sts', ['GetCallerIdentity']) : []), ...(told?.calls ?? [])], // prettier-ignore
    summary: step === 'promote' ? `tries the new key, and makes it the current version of ${place}` : `takes the new version of ${place} back, and deletes the new key`, // prettier-ignore
    proof: 'exact-match',
    reversible: step === 'promote',
    ...(step === 'promote' && { undoneBy: 'roll-back' }),
    completion: 'sync',
    effect: 'none',
    actsAs: acting.place,
    permissions: [...operations.map((operation) => `iam:${operation}`), ...(told?.permissions ?? [])], // prettier-ignore
    sideEffects: told?.sideEffects ?? [],
    missing: [...(lacksOne ? [lacksStore(subject)] : []), ...(told?.missing ?? acting.missing)],
    reference,
  }
}
