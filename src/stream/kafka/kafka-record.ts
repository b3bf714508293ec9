/** A header: names may repeat, values may be null. */
export interface KafkaHeader {
  readonly key: Uint8Array
  readonly value: Uint8Array | null
}

/** What a producer sends, and a topic keeps. */
export interface KafkaRecord {
  /** Milliseconds since 1970, or whatever 64 bits the producer set. */
  readonly timestamp: bigint
  readonly key: Uint8Array | null
  /** `null` is a tombstone: it deletes its key in a compacted topic. */
  readonly value: Uint8Array | null
  readonly headers: readonly KafkaHeader[]
}

/** A record at its place in a partition. */
export interface StoredRecord extends KafkaRecord {
  /** Below 2^53. Offsets ascend, with gaps. */
  readonly offset: number
}

export const noHeaders: readonly KafkaHeader[] = []
