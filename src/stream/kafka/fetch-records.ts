import {
  createAPI,
  fetchV12,
  ProtocolError,
  type Connection,
  type Reader,
} from '@platformatic/kafka'
import type { AbortedTransaction } from './committed-batches.ts'

/** What is asked of one partition. */
export interface FetchPosition {
  readonly partition: number
  readonly offset: number
}

/** What a broker has of one partition. */
export interface FetchedPartition {
  readonly partition: number
  /** 0 when all is well. */
  readonly errorCode: number
  readonly aborted: readonly AbortedTransaction[]
  /** Batches as stored, the last maybe cut off. */
  readonly bytes: Uint8Array
}

const waitMs = 500
const answerBytesMax = 1 << 22
/** A batch that is longer is sent all the same, if it is the first. */
const partitionBytesMax = 1 << 20
const committedOnly = 1

/**
 * Reads on from some offsets, only what is committed. Waits half a second for the first byte.
 *
 * The library reads requests and connections, but not these answers: it gives up fields that brokers may add, and its own
 * reader of records drops what makes aborted ones known when their end stands in another answer.
 */
export function fetchRecords(
  connection: Connection,
  topic: string,
  positions: readonly FetchPosition[],
): Promise<readonly FetchedPartition[]> {
  const partitions = positions.map(({ partition, offset }) => ({
    partition,
    currentLeaderEpoch: -1,
    fetchOffset: BigInt(offset),
    lastFetchedEpoch: -1,
    partitionMaxBytes: partitionBytesMax,
  }))
  const topics = [{ topicId: topic, partitions }]
  return api.async(connection, waitMs, 1, answerBytesMax, committedOnly, 0, -1, topics, [], '')
}

const api = createAPI<Parameters<typeof fetchV12.createRequest>, readonly FetchedPartition[]>(
  1,
  12,
  fetchV12.createRequest,
  (_correlation, _key, _version, reader) => readAnswer(reader),
)

function readAnswer(reader: Reader): readonly FetchedPartition[] {
  reader.skip(4)
  const errorCode = reader.readInt16()
  if (errorCode !== 0) throw new ProtocolError(errorCode)
  reader.skip(4)
  const fetched: FetchedPartition[] = []
  for (let topics = count(reader); topics > 0; topics--) {
    reader.readString()
    for (let partitions = count(reader); partitions > 0; partitions--) {
      fetched.push(readPartition(reader))
    }
    skipTags(reader)
  }
  return fetched
}

function readPartition(reader: Reader): FetchedPartition {
  const partition = reader.readInt32()
  const errorCode = reader.readInt16()
  reader.skip(24)
  const aborted: AbortedTransaction[] = []
  for (let left = count(reader); left > 0; left--) {
    aborted.push({ producerId: reader.readInt64(), firstOffset: Number(reader.readInt64()) })
    skipTags(reader)
  }
  reader.skip(4)
  const length = count(reader)
  const bytes = reader.buffer.subarray(reader.position, reader.position + length).buffer
  reader.skip(length)
  skipTags(reader)
  return { partition, errorCode, aborted, bytes }
}

/** Compact: one more than there are, so that 0 is none. */
function count(reader: Reader): number {
  return Math.max(0, reader.readUnsignedVarInt() - 1)
}

function skipTags(reader: Reader): void {
  for (let left = reader.readUnsignedVarInt(); left > 0; left--) {
    reader.readUnsignedVarInt()
    reader.skip(reader.readUnsignedVarInt())
  }
}
