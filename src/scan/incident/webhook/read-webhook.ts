import { latin1Of } from '../../../text/bytes.ts'
import { StanchError } from '../../../text/error.ts'
import { checkSignature, type WebhookDelivery } from './check-signature.ts'
import { readGenericNotice } from './generic-notice.ts'
import { readGitGuardianNotice } from './gitguardian-notice.ts'
import { readGitHubNotice } from './github-notice.ts'
import { isObject, type PayloadObject } from './payload-fields.ts'
import type { WebhookNotice } from './webhook-notice.ts'

/** GitHub sends at most 25 MB; of an alert some KB. */
export const payloadBytesMax = 1 << 20

export interface ReadWebhook {
  readonly notice: WebhookNotice
  readonly isSigned: boolean
}

/**
 * Reads what a scanner or a provider has sent. Nothing of it is believed but what its form allows, and texts that hold a
 * secret are left out.
 *
 * @param holdsSecret see `ValueReader`
 * @throws StanchError `INCIDENT_WEBHOOK_INVALID`, `INCIDENT_WEBHOOK_SIGNATURE`
 */
export function readWebhook(
  delivery: WebhookDelivery,
  holdsSecret: (text: string) => boolean,
): ReadWebhook {
  const payload = parsePayload(delivery.body)
  const read =
    readGitHubNotice(payload) ?? readGitGuardianNotice(payload) ?? readGenericNotice(payload)
  if (read === undefined) throw invalid('an object of another form')
  const isSigned = checkSignature(read.kind, delivery)
  return { notice: withoutSecrets(read, holdsSecret), isSigned }
}

function parsePayload(body: Uint8Array): PayloadObject {
  if (body.length > payloadBytesMax) throw invalid(`more than ${payloadBytesMax} bytes`)
  let payload: unknown
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    const isForm = latin1Of(body, 0, Math.min(body.length, 8)) === 'payload='
    throw invalid(
      isForm ? 'a form; set the content type of the webhook to application/json' : 'no JSON',
    )
  }
  if (!isObject(payload)) throw invalid('JSON that is no object')
  return payload
}

function withoutSecrets(
  notice: WebhookNotice,
  holdsSecret: (text: string) => boolean,
): WebhookNotice {
  const { alert, keyId, place, ...rest } = notice
  const clean = (text: string) => (holdsSecret(text) ? '' : text)
  const said = place === undefined ? '' : Object.values(place.origin).join('\n')
  return {
    ...rest,
    name: clean(notice.name),
    provider: clean(notice.provider),
    source: clean(notice.source) || 'webhook',
    action: clean(notice.action),
    alert: alert === undefined || holdsSecret(alert) ? undefined : alert,
    ...(keyId !== undefined && !holdsSecret(keyId) && { keyId }),
    ...(place !== undefined && !holdsSecret(said) && { place }),
  }
}

function invalid(got: string): StanchError {
  return new StanchError(
    'INCIDENT_WEBHOOK_INVALID',
    'Webhook: expected a GitHub event secret_scanning_alert or secret_scanning_alert_location, a GitGuardian event, ' +
      `or {"type": …} with an id, a keyId or a value; got ${got}. No incident was opened.`,
  )
}
