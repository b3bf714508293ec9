import type { Octokit } from '@octokit/rest'
import type { Dispatcher } from 'undici'
import { StanchError } from '../text/error.ts'
import { answerOf, isAnswered } from './answer-of.ts'
import { downloadFile } from './download-file.ts'
import type { GithubAddresses } from './github-addresses.ts'
import type { DownloadAnswer, Github, GithubAnswer, GraphqlAnswer, WriteMethod } from './github.ts'
import { graphqlAnswerOf } from './graphql-answer-of.ts'
import { limitOf, type LimitAnswer } from './limit-of.ts'
import type { LimitWait } from './limit-wait.ts'
import { stoppedBy } from './octokit-fetch.ts'
import type { Pace } from './pace.ts'

export interface ClientParts {
  readonly addresses: GithubAddresses
  readonly octokit: Octokit
  readonly isAuthenticated: boolean
  readonly limits: LimitWait
  readonly pace: Pace
  readonly openDispatcher: () => Promise<Dispatcher>
  readonly idleMs: number
  readonly signal: AbortSignal
  readonly close: () => Promise<void>
}

interface Call {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly data?: object
  readonly isSentOnce?: boolean
}

type OctokitAnswer = LimitAnswer & { readonly status: number }

export class GithubClient implements Github {
  readonly host: string
  readonly webUrl: string
  readonly isAuthenticated: boolean
  readonly #parts: ClientParts
  readonly #apiHost: string

  constructor(parts: ClientParts) {
    this.#parts = parts
    this.webUrl = parts.addresses.serverUrl
    this.host = new URL(this.webUrl).host
    this.#apiHost = new URL(parts.addresses.apiUrl).host
    this.isAuthenticated = parts.isAuthenticated
  }

  async get(path: string, { etag }: { readonly etag?: string | undefined } = {}) {
    const headers = etag === undefined ? {} : { 'if-none-match': etag }
    return this.#rest({ method: 'GET', url: this.#urlOf(path), headers })
  }

  async send(method: WriteMethod, path: string, body?: object): Promise<GithubAnswer> {
    await this.#parts.pace.pass()
    return this.#rest({
      method,
      url: this.#urlOf(path),
      isSentOnce: true,
      ...(body && { data: body }),
    })
  }

  graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer> {
    return this.#query(query, variables, false)
  }

  async mutate(
    mutation: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<GraphqlAnswer> {
    await this.#parts.pace.pass()
    return this.#query(mutation, variables, true)
  }

  async download(path: string, file: string, bytesMax: number): Promise<DownloadAnswer> {
    const { limits, openDispatcher, signal, idleMs } = this.#parts
    const url = new URL(this.#urlOf(path))
    for (let attempt = 0; ; attempt++) {
      await limits.pass()
      const token = await this.readToken()
      const headers = {
        accept: 'application/octet-stream',
        ...(token !== undefined && { authorization: `token ${token}` }),
      }
      try {
        const request = { url, headers, file, bytesMax, idleMs }
        const done = await downloadFile(await openDispatcher(), request, signal)
        if (done.kind !== 'answer') return done
        const answer = { ...done, data: jsonOf(done.body) }
        const until = limitOf(answer, Date.now())
        if (until !== undefined) limits.hold(until)
        else if (isAnswered(done.status)) {
          const { status, message } = answerOf(answer, this.#parts.addresses.apiUrl)
          return { kind: 'refused', status, message }
        } else if (attempt === readRetries) throw this.#failed('GET', done.status)
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof StanchError) throw error
        if (attempt === readRetries) throw this.#failed('GET', codeOf(error))
      }
    }
  }

  async readToken(): Promise<string | undefined> {
    if (!this.isAuthenticated) return undefined
    const { octokit, signal } = this.#parts
    try {
      const auth = (await abortable(octokit.auth({ type: 'installation' }), signal)) as {
        token?: unknown
      }
      return typeof auth.token === 'string' ? auth.token : undefined
    } catch (error) {
      throw this.#asStanchError(error, 'POST')
    }
  }

  close(): Promise<void> {
    return this.#parts.close()
  }

  #urlOf(path: string): string {
    return this.#parts.addresses.apiUrl + path
  }

  async #rest(call: Call): Promise<GithubAnswer> {
    const answer = await this.#call(call)
    if (!isAnswered(answer.status)) throw this.#failed(call.method, answer.status)
    // Of a body that is cut off, or no JSON at all, octokit hands over the text.
    if (answer.status === 200 && (typeof answer.data !== 'object' || answer.data === null))
      throw this.#failed(call.method, 'a body that is no JSON')
    return answerOf(answer, this.#parts.addresses.apiUrl)
  }

  async #query(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    isSentOnce: boolean,
  ): Promise<GraphqlAnswer> {
    const { graphqlUrl } = this.#parts.addresses
    const data = { query, variables }
    const answer = await this.#call({ method: 'POST', url: graphqlUrl, data, isSentOnce })
    if (!isAnswered(answer.status)) throw this.#failed('POST', answer.status)
    return graphqlAnswerOf(answer)
  }

  /** @returns answers of any status; retries and waits are behind them */
  async #call({ isSentOnce, ...call }: Call): Promise<OctokitAnswer> {
    const { octokit, limits, signal } = this.#parts
    for (;;) {
      await limits.pass()
      const asked = octokit.request({
        ...call,
        ...(isSentOnce && { request: { retries: 0 } }),
      } as never)
      const answer = (await abortable(asked, signal).catch((error: unknown) => {
        const { response } = error as { response?: OctokitAnswer }
        if (response === undefined) throw this.#asStanchError(error, call.method)
        return response
      })) as OctokitAnswer
      const until = limitOf(answer, Date.now())
      if (until === undefined) return answer
      limits.hold(until)
    }
  }

  /** Without its cause, which repeats headers and bodies. */
  #asStanchError(error: unknown, method: string): unknown {
    const { signal } = this.#parts
    if (signal.aborted) return signal.reason
    if (error instanceof StanchError) return error
    const stopped = stoppedBy(error)
    if (stopped !== undefined) return stopped
    const { cause, status } = error as { cause?: unknown; status?: unknown }
    if (cause instanceof StanchError) return cause
    return this.#failed(method, typeof status === 'number' ? status : 'nothing')
  }

  #failed(method: string, what: number | string): StanchError {
    return new StanchError(
      'GITHUB_FAILED',
      `${method} ${this.#apiHost}: GitHub answered ${what}, also after further attempts. Try again later; https://www.githubstatus.com says whether it is down.`,
    )
  }
}

/** After the first attempt. */
const readRetries = 3

/** What octokit waits for cannot be broken off, but left alone. */
function abortable<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'nothing'
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
