import { StanchError } from '../../text/error.ts'

/** What the library's errors are, as far as we look into them. */
interface LibraryError extends Error {
  readonly apiId?: string
  readonly code?: string
  readonly canRetry?: boolean
  readonly errors?: readonly LibraryError[]
}

/** The first protocol error inside of an error, by its name: `NOT_COORDINATOR`. */
export function kafkaCodeOf(error: unknown): string | undefined {
  const { apiId, errors, cause } = (error ?? {}) as LibraryError
  if (apiId !== undefined) return apiId
  for (const inner of errors ?? []) {
    const code = kafkaCodeOf(inner)
    if (code !== undefined) return code
  }
  return cause === undefined ? undefined : kafkaCodeOf(cause)
}

/** Another worker has taken over this one's name. */
const fencedCodes = ['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH', 'FENCED_INSTANCE_ID']

/** The group has moved on; whoever has these partitions now does the same work. */
const movedOnCodes = ['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'REBALANCE_IN_PROGRESS']

/** Trying again cannot help: rights, names, formats. */
const hopelessCodes = [
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_GROUP_ID',
  'INVALID_TRANSACTION_TIMEOUT',
  'INVALID_SESSION_TIMEOUT',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_VERSION',
]

export function isFenced(error: unknown): boolean {
  return fencedCodes.includes(kafkaCodeOf(error) ?? '')
}

export function hasMovedOn(error: unknown): boolean {
  return movedOnCodes.includes(kafkaCodeOf(error) ?? '')
}

/** Of our own errors those that say that the cluster has changed. */
const passingCodes = ['KAFKA_BROKER_GONE', 'KAFKA_GROUP', 'KAFKA_GROUP_SLOW', 'KAFKA_TOPIC_CHANGED']

/** Whether the worker should start over rather than give up. */
export function isRetriable(error: unknown): boolean {
  if (error instanceof StanchError) return passingCodes.includes(error.code)
  if (error instanceof TypeError || error instanceof RangeError) return false
  return !hopelessCodes.includes(kafkaCodeOf(error) ?? '') && !isAuthentication(error)
}

function isAuthentication(error: unknown): boolean {
  const { code, errors, cause } = (error ?? {}) as LibraryError
  if (code === 'PLT_KFK_AUTHENTICATION') return true
  return (errors ?? []).some(isAuthentication) || (cause !== undefined && isAuthentication(cause))
}
