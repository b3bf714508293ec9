import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { checkRecord } from '../inventory/check-record.ts'
import type {
  InventoryStore,
  RecordEdit,
  RecordFilter,
  RecordMatches,
} from '../inventory/inventory-store.ts'
import type { InventoryRecord } from '../inventory/record.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { editInventory, emptyInventory } from './file/edit-inventory.ts'
import {
  inventoryBytesMax,
  keyOf,
  parseInventory,
  recordsMax,
  tooLarge,
  type InventoryText,
} from './file/inventory-text.ts'
import { isSameValue } from './file/is-same-value.ts'
import { withLock } from './file/lock-file.ts'
import { replaceFile, targetOf } from './file/replace-file.ts'
import { TenantRecords } from './file/tenant-records.ts'

export interface FileStoreOptions {
  /** To read a file that is missing is an error; to write it never is. */
  readonly mustExist?: boolean
  /** How long another process is waited for. */
  readonly lockWaitMs?: number
}

/**
 * Beside the inventory: its lock, and a copy of what was last written. It has a `.gitignore` of its own, so that git never
 * takes in what is in it, whatever the repository ignores.
 */
const sideDirectory = '.stanch'

/** A file as it was read, and how it is known to be the same still. */
interface Loaded {
  readonly sign: string
  readonly inventory: InventoryText
  readonly records: TenantRecords
}

/**
 * An inventory in a YAML file, `stanch-inventory.yaml` by default. Read again only when it was changed. Written under a lock
 * between processes and replaced at once; what people wrote into it stays.
 */
export class FileStore implements InventoryStore {
  readonly name: string
  readonly isReadOnly = false
  readonly #path: string
  readonly #tenant: string | undefined
  readonly #mustExist: boolean
  readonly #lockWaitMs: number
  #loaded: Loaded | undefined

  /** @param path a file that need not exist yet @param tenant shows and changes its records only */
  constructor(
    path: string,
    tenant: string | undefined,
    { mustExist = false, lockWaitMs = 30_000 }: FileStoreOptions = {},
  ) {
    this.name = path
    this.#path = path
    this.#tenant = tenant
    this.#mustExist = mustExist
    this.#lockWaitMs = lockWaitMs
  }

  // eslint-disable-next-line require-await
  async *list(filter: RecordFilter = {}): AsyncGenerator<InventoryRecord> {
    yield* this.#load().records.list(filter)
  }

  // eslint-disable-next-line require-await
  async get(id: string): Promise<InventoryRecord | undefined> {
    return this.#load().records.get(id)
  }

  // eslint-disable-next-line require-await
  async match(fingerprints: readonly string[]): Promise<RecordMatches> {
    return this.#load().records.match(fingerprints)
  }

  async change(edits: readonly RecordEdit[]): Promise<InventoryRecord[]> {
    const target = targetOf(this.#path)
    const side = this.#makeSideDirectory(target)
    const lockPath = join(side, `${basename(target)}.lock`)
    const options = { name: this.name, waitMs: this.#lockWaitMs }
    return withLock(lockPath, options, ({ assertHeld }) => {
      const { inventory, records } = this.#load(true)
      const changed = this.#applied(edits, records)
      if (changed.length === 0) return []
      const text = editInventory(inventory, changed, this.name)
      assertFits(text, inventory, changed, this.name)
      this.#write(target, side, text, assertHeld)
      return changed
    })
  }

  close(): Promise<void> {
    this.#loaded = undefined
    return Promise.resolve()
  }

  /** Those that differ, checked. */
  #applied(edits: readonly RecordEdit[], records: TenantRecords): InventoryRecord[] {
    const changed = new Map<string, InventoryRecord>()
    for (const { id, apply } of edits) {
      const before = changed.get(id) ?? records.get(id)
      const after = apply(before)
      if (after === undefined) continue
      const record = checkRecord({ ...after, ...this.#whose(before) })
      if (record.id !== id) throw renamed(id)
      if (before === undefined || !isSameValue(before, record)) changed.set(id, record)
    }
    return [...changed.values()]
  }

  /** A record stays its tenant's; a new one is the store's. */
  #whose(before: InventoryRecord | undefined): { readonly tenant?: string } {
    const tenant = before === undefined ? this.#tenant : before.tenant
    return tenant === undefined ? {} : { tenant }
  }

  #write(target: string, side: string, text: string, assertHeld: () => void): void {
    try {
      replaceFile(target, text, { workDirectory: side, beforeRename: assertHeld })
    } catch (error) {
      if (error instanceof StanchError) throw error
      throw this.#notWritten(error)
    }
    try {
      replaceFile(backupOf(target), text, { workDirectory: side })
    } catch {
      // What was asked for is done; the copy before this one stays.
    }
  }

  #makeSideDirectory(target: string): string {
    const side = join(dirname(target), sideDirectory)
    try {
      mkdirSync(side, { recursive: existsSync(dirname(target)) })
      // A repository may have one that leads elsewhere.
      if (!lstatSync(side).isDirectory()) throw new Error(`${side} is no directory`)
      const ignore = join(side, '.gitignore')
      if (!existsSync(ignore))
        writeFileSync(ignore, '# Locks and copies of inventories: of this machine only.\n*\n')
    } catch (error) {
      throw this.#notWritten(error)
    }
    return side
  }

