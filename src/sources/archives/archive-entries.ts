import { concatBytes } from '../../text/bytes.ts'
import { reasonOf } from '../../text/error.ts'
import { headLength } from '../classify.ts'
import { reasonOfErrno } from '../walk-reason.ts'
import {
  ArchiveBudget,
  type ArchiveLimits,
  archiveLimits,
  expandsBeyond,
  LimitError,
} from './archive-limits.ts'
import { ByteReader } from './byte-reader.ts'
import { type ByteSource, bytesSource } from './byte-source.ts'
import { type ArchiveFormat, detectArchive, detectFormat, detectLength } from './detect-archive.ts'
import { inflateChunks } from './inflate.ts'
import { DamageError, type FileMember, type Member } from './member.ts'
import { nameWithoutSuffix } from './member-name.ts'
import { tarMembers } from './tar.ts'
import { unzstdChunks } from './unzstd.ts'
import { zipMembers } from './zip.ts'

export type ArchiveEvent = ArchiveEntry | ArchiveRemark

/** A file inside an archive. */
export interface ArchiveEntry {
  readonly kind: 'entry'
  /** `a.zip!inner/name`; for a lone compressed file, `a.log.gz!a.log`. */
  readonly path: string
  /**
   * The content in chunks of at most 2 MiB, the first one long enough for `isBinary`; to be read once and before the next event is asked for; need
   * not be read to its end. Never throws: where the content cannot be read further it ends, and the next
   * event is the problem.
   */
  open(): Iterable<Uint8Array>
}

export interface ArchiveRemark {
  readonly kind: 'skipped' | 'problem'
  readonly path: string
  readonly reason: string
}

/**
 * The files inside an archive and inside the archives in it, in the archive's order, unpacked as they are
 * read. Never throws; damage and exceeded limits are problems, and what could be read before them has been
 * yielded. Memory is bounded by a few MiB, and by twice `entryBytes` for each zip archive inside another one.
 *
 * @param path shown in front of the `!`
 * @param isOpened by its path, the outer ones in front: of other members, archives among them, only the path is told, as if
 *   they were empty
 */
export function* archiveEntries(
  source: ByteSource,
  path: string,
  limits: Partial<ArchiveLimits> = {},
  isOpened: (path: string) => boolean = () => true,
): Generator<ArchiveEvent, void, undefined> {
  const expansion = new Expansion({ ...archiveLimits, ...limits }, source.size, isOpened)
  try {
    const format = detectArchive(source, path)
    if (format === undefined) yield { kind: 'problem', path, reason: 'not an archive' }
    else yield* expansion.expand(format, new ByteReader(source), path, 1, source)
  } catch (error) {
    yield { kind: 'problem', path, reason: reasonOfErrno(error) }
  }
  if (expansion.exceeded !== undefined) {
    yield { kind: 'problem', path, reason: expansion.exceeded.message }
  }
}

/** One outer archive being unpacked. */
class Expansion {
  readonly #limits: ArchiveLimits
  readonly #budget: ArchiveBudget
  readonly #isOpened: (path: string) => boolean
  /** An inner failure comes up again through every archive around it, but is one problem. */
  readonly #reported = new Set<unknown>()
  /** The limit that ended everything. */
  exceeded: LimitError | undefined

  constructor(limits: ArchiveLimits, outerBytes: number, isOpened: (path: string) => boolean) {
    this.#limits = limits
    this.#isOpened = isOpened
    this.#budget = new ArchiveBudget(limits, outerBytes)
  }

