import type { ActionContext, ActionOutcome, AnswerFacts } from '../../../incident/adapter.ts'
import type { AwsCaller } from '../../aws/aws-caller.ts'
import type { AwsActing } from './acting.ts'
import { locateKey, type LocatedKey } from './locate-key.ts'

export type CheckOutcome = AnswerFacts & {
  readonly state: 'effected' | 'not-effected' | 'unknown'
  readonly known?: Readonly<Record<string, string>>
}

/** Does something to a key that was found beyond doubt, as the operator; else tells why not. */
export async function withLocatedKey(
  acting: AwsActing,
  { subject, signal }: ActionContext,
  action: (caller: AwsCaller, key: LocatedKey) => Promise<ActionOutcome>,
): Promise<ActionOutcome> {
  const opened = await acting.callerFor(subject)
  if ('outcome' in opened) return opened.outcome
  const located = await locateKey(opened.caller, subject, signal)
  return 'outcome' in located ? located.outcome : action(opened.caller, located.key)
}

/** As {@link withLocatedKey}, for asking after an effect. */
export async function checkLocatedKey(
  acting: AwsActing,
  { subject, signal }: ActionContext,
  check: (caller: AwsCaller, key: LocatedKey) => Promise<CheckOutcome>,
): Promise<CheckOutcome> {
  const opened = await acting.callerFor(subject)
  if ('outcome' in opened) return { state: 'unknown', detail: opened.outcome.detail }
  const located = await locateKey(opened.caller, subject, signal)
  if (!('outcome' in located)) return check(opened.caller, located.key)
  const { status, requestId, bodyDigest, detail } = located.outcome
  return {
    state: 'unknown',
    detail,
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
    ...(bodyDigest !== undefined && { bodyDigest }),
  }
}
