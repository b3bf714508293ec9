import type { RotationStore } from '../../../incident/rotation-store.ts'
import type { HttpTls } from '../../http/open-dispatcher.ts'
import type { AdapterSetting, StorePlace } from '../adapter-setting.ts'

export type StoreSetting = Pick<AdapterSetting, 'http' | 'env' | 'clock'>

/** Whom a store speaks to. */
export interface StoreAccess {
  /** As `AdapterSource.hosts`. */
  readonly hosts: readonly string[]
  /** As `AdapterSource.namedHosts`. */
  readonly namedHosts?: readonly string[]
  readonly tls?: HttpTls
}

/** A kind of store that can be opened for a rotation: nothing of it is loaded before. */
export interface RotationStoreSource {
  /** As `Subject.store.type` names it. */
  readonly type: string
  access(env: AdapterSetting['env'], place: StorePlace): StoreAccess | Promise<StoreAccess>
  /** Asks nobody; a place that is none is told by the store's `describe`. */
  open(setting: StoreSetting, place: StorePlace): Promise<RotationStore>
}
