import { createRequire } from 'node:module'

/**
 * Loads the client. It asks `navigator` whether it runs at Cloudflare, and where there is none, as before Node 21, a
 * `Response`, with which all of `fetch` is loaded: a third of what a command costs that reads one incident.
 */
export function loadPg(): typeof import('pg') {
  const load = () => createRequire(import.meta.url)('pg') as typeof import('pg')
  if ('navigator' in globalThis) return load()
  const value = { userAgent: 'Node.js' }
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true })
  try {
    return load()
  } finally {
    Reflect.deleteProperty(globalThis, 'navigator')
  }
}
