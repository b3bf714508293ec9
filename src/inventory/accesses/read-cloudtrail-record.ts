import { allTextsOf, fieldOf, textOf, textsOf } from '../../text/field-of.ts'
import type { AccessAction, AccessProof, LoggedAccess } from './access-event.ts'
import { storePathOf, type AccessTarget } from './access-target.ts'

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
  const error = textOf(record, 'errorCode')
  const address = textOf(record, 'sourceIPAddress')
  const client = textOf(record, 'userAgent')
  const time = textOf(record, 'eventTime')
  const principal = textOf(identity, 'arn') ?? textOf(identity, 'principalId')
  const role = textOf(identity, 'sessionContext', 'sessionIssuer', 'arn')
  const request = textOf(record, 'eventID')
  const version = textOf(record, 'requestParameters', 'versionId')
  return {
    event: {
      type: 'access',
      ...(time && { time }),
      ...what,
      outcome: error === undefined ? 'allowed' : 'denied',
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
      ...allTextsOf(fieldOf(record, 'requestParameters', 'principalTags')),
      client ?? '',
    ],
  }
}

type What = { readonly action: AccessAction; readonly proof: AccessProof }

function whatOf(record: unknown, target: AccessTarget): What | undefined {
  const own = textOf(record, 'userIdentity', 'accessKeyId')
  if (own !== undefined && target.isKeyId(own)) return { action: 'use', proof: 'key-id' }
  const managed =
    textOf(record, 'requestParameters', 'accessKeyId') ??
    textOf(record, 'responseElements', 'accessKey', 'accessKeyId')
  if (managed !== undefined && target.isKeyId(managed)) return { action: 'manage', proof: 'key-id' }
  const action = storeActions[textOf(record, 'eventName')!]
  if (action === undefined || !namesStore(record, target)) return undefined
  return { action, proof: 'store-path' }
}

const storeActions: Readonly<Record<string, AccessAction>> = {
  GetSecretValue: 'read',
  BatchGetSecretValue: 'read',
  PutSecretValue: 'write',
  UpdateSecret: 'write',
  CreateSecret: 'write',
  RotateSecret: 'manage',
  UpdateSecretVersionStage: 'manage',
  DeleteSecret: 'manage',
  RestoreSecret: 'manage',
  GetParameter: 'read',
  GetParameters: 'read',
  GetParametersByPath: 'read',
  GetParameterHistory: 'read',
  PutParameter: 'write',
  DeleteParameter: 'manage',
  DeleteParameters: 'manage',
}

function namesStore(record: unknown, { record: known }: AccessTarget): boolean {
  const path = storePathOf(known)
  if (path === undefined || known.store?.type.startsWith('aws-') !== true) return false
  const parameters = fieldOf(record, 'requestParameters')
  const below = textOf(parameters, 'path')
  if (below !== undefined && path.startsWith(below.replace(/\/?$/, '/'))) return true
  return [
    textOf(parameters, 'secretId'),
    textOf(parameters, 'name'),
    ...textsOf(parameters, 'secretIdList'),
    ...textsOf(parameters, 'names'),
  ].some((name) => name !== undefined && isNameOf(name, path))
}

/** By name, by ARN with or without the six characters that Secrets Manager adds to it. */
function isNameOf(typed: string, path: string): boolean {
  if (typed === path) return true
  const [, name] =
    /^arn:[^:]*:(?:secretsmanager|ssm):[^:]*:\d*:(?:secret:|parameter)(.+)$/.exec(typed) ?? []
  if (name === undefined) return path.startsWith('arn:') && path.startsWith(`${typed}-`)
  return name === path || name.replace(/-[A-Za-z0-9]{6}$/, '') === path
}
