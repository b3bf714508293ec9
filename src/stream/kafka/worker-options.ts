import type { ConnectionOptions as TlsOptions } from 'node:tls'
import type { LanePolicy } from './lane-policy.ts'
import type { WrittenCompression } from './write-batch.ts'

/** How brokers are reached. */
export interface BrokerOptions {
  /** `host:port` of some of them. */
  readonly brokers: readonly string[]
  /** Undefined: plain text. */
  readonly tls: TlsOptions | undefined
  readonly sasl: SaslOptions | undefined
}

/** Secrets are asked for at each connection, so that they may change. */
export interface SaslOptions {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER'
  readonly username: () => string
  readonly password: () => string
  /** For OAUTHBEARER. */
  readonly token: () => string
}

export interface WorkerOptions extends BrokerOptions {
  readonly from: string
  readonly to: string
  readonly group: string
  /**
   * Unique in the group, and the same again after a restart: the new one takes over at once, and a former one that still
   * runs is shut out. Undefined: a new member each time.
   */
  readonly instance: string | undefined
  readonly lanes: LanePolicy
  /** Where to begin in partitions of which nothing is committed. */
  readonly start: 'earliest' | 'latest'
  readonly compression: WrittenCompression
  /** Records are out, and committed, after this time at the latest. Milliseconds. */
  readonly commitIntervalMs: number
  /** How long a secret of several records may stay open before it is masked as far as it is known. Milliseconds. */
  readonly holdMs: number
  /** After this time without a sign of life a member is given up, and so is its transaction. Milliseconds. */
  readonly sessionTimeoutMs: number
  /** Stops when all is done that was there at the start. */
  readonly untilEnd: boolean
}

export const workerDefaults = {
  start: 'earliest',
  compression: 'none',
  commitIntervalMs: 100,
  holdMs: 10_000,
  sessionTimeoutMs: 10_000,
} as const
