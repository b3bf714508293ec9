import type { Clock } from '../../incident/clock.ts'
import type { Adapter } from '../../incident/adapter.ts'
import type { HttpClient } from '../http-client.ts'

/** What an adapter is made of. */
export interface AdapterSetting {
  /** Allowed to speak to `AdapterSource.hosts` only. */
  readonly http: HttpClient
  /** As `process.env` is; management credentials come from the vendor's own variables and files only. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/** An adapter that can be opened: nothing of it is loaded before. */
export interface AdapterSource {
  readonly id: string
  readonly rules: readonly string[]
  /** As `URL.host` writes them, or `*.vault.azure.net`; others are refused. */
  hosts(env: AdapterSetting['env']): readonly string[]
  open(setting: AdapterSetting): Promise<Adapter>
}
