import { faultOfTransition } from '../../inventory/next-state.ts'
import type { InventoryRecord, RecordFingerprint } from '../../inventory/record.ts'
import { StanchError } from '../../text/error.ts'
import { usage } from '../usage.ts'
import { assertFormat } from './assert-format.ts'
import { changeRecord } from './change-record.ts'
import { now } from './now.ts'
import { readTypedValue } from './read-typed-value.ts'
import type { ReadValue } from './read-value.ts'
import { withTyped, type TypedRecordOptions } from './record-options.ts'
import { tellStored } from './tell-stored.ts'

/** `stanch inventory set ID`. @throws StanchError `INVENTORY_UNKNOWN`, `INVENTORY_STATE` */
export async function setRecord(id: string, typed: TypedRecordOptions): Promise<void> {
  assertFormat(typed.format, ['text', 'json'])
  const { store: _store, tenant: _tenant, config: _config, format, ...changes } = typed
  if (Object.keys(changes).length === 0)
    throw usage('stanch inventory set: expected something to change, such as --purpose TEXT.')
  const value = typed.valueStdin === true ? await readTypedValue(typed) : undefined
  await changeRecord(
    id,
    typed,
    (before) => changed(before, typed, value),
    (record, store) => tellStored(record, { what: 'changed in', store, format }),
  )
}

function changed(
  before: InventoryRecord,
  typed: TypedRecordOptions,
  value: ReadValue | undefined,
): InventoryRecord {
  const fresh = value?.fingerprints.filter((one) => !isKnown(one, before)) ?? []
  const isRotated = fresh.length > 0 && before.fingerprints.length > 0
  const after = {
    ...value?.kind,
    ...withTyped(before, typed),
    fingerprints: [...before.fingerprints, ...fresh],
    ...(isRotated && typed.lastRotated === undefined ? { lastRotatedAt: now() } : {}),
  } as InventoryRecord
  value?.assertNotIn(after)
  return inState(before, after, { hasNewValue: fresh.length > 0, reason: typed.reason })
}

function isKnown({ value }: RecordFingerprint, { fingerprints }: InventoryRecord): boolean {
  return fingerprints.some((one) => one.value === value)
}

/**
 * A record whose state changed, with since when and why.
 *
 * @throws StanchError `INVENTORY_STATE` for a state that cannot follow
 */
export function inState(
  before: InventoryRecord,
  after: InventoryRecord,
  { hasNewValue, reason }: { readonly hasNewValue: boolean; readonly reason: string | undefined },
): InventoryRecord {
  if (before.state === after.state) return after
  const fault = faultOfTransition({ from: before.state, to: after.state, hasNewValue })
  if (fault !== undefined)
    throw new StanchError('INVENTORY_STATE', `record ${before.id}: ${before.state}: ${fault}.`)
  const { stateReason: _, ...rest } = after
  return { ...rest, stateSince: now(), ...(reason === undefined ? {} : { stateReason: reason }) }
}
