/** What becomes of records. */
export interface LanePolicy {
  /** What a stream of records is: all of a partition, or those of a key. */
  readonly by: 'partition' | 'key'
  /** `say`: keys pass, and it is said that they hold a secret. `drop`: the value gives way, too. */
  readonly keys: 'say' | 'mask' | 'drop'
  /** `pass-if-clean`: Avro, Protobuf and what else is no JSON passes if nothing is found in its bytes. */
  readonly schemaRegistered: 'pass-if-clean' | 'withhold'
}

/** Told of what a mask in the value does not show. */
export interface LaneObserver {
  readonly onKeySecret: () => void
  readonly onHeaderSecret: () => void
}

export const lanePolicyDefaults = {
  by: 'partition',
  keys: 'mask',
  schemaRegistered: 'pass-if-clean',
} as const satisfies LanePolicy
