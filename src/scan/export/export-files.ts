import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { ArchiveEntry, ArchiveEvent } from '../../sources/archives/archive-entries.ts'
import { fileSource } from '../../sources/archives/byte-source.ts'
import { openArchive } from '../../sources/archives/open-archive.ts'
import { headLength, isBinary } from '../../sources/classify.ts'
import { databaseHeaderBytes } from '../../sources/sqlite/database-header.ts'
import type { SourceEvent } from '../../sources/source.ts'
import { reasonOfErrno } from '../../sources/walk-reason.ts'
import { isBson } from '../../text/bson-scanner.ts'
import type { Limits } from '../configuration.ts'
import { ArchivedDatabases } from './archived-databases.ts'
import { DatabaseFiles, isDatabaseFile, type DatabaseFileEvent } from './database-files.ts'

const chunkBytes = 1 << 18

/** A file of an export, maybe inside of an archive or a database; or why one is not read. */
export type ExportFileEvent = DatabaseFileEvent

/**
 * All files of what a walk has found, those inside of archives in their place. Never throws: trouble is an event.
 */
export function* exportFiles(
  walk: Iterable<readonly SourceEvent[]>,
  limits: Limits,
): Generator<ExportFileEvent, void, undefined> {
  const databases = new DatabaseFiles(limits)
  for (const batch of walk) {
    for (const event of batch) {
      if (event.kind !== 'file') yield event
      else yield* openFile(event.file.path, event.file.origin.path, limits, databases)
    }
  }
}

function* openFile(
  path: string | Uint8Array,
  label: string,
  limits: Limits,
  databases: DatabaseFiles,
): Generator<ExportFileEvent, void, undefined> {
  let descriptor: number | undefined
  let failure: unknown
  try {
    descriptor = openSync(path as string | Buffer, 'r')
    const { size } = fstatSync(descriptor)
    const head = fileSource(descriptor, size).read(0, databaseHeaderBytes)
    const entries = openArchive(descriptor, size, label, limits)
    if (entries) yield* archived(entries, new ArchivedDatabases(databases, limits))
    else if (isDatabaseFile(head, label)) yield* databases.read(descriptor, path, label)
    else yield* single(label, () => readChunks(descriptor!, (error) => (failure = error)))
  } catch (error) {
    failure = error
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
  if (failure !== undefined) {
    yield { kind: 'problem', path: label, reason: reasonOfErrno(failure) }
  }
}

function* archived(
  entries: Iterable<ArchiveEvent>,
  databases: ArchivedDatabases,
): Generator<ExportFileEvent, void, undefined> {
  for (const entry of entries) {
    yield* databases.settle(entry.path)
    if (entry.kind === 'entry') yield* archivedFile(entry, databases)
    else yield entry
  }
  yield* databases.settle()
}

function* archivedFile(
  entry: ArchiveEntry,
  databases: ArchivedDatabases,
): Generator<ExportFileEvent, void, undefined> {
  const chunks = copied(entry.open())
  const first = chunks.next()
  const all = function* () {
    if (!first.done) yield first.value
    yield* chunks
  }
  const head = first.done ? new Uint8Array() : first.value
  yield* databases.take(entry.path, head, all) ?? single(entry.path, all)
}

function* single(
  path: string,
  open: () => Iterable<Uint8Array>,
): Generator<ExportFileEvent, void, undefined> {
  yield { kind: 'file', file: { path, open } }
}

function* readChunks(
  descriptor: number,
  onFailure: (error: unknown) => void,
): Generator<Uint8Array, void, undefined> {
  try {
    for (;;) {
      const chunk = new Uint8Array(chunkBytes)
      const length = readSync(descriptor, chunk, 0, chunkBytes, null)
      if (length === 0) return
      yield chunk.subarray(0, length)
    }
  } catch (error) {
    onFailure(error)
  }
}

/** An archive's reader may write to its chunks again. */
function* copied(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield Uint8Array.from(chunk)
}

/** Files that are called so are read, whatever they look like: a crash can leave NULs for what was not yet written. */
const textNames = /\.(?:jsonl?|ndjson|txt|log|csv|mbox|eml|html)$/i

/** Images, sounds and what else holds no text that can be read. */
export function isNoText(head: Uint8Array, path: string): boolean {
  return !textNames.test(path) && isBinary(head.subarray(0, headLength)) && !isBson(head)
}
