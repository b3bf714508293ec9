import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerGraphql } from './estate-graphql.ts'
import type { EstateRepository, EstateWorld, Json } from './estate-world.ts'
import type { Exchange } from './exchange.ts'
import { answerWithGit, isGitRequest } from './git-server.ts'

/** A request that came, and what it got. */
export interface SeenRequest {
  readonly path: string
  readonly status: number
}

/** Answers with `status` instead, so many times. */
export interface Fault {
  readonly path: RegExp
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly message?: string
  times: number
}

export interface EstateServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Where files lie: another host than the interface, which wants no credentials. */
  readonly storageUrl: string
  readonly seen: SeenRequest[]
  readonly faults: Fault[]
  /** Requests until the rate limit; `Infinity` by default. What is answered with 304 counts nothing. */
  remaining: number
  /** Seconds from now until more may be asked for. */
  resetSeconds: number
  /** Where bare repositories lie: `OWNER/REPO.git`. */
  gitRoot: string | undefined
  /** Lists that count what they have say 1,000 more than they give. */
  truncated: boolean
  /** Pages are never longer, whatever is asked for. */
  pageItemsMax: number
  onRequest: (path: string) => void | Promise<void>
  /** What was asked and answered, but where a fault was met. */
  onExchange: (exchange: Exchange) => void
  readonly token: string
  close(): Promise<void>
}

