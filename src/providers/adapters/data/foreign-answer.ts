import type { HttpAnswer } from '../../http-client.ts'

/** Statuses of what stands between: a proxy, a captive portal (RFC 6585), a blocking order, Cloudflare before a dead origin. */
const foreignStatuses: Readonly<Record<number, string>> = {
  407: 'a proxy wants credentials',
  451: 'it is blocked for legal reasons',
  511: 'the network wants somebody to log in first',
}

/**
 * Why an answer is not the provider's own, but a firewall's, a proxy's or a portal's: nothing may be told from it about a
 * credential.
 *
 * @returns `undefined` when nothing speaks against it
 */
export function foreignReason({ status, headers, body }: HttpAnswer): string | undefined {
  const known = foreignStatuses[status]
  if (known !== undefined) return known
  if (status >= 300 && status < 400) return 'it was sent on to another address'
  if (status >= 520 && status <= 530) return 'a gateway before it had trouble'
  // https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
  if (headers['cf-mitigated'] !== undefined || headers['x-amzn-waf-action'] !== undefined)
    return 'a firewall before it stopped the request'
  if (body.length > 0 && isPage(headers['content-type'], body))
    return 'a web page came back, such as a firewall or a portal shows'
  return undefined
}

/** Interfaces answer in JSON; a type of HTML on an empty body is a server's default. */
function isPage(contentType: string | undefined, body: Uint8Array): boolean {
  if (/^\s*(?:text\/html|application\/xhtml\+xml)/i.test(contentType ?? '')) return true
  const start = new TextDecoder().decode(body.subarray(0, 512))
  return /^[\s\uFEFF]*<(?:!doctype\s+html|html|head|body)\b/i.test(start)
}
