import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ByteSink } from '../../sources/archives/byte-sink.ts'
import {
  bytesSource,
  chunksOfSource,
  fileSource,
  type ByteSource,
} from '../../sources/archives/byte-source.ts'
import type { Output, Rewriting } from '../../sources/archives/rewrite.ts'
import { headLength, isBinary } from '../../sources/classify.ts'
import { asLogged, copyDatabase } from '../../sources/sqlite/copy-database.ts'
import { detectFormat } from '../../sources/archives/detect-archive.ts'
import { DatabaseWriter } from '../../sources/sqlite/database-writer.ts'
import { readDatabase, type DatabaseCell } from '../../sources/sqlite/read-database.ts'
import { concatBytes } from '../../text/bytes.ts'
import { reasonOf } from '../../text/error.ts'

export interface DatabaseRedaction {
  /** Where files may be made for a while. */
  readonly directory: string
  /** Of a cell, as `Rewriter.rewriteFile`. */
  readonly rewriteCell: (source: ByteSource, path: string, open: () => Output) => Rewriting
  /** Whether what is left of deleted rows holds what is to go. */
  readonly holdsSecret: (bytes: Uint8Array, path: string) => boolean
  readonly onProblem: (path: string, reason: string) => void
  readonly onSkipped: (path: string, reason: string) => void
}

/**
 * Redacts a SQLite database cell by cell. If anything is to change it is written anew: what its log has is in it then, and
 * what was deleted is not. What SQLite cannot read, as a damaged database, is left out: an empty file stands there.
 *
 * @param log what lies beside the database
 * @param open see `Rewriter.rewriteFile`
 */
export function* redactDatabase(
  source: ByteSource,
  log: ByteSource | undefined,
  path: string,
  redaction: DatabaseRedaction,
  open: () => Output,
): Rewriting {
  const directory = mkdtempSync(join(redaction.directory, '.stanch-'))
  let writer: DatabaseWriter | undefined
  let output: Output | undefined
  try {
    const copy = join(directory, 'copy')
    const isLogged = writeFile(copy, (sink) => copyDatabase(source, log, sink))
    writer = new DatabaseWriter(copy)
    const isChanged = yield* redactCells(source, log, path, redaction, writer)
    if (!isChanged && !log && !holdsRemains(source, path, redaction)) return false
    const target = join(directory, 'target')
    writer.writeTo(target)
    output = open()
    copyFile(target, isLogged === true, output)
    return true
  } catch (error) {
    if (isDiskFull(error)) throw error
    redaction.onProblem(
      path,
      `SQLite cannot rewrite it (${reasonOf(error)}); an empty file stands in its place`,
    )
    if (!output) open()
    return true
  } finally {
    writer?.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Then nothing can be written, and that is no fault of the database. */
function isDiskFull(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string }
  return code === 'ENOSPC' || code === 'EDQUOT' || /disk is full/.test(message ?? '')
}

/** @returns whether a cell has changed */
function* redactCells(
  source: ByteSource,
  log: ByteSource | undefined,
  path: string,
  redaction: DatabaseRedaction,
  writer: DatabaseWriter,
): Rewriting {
  let isChanged = false
  const binaries = new Map<string, number>()
  for (const event of readDatabase(source, log)) {
    // All rows are before.
    if (event.kind === 'remains') continue
    if (event.kind === 'problem') redaction.onProblem(path, event.reason)
    else {
      const bytes = concatBytes([...event.open()])
      if (isBinaryBlob(event, bytes)) {
        const column = `${event.table}/${event.column}`
        binaries.set(column, (binaries.get(column) ?? 0) + 1)
        continue
      }
      const parts: Uint8Array[] = []
      const cell = redaction.rewriteCell(bytesSource(bytes), `${path}!${event.name}`, () =>
        outputTo(parts),
      )
      if (!(yield* cell)) continue
      isChanged = true
      writer.update({ ...event, content: concatBytes(parts) })
    }
  }
  for (const [column, count] of binaries) {
    redaction.onSkipped(`${path}!${column}`, `binary (${count} blobs): copied as they are`)
  }
  return isChanged
}

function isBinaryBlob({ isBlob }: DatabaseCell, bytes: Uint8Array): boolean {
  return (
    isBlob &&
    detectFormat(bytes.subarray(0, headLength)) === undefined &&
    isBinary(bytes.subarray(0, headLength))
  )
}

function holdsRemains(source: ByteSource, path: string, redaction: DatabaseRedaction): boolean {
  for (const event of readDatabase(source, undefined)) {
    if (event.kind !== 'remains') continue
    if (redaction.holdsSecret(event.bytes, `${path}!(${event.place})`)) return true
  }
  return false
}

function outputTo(parts: Uint8Array[]): Output {
  let position = 0
  return {
    write: (bytes) => {
      parts.push(Uint8Array.from(bytes))
      position += bytes.length
    },
    get position() {
      return position
    },
  }
}

function writeFile<Result>(path: string, write: (sink: ByteSink) => Result): Result {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    const sink = new ByteSink(descriptor)
    const result = write(sink)
    sink.flush()
    return result
  } finally {
    closeSync(descriptor)
  }
}

function copyFile(path: string, isLogged: boolean, output: Output): void {
  const descriptor = openSync(path, 'r')
  try {
    const source = fileSource(descriptor, statSync(path).size)
    let isFirst = true
    for (const chunk of chunksOfSource(source)) {
      output.write(isFirst && isLogged ? asLogged(chunk) : chunk)
      isFirst = false
    }
  } finally {
    closeSync(descriptor)
  }
}
