import type { Finding } from '../engine/finding.ts'
import { markerOf } from '../report/change/comment-marker.ts'
import { groupByFingerprint } from '../report/group-exposures.ts'
import { placeText } from '../report/incident/place-text.ts'
import type { Exposure, ScanResult } from '../report/scan-result.ts'
import { createHttpClient } from '../providers/http/create-http-client.ts'
import type { HttpRequest } from '../providers/http-client.ts'
import { sendMessages } from '../providers/notify/send-messages.ts'
import { signWebhook } from '../providers/notify/standard-webhook.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { digestOf } from '../incident/journal.ts'
import type { ToldOutcome } from './tell-on-finding.ts'

export interface NoticeRequest {
  /** The full one: the receiver may know what a public page may not. */
  readonly result: ScanResult
  readonly exposures: readonly Exposure[]
  /** `OWNER/REPO`. */
  readonly repository: string
  readonly isPublic: boolean
  /** Of the pull request or run, for people. */
  readonly changeUrl: string
  readonly url: URL
  /** `whsec_…`, see `signWebhook`. */
  readonly keys: string | undefined
  readonly nowMs: number
  readonly signal: AbortSignal
}

const patienceMs = 60_000
const placesMax = 3

/**
 * Sends a thin signed message for each exposure: ids and words, never the value. The same exposure has the same `webhook-id` in
 * every run, so that a receiver knows a repetition.
 */
export async function sendNotices(request: NoticeRequest): Promise<ToldOutcome> {
  const { exposures, url, nowMs } = request
  const client = createHttpClient({
    allowedHosts: [url.host],
    returnsRedirects: true,
    limits: { attemptsMax: 3, retryMs: 20_000, headersMs: 20_000, bodyMs: 10_000, answerBytesMax: 1 << 20 }, // prettier-ignore
  })
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(patienceMs)])
  const findings = groupByFingerprint(request.result.findings)
  let told = 0
  try {
    for (const exposure of exposures) {
      const message = messageOf(exposure, findings.get(exposure.fingerprint) ?? [], request)
      const sent = await sendMessages(client, [message], nowMs, signal)
      if (sent.result !== 'sent') return { told, failure: sent.detail }
      told++
    }
  } catch (error) {
    request.signal.throwIfAborted()
    if (error instanceof StanchError) return { told, failure: reasonOf(error).split('\n')[0] }
    return { told, failure: 'it did not answer in time' }
  } finally {
    await client.close()
  }
  return { told, failure: undefined }
}

function messageOf(
  exposure: Exposure,
  findings: readonly Finding[],
  { repository, result, url, keys, nowMs, isPublic, changeUrl }: NoticeRequest,
): HttpRequest {
  if (!keys)
    throw new StanchError(
      'NOTIFY_UNCONFIGURED',
      'on-finding: webhook: expected a key in STANCH_WEBHOOK_SECRET of the step; it is not set. Nothing was sent.',
    )
  const marker = markerOf(findings, result.coverage.key)
  const id = `${repository}#${marker.id}`
  const at = new Date(nowMs).toISOString()
  const { rule, name, provider, status, confidence, severity, inventory, fingerprint } = exposure
  const body = JSON.stringify({
    type: 'exposure.found',
    timestamp: at,
    data: {
      id,
      rule,
      name,
      provider,
      status,
      confidence,
      severity,
      fingerprint,
      inventory,
      repository,
      url: changeUrl,
      where: findings.slice(0, placesMax).map(placeText),
      whereCount: findings.length,
      detectedAt: at,
      ...(isPublic && { publicSince: at }),
    },
  })
  const messageId = `msg_${digestOf({ exposure: id, receiver: url.href }).slice(0, 32)}`
  const headers = signWebhook(keys, { id: messageId, atMs: nowMs, body }, 'STANCH_WEBHOOK_SECRET')
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body,
    isIdempotent: true,
  }
}
