import { isIP } from 'node:net'

/** Whether what goes to this host stays on this machine. */
export function isLoopback(host: string): boolean {
  if (host.startsWith('/') || host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}