  /** @param source the same bytes as the reader's, if they can be read by position */
  *expand(
    format: ArchiveFormat,
    reader: ByteReader,
    path: string,
    depth: number,
    source: ByteSource | undefined,
  ): Generator<ArchiveEvent, void, undefined> {
    try {
      const whole = format === 'zip' ? (source ?? (yield* this.#gather(reader, path))) : undefined
      if (this.exceeded !== undefined) return
      for (const member of membersOf(format, reader, whole, path)) {
        this.#budget.countEntry()
        const inner = `${path}!${member.name}`
        if (member.kind === 'file' && !this.#isOpened(inner)) {
          yield { kind: 'entry', path: inner, open: () => [] }
        } else if (member.kind === 'file') {
          yield* this.#expandMember(member, path, depth, format)
        } else {
          yield { kind: member.kind, path: `${path}!${member.name}`, reason: member.reason }
        }
        if (this.exceeded !== undefined) return
      }
    } catch (error) {
      yield* this.#report(error, path)
    } finally {
      reader.close()
    }
  }

  *#expandMember(
    member: FileMember,
    outerPath: string,
    depth: number,
    outerFormat: ArchiveFormat,
  ): Generator<ArchiveEvent, void, undefined> {
    const path = `${outerPath}!${member.name}`
    const chunks = member.open()
    const reader = new ByteReader(member.packed ? this.#meter(chunks) : chunks)
    try {
      const format = detectFormat(reader.peekSound(detectLength))
      if (format === 'tar' && (outerFormat === 'gzip' || outerFormat === 'zstd')) {
        yield* this.expand(format, reader, outerPath, depth, undefined)
      } else if (format === undefined) {
        yield* this.#yieldEntry(reader, path)
      } else if (depth >= this.#limits.depth) {
        yield { kind: 'problem', path, reason: `more than ${depth} archives inside one another` }
      } else {
        yield* this.expand(format, reader, path, depth + 1, member.range())
      }
    } catch (error) {
      yield* this.#report(error, path)
    } finally {
      reader.close()
    }
  }

  *#yieldEntry(reader: ByteReader, path: string): Generator<ArchiveEvent, void, undefined> {
    const { entryBytes, streamBytes = entryBytes } = this.#limits
    reader.peekSound(headLength)
    let failure: unknown
    yield { kind: 'entry', path, open }
    if (failure !== undefined) yield* this.#report(failure, path)

    function* open(): Generator<Uint8Array, void, undefined> {
      try {
        for (const chunk of reader.chunks()) {
          if (reader.position > streamBytes) throw new DamageError(expandsBeyond(streamBytes))
          yield chunk
        }
      } catch (error) {
        failure = error
      }
    }
  }

  *#report(error: unknown, path: string): Generator<ArchiveEvent, void, undefined> {
    if (error instanceof LimitError) {
      this.exceeded = error
    } else if (!this.#reported.has(error)) {
      this.#reported.add(error)
      const reason = error instanceof DamageError ? reasonOf(error) : reasonOfErrno(error)
      yield { kind: 'problem', path, reason }
    }
  }

  *#meter(chunks: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
    for (const chunk of chunks) {
      this.#budget.spendBytes(chunk.length)
      yield chunk
    }
  }

  /** A zip archive is read from its end, so one that comes in order is taken into memory first. */
  *#gather(reader: ByteReader, path: string): Generator<ArchiveEvent, ByteSource, undefined> {
    const parts: Uint8Array[] = []
    try {
      for (const chunk of reader.chunks()) {
        if (reader.position > this.#limits.entryBytes) {
          throw new DamageError(expandsBeyond(this.#limits.entryBytes))
        }
        parts.push(chunk)
      }
    } catch (error) {
      yield* this.#report(error, path)
    }
    return bytesSource(concatBytes(parts))
  }
}

function membersOf(
  format: ArchiveFormat,
  reader: ByteReader,
  whole: ByteSource | undefined,
  path: string,
): Iterable<Member> {
  if (whole !== undefined) return zipMembers(whole)
  if (format === 'tar') return tarMembers(reader)
  const open = (): Iterable<Uint8Array> =>
    format === 'gzip' ? inflateChunks(reader.chunks(), 'gzip') : unzstdChunks(reader.chunks())
  const name = nameWithoutSuffix(path)
  return [{ kind: 'file', name, packed: true, open, range: () => undefined }]
}
