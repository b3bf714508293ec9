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

/** A body that has to be a form, sent as such. */
export function formOf({ headers, text }: SimulatedRequest): URLSearchParams {
  const isForm = /^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? '')
  return new URLSearchParams(isForm ? text : '')
}

/** User and password of `Authorization: Basic`. */
export function basicOf({ headers }: SimulatedRequest): readonly [string, string] | undefined {
  const encoded = /^Basic ([\w+/=]+)$/.exec(headers['authorization'] ?? '')?.[1]
  const pair = encoded === undefined ? undefined : atob(encoded)
  const at = pair?.indexOf(':') ?? -1
  return pair === undefined || at < 0 ? undefined : [pair.slice(0, at), pair.slice(at + 1)]
}

/** Nothing but a status. */
export function answerEmpty(status: number): HttpAnswer {
  return { status, headers: {}, body: new Uint8Array() }
}