/** GitHub's interface under `/api/v3` and `/api/graphql`, as an Enterprise server has it, and git over HTTP. */
export async function startEstateServer(world: EstateWorld): Promise<EstateServer> {
  const server = createServer((request, response) => {
    // Who asks may be killed.
    answer(world, estate, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const store = createServer((request, response) => answerStored(estate, request, response))
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve))
  const estate: EstateServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    storageUrl: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
    seen: [],
    faults: [],
    remaining: Infinity,
    resetSeconds: 3600,
    gitRoot: undefined,
    truncated: false,
    pageItemsMax: 100,
    onRequest: () => undefined,
    onExchange: () => undefined,
    token: `token-of-tests-${createHash('sha256').update('estate').digest('hex').slice(0, 12)}`,
    close: async () => {
      await closeServer(server)
      await closeServer(store)
    },
  }
  return estate
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

async function answer(
  world: EstateWorld,
  estate: EstateServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url!, estate.url)
  const path = url.pathname.replace(/^\/api\/v3/, '') + url.search
  await estate.onRequest(path)
  if (isGitRequest(request)) return serveGit(estate, path, request, response)
  const send = (status: number, data: unknown, headers: Record<string, string> = {}) => {
    estate.seen.push({ path, status })
    const isBytes = data instanceof Uint8Array
    response.writeHead(status, {
      'content-type': isBytes ? 'application/octet-stream' : 'application/json; charset=utf-8',
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': String(Number.isFinite(estate.remaining) ? estate.remaining : 4999),
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + estate.resetSeconds),
      ...headers,
    })
    response.end(data === undefined ? undefined : isBytes ? data : JSON.stringify(data))
  }
  const scheme = request.headers.authorization?.split(' ')[1]
  if (scheme !== estate.token) return send(401, { message: 'Bad credentials' })
  const fault = estate.faults.find((one) => one.times > 0 && one.path.test(path))
  if (fault) {
    fault.times--
    return send(fault.status, { message: fault.message ?? 'fault' }, { ...fault.headers })
  }
  if (estate.remaining <= 0) return send(403, { message: 'API rate limit exceeded' })
  const body = await bodyOf(request)
  const tell = (status: number, data: unknown, headers?: Record<string, string>) => {
    const { method = '', headers: given } = request
    const named = url.pathname === '/api/graphql' ? '/graphql' : path
    estate.onExchange({ method, path: named, headers: given, body, status, answer: data })
    send(status, data, headers)
  }
  if (url.pathname === '/api/graphql') {
    estate.remaining--
    return tell(200, await answerGraphql(world, JSON.parse(body) as Json))
  }
  const found = find(world, estate, path.split('?')[0]!, url.searchParams)
  if (found === undefined) return tell(404, { message: 'Not Found' })
  if ('status' in found) return tell(found.status, { message: 'refused' })
  if ('location' in found) {
    estate.remaining--
    return tell(302, undefined, { location: found.location })
  }
  const text = JSON.stringify(found.data)
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`
  const link = found.link === undefined ? {} : { link: found.link }
  if (request.headers['if-none-match'] === etag) return tell(304, undefined, { etag, ...link })
  estate.remaining--
  tell(200, found.data, { etag, ...link })
}

function serveGit(
  { gitRoot: root, token, seen }: EstateServer,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.on('close', () => seen.push({ path, status: response.statusCode }))
  if (root === undefined) response.writeHead(404).end()
  else answerWithGit({ root, token })(request, response)
}

const storage = new Map<string, Uint8Array>()

function answerStored(
  estate: EstateServer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = request.url!
  const held = storage.get(path)
  const status = request.headers.authorization ? 400 : held ? 200 : 404
  estate.seen.push({ path, status })
  response.writeHead(status, { 'content-type': 'application/octet-stream' })
  response.end(status === 200 ? held : 'refused')
}

type Found = { data: unknown; link?: string } | { location: string } | { status: number }

function find(
  world: EstateWorld,
  estate: EstateServer,
  path: string,
  query: URLSearchParams,
): Found | undefined {
  const page = (items: readonly Json[], wrap?: string) => paged(estate, path, query, items, wrap)
  const [, root, owner = '', name = '', ...rest] = path.split('/')
  if (root === 'user')
    return owner === 'repos'
      ? page(repositoriesOf(world, 'somebody'))
      : { data: { login: 'somebody' } }
  if (root === 'users') {
    const account = world.accounts.get(owner)
    if (!account) return undefined
    if (name === '') return { data: { login: owner, type: account.type } }
    return page(name === 'gists' ? account.gists : repositoriesOf(world, owner))
  }
  if (root === 'orgs') {
    if (name === 'members')
      return page(world.accounts.get(owner)!.members.map((login) => ({ login })))
    return page(repositoriesOf(world, owner))
  }
  if (root === 'gists') {
    const comments = [...world.accounts.values()].flatMap(
      (one) => one.gistComments.get(owner) ?? [],
    )
    return page(comments)
  }
  const repository = world.repositories.get(`${owner}/${name}`)
  if (!repository) return undefined
  const held = repository.files.get(`/${rest.join('/')}`)
  if (typeof held === 'number') return { status: held }
  if (held) {
    const place = `/storage${path}`
    storage.set(place, held)
    return { location: `${estate.storageUrl}${place}` }
  }
  return listOf(repository, rest.join('/'), query, page)
}

function repositoriesOf(world: EstateWorld, owner: string): Json[] {
  return [...world.repositories]
    .filter(([name]) => name.startsWith(`${owner}/`))
    .map(([, { entry }]) => entry)
}

function listOf(
  repository: EstateRepository,
  list: string,
  query: URLSearchParams,
  page: (items: readonly Json[], wrap?: string) => Found,
): Found | undefined {
  const changed = (items: readonly Json[]) => {
    const since = query.get('since') ?? ''
    const sorted = items.toSorted((left, right) =>
      String(left['updated_at']) < String(right['updated_at']) ? -1 : 1,
    )
    return page(sorted.filter((item) => String(item['updated_at']) >= since))
  }
  const branch = list.match(/^git\/ref\/heads\/(.+)$/)?.[1]
  if (branch !== undefined) return refOf(repository, branch)
  switch (list) {
    case '':
      return { data: repository.entry }
    case 'issues':
      return changed(repository.issues)
    case 'issues/comments':
      return changed(repository.comments)
    case 'pulls/comments':
      return changed(repository.reviewComments)
    case 'comments':
      return page(repository.commitComments)
    case 'labels':
      return page(repository.labels)
    case 'milestones':
      return page(repository.milestones)
    case 'releases':
      return page(repository.releases)
    case 'actions/runs':
      return page(repository.runs, 'workflow_runs')
    case 'actions/artifacts':
      return page(repository.artifacts, 'artifacts')
    default:
      return undefined
  }
}

function refOf({ branches }: EstateRepository, branch: string): Found | undefined {
  const sha = branches.get(branch)
  return sha === undefined
    ? undefined
    : { data: { ref: `refs/heads/${branch}`, object: { type: 'commit', sha } } }
}

function paged(
  estate: EstateServer,
  path: string,
  query: URLSearchParams,
  items: readonly Json[],
  wrap: string | undefined,
): Found {
  const size = Math.min(estate.pageItemsMax, Number(query.get('per_page') ?? 30))
  const page = Number(query.get('page') ?? 1)
  const part = items.slice((page - 1) * size, page * size)
  const following = new URLSearchParams(query)
  following.set('page', String(page + 1))
  const isLast = page * size >= items.length
  const link = `<${estate.url}/api/v3${path}?${following}>; rel="next"`
  return {
    data:
      wrap === undefined
        ? part
        : { total_count: items.length + (estate.truncated ? 1000 : 0), [wrap]: part },
    ...(!isLast && { link }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
