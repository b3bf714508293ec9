import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { openArchive } from '../../sources/archives/open-archive.ts'
import { headLength, isBinary } from '../../sources/classify.ts'
import type { SourceEvent } from '../../sources/source.ts'
import { reasonOfErrno } from '../../sources/walk-reason.ts'
import type { Limits } from '../configuration.ts'

const chunkBytes = 1 << 18

/** A file of an export, maybe inside of an archive; or why one is not read. */
export type ExportFileEvent =
  | { readonly kind: 'file'; readonly file: ExportFile }
  | { readonly kind: 'skipped' | 'problem'; readonly path: string; readonly reason: string }

export interface ExportFile {
  /** As reached, archives included. */
  readonly path: string
  /** To be read once, and before the next event is asked for. Chunks are the reader's own; the first one is not short. */
  open(): Iterable<Uint8Array>
}

/**
 * All files of what a walk has found, those inside of archives in their place. Never throws: trouble is an event.
 */
export function* exportFiles(
  walk: Iterable<readonly SourceEvent[]>,
  limits: Limits,
): Generator<ExportFileEvent, void, undefined> {
  for (const batch of walk) {
    for (const event of batch) {
      if (event.kind !== 'file') yield event
      else yield* openFile(event.file.path, event.file.origin.path, limits)
    }
  }
}

function* openFile(
  path: string | Uint8Array,
  label: string,
  limits: Limits,
): Generator<ExportFileEvent, void, undefined> {
  let descriptor: number | undefined
  let failure: unknown
  try {
    descriptor = openSync(path as string | Buffer, 'r')
    const { size } = fstatSync(descriptor)
    const entries = openArchive(descriptor, size, label, limits)
    if (!entries) yield* single(label, () => readChunks(descriptor!, (error) => (failure = error)))
    else {
      for (const entry of entries) {
        if (entry.kind === 'entry') yield* single(entry.path, () => copied(entry.open()))
        else yield entry
      }
    }
  } catch (error) {
    failure = error
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
  if (failure !== undefined) {
    yield { kind: 'problem', path: label, reason: reasonOfErrno(failure) }
  }
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
  for (const chunk of chunks) yield chunk.slice()
}

/** Images, sounds and what else holds no text. */
export function isNoText(head: Uint8Array): boolean {
  return isBinary(head.subarray(0, headLength))
}
