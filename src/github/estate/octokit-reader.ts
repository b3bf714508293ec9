import { createWriteStream, rmSync } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { DownloadAnswer, GithubAnswer, GraphqlAnswer } from '../github.ts'
import type { GithubReader } from './github-reader.ts'
import { objectOf, objectsOf } from './json-of.ts'

/** The part of octokit that is used: `request`, with whatever plugins it has. */
export interface RequestingOctokit {
  request(options: Readonly<Record<string, unknown>>): Promise<{
    readonly status: number
    readonly headers: Readonly<Record<string, unknown>>
    readonly data: unknown
  }>
}

export interface OctokitReaderOptions {
  readonly octokit: RequestingOctokit
  /** `https://api.github.com` or `https://HOST/api/v3`. */
  readonly apiUrl: string
  /** `https://github.com` or `https://HOST`. */
  readonly webUrl: string
  /** For what an answer sends on to; knows no credentials. */
  readonly fetch: (url: string, options: { readonly signal: AbortSignal }) => Promise<Response>
  readonly signal: AbortSignal
}

/** Refuses this one thing, and says nothing of the next. */
const refusals = new Set([401, 403, 404, 409, 410, 422, 451])

export function createOctokitReader(options: OctokitReaderOptions): GithubReader {
  return new OctokitReader(options)
}

class OctokitReader implements GithubReader {
  readonly host: string
  readonly webUrl: string
  readonly #options: OctokitReaderOptions

  constructor(options: OctokitReaderOptions) {
    this.#options = options
    this.webUrl = options.webUrl
    this.host = new URL(options.webUrl).host
  }

  async get(path: string, { etag }: { etag?: string | undefined } = {}): Promise<GithubAnswer> {
    const headers = etag === undefined ? {} : { 'if-none-match': etag }
    const answer = await this.#request({ method: 'GET', url: path, headers })
    if ('refusal' in answer) return answer.refusal
    const { status, data } = answer
    const found = answer.headers['etag']
    return {
      status,
      data,
      etag: typeof found === 'string' ? found : undefined,
      next: this.#nextOf(answer.headers['link']),
    }
  }

  async graphql(
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<GraphqlAnswer> {
    const { apiUrl } = this.#options
    const url = apiUrl.replace(/\/api\/v3$/, '/api').replace(/\/$/, '')
    const request = { method: 'POST', baseUrl: url, url: '/graphql' }
    const answer = await this.#request({ ...request, query, variables })
    if ('refusal' in answer) {
      const { status, message = '' } = answer.refusal
      const type = status === 404 ? 'NOT_FOUND' : status === 403 ? 'FORBIDDEN' : String(status)
      return { data: undefined, errors: [{ type, message }] }
    }
    const { data, errors } = objectOf(answer.data)
    const told = objectsOf(errors).map(({ type, message }) => ({
      type: String(type),
      message: String(message),
    }))
    const limited = told.find(({ type }) => type === 'RATE_LIMITED')
    if (limited) throw rateLimited(answer.headers, this.host)
    return { data, errors: told }
  }

  async download(path: string, file: string, bytesMax: number): Promise<DownloadAnswer> {
    const { signal, fetch } = this.#options
    const answer = await this.#request({
      method: 'GET',
      url: path,
      headers: { accept: 'application/octet-stream' },
      request: { parseSuccessResponseBody: false, redirect: 'manual', signal },
    })
    if ('refusal' in answer) {
      const { status, message } = answer.refusal
      return { kind: 'refused', status, message }
    }
    let body = answer.data as ReadableStream<Uint8Array> | null
    const { location } = answer.headers
    if (answer.status >= 300 && typeof location === 'string') {
      await body?.cancel()
      const stored = await fetch(this.#storageOf(location), { signal })
      if (!stored.ok) {
        await stored.body?.cancel()
        return { kind: 'refused', status: stored.status, message: 'from its storage' }
      }
      body = stored.body as ReadableStream<Uint8Array> | null
    }
    return writeBody(body, file, bytesMax, signal)
  }

