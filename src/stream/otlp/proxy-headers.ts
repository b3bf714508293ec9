import type { IncomingMessage } from 'node:http'

/** Of one connection, never passed on. */
const hopByHop = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade',
]) // prettier-ignore

/** Written anew for the next hop. */
const ownOfRequest = new Set(['host', 'content-length', 'content-encoding', 'expect'])

/**
 * What of a message's headers goes on: names and values by turns, in their order.
 *
 * @param without names in small letters
 */
function passedOn(
  { rawHeaders, headers }: IncomingMessage,
  without: ReadonlySet<string>,
): string[] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const passed: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase()
    if (hopByHop.has(name) || without.has(name) || named.includes(name)) continue
    passed.push(rawHeaders[at]!, rawHeaders[at + 1]!)
  }
  return passed
}

export function requestHeaders(
  request: IncomingMessage,
  {
    host,
    body,
    isGzip,
  }: { readonly host: string; readonly body: Uint8Array; readonly isGzip: boolean },
): string[] {
  const passed = passedOn(request, ownOfRequest)
  passed.push('Host', host, 'Content-Length', String(body.length))
  if (isGzip) passed.push('Content-Encoding', 'gzip')
  return passed
}

export function responseHeaders(response: IncomingMessage): string[] {
  return passedOn(response, new Set())
}
