import type { Attachment } from '../../exports/export-reader.ts'
import { shownKey } from '../../redact/shown-key.ts'
import { kindOfBinary } from '../../sources/binary-kind.ts'
import { headLength, isBinary } from '../../sources/classify.ts'
import { openBytes } from '../../sources/archives/open-archive.ts'
import type { Limits } from '../configuration.ts'
import type { ExportFileEvent } from './export-files.ts'

/**
 * What a file in a message holds: of an archive its entries, called by the message's place in its file:
 * `box.mbox!3/backup.zip!inner/.env`.
 *
 * @param path of the file that holds the message
 */
export function* attachedFiles(
  { bytes, name, message }: Attachment,
  path: string,
  limits: Limits,
): Generator<ExportFileEvent, void, undefined> {
  const label = `${path}!${message}/${shownName(name)}`
  const entries = openBytes(bytes, label, limits)
  if (!entries) {
    if (isBinary(bytes.subarray(0, headLength))) {
      yield { kind: 'skipped', path: label, reason: kindOfBinary(bytes) }
    } else yield { kind: 'file', file: { path: label, open: () => [bytes] } }
    return
  }
  for (const entry of entries) {
    if (entry.kind !== 'entry') yield entry
    else yield { kind: 'file', file: { path: entry.path, open: () => copied(entry.open()) } }
  }
}

/** A name is any text, and can be a secret. */
function shownName(name: string | undefined): string {
  return shownKey((name ?? 'attachment').replaceAll('/', '_'))
}

/** An archive's reader may write to its chunks again. */
function* copied(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  for (const chunk of chunks) yield chunk.slice()
}
