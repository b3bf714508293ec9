import { compressionsAlgorithmsByBitmask } from '@platformatic/kafka'
import { decompress as unzstd } from 'fzstd'
import { gunzipSync } from 'node:zlib'
import { concatBytes } from '../../text/bytes.ts'
import { reasonOf, StanchError } from '../../text/error.ts'

/** As the lowest bits of a batch's attributes name them. */
export const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

/** More than any sane batch holds; what is longer is an attack or damage. */
const plainBytesMax = 1 << 29

/**
 * The records of a batch.
 *
 * @param kind place in {@link compressions}
 * @throws StanchError `KAFKA_COMPRESSION`
 */
export function decompressRecords(body: Uint8Array, kind: number): Uint8Array {
  if (kind === 0) return body
  const name = compressions[kind]
  try {
    if (name === 'gzip') return gunzipSync(body, { maxOutputLength: plainBytesMax })
    // Node has zstd from 22.15 on only.
    if (name === 'zstd') return unzstd(body)
    if (name === 'snappy') return unsnappy(body)
    if (name === 'lz4') return byLibrary(body, kind)
  } catch (error) {
    throw unreadable(name, reasonOf(error), error)
  }
  throw unreadable(`number ${kind}`, 'it is not known')
}

/** Java writes snappy in blocks, behind this and two version numbers; others write it plain. */
const blockMark = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]
const blockHeadBytes = 16

function unsnappy(body: Uint8Array): Uint8Array {
  if (!blockMark.every((byte, at) => body[at] === byte)) return byLibrary(body, 2)
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const blocks: Uint8Array[] = []
  for (let at = blockHeadBytes; at + 4 <= body.length;) {
    const end = at + 4 + view.getUint32(at)
    // The library's result lies in memory that its next call uses again.
    blocks.push(byLibrary(body.subarray(at + 4, end), 2).slice())
    at = end
  }
  return concatBytes(blocks)
}

function byLibrary(body: Uint8Array, kind: number): Uint8Array {
  const { decompressSync } = compressionsAlgorithmsByBitmask[kind]!
  return decompressSync(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
}

function unreadable(name: string | undefined, reason: string, cause?: unknown): StanchError {
  return new StanchError(
    'KAFKA_COMPRESSION',
    `A batch of records is compressed by ${name}, which cannot be undone here: ${reason}`,
    { cause },
  )
}
