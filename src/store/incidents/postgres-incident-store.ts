import { randomBytes } from 'node:crypto'
import type { Clock } from '../../incident/clock.ts'
import { journalBroken } from '../../incident/check-journal.ts'
import type { Actor } from '../../incident/event.ts'
import type {
  FirstEvent,
  IncidentStore,
  OpenJournal,
  UncheckedJournal,
} from '../../incident/incident-store.ts'
import type { JournalRecord } from '../../incident/journal.ts'
import { StanchError } from '../../text/error.ts'
import { fingerprintKeyOf, type FingerprintKey } from '../../text/fingerprint.ts'
import type { Environment } from '../postgres/postgres-place.ts'
import { openTenantDatabase, type OpenedDatabase } from '../postgres/open-tenant-database.ts'
import { incidentUse } from '../postgres/prepare-database.ts'
import type { Query, TenantDatabase } from '../postgres/tenant-database.ts'
import { identitiesOf } from './identities-of.ts'
import { incidentIdPattern, newIncidentId } from './incident-id.ts'
import { IncidentLocks, lockLost } from './incident-locks.ts'
import { headOf, JournalSeal, type SealedJournal } from './journal-seal.ts'
import { nextRecord } from './next-record.ts'
import { seeAgain } from './see-again.ts'
import { notOpened, unknownIncident, unusableJournal } from './store-errors.ts'

const pageIds = 500
const openWaitMs = 30_000

/** A server may be set to answer before a record is on its disk: not for what says that something was begun. */
const lastingSql = `SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') = 'off'`

/** As a database has it; nothing is ahead of a head there, as both are written in one transaction. */
interface ReadJournal extends SealedJournal {
  readonly lines: readonly string[]
  readonly headText: string
}

/**
 * Opens the incidents of one tenant in PostgreSQL and connects: tables are made or brought up to date where the role may.
 *
 * The store's key stands in the database, in a table that its role and the server's administrators can read. So it protects
 * from who may write the other tables without reading that one: a role with too many rights on them, a restore of a part, a
 * script that goes wrong. From an administrator it does not protect: what he cannot forge is people's signatures under plans,
 * and evidence that was taken out and signed.
 *
 * @param onNote told what weakens the separation of tenants or the secrecy of the line
 * @throws StanchError as `openPostgresStore` does
 */
export async function openPostgresIncidentStore(
  address: string,
  tenant: string | undefined,
  env: Environment,
  onNote: (note: string) => void = () => undefined,
  clock: Pick<Clock, 'now'> = { now: Date.now },
): Promise<IncidentStore> {
  const opened = await openTenantDatabase(address, tenant, env, incidentUse, onNote)
  try {
    return new PostgresIncidentStore(opened, await readKey(opened), clock)
  } catch (error) {
    await opened.database.close()
    throw error
  }
}

/** Whoever comes first makes it. */
async function readKey({ database, name, isReadOnly }: OpenedDatabase): Promise<FingerprintKey> {
  const select = async (query: Query) => {
    const sql = 'SELECT key FROM stanch.incident_key WHERE tenant = $1'
    return (await query<{ key: Buffer }>(sql, [database.tenant]))[0]?.key
  }
  const found = await database.read(select)
  if (found !== undefined) return fingerprintKeyOf(found)
  if (isReadOnly) throw readOnly(name)
  const made = await database.write(async (query) => {
    await query(
      'INSERT INTO stanch.incident_key (tenant, key) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [database.tenant, randomBytes(32)],
    )
    return select(query)
  })
  return fingerprintKeyOf(made!)
}

class PostgresIncidentStore implements IncidentStore {
  readonly name: string
  readonly isShared = true
  readonly key: FingerprintKey
  readonly #database: TenantDatabase
  readonly #isReadOnly: boolean
  readonly #seal: JournalSeal
  readonly #locks: IncidentLocks
  readonly #clock: Pick<Clock, 'now'>

  constructor(
    { database, pool, name, isReadOnly, at }: OpenedDatabase,
    key: FingerprintKey,
    clock: Pick<Clock, 'now'>,
  ) {
    this.name = name
    this.key = key
    this.#database = database
    this.#isReadOnly = isReadOnly
    this.#seal = new JournalSeal(key)
    this.#locks = new IncidentLocks(pool, at)
    this.#clock = clock
  }

