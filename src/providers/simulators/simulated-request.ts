import type { HttpAnswer, HttpRequest } from '../http-client.ts'

/** What a simulator looks at. */
export interface SimulatedRequest {
  readonly method: string
  readonly host: string
  readonly path: string
  readonly query: URLSearchParams
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export function readRequest({
  method,
  url,
  headers = {},
  body = '',
}: HttpRequest): SimulatedRequest {
  return {
    method,
    host: url.host,
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    text: typeof body === 'string' ? body : new TextDecoder().decode(body),
  }
}

/** @param body `undefined` for an answer without one */
export function answerJson(
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return {
    status,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json; charset=UTF-8' }),
      ...headers,
    },
    body: new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body)),
  }
}

/** A body that has to be JSON, sent as such. */
export function jsonBodyOf({ headers, text }: SimulatedRequest): unknown {
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What stands behind `Bearer `. */
export function bearerOf({ headers }: SimulatedRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]+)$/.exec(headers['authorization'] ?? '')?.[1]
}
