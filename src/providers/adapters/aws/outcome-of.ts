import type { ActionOutcome, ProvenIdentity } from '../../../incident/adapter.ts'
import type { AwsAnswer } from '../../aws/aws-caller.ts'

/** Words for names of errors that a person can act on. */
const meanings: Readonly<Record<string, string>> = {
  AccessDenied: 'the acting credentials may not',
  AccessDeniedException: 'the acting credentials may not',
  InvalidClientTokenId: 'the acting credentials are no longer valid',
  UnrecognizedClientException: 'the acting credentials are not valid in this region',
  ExpiredToken: 'the acting credentials have expired',
  ExpiredTokenException: 'the acting credentials have expired',
  LimitExceeded: 'a quota of the account is used up',
}

/** Of an answer that is an error: nothing was done, or nobody knows. @param doing `deactivating AKIA…` */
export function troubleOutcome(answer: AwsAnswer, doing: string, needs?: string): ActionOutcome {
  const { facts, trouble, error = 'nothing', isExplicitDeny } = answer
  if (trouble === 'no-answer')
    return { ...facts, result: 'unknown', detail: `${doing}: sent, and AWS did not say how it ended (${error})` } // prettier-ignore
  const isTemporary = trouble === 'temporary'
  const meaning = meanings[error]
  const words = [error, ...(meaning === undefined ? [] : [meaning])].join(', ')
  const denied = isExplicitDeny ? ' by an explicit deny' : ''
  const need = needs !== undefined && error.startsWith('AccessDenied') ? `; it needs ${needs}` : ''
  return { ...facts, result: 'failed', isTemporary, detail: `${doing}: AWS answered ${words}${denied}${need}` } // prettier-ignore
}

/** Of a reading that came to nothing: never unknown, for nothing was to be done. */
export function readingFailed(answer: AwsAnswer, doing: string, needs?: string): ActionOutcome {
  const outcome = troubleOutcome(answer, doing, needs)
  if (outcome.result !== 'unknown') return outcome
  return { ...answer.facts, result: 'failed', isTemporary: true, detail: `${doing}: no answer` }
}

export function doneOutcome(
  answer: AwsAnswer,
  result: 'done' | 'already' | 'accepted',
  identity: ProvenIdentity,
  detail: string,
  known?: Readonly<Record<string, string>>,
): ActionOutcome {
  return { ...answer.facts, result, identity, detail, ...(known && { known }) }
}
