import { compareIds } from '../inventory/compare-ids.ts'
import type {
  InventoryStore,
  RecordEdit,
  RecordFilter,
  RecordMatches,
} from '../inventory/inventory-store.ts'
import { recordIdPattern, type InventoryRecord } from '../inventory/record.ts'
import { StanchError } from '../text/error.ts'
import { changeRecords } from './postgres/change-records.ts'
import { filterSql } from './postgres/filter-sql.ts'
import { packFingerprint } from './postgres/fingerprint-bytes.ts'
import { openTenantDatabase } from './postgres/open-tenant-database.ts'
import type { Environment } from './postgres/postgres-place.ts'
import { inventoryUse } from './postgres/prepare-database.ts'
import { recordOf } from './postgres/record-body.ts'
import type { TenantDatabase } from './postgres/tenant-database.ts'

const pageRecords = 500
/** Fingerprints in one statement. */
const matchMax = 5000

/**
 * Opens the inventory of one tenant in PostgreSQL and connects: tables are made or brought up to date where the role may,
 * see `prepareDatabase`.
 *
 * @param address see `parsePostgresPlace`
 * @param env where `PGUSER`, `PGPASSWORD`, `PGPASSFILE` and their like are read
 * @param onNote told what weakens the separation of tenants or the secrecy of the line
 * @throws StanchError `STORE_TENANT_MISSING`, `STORE_UNREACHABLE`, `STORE_LOGIN_REFUSED`, …
 */
export async function openPostgresStore(
  address: string,
  tenant: string | undefined,
  env: Environment,
  onNote: (note: string) => void = () => undefined,
): Promise<InventoryStore> {
  const opened = await openTenantDatabase(address, tenant, env, inventoryUse, onNote)
  return new PostgresStore(opened.database, opened.name, opened.isReadOnly)
}

/** Records and their fingerprints in tables; each call is one transaction, each page of a list another. */
class PostgresStore implements InventoryStore {
  readonly name: string
  readonly isReadOnly: boolean
  readonly #database: TenantDatabase

  constructor(database: TenantDatabase, name: string, isReadOnly: boolean) {
    this.name = name
    this.isReadOnly = isReadOnly
    this.#database = database
  }

  async *list(filter: RecordFilter = {}): AsyncGenerator<InventoryRecord> {
    const { tenant } = this.#database
    for (let last = ''; ;) {
      const parameters: unknown[] = [tenant, last, pageRecords]
      const rows = await this.#database.read((query) =>
        query<Row>(
          `SELECT id, body FROM stanch.inventory_record
           WHERE tenant = $1 AND id > $2${filterSql(filter, parameters)} ORDER BY id LIMIT $3`,
          parameters,
        ),
      )
      for (const row of rows) yield recordOf(row, tenant, this.name)
      if (rows.length < pageRecords) return
      last = rows.at(-1)!.id
    }
  }

  async get(id: string): Promise<InventoryRecord | undefined> {
    if (!recordIdPattern.test(id)) return undefined
    const { tenant } = this.#database
    const [row] = await this.#database.read((query) =>
      query<Row>('SELECT id, body FROM stanch.inventory_record WHERE tenant = $1 AND id = $2', [
        tenant,
        id,
      ]),
    )
    return row && recordOf(row, tenant, this.name)
  }

  async match(fingerprints: readonly string[]): Promise<RecordMatches> {
    const texts = new Map<string, string>()
    for (const text of fingerprints) {
      const packed = packFingerprint(text)
      if (packed !== undefined) texts.set(packed, text)
    }
    const wanted = [...texts.keys()]
    const found = new Map<string, InventoryRecord[]>()
    for (let from = 0; from < wanted.length; from += matchMax) {
      const rows = await this.#matchSome(wanted.slice(from, from + matchMax))
      for (const row of rows) {
        const text = texts.get(row.value.toString('hex'))!
        const record = recordOf(row, this.#database.tenant, this.name)
        // Of a row that somebody wrote by hand: the record is what counts.
        if (!record.fingerprints.some(({ value }) => value === text)) continue
        const records = found.get(text)
        if (records === undefined) found.set(text, [record])
        else records.push(record)
      }
    }
    for (const records of found.values())
      records.sort((left, right) => compareIds(left.id, right.id))
    return found
  }

  async change(edits: readonly RecordEdit[]): Promise<InventoryRecord[]> {
    if (edits.length === 0) return []
    if (this.isReadOnly) throw readOnly(this.name)
    const { tenant } = this.#database
    return this.#database.write((query) => changeRecords(query, edits, tenant, this.name))
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  /** @param packed hex digits, see `packFingerprint` */
  async #matchSome(packed: readonly string[]): Promise<MatchRow[]> {
    const tenant = this.#database.quotedTenant
    const values = packed.map((hex) => `decode('${hex}', 'hex')`).join(', ')
    return this.#database.readOnce(
      `SELECT known.value, record.id, record.body
       FROM stanch.inventory_fingerprint AS known
       JOIN stanch.inventory_record AS record USING (tenant, id)
       WHERE known.tenant = ${tenant} AND record.tenant = ${tenant}
         AND known.value = ANY (ARRAY[${values}])`,
    )
  }
}

interface Row {
  readonly id: string
  readonly body: unknown
}

interface MatchRow extends Row {
  readonly value: Buffer
}

function readOnly(name: string): StanchError {
  return new StanchError(
    'INVENTORY_READ_ONLY',
    `${name}: it can only be read, by this role or on this server.\n` +
      'Use a role that may write (PGUSER), or name the primary server in --store.',
  )
}
