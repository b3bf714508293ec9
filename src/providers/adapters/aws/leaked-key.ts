import type { Subject } from '../../../incident/adapter.ts'
import { detailReaders } from '../../../rules/details.ts'
import type { Secret } from '../../../text/secret.ts'
import type { AwsCredentials } from '../../aws/aws-credentials.ts'

/** `AKIA…` lives until it is deleted; `ASIA…` belongs to a session, which ends by itself. */
export type KeyKind = 'long-term' | 'session' | 'other'

/** What is known of the key that leaked. */
export interface LeakedKey {
  readonly id: string | undefined
  readonly kind: KeyKind
  /** Account, as the id itself tells it. */
  readonly account: string | undefined
  /** The whole pair, where all parts of it are at hand. */
  readonly pair: AwsCredentials | undefined
  /** What is lacking for signing with it. */
  readonly missing: readonly string[]
}

const idPattern = /^(AKIA|ASIA)[A-Z0-9]{12,124}$/

export function leakedKeyOf(subject: Subject): LeakedKey {
  const id = subject.keyId ?? textOfPart(subject, 'aws-access-key-id')
  const prefix = idPattern.exec(id ?? '')?.[1]
  const kind = prefix === 'AKIA' ? 'long-term' : prefix === 'ASIA' ? 'session' : 'other'
  const secretAccessKey = textOfPart(subject, 'aws-secret-access-key')
  const sessionToken = textOfPart(subject, 'aws-session-token')
  const missing = [
    ...(id === undefined ? ['the access key id'] : []),
    ...(secretAccessKey === undefined ? ['the secret access key'] : []),
    ...(kind === 'session' && sessionToken === undefined ? ['the session token'] : []),
  ]
  const isWhole = id !== undefined && secretAccessKey !== undefined && missing.length === 0
  const pair = isWhole
    ? { accessKeyId: id, secretAccessKey, ...(kind === 'session' && sessionToken !== undefined && { sessionToken }) } // prettier-ignore
    : undefined
  return { id, kind, account: accountOf(id), pair, missing }
}

/** @returns 12 digits; `undefined` for ids that do not tell it */
function accountOf(id: string | undefined): string | undefined {
  if (id === undefined) return undefined
  const { account } = detailReaders['aws-key-id']({ secret: id, before: '', behind: '' })
  return /^\d{12}$/.exec(account ?? '')?.[0]
}

function textOfPart(subject: Subject, rule: string): string | undefined {
  const part: Secret | undefined =
    subject.rule === rule ? subject.secret : subject.components?.[rule]
  return part === undefined ? undefined : new TextDecoder().decode(part.reveal())
}
