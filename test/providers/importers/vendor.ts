import type { IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import type { ImportEvent, StoredSecret } from '../../../src/inventory/stored-secret.ts'
import { assertAllowed } from '../../../src/providers/http/assert-allowed.ts'
import { createHttpClient } from '../../../src/providers/http/create-http-client.ts'
import type { HttpClient } from '../../../src/providers/http-client.ts'
import type { ImportContext, Importer } from '../../../src/providers/importers/importer.ts'
import { serve } from '../http/serve.ts'

/** What a vendor was asked. */
export interface Asked {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An answer; of a text the body, of anything else its JSON. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface Vendor {
  readonly asked: Asked[]
  /** Reaches the vendor under each of its hosts. */
  readonly http: HttpClient
}

/**
 * All hosts of a vendor, played by a server on this machine until the test ends. What is not played is 404.
 *
 * @param answer is given the address that was meant
 */
export async function playVendor(
  answer: (asked: Asked) => Answer | undefined | Promise<Answer | undefined>,
): Promise<Vendor> {
  const asked: Asked[] = []
  const served = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one: Asked = {
        method: request.method ?? '',
        url: new URL(request.url ?? '', String(request.headers['x-meant-origin'])),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      }
      asked.push(one)
      void Promise.resolve(answer(one)).then((given) => {
        const { status = 200, headers = {}, body } = given ?? { status: 404, body: {} }
        response.writeHead(status, headers)
        response.end(typeof body === 'string' ? body : JSON.stringify(body))
      })
    })
  })
  const client = createHttpClient({ allowedHosts: [served.host], env: {} })
  onTestFinished(() => client.close())
  const http: HttpClient = {
    send: (request, signal) => {
      const url = new URL(request.url.pathname + request.url.search, served.origin)
      const headers = { ...request.headers, 'x-meant-origin': request.url.origin }
      return client.send({ ...request, url, headers }, signal)
    },
  }
  return { asked, http }
}

/** A vendor without a network between, where only the number of entries matters. */
export function playInProcess(answer: (asked: Asked) => Answer): Vendor {
  const asked: Asked[] = []
  const http: HttpClient = {
    send: async ({ method, url, headers = {} }) => {
      const one: Asked = { method, url, headers, body: '' }
      asked.push(one)
      const { status = 200, headers: given = {}, body } = answer(one)
      await Promise.resolve()
      return { status, headers: given, body: new TextEncoder().encode(JSON.stringify(body)) }
    },
  }
  return { asked, http }
}

export interface ImportOptions {
  readonly arguments?: readonly string[]
  readonly options?: ImportContext['options']
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
  readonly signal?: AbortSignal
}

/** Events of an importer that may speak only to the hosts that it names. */
export async function* importFrom(
  importer: Importer,
  http: HttpClient,
  given: ImportOptions = {},
): AsyncGenerator<ImportEvent> {
  let access: ReturnType<NonNullable<Importer['access']>> | undefined
  const context: ImportContext = {
    arguments: given.arguments ?? [],
    options: given.options ?? {},
    env: given.env ?? {},
    readInput: () => Promise.resolve(new TextEncoder().encode(given.input ?? '')),
    now: Date.parse('2026-11-26T00:00:00Z'),
    signal: given.signal ?? new AbortController().signal,
    http: {
      send: async (request, signal) => {
        const { hosts } = (await (access ??= importer.access?.(context))) ?? { hosts: [] }
        assertAllowed(request.method, request.url, { allowedHosts: hosts, allowsPlainHttp: false })
        return await http.send(request, signal)
      },
    },
  }
  yield* importer.events(context)
}

export interface Told {
  /** By id. */
  readonly secrets: ReadonlyMap<string, StoredSecret>
  /** `kind path: reason`, all but secrets. */
  readonly rest: readonly string[]
  /** Beginnings of ids of which all are told. */
  readonly covered: readonly string[]
}

export async function tell(events: AsyncIterable<ImportEvent>): Promise<Told> {
  const secrets = new Map<string, StoredSecret>()
  const rest: string[] = []
  const covered: string[] = []
  for await (const event of events) {
    if (event.kind === 'secret') secrets.set(event.secret.draft.id, event.secret)
    else if (event.kind === 'covered') covered.push(event.idPrefix)
    else rest.push(`${event.kind} ${event.path}: ${event.reason}`)
  }
  return { secrets, rest, covered }
}

/** Values of a secret as texts, newest first, with their versions. */
export function valuesOf(secret: StoredSecret | undefined): string[] {
  return (secret?.values ?? []).map(({ value, version }) => {
    const text = new TextDecoder().decode(value)
    return version === undefined ? text : `${version}=${text}`
  })
}
