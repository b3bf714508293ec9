import type { RotationStore } from '../../../incident/rotation-store.ts'
import type { AdapterSetting, StorePlace } from '../adapter-setting.ts'

/** A kind of store that can be opened for a rotation: nothing of it is loaded before. */
export interface RotationStoreSource {
  /** As `Subject.store.type` names it. */
  readonly type: string
  /** As `AdapterSource.hosts`. */
  hosts(env: AdapterSetting['env'], place: StorePlace): readonly string[]
  /** Asks nobody; a place that is none is told by the store's `describe`. */
  open(setting: AdapterSetting, place: StorePlace): Promise<RotationStore>
}
