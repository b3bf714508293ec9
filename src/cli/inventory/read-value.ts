import { formsOf, type FormOptions } from '../../inventory/fingerprint-forms.ts'
import type { InventoryRecord, RecordFingerprint } from '../../inventory/record.ts'
import { secretKeyOf } from '../../inventory/guarded-store.ts'
import { openValueReader } from '../../scan/parts-of-value.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import { fingerprintOf, type FingerprintKey } from '../../text/fingerprint.ts'
import { readWholeInput } from '../read-whole-input.ts'
import { stableKey } from './stable-key.ts'

/** What is kept of a value. */
export interface ReadValue {
  readonly fingerprints: readonly RecordFingerprint[]
  /** Of a value that is one secret as a whole. */
  readonly kind: { readonly kind: string; readonly provider: string } | undefined
  /** @throws StanchError `INVENTORY_HOLDS_SECRET` when the value itself stands in a text of the record */
  readonly assertNotIn: (record: InventoryRecord) => void
}

const valueBytesMax = 1 << 20

/**
 * Reads a value from standard input, to the end; a last line feed is not of it.
 *
 * @param hmslOf makes the unkeyed column, when it is wanted
 * @throws StanchError `INVENTORY_KEY_NEEDED`, `INVENTORY_VALUE_REFUSED`, `INVENTORY_VALUE_UNREADABLE`; never with the value
 */
export async function readValue(hmslOf: FormOptions['hmslOf']): Promise<ReadValue> {
  const key = stableKey()
  if (process.stdin.isTTY)
    process.stderr.write('stanch: the value, then Enter and Ctrl-D; it is shown while you type\n')
  const value = await readInput()
  const reader = openValueReader()
  const forms = formsOf({ value }, { key, partsOf: reader.partsOf, ...(hmslOf && { hmslOf }) })
  if ('refused' in forms)
    throw new StanchError(
      'INVENTORY_VALUE_REFUSED',
      `standard input: expected a value that is met nowhere by chance; got one that is ${forms.refused}. ` +
        'Enter the record without a value, or check what is piped in.',
    )
  const known = reader.kindOf(value.at(-1) === 10 ? value.subarray(0, -1) : value)
  const secrets = new Set(
    forms.fingerprints.filter(({ form }) => form !== 'key-id').map((one) => one.value),
  )
  value.fill(0)
  return {
    fingerprints: forms.fingerprints,
    kind: known && { kind: known.rule, provider: known.provider },
    assertNotIn: (record) => assertNotIn(record, secrets, key),
  }
}

async function readInput(): Promise<Uint8Array> {
  try {
    return await readWholeInput(valueBytesMax, tooLong)
  } catch (error) {
    if (error instanceof StanchError) throw error
    throw new StanchError('INVENTORY_VALUE_UNREADABLE', `standard input: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

function tooLong(): StanchError {
  return new StanchError(
    'INVENTORY_VALUE_REFUSED',
    `standard input: expected one value of at most ${valueBytesMax} bytes; got more.`,
  )
}

/** Whatever it looks like: a password of words, too. */
function assertNotIn(
  record: InventoryRecord,
  secrets: ReadonlySet<string>,
  key: FingerprintKey,
): void {
  const isSecret = (text: string) => secrets.has(fingerprintOf(bytesOfUtf8(text), key))
  const found = secretKeyOf(record, (text) => text.split('\n').some(isSecret))
  if (found === undefined) return
  throw new StanchError(
    'INVENTORY_HOLDS_SECRET',
    `${found}: expected anything but the value; got what is on standard input as well. It was not stored.`,
  )
}