  #load(mayBeMissing = !this.#mustExist): Loaded {
    const sign = signOf(this.#path)
    if (this.#loaded?.sign === sign && (sign !== '' || mayBeMissing)) return this.#loaded
    const inventory = this.#parse(this.#readText(mayBeMissing))
    const all = inventory.records.map(({ record }) => record)
    const records = new TenantRecords(all, this.#tenant, this.name)
    this.#loaded = { sign, inventory, records }
    return this.#loaded
  }

  #readText(mayBeMissing: boolean): string {
    try {
      const stats = statSync(this.#path)
      if (!stats.isFile()) throw noFile(this.name, stats)
      const { size } = stats
      if (size > inventoryBytesMax) throw tooLarge(this.name, `${size} bytes`)
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        readFileSync(this.#path),
      )
    } catch (error) {
      if (error instanceof StanchError) throw error
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' && mayBeMissing) return emptyInventory
      throw unreadable(this.name, error)
    }
  }

  #parse(text: string): InventoryText {
    try {
      return parseInventory(text, this.name)
    } catch (error) {
      const backup = backupOf(targetOf(this.#path))
      if (!(error instanceof StanchError) || error.code !== 'INVENTORY_INVALID') throw error
      if (!existsSync(backup)) throw error
      throw new StanchError(
        error.code,
        `${error.message}\nAs Stanch last wrote it, it is in ${join(dirname(this.#path), sideDirectory, basename(backup))}.`,
        { cause: error },
      )
    }
  }

  #notWritten(error: unknown): StanchError {
    return new StanchError(
      'INVENTORY_NOT_WRITTEN',
      `${this.name}: expected to write the inventory: ${reasonOf(error)}.\n` +
        'Check that its directory exists and may be written to; the inventory was not changed.',
      { cause: error },
    )
  }
}

function backupOf(target: string): string {
  return join(dirname(target), sideDirectory, `${basename(target)}.bak`)
}

/** Changes whenever the file does; empty while it is missing. */
function signOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined) return ''
  return `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`
}

function assertFits(
  text: string,
  { records }: InventoryText,
  changed: readonly InventoryRecord[],
  name: string,
): void {
  const known = new Set(records.map(({ record }) => keyOf(record)))
  const count = known.size + changed.filter((record) => !known.has(keyOf(record))).length
  if (count > recordsMax) throw tooLarge(name, `${count.toLocaleString('en')} records`)
  const bytes = Buffer.byteLength(text)
  if (bytes > inventoryBytesMax) throw tooLarge(name, `${bytes} bytes`)
}

function renamed(id: string): StanchError {
  return new StanchError(
    'INVENTORY_RECORD_INVALID',
    `record ${id}: id: expected the id that is changed; got another. A record keeps its id.`,
  )
}

/** Who opens a pipe waits until somebody writes into it, and no signal is heard meanwhile. */
function noFile(name: string, stats: Stats): StanchError {
  const kinds = [
    stats.isDirectory() && 'a directory',
    stats.isFIFO() && 'a pipe',
    stats.isSocket() && 'a socket',
  ]
  return new StanchError(
    'INVENTORY_UNREADABLE',
    `${name}: expected a file, got ${kinds.find(Boolean) || 'a device'}.\n` +
      `Give the file itself, such as stanch-inventory.yaml.`,
  )
}

function unreadable(name: string, error: unknown): StanchError {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return new StanchError(
      'INVENTORY_MISSING',
      `${name}: expected an inventory; there is no such file. Check the path, or begin one: stanch inventory add.`,
    )
  const isText = !(error instanceof TypeError)
  const reason = isText ? reasonOf(error) : 'expected UTF-8, got bytes that are none'
  const next = isText ? '' : '.\nSave it as UTF-8.'
  return new StanchError('INVENTORY_UNREADABLE', `${name} cannot be read: ${reason}${next}`, {
    cause: error,
  })
}
