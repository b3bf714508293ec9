import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'

interface GitPlace {
  readonly gitRoot: string | undefined
  readonly token: string
  readonly seen: { path: string; status: number }[]
}

/** Git's own server: https://git-scm.com/docs/git-http-backend. */
export function serveGit(
  { gitRoot, token, seen }: GitPlace,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url!, 'http://localhost')
  const directory = /^(.*?\.git)\//.exec(url.pathname)?.[1]
  const wanted = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  const status =
    request.headers.authorization !== wanted
      ? 401
      : gitRoot !== undefined && existsSync(join(gitRoot, directory!))
        ? 200
        : 404
  seen.push({ path: url.pathname + url.search, status })
  if (status !== 200) {
    response.writeHead(status, { 'content-type': 'text/plain' })
    response.end('Repository not found.\n')
    return
  }
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: gitRoot,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  })
  request.pipe(backend.stdin)
  backend.stdin.on('error', () => undefined)
  const chunks: Buffer[] = []
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  backend.on('close', () => {
    const output = Buffer.concat(chunks)
    const end = output.indexOf('\r\n\r\n')
    for (const line of output.toString('latin1', 0, Math.max(0, end)).split('\r\n')) {
      const [name, ...value] = line.split(': ')
      if (name === 'Status') response.statusCode = Number(value.join().slice(0, 3))
      else if (name) response.setHeader(name, value.join(': '))
    }
    response.end(output.subarray(end + 4))
  })
}
