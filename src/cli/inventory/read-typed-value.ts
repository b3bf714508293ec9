import { hmslOptionOf } from './hmsl-option.ts'
import { readInventoryConfiguration } from './open-typed-inventory.ts'
import { readValue, type ReadValue } from './read-value.ts'
import type { TypedRecordOptions } from './record-options.ts'

/** See {@link readValue}; with the unkeyed column where it was typed or is configured. */
export async function readTypedValue(typed: TypedRecordOptions): Promise<ReadValue> {
  const { configuration } = await readInventoryConfiguration(typed)
  return readValue(hmslOptionOf(typed, configuration.inventory))
}
