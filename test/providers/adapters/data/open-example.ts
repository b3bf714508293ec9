import { stringify } from 'yaml'
import type { Adapter, AdapterAction, Subject } from '../../../../src/incident/adapter.ts'
import { openDataAdapter } from '../../../../src/providers/adapters/data/open-data-adapter.ts'
import { parseProvider } from '../../../../src/providers/adapters/data/parse-provider.ts'
import type { ProviderFile } from '../../../../src/providers/adapters/data/provider-schema.ts'
import type { HttpAnswer, HttpRequest } from '../../../../src/providers/http-client.ts'
import { fingerprintKeyOf } from '../../../../src/text/fingerprint.ts'
import { Secret } from '../../../../src/text/secret.ts'
import { exampleProvider } from './example-provider.ts'

export type Server = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>

/** The example's adapter, speaking to a function. @param sent filled with all requests */
export function openExample(
  server: Server,
  options: {
    readonly sent?: HttpRequest[]
    readonly change?: (file: ReturnType<typeof exampleProvider>) => void
    readonly env?: Record<string, string>
  } = {},
): Adapter {
  return openDataAdapter({
    file: options.change === undefined ? plainExample : parse(options.change),
    visiblePrefixes: { 'example-token': 3 },
    setting: {
      http: {
        send: async (request) => {
          options.sent?.push(request)
          return server(request)
        },
      },
      env: { EXAMPLE_ADMIN: 'admin-secret-of-nobody', ...options.env },
      clock: { now: () => Date.UTC(2026, 0, 1), sleep: () => Promise.resolve() },
      random: () => 0.5,
    },
  })
}

function parse(change: (file: ReturnType<typeof exampleProvider>) => void): ProviderFile {
  const file = exampleProvider()
  change(file)
  return parseProvider(stringify(file), 'example.yaml')
}

const plainExample = parse(() => undefined)

export function answerOf(
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): HttpAnswer {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers, body: new TextEncoder().encode(text) }
}

export function secretOf(value: string): Secret {
  return new Secret(new TextEncoder().encode(value), fingerprintKeyOf(new Uint8Array(32)))
}

export function subjectOf(value?: string, more: Partial<Subject> = {}): Subject {
  return {
    rule: 'example-token',
    provider: 'Example',
    ...(value !== undefined && { secret: secretOf(value) }),
    ...more,
  }
}

export function contextOf(subject: Subject) {
  return { subject, idempotencyKey: 'key-1', signal: new AbortController().signal }
}

export function actionOf<Kind extends AdapterAction['kind']>(
  adapter: Adapter,
  name: string,
  _kind: Kind,
): Extract<AdapterAction, { kind: Kind }> {
  return adapter.actions.find((one) => one.name === name) as never
}
