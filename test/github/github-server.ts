import { createHash, createVerify } from 'node:crypto'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Exchange } from './exchange.ts'
import { answerGraphql } from './graphql-routes.ts'
import { answerRest, type RestAnswer } from './rest-routes.ts'
import { openWorld, type MakeText, type RepositoryState, type World, type WorldToken } from './world.ts' // prettier-ignore

export interface GithubServerOptions {
  readonly world: World
  /** Met in order; each as often as it says. More can be added while it runs. */
  readonly faults?: readonly Fault[]
  /** Requests in an hour, of who has no token or one. */
  readonly rateLimit?: number
  /** Answers what is none of the interface's: `git-server.ts` on the same port. */
  readonly others?: RequestListener
  /** Where addresses of answers begin, when something stands before it. */
  readonly publicUrl?: string
  /** What was asked and answered, but where a fault was met. */
  readonly onExchange?: (exchange: Exchange) => void
}

/** Something goes wrong with requests of which `METHOD /path?query` fits; a query of GraphQL stands behind a blank. */
export interface Fault {
  readonly on: RegExp
  /** Once by default. */
  readonly times?: number
  readonly with: FaultKind
  /** First it is done what was asked for. */
  readonly isDone?: boolean
}

export type FaultKind =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** Ends within the body. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'hang up' }
  | { readonly kind: 'no JSON' }
  /** Only so many items, and no further page. */
  | { readonly kind: 'short'; readonly items: number }
  /** The next page is the first one. */
  | { readonly kind: 'circle' }
  /** Headers beside what was asked for. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  /** A list, or whatever else a test wants there. */
  | { readonly kind: 'answer'; readonly body: unknown } // prettier-ignore

export interface GithubServer {
  /** Of the web and of git; the interface is at `/api/v3`, as at a server of one's own. */
  readonly url: string
  readonly repositories: readonly RepositoryState[]
  readonly makeText: MakeText
  /** `200 GET /repos/o/r/pulls/1`; bodies of queries behind a blank. */
  readonly requests: readonly string[]
  /** What GitHub would not have taken, and why. */
  readonly violations: readonly string[]
  readonly faults: { push(...faults: readonly Fault[]): void }
  readonly limit: { remaining: number; reset: number }
  stop(): Promise<void>
}

