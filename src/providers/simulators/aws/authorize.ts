import { refusal, type AwsRefusal } from './answers.ts'
import { isAccepted, stampOf, type AwsWorld, type SimulatedHolder, type SimulatedSession } from './world.ts' // prettier-ignore
import { signatureOf, signedAs, type SignedText } from './signature.ts'

/** Who asks, once the signature holds. */
export interface Caller {
  readonly keyId: string
  readonly arn: string
  readonly type: 'user' | 'role'
  readonly holder: SimulatedHolder
  readonly session?: SimulatedSession
}

/** The names that a protocol has for the same refusals. */
export interface CredentialFaults {
  readonly missing: string
  readonly unknown: string
  readonly signature: string
  readonly expired: string
  readonly status: number
}

export const queryFaults: CredentialFaults = {
  missing: 'MissingAuthenticationToken',
  unknown: 'InvalidClientTokenId',
  signature: 'SignatureDoesNotMatch',
  expired: 'ExpiredToken',
  status: 403,
}
export const jsonFaults: CredentialFaults = {
  missing: 'MissingAuthenticationTokenException',
  unknown: 'UnrecognizedClientException',
  signature: 'InvalidSignatureException',
  expired: 'ExpiredTokenException',
  status: 400,
}
export const restFaults: CredentialFaults = {
  missing: 'AccessDenied',
  unknown: 'InvalidAccessKeyId',
  signature: 'SignatureDoesNotMatch',
  expired: 'ExpiredToken',
  status: 403,
}

const skewMs = 15 * 60_000

/** The key first, then its signature, then its time. */
export function authenticate(
  world: AwsWorld,
  sent: SignedText,
  nowMs: number,
  { service, region }: { readonly service: string; readonly region: string },
  faults: CredentialFaults,
): { readonly caller: Caller } | { readonly refusal: AwsRefusal } {
  const { status } = faults
  const as = signedAs(sent.headers['authorization'] ?? '')
  if (as === undefined) return refusal(status, faults.missing, 'Request is missing Authentication Token') // prettier-ignore
  const found = credentialOf(world, as.keyId, sent.headers['x-amz-security-token'], nowMs)
  if (found === undefined) return refusal(status, faults.unknown, 'The security token included in the request is invalid.') // prettier-ignore
  const isScoped = as.service === service && as.region === region && as.headers.includes('host') && as.headers.includes('x-amz-date') // prettier-ignore
  const atMs = timeOf(sent.headers['x-amz-date'] ?? '')
  const isTimely = Math.abs(atMs - nowMs) <= skewMs && sent.headers['x-amz-date']?.startsWith(as.date) // prettier-ignore
  if (!isScoped || !isTimely || signatureOf(sent, as, found.secret) !== as.signature)
    return refusal(status, faults.signature, 'The request signature we calculated does not match the signature you provided. The canonical string for this request should have been …') // prettier-ignore
  if (found.caller.session !== undefined && found.caller.session.endsMs <= nowMs)
    return refusal(status, faults.expired, 'The security token included in the request is expired')
  return { caller: found.caller }
}

function credentialOf(
  world: AwsWorld,
  id: string,
  token: string | undefined,
  nowMs: number,
): { secret: string; caller: Caller } | undefined {
  const arn = (rest: string, service = 'iam') => `arn:aws:${service}::${world.account}:${rest}`
  if (token === undefined) {
    const key = world.keys.find((one) => one.id === id)
    if (key === undefined || !isAccepted(world, key, nowMs)) return undefined
    const holder = world.users.get(key.user)!
    return { secret: key.secret, caller: { keyId: id, arn: arn(`user/${key.user}`), type: 'user', holder } } // prettier-ignore
  }
  const session = world.sessions.find((one) => one.id === id && one.token === token)
  if (session === undefined) return undefined
  const { holder: type, name } = session
  const holder = (type === 'user' ? world.users : world.roles).get(name)!
  const of = type === 'user' ? arn(`user/${name}`) : arn(`assumed-role/${name}/${session.session}`, 'sts') // prettier-ignore
  return { secret: session.secret, caller: { keyId: id, arn: of, type, holder, session } }
}

function timeOf(stamp: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [] // prettier-ignore
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

/** Of the quarantine policies, what the documentation lists and a responder meets. */
const quarantined: ReadonlySet<string> = new Set([
  'cloudtrail:LookupEvents',
  'ec2:RunInstances',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateUser',
  'iam:DeleteAccessKey',
  'iam:ListUsers',
  'iam:PutUserPolicy',
  'iam:UpdateAccessKey',
  's3:ListAllMyBuckets',
  'sts:GetFederationToken',
])

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export function authorize(
  world: AwsWorld,
  caller: Caller,
  action: string,
  resource: string,
  nowMs: number,
): { readonly refusal: AwsRefusal } | undefined {
  const who = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`
  if (isDenied(world, caller, action, nowMs))
    return refusal(403, 'AccessDenied', `${who} with an explicit deny in an identity-based policy`)
  if (mayDo(caller.holder, action)) return undefined
  return refusal(403, 'AccessDenied', `${who} because no identity-based policy allows the ${action} action`) // prettier-ignore
}

export function mayDo({ allows }: SimulatedHolder, action: string): boolean {
  return allows === 'all' || allows.includes(action)
}

function isDenied(
  world: AwsWorld,
  { holder, session }: Caller,
  action: string,
  nowMs: number,
): boolean {
  // prettier-ignore
  const isKnown = (sinceMs: number) => nowMs - sinceMs >= world.propagationMs
  const isQuarantined = [...holder.attached].some(([arn, sinceMs]) => arn.includes('CompromisedKeyQuarantine') && isKnown(sinceMs)) // prettier-ignore
  if (isQuarantined && quarantined.has(action)) return true
  return [...holder.inline.values()].some(({ document, sinceMs }) => isKnown(sinceMs) && deniesOlder(document, session)) // prettier-ignore
}

interface Statement {
  readonly Effect?: string
  readonly Action?: unknown
  readonly Condition?: { readonly DateLessThan?: Readonly<Record<string, string>> }
}

/** The one condition that is played: sessions from before a moment; keys have no time of issue. */
function deniesOlder(document: string, session: SimulatedSession | undefined): boolean {
  const { Statement } = JSON.parse(document) as { Statement: Statement | readonly Statement[] }
  return [Statement].flat().some((one) => {
    const before = (one as Statement).Condition?.DateLessThan?.['aws:TokenIssueTime']
    const isDenyAll = (one as Statement).Effect === 'Deny' && (one as Statement).Action === '*'
    return isDenyAll && before !== undefined && session !== undefined && Date.parse(stampOf(session.issuedMs)) < Date.parse(before) // prettier-ignore
  })
}
