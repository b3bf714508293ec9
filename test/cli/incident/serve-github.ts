import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** An own GitHub that knows these tokens, and remembers what it was asked. */
export interface ServedGithub {
  /** With `/api/v3`. */
  readonly url: string
  /** `GET /user`, …; each as often as it was asked. */
  readonly requests: string[]
  /** Those of one call each. */
  readonly revoked: string[][]
  readonly live: Set<string>
}

/**
 * Serves what https://docs.github.com/en/enterprise-server@3.19/rest/credentials/revoke and .../rest/users/users describe.
 *
 * @param operator who may revoke
 */
export async function serveGithub(
  tokens: readonly string[],
  operator: string,
): Promise<ServedGithub> {
  const live = new Set([...tokens, operator])
  const requests: string[] = []
  const revoked: string[][] = []
  const answer = (route: string, token: string, body: string): [number, unknown] => {
    if (!live.has(token)) return [401, { message: 'Bad credentials' }]
    if (route === 'GET /user') return [200, { login: 'ada', id: 71 }]
    if (route === 'GET /user/orgs' || route === 'GET /user/keys') return [200, []]
    if (route !== 'POST /credentials/revoke') return [404, { message: 'Not Found' }]
    if (token !== operator) return [403, { message: 'Forbidden' }]
    const { credentials } = JSON.parse(body) as { credentials: string[] }
    if (credentials.length > 1000) return [422, { message: 'Validation Failed' }]
    revoked.push(credentials)
    for (const one of credentials) live.delete(one)
    return [202, undefined]
  }
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const path = new URL(incoming.url!, 'http://h').pathname.replace(/^\/api\/v3/, '')
      const route = `${incoming.method} ${path}`
      requests.push(route)
      const token = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1] ?? ''
      const [status, json] = answer(route, token, body)
      outgoing.writeHead(status, { 'content-type': 'application/json' })
      outgoing.end(json === undefined ? '' : JSON.stringify(json))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`
  return { url, requests, revoked, live }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
