import { archiveEntries, type ArchiveEvent } from './archive-entries.ts'
import { bytesSource, fileSource, type ByteSource } from './byte-source.ts'
import { detectArchive } from './detect-archive.ts'

/** The limits on archives that a configuration states; the others keep their defaults. */
export interface OpenArchiveLimits {
  readonly archiveDepth: number
  readonly archiveBytes: number
  readonly archiveRatio: number
  readonly entryBytes: number
  /** See {@link ArchiveLimits.streamBytes}. */
  readonly streamBytes?: number
  /** Entries of one archive; 100,000 by default. */
  readonly entries?: number
}

/**
 * The entries of an open file.
 *
 * @param descriptor stays the caller's
 * @param isOpened see {@link archiveEntries}
 * @returns undefined when the file is no archive
 */
export function openArchive(
  descriptor: number,
  size: number,
  path: string,
  limits: OpenArchiveLimits,
  isOpened?: (path: string) => boolean,
): Iterable<ArchiveEvent> | undefined {
  return openSource(fileSource(descriptor, size), path, limits, isOpened)
}

/** The same for bytes that are at hand. */
export function openBytes(
  bytes: Uint8Array,
  path: string,
  limits: OpenArchiveLimits,
): Iterable<ArchiveEvent> | undefined {
  return openSource(bytesSource(bytes), path, limits)
}

function openSource(
  source: ByteSource,
  path: string,
  limits: OpenArchiveLimits,
  isOpened?: (path: string) => boolean,
): Iterable<ArchiveEvent> | undefined {
  if (detectArchive(source, path) === undefined) return undefined
  const archiveLimits = {
    depth: limits.archiveDepth,
    expandedBytes: limits.archiveBytes,
    entryBytes: limits.entryBytes,
    ratio: limits.archiveRatio,
    ...(limits.streamBytes !== undefined && { streamBytes: limits.streamBytes }),
    ...(limits.entries !== undefined && { entries: limits.entries }),
  }
  return archiveEntries(source, path, archiveLimits, isOpened)
}
