import { bytesSource, type ByteSource } from '../../sources/archives/byte-source.ts'
import { isDatabase } from '../../sources/sqlite/database-header.ts'
import { isWriteAheadLog } from '../../sources/sqlite/write-ahead-log.ts'
import type { Limits } from '../configuration.ts'
import type { DatabaseFileEvent, DatabaseFiles } from './database-files.ts'
import { gatherAll, tooLong } from './gather-all.ts'

/**
 * Databases among the entries of an archive, where a log follows its database. A database is held in memory until it is
 * known whether one does.
 */
export class ArchivedDatabases {
  readonly #files: DatabaseFiles
  readonly #limits: Limits
  #held: { readonly path: string; readonly source: ByteSource } | undefined

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
    if (isDatabase(head)) return this.#hold(path, chunks())
    if (isWriteAheadLog(head)) return this.#takeLog(path, chunks())
    return undefined
  }

  /** What is held still, when something else follows. */
  *settle(next?: string): Generator<DatabaseFileEvent, void, undefined> {
    const held = this.#held
    if (!held || next?.startsWith(`${held.path}-`)) return
    this.#held = undefined
    yield* this.#files.files(held.source, undefined, held.path)
  }

  *#hold(
    path: string,
    chunks: Iterable<Uint8Array>,
  ): Generator<DatabaseFileEvent, void, undefined> {
    const { bytes, isWhole } = gatherAll(chunks, this.#limits.entryBytes)
    if (!isWhole) yield { kind: 'problem', path, reason: tooLong(this.#limits) }
    this.#held = { path, source: bytesSource(bytes) }
  }

  *#takeLog(
    path: string,
    chunks: Iterable<Uint8Array>,
  ): Generator<DatabaseFileEvent, void, undefined> {
    const { bytes, isWhole } = gatherAll(chunks, this.#limits.entryBytes)
    if (!isWhole) yield { kind: 'problem', path, reason: tooLong(this.#limits) }
    const held = this.#held
    this.#held = undefined
    const source = bytesSource(bytes)
    if (held) yield* this.#files.files(held.source, source, held.path)
    else yield* this.#files.lone(source, path)
  }
}
