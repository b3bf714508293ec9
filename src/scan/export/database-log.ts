import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { fileSource, type ByteSource } from '../../sources/archives/byte-source.ts'
import { databaseHeaderBytes, isDatabase } from '../../sources/sqlite/database-header.ts'

export const logSuffix = '-wal'

/** What SQLite writes beside a database: https://www.sqlite.org/tempfiles.html */
const besideSuffix = /-(?:wal|shm|journal)$/

/** A write-ahead log that is open. */
export interface OpenLog {
  readonly source: ByteSource
  close(): void
}

/**
 * The log beside a database, if there is one.
 *
 * @param database a descriptor of the file; undefined is returned when that is none
 */
export function openLog(path: string | Uint8Array, database: number): OpenLog | undefined {
  if (!isDatabase(headOf(database))) return undefined
  const descriptor = tryOpen(Buffer.concat([Buffer.from(path), Buffer.from(logSuffix)]))
  if (descriptor === undefined) return undefined
  return {
    source: fileSource(descriptor, fstatSync(descriptor).size),
    close: () => closeSync(descriptor),
  }
}

/** Whether a file belongs to a database that lies beside it. */
export function isBesideDatabase(path: Buffer): boolean {
  const name = path.toString('latin1')
  if (!besideSuffix.test(name)) return false
  const descriptor = tryOpen(Buffer.from(name.replace(besideSuffix, ''), 'latin1'))
  if (descriptor === undefined) return false
  try {
    return isDatabase(headOf(descriptor))
  } finally {
    closeSync(descriptor)
  }
}

function tryOpen(path: Buffer): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}

function headOf(descriptor: number): Uint8Array {
  const head = new Uint8Array(databaseHeaderBytes)
  return head.subarray(0, readSync(descriptor, head, 0, head.length, 0))
}
