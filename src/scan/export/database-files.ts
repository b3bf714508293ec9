import { fstatSync } from 'node:fs'
import { fileSource, type ByteSource } from '../../sources/archives/byte-source.ts'
import { detectFormat, detectLength } from '../../sources/archives/detect-archive.ts'
import { openBytes } from '../../sources/archives/open-archive.ts'
import { headLength, isBinary } from '../../sources/classify.ts'
import { isDatabase } from '../../sources/sqlite/database-header.ts'
import {
  readDatabase,
  readLoneLog,
  type DatabaseCell,
  type DatabaseEvent,
} from '../../sources/sqlite/read-database.ts'
import type { Remains } from '../../sources/sqlite/remains.ts'
import { isWriteAheadLog } from '../../sources/sqlite/write-ahead-log.ts'
import type { Limits } from '../configuration.ts'
import { logSuffix, openLog } from './database-log.ts'
import { gatherAll, tooLong } from './gather-all.ts'
import type { ExportFile } from './export-file.ts'

/** What reading a database comes to. */
export type DatabaseFileEvent =
  | { readonly kind: 'file'; readonly file: ExportFile }
  | { readonly kind: 'skipped' | 'problem'; readonly path: string; readonly reason: string }

/** Whether a file is read here: a SQLite database, or what lies beside one. */
export function isDatabaseFile(head: Uint8Array, label: string): boolean {
  return isDatabase(head) || isWriteAheadLog(head) || label.endsWith(journalSuffix)
}

/** https://www.sqlite.org/fileformat2.html#the_rollback_journal */
const journalSuffix = '-journal'

/**
 * The cells of databases as files of their own, `state.vscdb!cursorDiskKV/bubbleId:…`, and what is left of deleted ones,
 * `state.vscdb!(free page 12)`. A write-ahead log is read with its database, so not again by itself.
 */
export class DatabaseFiles {
  readonly #limits: Limits
  readonly #onlyRows: boolean
  /** By label. */
  readonly #readLogs = new Set<string>()

  /** @param options `onlyRows`: not what is left of deleted ones */
  constructor(limits: Limits, { onlyRows = false }: { readonly onlyRows?: boolean } = {}) {
    this.#limits = limits
    this.#onlyRows = onlyRows
  }

  /** @param path of what `descriptor` is open for, which stays the caller's */
  *read(
    descriptor: number,
    path: string | Uint8Array,
    label: string,
  ): Generator<DatabaseFileEvent, void, undefined> {
    const source = fileSource(descriptor, fstatSync(descriptor).size)
    if (!isDatabase(source.read(0, 16))) return yield* this.#readBeside(source, label)
    const log = openLog(path, descriptor)
    try {
      if (log) this.#readLogs.add(label + logSuffix)
      yield* this.files(source, log?.source, label)
    } finally {
      log?.close()
    }
  }

  /** A database that is read already, as from an archive. */
  *files(
    source: ByteSource,
    log: ByteSource | undefined,
    label: string,
  ): Generator<DatabaseFileEvent, void, undefined> {
    yield* this.#filesOf(readDatabase(source, log, { onlyRows: this.#onlyRows }), label)
  }

  /** A log whose database is not there. */
  *lone(source: ByteSource, label: string): Generator<DatabaseFileEvent, void, undefined> {
    const name = label.endsWith(logSuffix) ? label.slice(0, -logSuffix.length) : label
    yield* this.#filesOf(readLoneLog(source), name)
  }

  *#readBeside(source: ByteSource, label: string): Generator<DatabaseFileEvent, void, undefined> {
    if (isWriteAheadLog(source.read(0, 32))) {
      if (this.#readLogs.has(label)) return
      return yield* this.lone(source, label)
    }
    yield { kind: 'file', file: { path: label, open: () => copies(source), remains: {} } }
  }

  *#filesOf(
    events: Iterable<DatabaseEvent>,
    label: string,
  ): Generator<DatabaseFileEvent, void, undefined> {
    const binaries = new Map<string, number>()
    for (const event of events) {
      if (event.kind === 'problem') yield { ...event, path: label }
      else if (event.kind === 'remains') yield { kind: 'file', file: remainsFile(event, label) }
      else yield* this.#cellFiles(event, label, binaries)
    }
    for (const [column, count] of binaries) {
      yield { kind: 'skipped', path: `${label}!${column}`, reason: `binary (${count} blobs)` }
    }
  }

  *#cellFiles(
    cell: DatabaseCell,
    label: string,
    binaries: Map<string, number>,
  ): Generator<DatabaseFileEvent, void, undefined> {
    const path = `${label}!${cell.name}`
    if (!cell.isBlob) {
      const { isShownKey: isPlain } = cell
      const file = { path, open: () => cell.open(), isPlain, database: label }
      return yield { kind: 'file', file }
    }
    const chunks = cell.open()[Symbol.iterator]()
    const first = chunks.next()
    if (first.done) return
    const all = function* () {
      yield first.value
      yield* { [Symbol.iterator]: () => chunks }
    }
    const archive = detectFormat(first.value.subarray(0, detectLength))
    if (archive !== undefined) return yield* this.#archived(all(), path)
    if (isBinary(first.value.subarray(0, headLength))) {
      const column = `${cell.table}/${cell.column}`
      binaries.set(column, (binaries.get(column) ?? 0) + 1)
    } else yield { kind: 'file', file: { path, open: all, database: label } }
  }

  *#archived(
    chunks: Iterable<Uint8Array>,
    path: string,
  ): Generator<DatabaseFileEvent, void, undefined> {
    const { bytes, isWhole } = gatherAll(chunks, this.#limits.entryBytes)
    if (!isWhole) return yield { kind: 'problem', path, reason: tooLong(this.#limits) }
    for (const event of openBytes(bytes, path, this.#limits) ?? []) {
      if (event.kind !== 'entry') yield event
      else yield { kind: 'file', file: { path: event.path, open: () => sliced(event.open()) } }
    }
  }
}

function remainsFile({ isInLog, place, bytes, seam }: Remains, label: string): ExportFile {
  return {
    path: `${label}${isInLog ? logSuffix : ''}!(${place})`,
    open: () => [bytes],
    database: label,
    remains: seam === undefined ? {} : { seam },
  }
}

function* copies(source: ByteSource): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < source.size; at += 1 << 18) yield source.read(at, 1 << 18)
}

function* sliced(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield Uint8Array.from(chunk)
}
