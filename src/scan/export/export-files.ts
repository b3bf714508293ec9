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
/** Asked for behind what is known to be there. */
const growthBytes = 1 << 9

/** A file of an export, maybe inside of an archive or a database; or why one is not read. */
export type ExportFileEvent = DatabaseFileEvent

/** What is asked for of files. */
export interface ExportFilesOptions {
  /** Of others only the path is told, as if they were empty. */
  readonly isOpened?: (path: string) => boolean
  /** Not what is left of deleted rows of databases. */
  readonly onlyRows?: boolean
}

/**
 * All files of what a walk has found, those inside of archives in their place. Never throws: trouble is an event.
 */
export function* exportFiles(
  walk: Iterable<readonly SourceEvent[]>,
  limits: Limits,
  options: ExportFilesOptions = {},
): Generator<ExportFileEvent, void, undefined> {
  const databases = new DatabaseFiles(limits, options)
  const { isOpened = () => true } = options
  for (const batch of walk) {
    for (const event of batch) {
      if (event.kind !== 'file') yield event
      else {
        const { path, origin } = event.file
        if (isOpened(origin.path))
          yield* openFile(path, origin.path, limits, { databases, isOpened })
        else yield* single(origin.path, () => [])
      }
    }
  }
}

interface Reading {
  readonly databases: DatabaseFiles
  readonly isOpened: (path: string) => boolean
}

function* openFile(
  path: string | Uint8Array,
  label: string,
  limits: Limits,
  { databases, isOpened }: Reading,
): Generator<ExportFileEvent, void, undefined> {
  let descriptor: number | undefined
  let failure: unknown
  try {
    descriptor = openSync(path as string | Buffer, 'r')
    const { size } = fstatSync(descriptor)
    const head = fileSource(descriptor, size).read(0, databaseHeaderBytes)
    const entries = openArchive(descriptor, size, label, limits, isOpened)
    if (entries) yield* archived(entries, new ArchivedDatabases(databases, limits))
    else if (isDatabaseFile(head, label)) yield* databases.read(descriptor, path, label)
    else yield* single(label, () => readChunks(descriptor!, size, (error) => (failure = error)))
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

/** @param size of the file, which may grow meanwhile */
function* readChunks(
  descriptor: number,
  size: number,
  onFailure: (error: unknown) => void,
): Generator<Uint8Array, void, undefined> {
  try {
    for (let position = 0; ;) {
      const room = Math.max(size - position, growthBytes)
      const chunk = new Uint8Array(Math.min(room, chunkBytes))
      const length = readSync(descriptor, chunk, 0, chunk.length, null)
      if (length === 0) return
      position += length
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
