import type { MintedItem } from '../../../incident/adapter.ts'
import { objectsOf, textOf } from '../../../text/field-of.ts'
import type { TrailEvent } from './cloud-trail.ts'

/** Path of an id in a record, and what it names. */
interface MintingRule {
  readonly kind: string
  /** From the record's top; several are joined by a blank. */
  readonly ids: readonly (readonly string[])[]
  readonly detail?: readonly string[]
}

const answer = (...path: string[]) => ['responseElements', ...path]
const asked = (...path: string[]) => ['requestParameters', ...path]
const session: MintingRule = {
  kind: 'session',
  ids: [answer('credentials', 'accessKeyId')],
  detail: answer('credentials', 'expiration'),
}

/**
 * Calls that leave something behind with which one can go on, by event name
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html).
 */
const rules: Readonly<Record<string, MintingRule>> = {
  GetSessionToken: session,
  GetFederationToken: session,
  AssumeRole: session,
  AssumeRoot: session,
  CreateAccessKey: { kind: 'access-key', ids: [answer('accessKey', 'accessKeyId')], detail: answer('accessKey', 'userName') }, // prettier-ignore
  CreateUser: { kind: 'user', ids: [answer('user', 'userName')], detail: answer('user', 'arn') },
  CreateRole: { kind: 'role', ids: [answer('role', 'roleName')], detail: answer('role', 'arn') },
  CreateGroup: { kind: 'group', ids: [answer('group', 'groupName')] },
  CreateLoginProfile: { kind: 'login-profile', ids: [answer('loginProfile', 'userName')] },
  UpdateLoginProfile: { kind: 'login-profile', ids: [asked('userName')] },
  CreateServiceSpecificCredential: { kind: 'service-credential', ids: [answer('serviceSpecificCredential', 'serviceSpecificCredentialId')], detail: answer('serviceSpecificCredential', 'userName') }, // prettier-ignore
  ResetServiceSpecificCredential: { kind: 'service-credential', ids: [asked('serviceSpecificCredentialId')] }, // prettier-ignore
  UploadSSHPublicKey: { kind: 'ssh-key', ids: [answer('sSHPublicKey', 'sSHPublicKeyId')] },
  UploadSigningCertificate: { kind: 'certificate', ids: [answer('certificate', 'certificateId')] },
  CreateVirtualMFADevice: { kind: 'mfa-device', ids: [answer('virtualMFADevice', 'serialNumber')] },
  CreateOpenIDConnectProvider: { kind: 'identity-provider', ids: [answer('openIDConnectProviderArn')] }, // prettier-ignore
  CreateSAMLProvider: { kind: 'identity-provider', ids: [answer('sAMLProviderArn')] },
  CreatePolicy: { kind: 'policy', ids: [answer('policy', 'arn')] },
  CreatePolicyVersion: { kind: 'policy', ids: [asked('policyArn')] },
  SetDefaultPolicyVersion: { kind: 'policy', ids: [asked('policyArn')] },
  AttachUserPolicy: { kind: 'grant', ids: [asked('userName'), asked('policyArn')] },
  AttachRolePolicy: { kind: 'grant', ids: [asked('roleName'), asked('policyArn')] },
  AttachGroupPolicy: { kind: 'grant', ids: [asked('groupName'), asked('policyArn')] },
  PutUserPolicy: { kind: 'grant', ids: [asked('userName'), asked('policyName')] },
  PutRolePolicy: { kind: 'grant', ids: [asked('roleName'), asked('policyName')] },
  PutGroupPolicy: { kind: 'grant', ids: [asked('groupName'), asked('policyName')] },
  AddUserToGroup: { kind: 'grant', ids: [asked('userName'), asked('groupName')] },
  DeleteUserPermissionsBoundary: { kind: 'grant', ids: [asked('userName')] },
  UpdateAssumeRolePolicy: { kind: 'trust', ids: [asked('roleName')] },
  CreateKeyPair: { kind: 'key-pair', ids: [answer('keyPairId')], detail: answer('keyName') },
  ImportKeyPair: { kind: 'key-pair', ids: [answer('keyPairId')], detail: answer('keyName') },
  CreateFunction20150331: { kind: 'function', ids: [answer('functionArn')] },
  CreateFunctionUrlConfig: { kind: 'function-url', ids: [answer('functionUrl')] },
}

/** `role 'x'` of a name that IAM takes, an ARN, an id, an address: nothing else is repeated. */
const idPattern = /^[\w+=,.@:/-]{1,300}$/

/**
 * What a call left behind; nothing for one that failed. Of a call that is known to leave something, and whose record does not
 * name it, the call itself is told.
 */
export function mintedBy(event: TrailEvent): MintedItem[] {
  if (event.error !== undefined) return []
  const by = { createdAt: event.at }
  if (event.name === 'RunInstances') return instancesOf(event, by)
  const rule = Object.hasOwn(rules, event.name) ? rules[event.name] : undefined
  if (rule === undefined) return []
  const ids = rule.ids.flatMap((path) => plain(textOf(event.record, ...path)) ?? [])
  const detail = rule.detail && plain(textOf(event.record, ...rule.detail))
  const id = ids.length === rule.ids.length ? ids.join(' ') : `${event.name} ${event.requestId ?? event.at}` // prettier-ignore
  return [{ kind: rule.kind, id, ...by, detail: [event.name, ...(detail === undefined ? [] : [detail])].join(' ') }] // prettier-ignore
}

function instancesOf(event: TrailEvent, by: { readonly createdAt: string }): MintedItem[] {
  return objectsOf(event.record, 'responseElements', 'instancesSet', 'items').flatMap((item) => {
    const id = plain(textOf(item, 'instanceId'))
    return id === undefined ? [] : [{ kind: 'instance', id, ...by, detail: event.name }]
  })
}

function plain(text: string | undefined): string | undefined {
  return text !== undefined && (idPattern.test(text) || !Number.isNaN(Date.parse(text))) ? text : undefined // prettier-ignore
}
