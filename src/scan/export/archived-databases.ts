import { bytesSource, type ByteSource } from '../../sources/archives/byte-source.ts'
import { isDatabase } from '../../sources/sqlite/database-header.ts'
import { isWriteAheadLog } from '../../sources/sqlite/write-ahead-log.ts'
import type { Limits } from '../configuration.ts'
import type { DatabaseFileEvent, DatabaseFiles } from './database-files.ts'
import { gatherAll, tooLong } from './gather-all.ts'

interface Held {
  readonly path: string
  readonly source: ByteSource
}

/**
 * Databases among the entries of an archive, where the files of one follow one another in any order. They are held in
 * memory until something else comes.
 */
export class ArchivedDatabases {
  readonly #files: DatabaseFiles
  readonly #limits: Limits
  #database: Held | undefined
  #log: Held | undefined

  constructor(files: DatabaseFiles, limits: Limits) {
    this.#files = files
    this.#limits = limits
  }

  /** @returns undefined for an entry that is none, and to be read as it is */
  take(
    path: string,
    head: Uint8Array,
    chunks: () => Iterable<Uint8Array>,
  ): Generator<DatabaseFileEvent, void, undefined> | undefined {
    if (isDatabase(head)) return this.#hold(path, chunks(), (held) => (this.#database = held))
    if (isWriteAheadLog(head)) return this.#hold(path, chunks(), (held) => (this.#log = held))
    return undefined
  }

  /** What is held still, when something else follows. */
  *settle(next?: string): Generator<DatabaseFileEvent, void, undefined> {
    const [database, log] = [this.#database, this.#log]
    const held = database ?? log
    if (!held || (next !== undefined && nameOfDatabase(next) === nameOfDatabase(held.path))) return
    this.#database = undefined
    this.#log = undefined
    if (database) yield* this.#files.files(database.source, log?.source, database.path)
    else yield* this.#files.lone(held.source, held.path)
  }

  *#hold(
    path: string,
    chunks: Iterable<Uint8Array>,
    keep: (held: Held) => void,
  ): Generator<DatabaseFileEvent, void, undefined> {
    const { bytes, isWhole } = gatherAll(chunks, this.#limits.entryBytes)
    if (!isWhole) yield { kind: 'problem', path, reason: tooLong(this.#limits) }
    keep({ path, source: bytesSource(bytes) })
  }
}

/** https://www.sqlite.org/tempfiles.html */
function nameOfDatabase(path: string): string {
  return path.replace(/-(?:wal|shm|journal)$/, '')
}
