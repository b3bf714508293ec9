import type { Clock } from '../../incident/clock.ts'
import type { Adapter, Subject } from '../../incident/adapter.ts'
import type { RotationStore } from '../../incident/rotation-store.ts'
import type { HttpClient } from '../http-client.ts'

/** What an adapter is made of. */
export interface AdapterSetting {
  /** Allowed to speak to `AdapterSource.hosts` only. */
  readonly http: HttpClient
  /** As `process.env` is; management credentials come from the vendor's own variables and files only. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /**
   * Opens where a credential is kept, so that a rotation can put a new value there; `undefined`: nothing is known of that
   * kind of store. Without this an adapter knows the stores of its own vendor alone.
   */
  readonly openStore?: (place: StorePlace) => Promise<RotationStore | undefined>
  /** The same of a store that is opened already, for what a plan says of it; asks nobody. */
  readonly storeAt?: (place: StorePlace) => RotationStore | undefined
  /** From 0 to 1, for known-bad tokens of controls; the system's own where it is left out. */
  readonly random?: () => number
}

export type StorePlace = NonNullable<Subject['store']>

/** An adapter that can be opened: nothing of it is loaded before. */
export interface AdapterSource {
  readonly id: string
  readonly rules: readonly string[]
  /** As `URL.host` writes them, or `*.vault.azure.net`; others are refused. */
  hosts(env: AdapterSetting['env']): readonly string[]
  /** Hosts, as in `URL.hostname`, that a person's variable or file named: only these may lie in a private network. */
  namedHosts?(env: AdapterSetting['env']): readonly string[]
  open(setting: AdapterSetting): Promise<Adapter>
}
