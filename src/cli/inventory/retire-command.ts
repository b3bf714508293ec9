import type { InventoryRecord } from '../../inventory/record.ts'
import { StanchError } from '../../text/error.ts'
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
    (before) => retired(before, { destroyed, reason }),
    (record, store) => process.stdout.write(`${tellRetired(record, store)}\n`),
  )
}

/** What leaked stays compromised until its value is dead; what is retired already stays as it is. */
function retired(
  before: InventoryRecord,
  { destroyed, reason }: { readonly destroyed: boolean; readonly reason: string },
): InventoryRecord {
  if (before.state === 'destroyed' || (before.state === 'deactivated' && !destroyed)) return before
  if (before.state === 'compromised' && !destroyed)
    throw new StanchError(
      'INVENTORY_STATE',
      `record ${before.id}: compromised: expected its value to be dead first, for it leaked. ` +
        'Revoke it, see that it opens nothing, and retire it with --destroyed.',
    )
  const { rotation: _, nextRotationAt: __, ...kept } = before
  const state = destroyed ? 'destroyed' : 'deactivated'
  return inState(before, { ...kept, state }, { hasNewValue: false, reason })
}

function tellRetired(
  { id, state, stateSince, fingerprints }: InventoryRecord,
  store: string,
): string {
  const since = stateSince === undefined ? '' : ` since ${stateSince.slice(0, 10)}`
  const known =
    fingerprints.length === 0 ? '' : '; its fingerprints stay, so that a late leak is known'
  const next =
    state === 'deactivated'
      ? `\nIts value may still open something: revoke it, then stanch inventory retire ${id} --destroyed --reason TEXT`
      : ''
  return `${id}: ${state}${since} in ${store}${known}${next}`
}
