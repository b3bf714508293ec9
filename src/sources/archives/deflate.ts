import { constants, deflateRawSync } from 'node:zlib'
import { gather } from './gather.ts'

/** Compressed on their own, so that what comes is written as it comes; a byte boundary parts them. */
const segmentBytes = 1 << 20

/** Compresses synchronously and lazily to raw deflate (RFC 1951). */
export function* deflateChunks(
  chunks: Iterable<Uint8Array>,
): Generator<Uint8Array, void, undefined> {
  for (const segment of gather(chunks, segmentBytes)) {
    yield deflateRawSync(segment, { finishFlush: constants.Z_SYNC_FLUSH })
  }
  yield deflateRawSync(new Uint8Array(0))
}
