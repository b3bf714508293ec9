import { allTextsOf, fieldOf, textOf, textsOf } from '../../text/field-of.ts'
import type { AccessAction, AccessOutcome, AccessProof, LoggedAccess } from './access-event.ts'
import { storePathOf, type AccessTarget } from './access-target.ts'
import { utcTimeOf } from './utc-time-of.ts'

/** Whether a record is one of AWS CloudTrail. */
export function isCloudTrailRecord(record: unknown): boolean {
  return (
    textOf(record, 'eventSource')?.endsWith('.amazonaws.com') === true &&
    textOf(record, 'eventName') !== undefined
  )
}

/**
 * An event of CloudTrail that is about the secret: its value was fetched or changed in a store, a key was managed, or
 * something was done with the key.
 *
 * Format: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function readCloudTrailRecord(
  record: unknown,
  target: AccessTarget,
  log: LoggedAccess['event']['log'],
): LoggedAccess | undefined {
  const what = whatOf(record, target)
  if (what === undefined) return undefined
  const identity = fieldOf(record, 'userIdentity')
  const address = textOf(record, 'sourceIPAddress')
  const client = textOf(record, 'userAgent')
  const time = utcTimeOf(textOf(record, 'eventTime'))
  const principal = principalOf(identity)
  const role = textOf(identity, 'sessionContext', 'sessionIssuer', 'arn')
  const request = textOf(record, 'eventID')
  const version = textOf(record, 'requestParameters', 'versionId')
  return {
    event: {
      type: 'access',
      ...(time && { time }),
      ...what,
      outcome: outcomeOf(textOf(record, 'errorCode')),
      log,
      operation: `${textOf(record, 'eventSource')!.split('.')[0]}:${textOf(record, 'eventName')}`,
      ...(principal && { principal }),
      ...(role && { policies: [role] }),
      ...(address && { address }),
      ...(client && { client }),
      ...(version && { version }),
      ...(request && { request }),
    },
    labels: [
      ...(principal?.split('/').slice(-1) ?? []),
      textOf(identity, 'sessionContext', 'sourceIdentity') ?? '',
      ...allTextsOf(fieldOf(identity, 'sessionContext', 'webIdFederationData', 'attributes')),
      ...allTextsOf(fieldOf(record, 'requestParameters', 'principalTags')),
      client ?? '',
    ],
  }
}

/**
 * Federated users and services have no ARN.
 *
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html)
 */
function principalOf(identity: unknown): string | undefined {
  return (
    textOf(identity, 'arn') ??
    textOf(identity, 'userName') ??
    textOf(identity, 'onBehalfOf', 'userId') ??
    textOf(identity, 'principalId') ??
    textOf(identity, 'invokedBy') ??
    textOf(identity, 'accountId')
  )
}

/** Most errors are no refusal: a secret that is not there, a call too many. */
function outcomeOf(error: string | undefined): AccessOutcome {
  if (error === undefined) return 'allowed'
  return /AccessDenied|Unauthorized|Forbidden|NotAuthorized|SignatureDoesNotMatch|InvalidClientTokenId/.test(error) ? 'denied' : 'failed' // prettier-ignore
}

type What = { readonly action: AccessAction; readonly proof: AccessProof }

function whatOf(record: unknown, target: AccessTarget): What | undefined {
  const own = textOf(record, 'userIdentity', 'accessKeyId')
  if (own !== undefined && target.isKeyId(own)) return { action: 'use', proof: 'key-id' }
  const managed =
    textOf(record, 'requestParameters', 'accessKeyId') ??
    textOf(record, 'responseElements', 'accessKey', 'accessKeyId')
  if (managed !== undefined && target.isKeyId(managed)) return { action: 'manage', proof: 'key-id' }
  const { store } = target.record
  const name = textOf(record, 'eventName')!
  const action = storeActions[store?.type ?? '']?.[name]
  if (action === undefined || !namesStore(record, target)) return undefined
  return { action, proof: 'store-path' }
}

