import { closeSync, openSync } from 'node:fs'
import { archiveEntries } from '../../sources/archives/archive-entries.ts'
import { chunksOfSource, fileSource, type ByteSource } from '../../sources/archives/byte-source.ts'
import { detectArchive } from '../../sources/archives/detect-archive.ts'
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
      if (detectArchive(source, name) === undefined) yield* search(source, name)
      else yield* searchArchive(source, name)
    } finally {
      closeSync(descriptor)
    }
  }

  function* searchArchive(source: ByteSource, name: string): Generator<undefined, void, undefined> {
    const limits = { ...noLimits, depth: request.limits.archiveDepth }
    for (const event of archiveEntries(source, name, limits)) {
      // What cannot be read there could not be read before, and was said.
      if (event.kind === 'entry') yield* search(event.open(), event.path)
    }
  }

  function* search(
    content: ByteSource | Iterable<Uint8Array>,
    name: string,
  ): Generator<undefined, void, undefined> {
    const chunks = 'read' in content ? chunksOfSource(content) : content
    const { founds } = yield* redactor.findIn(copied(chunks), name)
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
