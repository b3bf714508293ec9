import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ByteStream } from '../../redact/byte-stream.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import { PartBuffer } from './part-buffer.ts'
import { readBlocks } from './read-blocks.ts'

export interface RewriteOptions {
  readonly from: string
  /** May be the same as `from`; replaced when all is written, or not at all. */
  readonly to: string
  readonly stream: ByteStream
  readonly onChunk?: (input: Uint8Array, outputBytes: number, durationMs: number) => void
}

export interface Rewritten {
  /** Bytes that somebody wrote to the file while it was redacted in place: they are in the new one, too. */
  readonly lateBytes: number
}

/**
 * Redacts a file into another one, or in place. A writer that goes on writing to a file that is replaced under it writes
 * to the old one: what it wrote until then is redacted, too.
 *
 * @throws StanchError `REWRITE_FAILED`; the file that was to be written is then as it was before
 */
export function rewriteFile({ from, to, stream, onChunk }: RewriteOptions): Rewritten {
  const part = join(dirname(to), `.${basename(to)}.stanch-${process.pid}`)
  let input: number | undefined
  let output: number | undefined
  try {
    input = openSync(from, 'r')
    output = openSync(part, 'wx', 0o600)
    const { mode, uid, gid, size } = fstatSync(input)
    const parts = new PartBuffer()
    let total = 0
    const copy = () => {
      for (const block of readBlocks(input!)) {
        total += block.length
        const start = performance.now()
        const bytes = parts.join(stream.pushParts(block))
        writeAll(output!, bytes)
        onChunk?.(block, bytes.length, performance.now() - start)
      }
    }
    copy()
    const isInPlace = isSameFile(from, to)
    fchmodSync(output, mode & 0o7777)
    if (isInPlace && process.getuid?.() === 0) fchownSync(output, uid, gid)
    if (!isInPlace) writeAll(output, stream.end())
    fsyncSync(output)
    renameSync(part, to)
    // The old file has no name any more; whoever has it open may have written to it up to here.
    if (isInPlace) {
      copy()
      writeAll(output, stream.end())
    }
    return { lateBytes: Math.max(0, total - size) }
  } catch (cause) {
    rmSync(part, { force: true })
    throw new StanchError(
      'REWRITE_FAILED',
      `Cannot redact ${from} into ${to}: ${reasonOf(cause)}`,
      {
        cause,
      },
    )
  } finally {
    if (input !== undefined) closeSync(input)
    if (output !== undefined) closeSync(output)
  }
}

function isSameFile(left: string, right: string): boolean {
  const other = statSync(right, { throwIfNoEntry: false })
  const own = statSync(left)
  return other !== undefined && other.ino === own.ino && other.dev === own.dev
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}
