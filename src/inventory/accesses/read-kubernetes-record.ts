import { allTextsOf, fieldOf, textOf, textsOf } from '../../text/field-of.ts'
import type { AccessAction, AccessOutcome, LoggedAccess } from './access-event.ts'
import { storePathOf, type AccessTarget } from './access-target.ts'
import { utcTimeOf } from './utc-time-of.ts'

/** Whether a record is an event of the audit log of Kubernetes. */
export function isKubernetesRecord(record: unknown): boolean {
  return (
    textOf(record, 'apiVersion')?.startsWith('audit.k8s.io/') === true &&
    textOf(record, 'verb') !== undefined
  )
}

const actions: Readonly<Record<string, AccessAction>> = {
  get: 'read',
  list: 'read',
  watch: 'read',
  create: 'write',
  update: 'write',
  patch: 'write',
  delete: 'manage',
  deletecollection: 'manage',
}

/**
 * An event that is about the Secret: by its name, or by a list or watch of all in its namespace or in the cluster. A
 * request is told of at several stages; its end counts, of a watch, which may have none, its start.
 *
 * Format: https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
 */
export function readKubernetesRecord(
  record: unknown,
  target: AccessTarget,
  log: LoggedAccess['event']['log'],
): LoggedAccess | undefined {
  const verb = textOf(record, 'verb')!
  const action = actions[verb]
  const stage = verb === 'watch' ? 'ResponseStarted' : 'ResponseComplete'
  const isEnd = textOf(record, 'stage') === stage || textOf(record, 'stage') === 'Panic'
  if (action === undefined || !isEnd || !isSecretOf(record, target)) return undefined
  const user = fieldOf(record, 'user')
  const principal = textOf(record, 'impersonatedUser', 'username') ?? textOf(user, 'username')
  const time = utcTimeOf(textOf(record, 'requestReceivedTimestamp'))
  const [address] = textsOf(record, 'sourceIPs')
  const client = textOf(record, 'userAgent')
  const request = textOf(record, 'auditID')
  const reason = textOf(record, 'annotations', 'authorization.k8s.io/reason') ?? ''
  const binding = /allowed by (\w+ "[^"]+" of \w+ "[^"]+")/.exec(reason)?.[1]
  const object = fieldOf(record, 'objectRef')
  const place = [textOf(object, 'namespace'), textOf(object, 'name')].filter((one) => one !== undefined) // prettier-ignore
  return {
    event: {
      type: 'access',
      ...(time && { time }),
      action,
      outcome: outcomeOf(fieldOf(record, 'responseStatus', 'code')),
      proof: 'store-path',
      log,
      operation: `${verb} secrets ${place.join('/')}`.trimEnd(),
      ...(principal && { principal }),
      ...(binding && { policies: [binding] }),
      ...(address && { address }),
      ...(client && { client }),
      ...(request && { request }),
    },
    labels: [...allTextsOf(fieldOf(user, 'extra')), client ?? ''],
  }
}

function outcomeOf(code: unknown): AccessOutcome {
  if (typeof code !== 'number') return 'unknown'
  if (code === 401 || code === 403) return 'denied'
  return code < 400 ? 'allowed' : 'failed'
}

function isSecretOf(record: unknown, { record: known }: AccessTarget): boolean {
  const object = fieldOf(record, 'objectRef')
  if (known.store?.type !== 'kubernetes' || textOf(object, 'resource') !== 'secrets') return false
  const [namespace, name] = (storePathOf(known) ?? '').split('/').slice(-2)
  const typed = textOf(object, 'name') ?? selectedOf(textOf(record, 'requestURI') ?? '')
  return (textOf(object, 'namespace') ?? namespace) === namespace && (typed ?? name) === name
}

/** A kubelet watches the Secrets of its pods one by one: `fieldSelector=metadata.name%3Dcrm`. */
function selectedOf(uri: string): string | undefined {
  return /fieldSelector=metadata\.name(?:%3D|=)([^&]+)/i.exec(uri)?.[1]
}
