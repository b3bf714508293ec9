import { statuses, type Status } from '../../../engine/finding.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { unknownRule } from '../identify-value.ts'
import { addressOf, isObject, textOf, timeOf, type PayloadObject } from './payload-fields.ts'
import type { WebhookNotice } from './webhook-notice.ts'

/**
 * What anybody can send: `{type, id?, rule?, provider?, name?, keyId?, value?, url?, status?, detectedAt?, publicSince?}`, by
 * itself or as `data` of a Standard Webhook. One of `id`, `keyId` and `value` must be there.
 *
 * @returns `undefined` for what is none
 */
export function readGenericNotice(payload: PayloadObject): WebhookNotice | undefined {
  const type = textOf(payload['type'], /^[\w.:/-]{1,80}$/)
  if (type === undefined) return undefined
  const said = isObject(payload['data']) ? payload['data'] : payload
  const id = textOf(said['id'], /^[\w.:/#@-]{1,120}$/)
  const keyId = textOf(said['keyId'], /^[\w.:/@-]{3,128}$/)
  const value = said['value']
  const hasValue = typeof value === 'string' && value !== ''
  if (id === undefined && keyId === undefined && !hasValue) return undefined
  const status = statuses.find((one) => one === said['status']) ?? ('unverified' satisfies Status)
  const detectedAt = timeOf(said['detectedAt']) ?? timeOf(payload['timestamp'])
  const publicSince = timeOf(said['publicSince'])
  const url = addressOf(said['url'])
  return {
    kind: 'generic',
    alert: id === undefined ? undefined : `generic ${type} ${id}`,
    source: id === undefined ? `webhook ${type}` : `webhook ${type} ${id}`,
    opens: !/(?:resolved|closed|revoked|ignored)$/.test(type),
    action: type,
    rule: textOf(said['rule'], /^[a-z0-9-]{1,60}$/) ?? unknownRule,
    name: textOf(said['name']) ?? '',
    provider: textOf(said['provider']) ?? '',
    status,
    ...(hasValue && { value: bytesOfUtf8(value) }),
    ...(keyId !== undefined && { keyId }),
    ...(url !== undefined && {
      place: { origin: { kind: 'export', path: url, format: 'web', url }, line: 1, column: 1 },
    }),
    ...(detectedAt !== undefined && { detectedAt }),
    ...(publicSince !== undefined && { publicSince }),
  }
}