/** GitHub, as far as its documentation tells of it. */
export async function startGithubServer(options: GithubServerOptions): Promise<GithubServer> {
  const simulator = new Simulator(options)
  const server = createServer((request, response) => void simulator.answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  simulator.url = options.publicUrl ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return Object.assign(simulator, { stop })
}

interface Answer extends RestAnswer {
  readonly isCounted?: boolean
}

class Simulator {
  url = ''
  readonly repositories: readonly RepositoryState[]
  readonly makeText: MakeText
  readonly requests: string[] = []
  readonly violations: string[] = []
  readonly limit: { remaining: number; reset: number }
  readonly #options: GithubServerOptions
  readonly #faults: { fault: Fault; left: number }[] = []

  constructor(options: GithubServerOptions) {
    this.#options = options
    const { repositories, makeText } = openWorld(options.world)
    this.repositories = repositories
    this.makeText = makeText
    this.limit = {
      remaining: options.rateLimit ?? 5000,
      reset: Math.ceil(Date.now() / 1000) + 3600,
    }
    this.faults.push(...(options.faults ?? []))
  }

  get faults(): { push(...faults: readonly Fault[]): void } {
    return {
      push: (...faults) =>
        this.#faults.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 }))),
    }
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.url ?? '/'
    const found = /^\/api\/(?:v3|(graphql))(\/[^?]*)?(?:\?(.*))?$/.exec(address)
    if (!found) {
      const { others } = this.#options
      if (others) others(request, response)
      else response.writeHead(404).end()
      return
    }
    const [, graphql, path = '', query = ''] = found
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const shown = `${request.method} ${graphql ? '/graphql' : path}${query === '' ? '' : `?${query}`}${text === '' ? '' : ` ${text}`}`
    response.on('close', () => this.requests.push(`${response.statusCode} ${shown}`))
    const fault = this.#take(shown)
    if (fault?.with.kind === 'hang up' && !fault.isDone) return void request.socket.destroy()
    if (fault?.with.kind === 'status' && !fault.isDone) {
      const { status, headers = {}, body = { message: 'Fault' } } = fault.with
      return send(response, { status, headers, body })
    }
    const answer = await this.#answerOf(request, graphql !== undefined, path, query, text)
    if (fault) return this.#spoil(fault.with, answer, request, response)
    const whole = this.#paged(answer, request, path, query)
    this.#options.onExchange?.({
      method: request.method!,
      path: (graphql ? '/graphql' : this.#named(path)) + (query === '' ? '' : `?${query}`),
      headers: request.headers,
      body: text,
      status: whole.status,
      answer: whole.body,
    })
    send(response, whole)
  }

  /** Pages that follow are at the id, which GitHub does not describe. */
  #named(path: string): string {
    return path.replace(/^\/repositories\/(\d+)/, (at, id) => {
      const found = this.repositories.find((one) => String(one.id) === id)
      return found ? `/repos/${found.name}` : at
    })
  }

  #take(shown: string): Fault | undefined {
    const entry = this.#faults.find(({ fault, left }) => left > 0 && fault.on.test(shown))
    if (entry) entry.left--
    return entry?.fault
  }

  #spoil(fault: FaultKind, answer: Answer, request: IncomingMessage, response: ServerResponse): void {
    const list = Array.isArray(answer.body) ? (answer.body as unknown[]) : []
    switch (fault.kind) {
      case 'status': return send(response, { ...fault, body: fault.body ?? { message: 'Fault' }, headers: fault.headers ?? {} })
      case 'hang up': return void request.socket.destroy()
      case 'no JSON': return void response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id": 1, "bo')
      case 'short': return send(response, { ...answer, body: list.slice(0, fault.items) })
      case 'answer': return send(response, { ...answer, body: fault.body })
      case 'headers': return send(response, { ...answer, headers: { ...answer.headers, ...fault.headers } })
      case 'circle': {
        const link = `<${this.url}${request.url}>; rel="next"`
        return send(response, { ...answer, body: list.slice(0, 1), headers: { link } })
      }
      case 'cut': {
        const text = JSON.stringify(answer.body)
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length + 100 })
        response.write(text.slice(0, text.length / 2))
        setTimeout(() => request.socket.destroy(), 5)
      }
    }
  } // prettier-ignore

  async #answerOf(
    request: IncomingMessage,
    isGraphql: boolean,
    path: string,
    query: string,
    text: string,
  ): Promise<Answer> {
    const { headers, method = '' } = request
    const violate = (what: string): Answer => {
      this.violations.push(`${method} ${path}: ${what}`)
      return { status: 400, body: { message: what } }
    }
    // "All API requests must include a valid User-Agent header."
    if (!headers['user-agent']) return { ...violate('no user-agent'), status: 403 }
    if (!/^application\/(?:vnd\.github\S*|json|octet-stream)|^\*\/\*$/.test(headers.accept ?? '')) return violate(`accept: ${headers.accept}`)
    if (text !== '' && !headers['content-type']?.startsWith('application/json')) return violate('a body that is no JSON')
    if (method === 'GET' && text !== '') return violate('GET with a body')
    const token = this.#tokenOf(headers.authorization)
    if (token === 'unknown') return { status: 401, body: { message: 'Bad credentials' } }
    const limited = this.#limited(headers['if-none-match'] !== undefined)
    if (limited) return limited
    let body: unknown
    try {
      body = text === '' ? undefined : JSON.parse(text)
    } catch {
      return violate('a body that is no JSON')
    }
    if (isGraphql) return this.#graphql(method, body, token)
    const ofApp = this.#answerApp(method, path, headers.authorization)
    if (ofApp) return ofApp
    const page = new URLSearchParams(query)
    const stray = [...page.keys()].find((key) => !['page', 'per_page'].includes(key))
    if (stray !== undefined) return violate(`the query has ${stray}`)
    return this.#answerRepository(method, path, body, token, violate)
  } // prettier-ignore

  #answerRepository(
    method: string,
    path: string,
    body: unknown,
    token: WorldToken | undefined,
    violate: (what: string) => Answer,
  ): Answer {
    const notFound = { status: 404, body: { message: 'Not Found' } }
    const byId = /^\/repositories\/(\d+)(.*)$/.exec(path)
    const byName = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(path)
    if (!byId && !byName) return violate('no such path')
    const repository = this.repositories.find(({ id, name, formerNames }) =>
      byId ? String(id) === byId[1] : [name, ...formerNames].includes(byName![1]!),
    )
    const isHidden = repository?.visibility !== 'public' && token === undefined
    if (repository === undefined || isHidden) return notFound
    if (byName && byName[1] !== repository.name) {
      const location = `${this.url}/api/v3/repositories/${repository.id}${byName[2]}`
      const status = method === 'GET' ? 301 : 307
      return {
        status,
        body: { message: 'Moved Permanently', url: location },
        headers: { location },
      }
    }
    const context = {
      apiUrl: `${this.url}/api/v3`,
      webUrl: this.url,
      token,
      makeText: this.makeText,
    }
    const answer = answerRest(method, (byId ?? byName)![2]!, body, repository, context)
    if (answer.status === 404 && method !== 'GET') violate('nothing can be written there')
    return answer
  }

  async #graphql(method: string, body: unknown, token: WorldToken | undefined): Promise<Answer> {
    if (method !== 'POST') return { status: 404, body: { message: 'Not Found' } }
    if (token === undefined) return { status: 401, body: { message: 'This endpoint requires you to be authenticated.' } }
    const { query, variables = {}, ...rest } = body as Record<string, unknown>
    if (typeof query !== 'string' || Object.keys(rest).length > 0) {
      this.violations.push('POST /graphql: a body that is no query')
      return { status: 400, body: { message: 'A query attribute must be specified and must be a string.' } }
    }
    const clock = () => new Date(Date.UTC(2026, 5, 1) + this.requests.length * 1000).toISOString()
    const context = { webUrl: this.url, repositories: this.repositories, token, clock }
    const outcome = await answerGraphql(query, variables as Record<string, unknown>, context)
    const fault = outcome.errors?.find(({ type }) => type === undefined)
    if (fault) this.violations.push(`POST /graphql: ${fault.message}`)
    return { status: 200, body: outcome }
  } // prettier-ignore

  #tokenOf(authorization: string | undefined): WorldToken | 'unknown' | undefined {
    if (authorization === undefined) return undefined
    const { tokens = {}, app } = this.#options.world
    const [, token = ''] = /^(?:token|bearer) (\S+)$/i.exec(authorization) ?? []
    if (app && (token === app.installation.token || isSignedBy(app.publicKey, app.id, token)))
      return { login: 'the-app', isBot: true, permissions: ['pull_requests=write', 'issues=write'] }
    return tokens[token] ?? 'unknown'
  }

  #answerApp(method: string, path: string, authorization = ''): Answer | undefined {
    const { app } = this.#options.world
    const isInstallation = /^\/(?:repos\/[^/]+\/[^/]+|orgs\/[^/]+|users\/[^/]+)\/installation$/.exec(path)
    const isTokens = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path)
    if (!isInstallation && !isTokens) return undefined
    if (!app || !isSignedBy(app.publicKey, app.id, authorization.replace(/^bearer /i, '')))
      return { status: 401, body: { message: 'A JSON web token could not be decoded' } }
    const { id, at, token } = app.installation
    if (isInstallation && method === 'GET') {
      const named = path.replace(/^\/(?:repos|orgs|users)\//, '').replace(/\/installation$/, '')
      const isThere = at === named && path.startsWith('/repos/') === at.includes('/') && !path.startsWith('/orgs/')
      return isThere ? { status: 200, body: { id } } : { status: 404, body: { message: 'Not Found' } }
    }
    if (method !== 'POST' || isTokens?.[1] !== String(id)) return { status: 404, body: { message: 'Not Found' } }
    const expires = new Date(Date.now() + 3_600_000).toISOString()
    return { status: 201, body: { token, expires_at: expires, permissions: { pull_requests: 'write' }, repository_selection: 'all' } }
  } // prettier-ignore

  #limited(isConditional: boolean): Answer | undefined {
    const now = Math.floor(Date.now() / 1000)
    if (now >= this.limit.reset) Object.assign(this.limit, { remaining: this.#options.rateLimit ?? 5000, reset: now + 3600 }) // prettier-ignore
    if (this.limit.remaining > 0) {
      // One that is answered 304 does not count.
      if (!isConditional) this.limit.remaining--
      return undefined
    }
    return { status: 403, body: { message: 'API rate limit exceeded for user ID 1.' } }
  }

  #paged(answer: Answer, request: IncomingMessage, path: string, query: string): Answer {
    const limits = {
      'x-ratelimit-remaining': String(this.limit.remaining),
      'x-ratelimit-reset': String(this.limit.reset),
    }
    if (!Array.isArray(answer.body) || answer.status !== 200) {
      const plain = { ...answer, headers: { ...limits, ...answer.headers } }
      return this.#conditional(plain, request)
    }
    const given = new URLSearchParams(query)
    const size = Math.min(100, Number(given.get('per_page') ?? 30))
    const page = Number(given.get('page') ?? 1)
    const last = Math.max(1, Math.ceil(answer.body.length / size))
    const to = (number: number, rel: string) => {
      const { pathname } = new URL(path, this.url)
      const repository = this.repositories.find(({ name }) => pathname.startsWith(`/repos/${name}/`))
      const stable = repository ? pathname.replace(`/repos/${repository.name}`, `/repositories/${repository.id}`) : pathname
      return `<${this.url}/api/v3${stable}?per_page=${size}&page=${number}>; rel="${rel}"`
    }
    const links = [
      ...(page > 1 ? [to(page - 1, 'prev'), to(1, 'first')] : []),
      ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ]
    const headers = { ...limits, ...(links.length > 0 && { link: links.join(', ') }) }
    const body = answer.body.slice((page - 1) * size, page * size) as unknown[]
    return this.#conditional({ ...answer, body, headers }, request)
  } // prettier-ignore

  #conditional(answer: Answer, { headers, method }: IncomingMessage): Answer {
    if (method !== 'GET' || answer.status !== 200) return answer
    const etag = `W/"${createHash('sha256').update(JSON.stringify(answer.body)).digest('hex')}"`
    if (headers['if-none-match'] === etag) return { status: 304, body: undefined, headers: { ...answer.headers, etag } } // prettier-ignore
    return { ...answer, headers: { ...answer.headers, etag } }
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: RestAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function isSignedBy(publicKey: string, id: string, token: string): boolean {
  const [head = '', claims = '', signature = ''] = token.split('.')
  if (signature === '') return false
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${claims}`)
    .verify(publicKey, signature, 'base64url')
  const { iss, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown> // prettier-ignore
  const now = Date.now() / 1000
  return (
    isSigned &&
    String(iss) === id &&
    Number(iat) <= now &&
    Number(exp) > now &&
    Number(exp) <= now + 600
  )
}
