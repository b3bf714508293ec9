import { missingOf } from '../../inventory/missing-keys.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { escapeForLog, toJson } from '../../report/escape-controls.ts'
import { countOf } from '../../report/format-quantity.ts'

/** Says on standard output what was stored, and what an incident would miss. */
export function tellStored(
  record: InventoryRecord,
  told: {
    /** `added to`, `changed in` */
    readonly what: string
    readonly store: string
    readonly format: string | undefined
  },
): void {
  if (told.format === 'json') {
    process.stdout.write(`${toJson(record, 2)}\n`)
    return
  }
  const { id, state, fingerprints } = record
  const known =
    fingerprints.length === 0
      ? 'no fingerprint yet: a leak of it is not known'
      : `known by ${countOf(fingerprints.length, 'fingerprint')}`
  const missing = missingOf(record)
  const next =
    missing.length === 0
      ? ''
      : `\nmissing: ${missing.map(({ label }) => label).join(', ')}\n  stanch inventory set ${id} ${missing.map(({ option }) => option).join(' ')}`
  process.stdout.write(
    `${escapeForLog(`${id}: ${told.what} ${told.store}, ${state}, ${known}`)}${next}\n`,
  )
}