  /** Where files lie: an address of its own, signed for a while. */
  #storageOf(location: string): string {
    const { apiUrl } = this.#options
    const url = new URL(location, `${apiUrl}/`)
    const isSame = url.origin === new URL(apiUrl).origin
    if (url.protocol === 'https:' || isSame) return url.href
    throw new StanchError(
      'GITHUB_REDIRECT_REFUSED',
      `${this.host}: sent on to ${url.origin}, which is not https; not followed.`,
    )
  }

  /** As a path from the interface's root; to no other place. */
  #nextOf(link: unknown): string | undefined {
    const url = typeof link === 'string' ? /<([^>]+)>;\s*rel="next"/.exec(link)?.[1] : undefined
    const { apiUrl } = this.#options
    return url?.startsWith(`${apiUrl}/`) ? url.slice(apiUrl.length) : undefined
  }

  async #request(
    request: Readonly<Record<string, unknown>>,
  ): Promise<
    | { status: number; headers: Readonly<Record<string, unknown>>; data: unknown }
    | { refusal: GithubAnswer }
  > {
    const { octokit, apiUrl, signal } = this.#options
    signal.throwIfAborted()
    try {
      return await octokit.request({
        baseUrl: apiUrl,
        ...request,
        request: { signal, ...objectOf(request['request']) },
      })
    } catch (error) {
      signal.throwIfAborted()
      const { status, response, message } = error as {
        status?: number
        message?: string
        response?: { headers?: Record<string, unknown>; data?: unknown }
      }
      const headers = response?.headers ?? {}
      if (status === 304) return { refusal: notModified(headers, this.#nextOf(headers['link'])) }
      if (status === 429 || (status === 403 && isLimit(headers, message)))
        throw rateLimited(headers, this.host)
      const said = objectOf(response?.data)['message']
      if (status !== undefined && refusals.has(status) && response !== undefined) {
        const refusal = typeof said === 'string' ? { message: said } : {}
        return { refusal: { status, data: undefined, ...refusal } }
      }
      if (error instanceof StanchError) throw error
      throw new StanchError(
        'GITHUB_FAILED',
        `${this.host}: ${status === undefined || response === undefined ? `no answer (${reasonOf(error).slice(0, 200)})` : `answered ${status} after some attempts`}. Try again later.`,
      )
    }
  }
}

function notModified(headers: Readonly<Record<string, unknown>>, next: string | undefined) {
  const { etag } = headers
  return {
    status: 304,
    data: undefined,
    etag: typeof etag === 'string' ? etag : undefined,
    next,
  }
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function isLimit(headers: Readonly<Record<string, unknown>>, message: string | undefined): boolean {
  return (
    headers['x-ratelimit-remaining'] === '0' ||
    headers['retry-after'] !== undefined ||
    /rate limit/i.test(message ?? '')
  )
}

function rateLimited(headers: Readonly<Record<string, unknown>>, host: string): StanchError {
  const reset = Number(headers['x-ratelimit-reset'])
  const wait = Number(headers['retry-after'])
  const at =
    wait > 0 ? Date.now() + wait * 1000 : reset > 0 ? reset * 1000 : Date.now() + 60 * 60_000
  const time = new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  return new StanchError(
    'GITHUB_RATE_LIMITED',
    `the rate limit of ${host} is reached; it answers again from ${time} UTC on`,
  )
}

async function writeBody(
  body: ReadableStream<Uint8Array> | null,
  file: string,
  bytesMax: number,
  signal: AbortSignal,
): Promise<DownloadAnswer> {
  let bytes = 0
  const tooLarge = new Error('too large')
  const count = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length
      done(bytes > bytesMax ? tooLarge : null, chunk)
    },
  })
  try {
    const source = body === null ? Readable.from([]) : Readable.fromWeb(body as never)
    await pipeline(source, count, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal })
    return { kind: 'done', bytes }
  } catch (error) {
    rmSync(file, { force: true })
    if (error === tooLarge) return { kind: 'too large' }
    signal.throwIfAborted()
    throw new StanchError('GITHUB_FAILED', `a download broke off: ${reasonOf(error)}`)
  }
}
