import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../incident/clock.ts'
import { journalBroken } from '../../incident/check-journal.ts'
import type { Actor, IncidentEvent } from '../../incident/event.ts'
import type {
  FirstEvent,
  IncidentStore,
  OpenJournal,
  UncheckedJournal,
} from '../../incident/incident-store.ts'
import type { JournalRecord } from '../../incident/journal.ts'
import type { StanchError } from '../../text/error.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'
import { withLock } from '../file/lock-file.ts'
import { identitiesOf } from './identities-of.ts'
import { incidentIdPattern, newIncidentId } from './incident-id.ts'
import { IncidentIndex } from './incident-index.ts'
import { JournalFiles, type JournalWriter, type ReadJournal } from './journal-files.ts'
import { JournalSeal } from './journal-seal.ts'
import { nextRecord } from './next-record.ts'
import { seeAgain } from './see-again.ts'
import { notOpened, unknownIncident } from './store-errors.ts'
import { incidentsSubject, openStoreDirectory, withOpenLock, writing } from './store-directory.ts'

export interface FileIncidentStoreOptions {
  /** Of the records; the machine's by default. */
  readonly clock?: Pick<Clock, 'now'>
  /** How long others are waited for while an incident is opened. */
  readonly lockWaitMs?: number
}

/**
 * Opens a directory of incidents, see `StoreDirectory`, and makes it where there is none. It is for one machine: what two
 * people must approve needs a database.
 *
 * @throws StanchError `INCIDENT_STORE`, `INCIDENT_NOT_WRITTEN`
 */
export async function openFileIncidentStore(
  path: string,
  options: FileIncidentStoreOptions = {},
): Promise<IncidentStore> {
  const { key } = await openStoreDirectory(path, options.lockWaitMs ?? defaultWaitMs)
  return new FileIncidentStore(path, key, options)
}

const defaultWaitMs = 30_000

class FileIncidentStore implements IncidentStore {
  readonly name: string
  readonly isShared = false
  readonly key: FingerprintKey
  readonly #seal: JournalSeal
  readonly #index: IncidentIndex
  readonly #clock: Pick<Clock, 'now'>
  readonly #waitMs: number

  constructor(path: string, key: FingerprintKey, options: FileIncidentStoreOptions) {
    this.name = path
    this.key = key
    this.#seal = new JournalSeal(key)
    this.#index = new IncidentIndex(path, this.#seal)
    this.#clock = options.clock ?? { now: Date.now }
    this.#waitMs = options.lockWaitMs ?? defaultWaitMs
  }

  async open(
    identities: readonly string[],
    actor: Actor,
    first: FirstEvent,
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const { id, isNew } = await withOpenLock(this.name, this.#waitMs, (assertHeld) => {
      const existing = this.#index.find(identities, (one) => this.#identitiesOf(one))
      if (existing !== undefined) return { id: existing, isNew: false }
      return { id: this.#create(identities, actor, first(undefined), assertHeld), isNew: true }
    })
    if (!isNew) await seeAgain(this, id, actor, first, this.#waitMs)
    return { id, isNew }
  }

  // eslint-disable-next-line require-await
  async *list(): AsyncGenerator<string> {
    yield* this.#index.ids()
  }

  // eslint-disable-next-line require-await
  async read(id: string): Promise<readonly JournalRecord[]> {
    return this.#readHolding(id).records
  }

  // eslint-disable-next-line require-await
  async readUnchecked(id: string): Promise<UncheckedJournal> {
    const { lines, head, fault } = this.#read(id)
    return { lines, head, fault }
  }

  async withJournal<T>(
    id: string,
    actor: Actor,
    { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal },
    action: (journal: OpenJournal) => Promise<T>,
  ): Promise<T> {
    this.#assertThere(id)
    const files = this.#files(id)
    const subject = { ...incidentsSubject, noun: `incident ${id}` }
    const options = { name: this.name, waitMs, signal, subject, person: actor.person }
    return withLock(join(files.directory, 'lock'), options, async ({ assertHeld }) => {
      const journal = this.#readHolding(id)
      const writer = files.openWriter(journal, assertHeld)
      try {
        return await action(this.#openJournal(id, actor, [...journal.records], writer))
      } finally {
        writer.close()
      }
    })
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #openJournal(
    id: string,
    actor: Actor,
    records: JournalRecord[],
    writer: JournalWriter,
  ): OpenJournal {
    return {
      records,
      // eslint-disable-next-line require-await
      append: async (event: IncidentEvent) => {
        const record = nextRecord(records.at(-1), { incident: id, actor, event }, this.#clock)
        const identities = identitiesOf([record])
        // Before the record: the index may say more than the journals, never less.
        if (identities.length > 0) this.#index.add(id, identities)
        writer.append(record)
        records.push(record)
        return record
      },
    }
  }

  #create(
    identities: readonly string[],
    actor: Actor,
    event: ReturnType<FirstEvent>,
    assertHeld: () => void,
  ): string {
    if (event?.type !== 'opened') throw notOpened(this.name)
    const workDirectory = join(this.name, 'new')
    // What a process that was killed left: only the holder of the lock makes anything there.
    writing(this.name, () => {
      for (const left of readdirSync(workDirectory))
        rmSync(join(workDirectory, left), { recursive: true, force: true })
    })
    const id = newIncidentId(this.#clock.now())
    const first = nextRecord(undefined, { incident: id, actor, event }, this.#clock)
    assertHeld()
    this.#files(id).create(first, workDirectory)
    this.#index.add(id, [...new Set([...identities, ...event.identities])])
    return id
  }

  #identitiesOf(id: string): readonly string[] {
    return identitiesOf(this.#files(id).read()?.records ?? [])
  }

  #readHolding(id: string): ReadJournal {
    const journal = this.#read(id)
    if (journal.fault !== undefined) throw journalBroken(id, journal.fault, this.name)
    return journal
  }

  #read(id: string): ReadJournal {
    this.#assertThere(id)
    const journal = this.#files(id).read()
    if (journal === undefined) throw this.#removed(id)
    return journal
  }

  #assertThere(id: string): void {
    if (incidentIdPattern.test(id) && existsSync(this.#files(id).directory)) return
    throw this.#index.knows(id) ? this.#removed(id) : unknownIncident(id, this.name)
  }

  #removed(id: string): StanchError {
    const fault = { sequence: 1, what: 'expected it to be there; the whole journal was removed' }
    return journalBroken(id, fault, this.name)
  }

  #files(id: string): JournalFiles {
    return new JournalFiles(id, join(this.name, 'incidents', id), this.#seal)
  }
}
