import type { ByteSource } from '../archives/byte-source.ts'
import { databaseHeaderBytes, readDatabaseHeader, type DatabaseHeader } from './database-header.ts'
import type { WriteAheadLog } from './write-ahead-log.ts'

/** What a page was met as on the way through all tables and indexes. */
export const pageUses = { none: 0, tree: 1, overflow: 2 } as const

/** The pages of a database as they are for whoever opens it: those in its write-ahead log first. Counted from 1. */
export class DatabasePages {
  readonly header: DatabaseHeader
  readonly log: WriteAheadLog | undefined
  /** Of which some may be in the log only. */
  readonly count: number
  /** In the file itself. */
  readonly fileCount: number
  /** By page: one of {@link pageUses}. */
  readonly uses: Uint8Array
  readonly #source: ByteSource

  private constructor(source: ByteSource, header: DatabaseHeader, log: WriteAheadLog | undefined) {
    this.#source = source
    this.header = header
    this.log = log
    this.fileCount = Math.ceil(source.size / header.pageBytes)
    let last = Math.max(this.fileCount, log?.databasePages ?? 0)
    for (const page of log?.live.keys() ?? []) last = Math.max(last, page)
    this.count = last
    this.uses = new Uint8Array(last + 1)
  }

  /**
   * @param log is left out where its pages are of another size
   * @returns undefined when neither file has the header of a database
   */
  static open(source: ByteSource, log: WriteAheadLog | undefined): DatabasePages | undefined {
    const first = log?.live.get(1)
    const head = first === undefined ? source.read(0, databaseHeaderBytes) : log!.image(first)
    const header = readDatabaseHeader(head)
    if (!header) return undefined
    const isFitting = log?.pageBytes === header.pageBytes
    return new DatabasePages(source, header, isFitting ? log : undefined)
  }

  /** Pages of a log alone. */
  static ofLog(nothing: ByteSource, log: WriteAheadLog): DatabasePages {
    const { pageBytes } = log
    return new DatabasePages(nothing, { pageBytes, usableBytes: pageBytes, encoding: 'utf-8' }, log)
  }

  /** @returns shorter, or empty, where the file is cut off */
  read(page: number): Uint8Array {
    const frame = this.log?.live.get(page)
    return frame === undefined ? this.readFile(page) : this.log!.image(frame)
  }

  /** As the file has it, whatever the log says. */
  readFile(page: number): Uint8Array {
    const { pageBytes } = this.header
    return this.#source.read((page - 1) * pageBytes, pageBytes)
  }

  isPage(page: number): boolean {
    return page >= 1 && page <= this.count
  }
}
