import { createAPI, produceV9, Writer, type Connection } from '@platformatic/kafka'

/** One batch for one partition; see `writeBatch`. */
export interface PartitionBatch {
  readonly partition: number
  readonly batch: Uint8Array
}

const allReplicas = -1
const answerTimeoutMs = 20_000

/** @throws the library's error when a partition did not take its batch */
export async function produceRecords(
  connection: Connection,
  transactionalId: string,
  topic: string,
  batches: readonly PartitionBatch[],
): Promise<void> {
  await api.async(connection, transactionalId, topic, batches)
}

const api = createAPI<Parameters<typeof createRequest>, produceV9.ProduceResponse>(
  0,
  9,
  createRequest,
  produceV9.parseResponse,
)

function createRequest(
  transactionalId: string,
  topic: string,
  batches: readonly PartitionBatch[],
): Writer {
  return Writer.create()
    .appendString(transactionalId)
    .appendInt16(allReplicas)
    .appendInt32(answerTimeoutMs)
    .appendArray([topic], (writer, name) => {
      writer.appendString(name).appendArray([...batches], (inner, { partition, batch }) => {
        inner
          .appendInt32(partition)
          .appendUnsignedVarInt(batch.length + 1)
          .append(batch as Buffer)
      })
    })
    .appendTaggedFields()
}
