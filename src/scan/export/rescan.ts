import { closeSync, openSync } from 'node:fs'
import { isUnmistakable } from '../../exports/export-scan.ts'
import type { ExportFound } from '../../exports/group-copies.ts'
import { archiveEntries, type ArchiveEntry } from '../../sources/archives/archive-entries.ts'
import {
  bytesSource,
  chunksOfSource,
  fileSource,
  type ByteSource,
} from '../../sources/archives/byte-source.ts'
import { detectArchive } from '../../sources/archives/detect-archive.ts'
import { databaseHeaderBytes, isDatabase } from '../../sources/sqlite/database-header.ts'
import { concatBytes } from '../../text/bytes.ts'
import { DatabaseFiles } from './database-files.ts'
import type { ExportFile } from './export-file.ts'
import type { FileRedactor } from './file-redactor.ts'
import type { RedactExportRequest } from './redact-export.ts'
import type { RedactionAccount } from './redaction-account.ts'
import { treeFiles } from './tree-files.ts'

/** A copy is ours: what it unpacks to was seen when it was written. */
const noLimits = {
  expandedBytes: Infinity,
  entryBytes: Infinity,
  ratio: Infinity,
  entries: Infinity,
}

/**
 * Reads a redacted copy as any scan does, and tells what is found in it still.
 *
 * @param input what it is a copy of: its places are told as they are called there
 */
export function* rescan(
  copy: string,
  input: string,
  redactor: FileRedactor,
  account: RedactionAccount,
  request: Pick<RedactExportRequest, 'limits'>,
): Generator<undefined, void, undefined> {
  for (const { kind, path, label, stats } of treeFiles(Buffer.from(copy))) {
    if (kind !== 'file') continue
    const name = label === '' ? input : `${input.replace(/\/+$/, '')}/${label}`
    const descriptor = openSync(path, 'r')
    try {
      const source = fileSource(descriptor, stats.size)
      if (isDatabase(source.read(0, databaseHeaderBytes))) yield* searchDatabase(source, name)
      else if (detectArchive(source, name) === undefined) yield* search(source, name)
      else yield* searchArchive(source, name)
    } finally {
      closeSync(descriptor)
    }
  }

  function* searchArchive(source: ByteSource, name: string): Generator<undefined, void, undefined> {
    const limits = { ...noLimits, depth: request.limits.archiveDepth }
    for (const event of archiveEntries(source, name, limits)) {
      // What cannot be read there could not be read before, and was said.
      if (event.kind === 'entry') yield* searchEntry(event)
    }
  }

  function* searchEntry(entry: ArchiveEntry): Generator<undefined, void, undefined> {
    const chunks = copied(entry.open())
    const first = chunks.next()
    if (first.done) return
    const all = function* () {
      yield first.value
      yield* chunks
    }
    if (!isDatabase(first.value)) return yield* search(all(), entry.path)
    yield* searchDatabase(bytesSource(concatBytes([...all()])), entry.path)
  }

  /** Its cells, and what is no cell; and all as it stands. */
  function* searchDatabase(
    source: ByteSource,
    name: string,
  ): Generator<undefined, void, undefined> {
    const entryBytes = Infinity
    const files = new DatabaseFiles({ ...request.limits, entryBytes })
    for (const event of files.files(source, undefined, name)) {
      if (event.kind !== 'file') continue
      yield* search(event.file.open(), event.file.path, event.file.remains)
    }
    const { founds } = yield* redactor.findIn(chunksOfSource(source), name, {})
    // Where a page ends in a token, what is left of it can look like a password.
    tell(
      founds.filter(({ match }) => isUnmistakable(match)),
      name,
    )
  }

  function* search(
    content: ByteSource | Iterable<Uint8Array>,
    name: string,
    remains?: ExportFile['remains'],
  ): Generator<undefined, void, undefined> {
    const chunks = 'read' in content ? chunksOfSource(content) : content
    const { founds } = yield* redactor.findIn(copied(chunks), name, remains)
    tell(founds, name)
  }

  function tell(founds: readonly ExportFound[], name: string): void {
    for (const { match, path, hits } of founds) {
      const place = path === '' ? `line ${match.place.line}` : path
      account.countResidue(name, `${match.rule.id} at ${place}, ${hits.length} times`)
    }
  }
}

/** An archive's reader may write to its chunks again. */
function* copied(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield Uint8Array.from(chunk)
}
