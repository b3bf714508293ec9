import type { ActionContext, ProbeAction, ProbeOutcome } from '../../../incident/adapter.ts'
import type { AwsCredentials } from '../../aws/aws-credentials.ts'
import { awsEndpointOf } from '../../aws/aws-endpoint.ts'
import type { AwsAnswer, AwsCaller } from '../../aws/aws-caller.ts'
import { readsOnly } from '../asking/reads-only.ts'
import type { AwsActing } from './acting.ts'
import { badPair } from './bad-pair.ts'
import { leakedKeyOf } from './leaked-key.ts'
import { isUnknownCredential } from './probe-identity.ts'

interface Attempt {
  readonly action: string
  readonly service: 'iam' | 's3' | 'cloudtrail'
  readonly ask: (caller: AwsCaller, signal: AbortSignal, nowMs: number) => Promise<AwsAnswer>
}

/**
 * Calls that only read, of which no more than one name comes back, and that AWS's quarantine policies deny
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html).
 */
const attempts: readonly Attempt[] = [
  {
    action: 'iam:ListUsers',
    service: 'iam',
    ask: (caller, signal) => caller.query('iam', 'ListUsers', { MaxItems: '1' }, { signal, effect: 'read' }), // prettier-ignore
  },
  {
    action: 's3:ListAllMyBuckets',
    service: 's3',
    ask: (caller, signal) => caller.listBuckets({ signal, effect: 'read' }),
  },
  {
    action: 'cloudtrail:LookupEvents',
    service: 'cloudtrail',
    ask: (caller, signal, nowMs) =>
      caller.json('cloudtrail', 'LookupEvents', { MaxResults: 1, StartTime: Math.floor(nowMs / 1000) - 60 }, { signal, effect: 'read' }), // prettier-ignore
  },
]

/**
 * Asks something that a policy can forbid. `live`: one of the calls was allowed. `contained`: none was, and a policy of the
 * identity denies one explicitly. Whoever may do none of them already before cannot be shown to be contained by this.
 */
export function permissionProbe(acting: AwsActing): ProbeAction {
  const ask = (pair: AwsCredentials, { signal }: ActionContext) => {
    return tryAll(acting.as(pair), acting.setting.clock.now(), signal)
  }
  return {
    name: 'permission',
    kind: 'probe',
    describe: (subject) => ({
      calls: attempts.map(({ action, service }) => ({
        method: service === 's3' ? 'GET' : 'POST',
        host: awsEndpointOf(service, acting.region, acting.setting.env).host,
        path: `/ (${action})`,
      })),
      summary: 'asks for one of three lists with the leaked key, until one is allowed',
      ...readsOnly,
      actsAs: 'the leaked key itself',
      permissions: [],
      sideEffects: ['CloudTrail records it as calls of the leaked key.'],
      missing: leakedKeyOf(subject).missing,
      reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
    }),
    run: (context) => {
      const { pair, missing } = leakedKeyOf(context.subject)
      if (pair !== undefined) return ask(pair, context)
      return Promise.resolve({ verdict: 'unverifiable', detail: `not asked: lacks ${missing.join(', ')}` }) // prettier-ignore
    },
    control: (context) =>
      ask(badPair(leakedKeyOf(context.subject).kind, acting.setting.random), context),
  }
}

async function tryAll(
  caller: AwsCaller,
  nowMs: number,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  // prettier-ignore
  const told: { action: string; answer: AwsAnswer }[] = []
  for (const { action, ask } of attempts) {
    const answer = await ask(caller, signal, nowMs)
    if (answer.error === undefined)
      return { ...answer.facts, verdict: 'live', detail: `${action} was allowed`, facts: { allowed: action } } // prettier-ignore
    told.push({ action, answer })
  }
  const denied = told.find(({ answer }) => answer.isExplicitDeny)
  if (denied !== undefined)
    return { ...denied.answer.facts, verdict: 'contained', detail: `${denied.action}: denied explicitly by a policy of the identity; nothing asked was allowed` } // prettier-ignore
  const words = told.map(({ action, answer }) => `${action}: ${answer.error}`).join('; ')
  const isDead = told.every(({ answer }) => isUnknownCredential(answer.error))
  const { facts } = told.at(-1)!.answer
  if (isDead) return { ...facts, verdict: 'dead', detail: words }
  return { ...facts, verdict: 'unverifiable', detail: `${words}. That is no explicit deny of its own policies.` } // prettier-ignore
}
