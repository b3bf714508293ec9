import { refusal, type AwsRefusal, type XmlValue } from './answers.ts'
import type { IamRequest } from './iam.ts'
import { base64Letters, newKeyId, stampOf, type AwsWorld, type SimulatedSession } from './world.ts'

type Operation = (request: IamRequest) => XmlValue | { readonly refusal: AwsRefusal }

const hourMs = 3_600_000

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html; none of them asks a policy but `AssumeRole`. */
export const stsOperations: Readonly<Record<string, Operation>> = {
  GetCallerIdentity: ({ world, caller }) => ({ Arn: caller.arn, UserId: caller.keyId, Account: world.account }), // prettier-ignore
  GetAccessKeyInfo: ({ world, input }) => {
    const isOurs = world.keys.some(({ id }) => id === input['AccessKeyId'])
    return isOurs ? { Account: world.account } : refusal(400, 'ValidationError')
  },
  GetSessionToken: ({ world, caller, nowMs }) => {
    if (caller.session !== undefined) return refusal(403, 'AccessDenied', 'Cannot call GetSessionToken with session credentials') // prettier-ignore
    const session = newSession(world, { holder: 'user', name: caller.holder.name, nowMs, hours: 12 }) // prettier-ignore
    return { Credentials: credentialsOf(session) }
  },
}

export function newSession(
  world: AwsWorld,
  of: { readonly holder: 'user' | 'role'; readonly name: string; readonly nowMs: number; readonly hours: number }, // prettier-ignore
): SimulatedSession {
  const session: SimulatedSession = {
    id: newKeyId(world, 'ASIA'),
    secret: world.noise(base64Letters, 40),
    token: `IQoJ${'b3JpZ2lu'}${world.noise(base64Letters, 300)}`,
    issuedMs: of.nowMs,
    endsMs: of.nowMs + of.hours * hourMs,
    holder: of.holder,
    name: of.name,
    session: `session-${world.sessions.length + 1}`,
  }
  world.sessions.push(session)
  return session
}

function credentialsOf({ id, secret, token, endsMs }: SimulatedSession): XmlValue {
  return { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token, Expiration: stampOf(endsMs) } // prettier-ignore
}
