import type { InventoryRecord } from '../../inventory/record.ts'
import { writeCsvInventory } from '../../report/inventory/csv-inventory.ts'
import { toCycloneDx } from '../../report/inventory/cyclonedx-inventory.ts'
import { writeMarkdownInventory } from '../../report/inventory/markdown-inventory.ts'
import { toJson } from '../../report/escape-controls.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { readVersion } from '../../scan/read-version.ts'
import { usage } from '../usage.ts'
import type { TypedStoreOptions } from './open-typed-inventory.ts'
import { readRecords } from './read-records.ts'

export interface TypedInventoryExportOptions extends TypedStoreOptions {
  readonly format?: string
}

const writers: Readonly<Record<string, (records: readonly InventoryRecord[]) => Iterable<string>>> =
  {
    json: (records) => [`${toJson({ version: 1, records }, 2)}\n`],
    csv: writeCsvInventory,
    markdown: writeMarkdownInventory,
    cyclonedx: (records) => {
      const maker = { version: readVersion(), timestamp: new Date().toISOString() }
      return [`${toJson(toCycloneDx(records, maker), 2)}\n`]
    },
  }

/** `stanch inventory export`. */
export async function runInventoryExport(typed: TypedInventoryExportOptions): Promise<ExitStatus> {
  const format = typed.format ?? 'json'
  const write = Object.hasOwn(writers, format) ? writers[format] : undefined
  if (!write) {
    throw usage(`--format: expected ${Object.keys(writers).join(', ')}; got "${format}".`)
  }
  const { records } = await readRecords(typed)
  for (const text of write(records)) process.stdout.write(text)
  return exitStatus.clean
}
