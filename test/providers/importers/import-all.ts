import type { ImportEvent, StoredSecret } from '../../../src/inventory/stored-secret.ts'
import type { ImportContext, Importer } from '../../../src/providers/importers/importer.ts'
import { createHttpClient } from '../../../src/providers/http/create-http-client.ts'

export type ImportSetting = Pick<ImportContext, 'env'> & Partial<ImportContext>

/** What an importer is given, with the real HTTP client, which does not wait long here. */
export async function contextOf(
  importer: Importer,
  setting: ImportSetting,
): Promise<ImportContext> {
  const rest = {
    arguments: [],
    options: {},
    readInput: () => Promise.resolve(new Uint8Array()),
    now: Date.parse('2026-11-26T12:00:00Z'),
    signal: new AbortController().signal,
    ...setting,
  }
  const access = await importer.access?.(rest)
  const limits = { attemptsMax: 2, headersMs: 20_000 }
  const http = createHttpClient({ allowedHosts: access?.hosts ?? [], env: {}, limits })
  return { http, ...rest }
}

export async function importAll(
  importer: Importer,
  setting: ImportSetting,
): Promise<ImportEvent[]> {
  const events: ImportEvent[] = []
  for await (const event of importer.events(await contextOf(importer, setting))) events.push(event)
  return events
}

export function secretsOf(events: readonly ImportEvent[]): StoredSecret[] {
  return events.flatMap((event) => (event.kind === 'secret' ? [event.secret] : []))
}

/** `kind path: reason` of all that is no secret. */
export function tellingsOf(events: readonly ImportEvent[]): string[] {
  return events.flatMap((event) => ('reason' in event ? [`${event.kind} ${event.path}: ${event.reason}`] : [])) // prettier-ignore
}

/** `id`, and of each value `version=value`. */
export function valuesOf(events: readonly ImportEvent[]): Record<string, string[]> {
  return Object.fromEntries(
    secretsOf(events).map(({ draft, values }) => [
      draft.id,
      values.map(({ version, value }) => `${version}=${Buffer.from(value).toString()}`),
    ]),
  )
}