const storeActions: Readonly<Record<string, Readonly<Record<string, AccessAction>>>> = {
  'aws-secrets-manager': {
    GetSecretValue: 'read',
    BatchGetSecretValue: 'read',
    PutSecretValue: 'write',
    UpdateSecret: 'write',
    CreateSecret: 'write',
    RotateSecret: 'manage',
    CancelRotateSecret: 'manage',
    UpdateSecretVersionStage: 'manage',
    DeleteSecret: 'manage',
    RestoreSecret: 'manage',
    PutResourcePolicy: 'manage',
    DeleteResourcePolicy: 'manage',
    ReplicateSecretToRegions: 'manage',
    RotationStarted: 'manage',
    RotationSucceeded: 'manage',
    RotationFailed: 'manage',
    RotationAbandoned: 'manage',
  },
  'aws-ssm': {
    GetParameter: 'read',
    GetParameters: 'read',
    GetParametersByPath: 'read',
    GetParameterHistory: 'read',
    PutParameter: 'write',
    DeleteParameter: 'manage',
    DeleteParameters: 'manage',
  },
}

/** Where a secret lies; what is not told of it fits every one. */
interface Place {
  readonly account?: string | undefined
  readonly region?: string | undefined
  readonly name: string
}

function namesStore(record: unknown, { record: known }: AccessTarget): boolean {
  const path = storePathOf(known)
  if (path === undefined) return false
  const own = ownPlaceOf(path)
  const parameters = fieldOf(record, 'requestParameters')
  const here = {
    account: textOf(record, 'recipientAccountId'),
    region: textOf(record, 'awsRegion'),
  }
  const below = textOf(parameters, 'path')
  if (below !== undefined && isSameRegion(here, own))
    return isBelow(own.name, below, fieldOf(parameters, 'recursive') === true)
  return [
    textOf(parameters, 'secretId'),
    textOf(parameters, 'name'),
    ...textsOf(parameters, 'secretIdList'),
    ...textsOf(parameters, 'names'),
    // Rotation is told of by the service itself.
    textOf(record, 'additionalEventData', 'SecretId'),
    textOf(record, 'responseElements', 'arn'),
    textOf(record, 'responseElements', 'aRN'),
  ].some((typed) => typed !== undefined && isPlaceOf(typed, here, own))
}

/** `<account>/<region>/<name>`, as importers have it; a name or an ARN, as people enter it. */
function ownPlaceOf(path: string): Place {
  const arn = placeOfArn(path)
  if (arn !== undefined) return { ...arn, name: arn.unsuffixed }
  const [, account, region, name] = /^(?:(\d{12})\/)?([a-z]{2}(?:-[a-z]+)+-\d)\/(.+)$/.exec(path) ?? []
  return { account, region, name: withoutSlash(name ?? path) }
} // prettier-ignore

function isPlaceOf(typed: string, here: Omit<Place, 'name'>, own: Place): boolean {
  const arn = placeOfArn(typed)
  if (arn !== undefined)
    return isSameRegion(arn, own) && (arn.name === own.name || arn.unsuffixed === own.name)
  return isSameRegion(here, own) && withoutVersion(withoutSlash(typed)) === own.name
}

/** Parameters have `:3` or `:label` behind the name where a version is asked for; names have no colons. */
function withoutVersion(name: string): string {
  return name.replace(/:[^:/]*$/, '')
}

/** Secrets Manager adds a hyphen and six characters to names in ARNs. */
function placeOfArn(text: string): (Place & { readonly unsuffixed: string }) | undefined {
  const [, service, region, account, typed] =
    /^arn:[^:]*:(secretsmanager|ssm):([^:]*):(\d*):(?:secret:|parameter\/)(.+)$/.exec(text) ?? []
  if (typed === undefined) return undefined
  const name = withoutVersion(typed)
  const unsuffixed = service === 'ssm' ? name : name.replace(/-[A-Za-z0-9]{6}$/, '')
  return { account, region, name, unsuffixed }
}

function withoutSlash(name: string): string {
  return name.replace(/^\//, '')
}

function isSameRegion(one: Omit<Place, 'name'>, other: Omit<Place, 'name'>): boolean {
  const fits = (left: string | undefined, right: string | undefined) =>
    !left || !right || left === right
  return fits(one.account, other.account) && fits(one.region, other.region)
}

/** A path takes what lies directly below it, and all of it when asked so. */
function isBelow(name: string, path: string, isRecursive: boolean): boolean {
  const folder = withoutSlash(path.replace(/\/?$/, '/'))
  if (!name.startsWith(folder)) return false
  return isRecursive || !name.slice(folder.length).includes('/')
}
