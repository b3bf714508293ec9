import type { ImportEvent, StoredSecret } from '../../../src/inventory/stored-secret.ts'
import type { HttpClient } from '../../../src/providers/http-client.ts'
import type { ImportContext, Importer } from '../../../src/providers/importers/importer.ts'

export interface Collected {
  readonly events: readonly ImportEvent[]
  /** By id. */
  readonly secrets: ReadonlyMap<string, StoredSecret>
  /** `<kind> <path>: <reason>`, in order. */
  readonly told: readonly string[]
  /** Beginnings of ids of which all are told, with `*` behind those that are flat. */
  readonly covered: readonly string[]
}

export type ImportSetting = Partial<Omit<ImportContext, 'readInput'>> & {
  readonly input?: Uint8Array | string
}

const silent: HttpClient = {
  send: () => Promise.reject(new Error('this importer speaks to nobody')),
}

export function importContext({ input, ...setting }: ImportSetting): ImportContext {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  return {
    arguments: [],
    options: {},
    env: {},
    http: silent,
    readInput: () => Promise.resolve(bytes ?? new Uint8Array()),
    now: Date.parse('2026-11-01T00:00:00Z'),
    signal: new AbortController().signal,
    ...setting,
  }
}

/** Runs an importer to its end. */
export async function collectImport(
  importer: Importer,
  setting: ImportSetting,
): Promise<Collected> {
  const events: ImportEvent[] = []
  for await (const event of importer.events(importContext(setting))) events.push(event)
  const secrets = new Map<string, StoredSecret>()
  const told: string[] = []
  const covered: string[] = []
  for (const event of events) {
    if (event.kind === 'secret') secrets.set(event.secret.draft.id, event.secret)
    else if (event.kind === 'covered')
      covered.push(event.isFlat ? `${event.idPrefix}*` : event.idPrefix)
    else told.push(`${event.kind} ${event.path}: ${event.reason}`)
  }
  return { events, secrets, told, covered }
}

/** Values of a secret as texts, newest first. */
export function textsOf(secret: StoredSecret | undefined): string[] | undefined {
  return secret?.values.map(({ value }) => new TextDecoder().decode(value))
}
