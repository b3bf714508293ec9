import type { ActionContext, ActionDescription, ProbeAction, ProbeOutcome, Subject } from '../../../incident/adapter.ts' // prettier-ignore
import { textOf } from '../../../text/field-of.ts'
import { awsEndpointOf } from '../../aws/aws-endpoint.ts'
import type { AwsCredentials } from '../../aws/aws-credentials.ts'
import type { AwsAnswer } from '../../aws/aws-caller.ts'
import { readsOnly } from '../asking/reads-only.ts'
import type { AwsActing } from './acting.ts'
import { badPair, badSecretKey } from './bad-pair.ts'
import { leakedKeyOf } from './leaked-key.ts'

const reference = 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html'

/**
 * Asks STS who the leaked pair is. It needs no permission and succeeds under an explicit deny, so it shows whether the key
 * lives, never whether it is contained.
 */
export function identityProbe(acting: AwsActing): ProbeAction {
  return {
    name: 'identity',
    kind: 'probe',
    describe: (subject) => ({
      ...describe(acting, 'asks STS whose key it is'),
      actsAs: 'the leaked key itself',
      missing: leakedKeyOf(subject).missing,
    }),
    run: async ({ subject, signal }) => {
      const { pair } = leakedKeyOf(subject)
      if (pair === undefined) return withoutPair(subject)
      return verdictOf(await askIdentity(acting, pair, signal), pair.accessKeyId)
    },
    control: async ({ subject, signal }) => {
      const pair = badPair(leakedKeyOf(subject).kind, acting.setting.random)
      return verdictOf(await askIdentity(acting, pair, signal), pair.accessKeyId)
    },
  }
}

/**
 * Where only the id is known: asks STS with that id and a secret key that is none. An id that lives is answered
 * `SignatureDoesNotMatch`, one that is inactive or gone `InvalidClientTokenId`. Should AWS ever answer both alike, the
 * probe is not `live` before, and proves nothing after.
 */
export function keyIdProbe(acting: AwsActing): ProbeAction {
  const ask = async (accessKeyId: string, signal: AbortSignal): Promise<ProbeOutcome> => {
    const answer = await askIdentity(acting, { accessKeyId, secretAccessKey: badSecretKey(acting.setting.random) }, signal) // prettier-ignore
    if (answer.error !== 'SignatureDoesNotMatch') return verdictOf(answer, accessKeyId)
    return { ...answer.facts, verdict: 'live', detail: `STS knows ${accessKeyId} as active: it refused a wrong signature, not the id`, facts: { keyId: accessKeyId } } // prettier-ignore
  }
  return {
    name: 'key-id',
    kind: 'probe',
    describe: (subject) => ({
      ...describe(acting, 'asks STS whether the id is one of an active key, with a secret key that is none'), // prettier-ignore
      actsAs: 'nobody: the signature is wrong on purpose',
      missing: leakedKeyOf(subject).kind === 'long-term' ? [] : ['another kind of credential: a long-term key, AKIA…'], // prettier-ignore
    }),
    run: ({ subject, signal }) => {
      const { id, kind } = leakedKeyOf(subject)
      if (id === undefined || kind !== 'long-term') return Promise.resolve(withoutPair(subject))
      return ask(id, signal)
    },
    control: ({ signal }: ActionContext) =>
      ask(badPair('long-term', acting.setting.random).accessKeyId, signal),
  }
}

export function askIdentity(
  acting: AwsActing,
  pair: AwsCredentials,
  signal: AbortSignal,
): Promise<AwsAnswer> {
  return acting.as(pair).query('sts', 'GetCallerIdentity', {}, { signal, effect: 'read' })
}

/** Errors by which AWS says that there is no such credential (https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html). */
const unknownCredential = /^(?:InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|ExpiredToken(?:Exception)?)$/ // prettier-ignore

export function isUnknownCredential(error: string | undefined): boolean {
  return error !== undefined && unknownCredential.test(error)
}

/** A wrong secret for an id that lives is not dead, and neither is what a policy of the network or a firewall refused. */
function verdictOf(answer: AwsAnswer, id: string): ProbeOutcome {
  const { facts, error, data } = answer
  const account = textOf(data, 'Account')
  const arn = textOf(data, 'Arn')
  if (error === undefined && account !== undefined && arn !== undefined)
    return { ...facts, verdict: 'live', detail: `STS answered: ${arn}`, facts: { account, keyId: id, arn } } // prettier-ignore
  if (isUnknownCredential(error))
    return { ...facts, verdict: 'dead', detail: `STS answered ${error}: it is no valid credential of this partition` } // prettier-ignore
  return { ...facts, verdict: 'unverifiable', detail: unverifiableOf(error, id) }
}

function unverifiableOf(error: string | undefined, id: string): string {
  if (error === 'SignatureDoesNotMatch')
    return `STS answered SignatureDoesNotMatch: ${id} exists, and its secret key is another one, or the clock here is wrong`
  return `STS answered ${error ?? 'without an account'}: that says nothing of the key`
}

function withoutPair(subject: Subject): ProbeOutcome {
  const { missing } = leakedKeyOf(subject)
  return { verdict: 'unverifiable', detail: `not asked: lacks ${missing.join(', ') || 'the id of a long-term key'}` } // prettier-ignore
}

function describe(
  acting: AwsActing,
  summary: string,
): Omit<ActionDescription, 'actsAs' | 'missing'> {
  // prettier-ignore
  const { host } = awsEndpointOf('sts', acting.region, acting.setting.env)
  return {
    calls: [{ method: 'POST', host, path: '/ (sts:GetCallerIdentity)' }],
    summary,
    ...readsOnly,
    permissions: [],
    sideEffects: ['IAM may show it as the last use of the key.'],
    reference,
  }
}
