import { StanchError } from '../../text/error.ts'

export interface AllowedPlaces {
  /**
   * `vault.example.org` (the scheme's own port), `vault.example.org:8200`, `[::1]:8200`, or `*.vault.azure.net` for all
   * names below; as `URL.host` writes them.
   */
  readonly allowedHosts: readonly string[]
  /** Whether http may be spoken to others than this machine, too. */
  readonly allowsPlainHttp: boolean
}

/**
 * Before anything is sent: whether it may go there.
 *
 * @throws StanchError `HTTP_HOST_REFUSED`, `HTTP_PLAIN_REFUSED`
 */
export function assertAllowed(method: string, url: URL, allowed: AllowedPlaces): void {
  if (url.username !== '' || url.password !== '') {
    throw new StanchError(
      'HTTP_HOST_REFUSED',
      `${method} ${url.host}: expected an address without credentials; nothing was sent. Addresses are logged on their way.`,
    )
  }
  if (!allowed.allowedHosts.some((pattern) => fitsHost(url, pattern))) {
    const known = allowed.allowedHosts.join(', ') || 'none'
    throw new StanchError(
      'HTTP_HOST_REFUSED',
      `${method} ${url.host}: not one of the hosts that this may speak to (${known}); nothing was sent.`,
    )
  }
  if (url.protocol === 'https:') return
  if (
    url.protocol === 'http:' &&
    (allowed.allowsPlainHttp || isLoopback(url.hostname) || isMetadataServer(url.hostname))
  )
    return
  throw new StanchError(
    'HTTP_PLAIN_REFUSED',
    `${method} ${url.host}: expected https, got ${url.protocol.slice(0, -1)}; nothing was sent, since everybody on the way could read it. If the way is yours alone: --allow-http.`,
  )
}

/** This machine, by names and addresses that stand for nothing else. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

/** Tells a machine in a cloud whose it is; no network carries it further, and it speaks no TLS. */
export const metadataHosts: readonly string[] = ['169.254.169.254', 'metadata.google.internal']

function isMetadataServer(hostname: string): boolean {
  return metadataHosts.includes(hostname)
}

function fitsHost({ host, port, protocol }: URL, pattern: string): boolean {
  const wanted = pattern.toLowerCase()
  const withPort = port === '' ? `${host}:${protocol === 'https:' ? 443 : 80}` : host
  if (!wanted.startsWith('*.')) return host === wanted || withPort === wanted
  return host.endsWith(wanted.slice(1)) && host.length >= wanted.length
}