  async open(
    identities: readonly string[],
    actor: Actor,
    first: FirstEvent,
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    this.#assertWritable()
    const opened = await this.#database.write((query) =>
      this.#open(query, identities, actor, first),
    )
    if (!opened.isNew) await seeAgain(this, opened.id, actor, first, openWaitMs)
    return opened
  }

  async *list(): AsyncGenerator<string> {
    for (let before = '\u{10ffff}'; ;) {
      const rows = await this.#database.read((query) =>
        query<{ id: string }>(
          'SELECT id FROM stanch.incident WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3',
          [this.#database.tenant, before, pageIds],
        ),
      )
      for (const { id } of rows) yield id
      if (rows.length < pageIds) return
      before = rows.at(-1)!.id
    }
  }

  async read(id: string): Promise<readonly JournalRecord[]> {
    return (await this.#readHolding(id)).records
  }

  async readUnchecked(id: string): Promise<UncheckedJournal> {
    const { lines, head, fault } = await this.#read(id)
    return { lines, head, fault }
  }

  async withJournal<T>(
    id: string,
    actor: Actor,
    options: { readonly waitMs: number; readonly signal: AbortSignal },
    action: (journal: OpenJournal) => Promise<T>,
  ): Promise<T> {
    this.#assertWritable()
    if (!incidentIdPattern.test(id)) throw unknownIncident(id, this.name)
    return this.#locks.with(id, actor, options, async ({ assertHeld }) => {
      const journal = await this.#readHolding(id)
      const lent = this.#lend(id, actor, journal, assertHeld)
      try {
        return await action(lent)
      } finally {
        lent.close()
      }
    })
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  #lend(
    id: string,
    actor: Actor,
    { records: read, headText }: ReadJournal,
    assertHeld: () => void,
  ): OpenJournal & { readonly close: () => void } {
    const records = [...read]
    let head = headText
    let isUsable = true
    let queue: Promise<unknown> = Promise.resolve()
    const write = async (event: JournalRecord['event']) => {
      if (!isUsable) throw unusableJournal(this.name)
      isUsable = false
      assertHeld()
      const record = nextRecord(records.at(-1), { incident: id, actor, event }, this.#clock)
      const next = this.#seal.headTextOf(headOf(record))
      await this.#database.write((query) => this.#append(query, record, head, next))
      head = next
      records.push(record)
      isUsable = true
      return record
    }
    return {
      records,
      append: (event) => {
        const written = queue.then(() => write(event))
        queue = written.catch(() => undefined)
        return written
      },
      close: () => (isUsable = false),
    }
  }

  /** Only behind the head that was read: two who both believe to hold the lock never both write. */
  async #append(query: Query, record: JournalRecord, head: string, next: string): Promise<void> {
    const { tenant } = this.#database
    const { incident, sequence } = record
    await query(lastingSql)
    const moved = await query(
      `UPDATE stanch.incident SET sequence = $4, head = $5
       WHERE tenant = $1 AND id = $2 AND head = $3 RETURNING id`,
      [tenant, incident, head, sequence, next],
    )
    if (moved.length === 0) throw lockLost(this.name, incident)
    await this.#insert(query, record, identitiesOf([record]))
  }

  async #open(
    query: Query,
    identities: readonly string[],
    actor: Actor,
    first: FirstEvent,
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const { tenant } = this.#database
    await query(lastingSql)
    await query(`SELECT pg_advisory_xact_lock(hashtextextended('stanch incidents ' || $1, 0))`, [
      tenant,
    ])
    const [found] = await query<{ id: string | null }>(
      `SELECT min(incident) AS id FROM stanch.incident_identity
       WHERE tenant = $1 AND identity = ANY($2::text[])`,
      [tenant, identities],
    )
    if (typeof found?.id === 'string') return { id: found.id, isNew: false }
    const event = first(undefined)
    if (event?.type !== 'opened') throw notOpened(this.name)
    const id = newIncidentId(this.#clock.now())
    const record = nextRecord(undefined, { incident: id, actor, event }, this.#clock)
    await query('INSERT INTO stanch.incident (tenant, id, sequence, head) VALUES ($1, $2, 1, $3)', [
      tenant,
      id,
      this.#seal.headTextOf(headOf(record)),
    ])
    await this.#insert(query, record, [...new Set([...identities, ...event.identities])])
    return { id, isNew: true }
  }

  async #insert(query: Query, record: JournalRecord, identities: readonly string[]): Promise<void> {
    const { tenant } = this.#database
    const { incident, sequence } = record
    await query(
      'INSERT INTO stanch.incident_record (tenant, incident, sequence, line) VALUES ($1, $2, $3, $4)',
      [tenant, incident, sequence, this.#seal.lineOf(record)],
    )
    if (identities.length === 0) return
    await query(
      `INSERT INTO stanch.incident_identity (tenant, identity, incident)
       SELECT $1, one, $2 FROM unnest($3::text[]) AS one ON CONFLICT DO NOTHING`,
      [tenant, incident, identities],
    )
  }

  async #readHolding(id: string): Promise<ReadJournal> {
    const journal = await this.#read(id)
    if (journal.fault !== undefined) throw journalBroken(id, journal.fault, this.name)
    return journal
  }

  async #read(id: string): Promise<ReadJournal> {
    const { tenant } = this.#database
    if (!incidentIdPattern.test(id)) throw unknownIncident(id, this.name)
    // One statement: both as they were at one moment.
    const [row] = await this.#database.read((query) =>
      query<{ head: string; lines: string[] }>(
        `SELECT head, ARRAY(
           SELECT line FROM stanch.incident_record AS record
           WHERE record.tenant = $1 AND record.incident = $2 ORDER BY record.sequence
         ) AS lines
         FROM stanch.incident WHERE tenant = $1 AND id = $2`,
        [tenant, id],
      ),
    )
    if (row === undefined) throw unknownIncident(id, this.name)
    const { head: headText, lines } = row
    return { ...this.#seal.check(id, lines, headText, 'equal'), lines, headText }
  }

  #assertWritable(): void {
    if (this.#isReadOnly) throw readOnly(this.name)
  }
}

function readOnly(name: string): StanchError {
  return new StanchError(
    'INCIDENT_READ_ONLY',
    `${name}: incidents can only be read, by this role or on this server.\n` +
      'Use a role that may write (PGUSER), or name the primary server in --store.',
  )
}
