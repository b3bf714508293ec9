export interface JsonScannerOptions {
  /**
   * Only what RFC 8259 allows. Otherwise a byte order mark may come first, strings may hold control characters but line
   * feeds, and any escape; and letters, digits, `+`, `-` and `.` in any order are a value (`NaN`).
   */
  readonly isStrict: boolean
  /** Objects and lists in each other. */
  readonly depthMax: number
  /** A longer key or string comes in pieces, whose borders do not depend on chunks; at least {@link pieceBytesMin}. A longer number is a fault. */
  readonly pieceBytesMax: number
}

export const defaultJsonScannerOptions: JsonScannerOptions = {
  isStrict: false,
  depthMax: 100_000,
  pieceBytesMax: 1 << 24,
}

/** More than two escapes. */
export const pieceBytesMin = 32
