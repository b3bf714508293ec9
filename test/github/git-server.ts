import { execFileSync, spawn } from 'node:child_process'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { requiredProgram } from '../required-program.ts'

/** Serves the bare repositories below a directory over HTTP, as `/OWNER/REPO` and `/OWNER/REPO.git`. */
export interface GitServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Every request that was answered: `200 GET /o/r/info/refs?service=git-upload-pack`. */
  readonly requests: readonly string[]
  stop(): Promise<void>
}

export interface GitServerOptions {
  /** Holds directories `OWNER/REPO.git`. */
  readonly root: string
  /** Only with this token, as bearer or as the password of any name. */
  readonly token?: string
}

export const gitHttpBackend = requiredProgram('git-http-backend', 'apt-get install git', [
  execFileSync('git', ['--exec-path']).toString().trim(),
])

/** What GitHub lets a client ask for: any object, and partial clones. */
export const serverSettings = {
  'uploadpack.allowFilter': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
  'http.receivepack': 'false',
} as const

/** In this process: whoever waits for git without giving way (`spawnSync`) waits for ever. */
export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const requests: string[] = []
  const answer = answerWithGit(options)
  const server = createServer((request, response) => {
    response.on('close', () =>
      requests.push(`${response.statusCode} ${request.method} ${request.url}`),
    )
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Whether a request is one of git's, for a server that answers others as well. */
export function isGitRequest({ url = '' }: IncomingMessage): boolean {
  return /\/(?:info\/refs\?service=|git-upload-pack(?:$|\?))/.test(url)
}

/** For a server of one's own. */
export function answerWithGit({ root, token }: GitServerOptions): RequestListener {
  return (request, response) => {
    if (token !== undefined && !hasToken(request, token)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      return
    }
    runBackend(root, request, response)
  }
}

function hasToken({ headers: { authorization = '' } }: IncomingMessage, token: string): boolean {
  const [scheme = '', credential = ''] = authorization.split(' ')
  if (/^bearer$/i.test(scheme)) return credential === token
  if (!/^basic$/i.test(scheme)) return false
  return Buffer.from(credential, 'base64').toString().split(':')[1] === token
}

/** CGI as RFC 3875 has it; the environment is described at https://git-scm.com/docs/git-http-backend. */
function runBackend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const [owner = '', name = '', ...rest] = pathname.split('/').filter((part) => part !== '')
  const backend = spawn(gitHttpBackend.path!, [], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      ...settingsAsVariables(),
      PATH_INFO: `/${join(owner, `${name.replace(/\.git$/, '')}.git`, ...rest)}`,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
    },
  })
  const isPacked = request.headers['content-encoding'] === 'gzip'
  ;(isPacked ? request.pipe(createGunzip()) : request).pipe(backend.stdin)
  backend.stdin.on('error', () => undefined)
  backend.stderr.resume()
  let head = Buffer.alloc(0)
  let hasHead = false
  backend.stdout.on('data', (chunk: Buffer) => {
    if (hasHead) {
      response.write(chunk)
      return
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    hasHead = true
    let status = 200
    for (const line of head.toString('latin1', 0, end).split('\r\n')) {
      const [field = '', value = ''] = line.split(/:\s*/, 2)
      if (/^status$/i.test(field)) status = Number.parseInt(value, 10)
      else response.setHeader(field, value)
    }
    response.writeHead(status)
    response.write(head.subarray(end + 4))
  })
  backend.on('close', () => {
    if (!hasHead) response.writeHead(500)
    response.end()
  })
}

function settingsAsVariables(): Record<string, string> {
  const entries = [...Object.entries(serverSettings), ['safe.directory', '*'] as const]
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(entries.length)],
    ...entries.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ]) as Record<string, string>
}
