/** One call of a provider's interface. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'LIST'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /**
   * Whether sending it twice does what sending it once does, so that it may be tried again; by default for all methods
   * but POST and PATCH. Set it for a POST that only reads.
   */
  readonly isIdempotent?: boolean
}

/** Whatever came back, also of an error's status. Bodies are never logged. */
export interface HttpAnswer {
  readonly status: number
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  /** The caller's own: it may be overwritten. */
  readonly body: Uint8Array
  /** From where it was asked, as far as it is known: this machine's address of the connection, or the proxy's host. */
  readonly egress?: string
}

/**
 * Speaks to providers: the one way out of this process for importers, probes and revocations.
 *
 * @throws StanchError whose message names method, host and status, never path, header or body: `HTTP_FAILED` when no
 *   answer comes in time, `HTTP_HOST_REFUSED`, `HTTP_PLAIN_REFUSED`, `HTTP_REDIRECT_REFUSED`, `HTTP_ANSWER_TOO_LARGE`;
 *   the signal's reason once that is aborted
 */
export interface HttpClient {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
}

/** An answer's body as JSON; `undefined` when it is none. */
export function jsonOf({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
