import type { ByteSource } from '../archives/byte-source.ts'
import type { Output } from '../archives/rewrite.ts'
import { DatabasePages } from './database-pages.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

/** https://www.sqlite.org/fileformat2.html#file_format_version_numbers */
const versionAt = 18
const versions = { rollback: 1, log: 2 } as const

/**
 * Copies a database with what its write-ahead log has, as a checkpoint would make it; the copy needs no log.
 *
 * @returns whether the database is one that is written by way of a log; undefined when it is no database
 */
export function copyDatabase(
  source: ByteSource,
  logSource: ByteSource | undefined,
  output: Output,
): boolean | undefined {
  const log = logSource && WriteAheadLog.open(logSource)
  const pages = DatabasePages.open(source, log)
  if (!pages) return undefined
  const count = pages.log?.databasePages || pages.count
  let hasLog = false
  for (let page = 1; page <= count; page++) {
    const image = pages.read(page)
    if (page > 1) output.write(image)
    else {
      hasLog = image[versionAt] === versions.log
      output.write(withVersion(image, versions.rollback))
    }
  }
  return hasLog
}

/** A database's first page so that it is written by way of a log again. */
export function asLogged(head: Uint8Array): Uint8Array {
  return withVersion(head, versions.log)
}

function withVersion(head: Uint8Array, version: number): Uint8Array {
  const changed = Uint8Array.from(head)
  changed.fill(version, versionAt, versionAt + 2)
  return changed
}
