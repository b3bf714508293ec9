import type { InventoryRecord } from '../../inventory/record.ts'
import { usage } from '../usage.ts'
import { changeRecord } from './change-record.ts'
import type { TypedStoreOptions } from './open-typed-inventory.ts'
import { inState } from './set-command.ts'

/** `stanch inventory retire` as typed. */
export interface TypedRetireOptions extends TypedStoreOptions {
  readonly reason?: string
  readonly destroyed?: boolean
}

/**
 * `stanch inventory retire ID`: deactivated, which is out of use though it may still open something; destroyed only when
 * somebody says that the value is dead.
 *
 * @throws StanchError `INVENTORY_UNKNOWN`, `INVENTORY_STATE`
 */
export async function retireRecord(id: string, typed: TypedRetireOptions): Promise<void> {
  const { reason, destroyed = false } = typed
  if (reason === undefined || !/\S/.test(reason))
    throw usage('--reason: expected why it is retired, such as "replaced by vault/payments#2".')
  await changeRecord(
    id,
    typed,
    (before) => {
      const state = nextOf(before, destroyed)
      const { rotation: _, nextRotationAt: __, ...kept } = before
      return inState(before, { ...kept, state }, { hasNewValue: false, reason })
    },
    (record, store) => {
      const next =
        record.state === 'deactivated'
          ? `\nIts value may still open something: revoke it, then stanch inventory retire ${id} --destroyed --reason …`
          : ''
      process.stdout.write(
        `${id}: ${record.state} in ${store}; a leak of it is still known${next}\n`,
      )
    },
  )
}

/** What leaked stays so until its value is dead. */
function nextOf({ state }: InventoryRecord, destroyed: boolean): InventoryRecord['state'] {
  if (destroyed) return 'destroyed'
  return state === 'compromised' || state === 'destroyed' ? state : 'deactivated'
}
