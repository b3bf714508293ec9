import { crc32 } from 'node:zlib'
import { gzipHeaderLength } from '../../engine/gzip-header.ts'
import { reasonOf } from '../../text/error.ts'
import { chunksOfSource, type ByteSource } from './byte-source.ts'
import { deflateChunks } from './deflate.ts'
import { detectArchive, type ArchiveFormat } from './detect-archive.ts'
import { inflateChunks } from './inflate.ts'
import { DamageError } from './member.ts'
import { nameWithoutSuffix } from './member-name.ts'
import type { Output, RewriteMember, Rewriter, Rewriting } from './rewrite.ts'
import { rewriteTar } from './rewrite-tar.ts'
import { rewriteZip } from './rewrite-zip.ts'
import type { Spool } from './spool.ts'
import { unzstdChunks } from './unzstd.ts'
import { canCompressZstd, zstdChunks } from './zstd.ts'

/** When to stop; sizes are no limit, since what is unpacked lies on the disk. */
export interface RewriteLimits {
  readonly archiveDepth: number
  readonly archiveRatio: number
}

const uncompressed = 'zstd, written without compression: Node 22.15 and later compress'

/** Expanded bytes that are not looked at. */
const ratioFreeBytes = 64 * 1024 ** 2

/**
 * Rewrites a file, and what is in it if it is an archive, in archives, too: all that does not change is copied byte for
 * byte. What cannot be read is left out and said, so that nothing unseen gets through; of a file that is damaged what
 * stands before that is kept. Encrypted entries are copied and said.
 *
 * @param path as reached
 * @param open is asked, once and only if something changes, where to write
 * @returns whether anything has changed, and all was written; see {@link Rewriter.rewriteFile}
 */
export function rewriteSource(
  source: ByteSource,
  path: string,
  rewriter: Rewriter,
  limits: RewriteLimits,
  open: () => Output,
): Rewriting {
  return new SourceRewriting(rewriter, limits, source.size).rewrite(
    source,
    path,
    0,
    undefined,
    open,
  )
}

class SourceRewriting {
  readonly #rewriter: Rewriter
  readonly #limits: RewriteLimits
  readonly #expandedMax: number
  #expanded = 0

  constructor(rewriter: Rewriter, limits: RewriteLimits, outerBytes: number) {
    this.#rewriter = rewriter
    this.#limits = limits
    this.#expandedMax = Math.max(ratioFreeBytes, outerBytes * limits.archiveRatio)
  }

  /** @param outer what it was taken from */
  *rewrite(
    source: ByteSource,
    path: string,
    depth: number,
    outer: ArchiveFormat | undefined,
    open: () => Output,
  ): Rewriting {
    const format = detectArchive(source, path)
    if (format === undefined) return yield* this.#rewriter.rewriteFile(source, path, open)
    const isOneArchive = format === 'tar' && (outer === 'gzip' || outer === 'zstd')
    const inner = isOneArchive ? depth : depth + 1
    if (inner > this.#limits.archiveDepth) {
      this.#problem(path, `more than ${this.#limits.archiveDepth} archives inside one another`)
      open()
      return true
    }
    const member = (from: ByteSource, name: string, to: () => Output) =>
      this.rewrite(from, name, inner, format, to)
    if (format === 'tar') return yield* rewriteTar(source, path, this.#rewriter, member, open)
    if (format === 'zip') {
      const unpack = (chunks: Iterable<Uint8Array>, name: string) => this.#unpack(chunks, name)
      return yield* rewriteZip(source, path, this.#rewriter, { member, unpack }, open)
    }
    return yield* this.#rewriteCompressed(source, path, format, member, open)
  }

  *#rewriteCompressed(
    source: ByteSource,
    path: string,
    format: 'gzip' | 'zstd',
    member: RewriteMember,
    open: () => Output,
  ): Rewriting {
    const chunks = chunksOfSource(source)
    const unpacked = format === 'gzip' ? inflateChunks(chunks, 'gzip') : unzstdChunks(chunks)
    const { spool, isWhole } = this.#unpack(unpacked, path)
    const changed = this.#rewriter.newSpool()
    try {
      const content = spool.source()
      const inner =
        detectArchive(content, '') === 'tar' ? path : `${path}!${nameWithoutSuffix(path)}`
      const isChanged = yield* member(content, inner, () => changed)
      if (!isChanged && isWhole) return false
      const packed = isChanged ? changed.source() : content
      const output = open()
      if (format === 'zstd') {
        if (!canCompressZstd) this.#rewriter.onRemark('skipped', path, uncompressed)
        for (const chunk of zstdChunks(chunksOfSource(packed))) output.write(chunk)
      } else writeGzip(source, packed, output)
      return true
    } finally {
      spool.close()
      changed.close()
    }
  }

  /** As far as it can be read; the rest is a problem. */
  #unpack(chunks: Iterable<Uint8Array>, path: string): { spool: Spool; isWhole: boolean } {
    const spool = this.#rewriter.newSpool()
    try {
      for (const chunk of chunks) {
        this.#expanded += chunk.length
        if (this.#expanded > this.#expandedMax) {
          throw new DamageError(
            `expands to more than ${this.#limits.archiveRatio} times its size (bomb limit)`,
          )
        }
        spool.write(chunk)
      }
      return { spool, isWhole: true }
    } catch (error) {
      if (!(error instanceof DamageError)) {
        spool.close()
        throw error
      }
      this.#problem(path, reasonOf(error))
      return { spool, isWhole: false }
    }
  }

  #problem(path: string, reason: string): void {
    this.#rewriter.onRemark('problem', path, `${reason}; what cannot be read is left out`)
  }
}

/** The header, with name and time, stays: RFC 1952. */
function writeGzip(source: ByteSource, content: ByteSource, output: Output): void {
  const head = source.read(0, 1 << 17)
  output.write(head.subarray(0, gzipHeaderLength(head)))
  let crc = 0
  const counted = function* () {
    for (const chunk of chunksOfSource(content)) {
      crc = crc32(chunk, crc)
      yield chunk
    }
  }
  for (const chunk of deflateChunks(counted())) output.write(chunk)
  const trailer = new DataView(new ArrayBuffer(8))
  trailer.setUint32(0, crc, true)
  trailer.setUint32(4, content.size % 2 ** 32, true)
  output.write(new Uint8Array(trailer.buffer))
}
