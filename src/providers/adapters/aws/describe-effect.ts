import type { ActionDescription, PlannedCall, Subject } from '../../../incident/adapter.ts'
import { awsEndpointOf, type AwsService } from '../../aws/aws-endpoint.ts'
import { recordRegionsOf } from '../../aws/aws-regions.ts'
import type { AwsActing } from './acting.ts'
import { leakedKeyOf, type KeyKind } from './leaked-key.ts'

/** As a plan shows it: `POST iam.amazonaws.com / (iam:UpdateAccessKey)`. */
export function awsCalls(
  acting: AwsActing,
  service: AwsService,
  operations: readonly string[],
): PlannedCall[] {
  const { host } = awsEndpointOf(service, acting.region, acting.setting.env)
  return operations.map((operation) => ({ method: 'POST', host, path: `/ (${service}:${operation})` })) // prettier-ignore
}

/** Of the records of each region that is read. */
export function trailCalls(acting: AwsActing): PlannedCall[] {
  const { env } = acting.setting
  const hosts = recordRegionsOf(env).regions.map((region) => awsEndpointOf('cloudtrail', region, env).host) // prettier-ignore
  return [...new Set(hosts)].map((host) => ({ method: 'POST', host, path: '/ (cloudtrail:LookupEvents)' })) // prettier-ignore
}

type Rest = Pick<
  ActionDescription,
  'summary' | 'reversible' | 'effect' | 'sideEffects' | 'reference'
> &
  Partial<Pick<ActionDescription, 'undoneBy' | 'provedBy' | 'missing' | 'quota'>>

/** What operators' steps have in common: who acts, on what, found how. */
export function describeEffect(
  acting: AwsActing,
  subject: Subject,
  { operations, kinds, rest }: { readonly operations: readonly string[]; readonly kinds: readonly KeyKind[]; readonly rest: Rest }, // prettier-ignore
): ActionDescription {
  const { id, kind } = leakedKeyOf(subject)
  const missing = id === undefined ? ['the access key id'] : kinds.includes(kind) ? [] : [`another kind of credential: ${missingKinds[kind]}`] // prettier-ignore
  return {
    calls: awsCalls(acting, 'iam', operations),
    proof: 'exact-match',
    completion: 'sync',
    actsAs: acting.place,
    permissions: operations.map((operation) => `iam:${operation}`),
    ...rest,
    missing: [...missing, ...acting.missing, ...(rest.missing ?? [])],
  }
}

const missingKinds: Readonly<Record<KeyKind, string>> = {
  'long-term': 'this one does not belong to a session',
  session: 'credentials of a session (ASIA…) cannot be deactivated or deleted; see deny-sessions',
  other: 'this is no id of an access key',
}

/** By which probe an effect on the key itself is proved. */
export function lifeProbeOf(subject: Subject): 'identity' | 'key-id' {
  return leakedKeyOf(subject).pair === undefined ? 'key-id' : 'identity'
}
