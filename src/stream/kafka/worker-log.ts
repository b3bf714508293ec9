/** Who is told what happens; never of what is in a record. */
export interface WorkerLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** What a worker has done so far. */
export interface WorkerCounts {
  /** Records that went through, again if they were read again. */
  records: number
  /** Bytes of their values. */
  bytes: number
  /** Bytes that were committed. */
  bytesOut: number
  keysWithSecrets: number
  headersWithSecrets: number
  /** Records that were committed. */
  committed: number
  transactions: number
  aborted: number
}

export function noCounts(): WorkerCounts {
  return {
    records: 0,
    bytes: 0,
    bytesOut: 0,
    keysWithSecrets: 0,
    headersWithSecrets: 0,
    committed: 0,
    transactions: 0,
    aborted: 0,
  }
}
