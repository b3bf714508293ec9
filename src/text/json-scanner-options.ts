export interface JsonScannerOptions {
  /**
   * Only what RFC 8259 allows. Otherwise a byte order mark may come first, strings may hold control characters but line
   * feeds, and any escape; and letters, digits, `+`, `-` and `.` in any order are a value (`NaN`).
   */
  readonly isStrict: boolean
  /** Objects and lists in each other. */
  readonly depthMax: number
  /** A longer key or string comes in pieces, whose borders do not depend on chunks; at least 32. A longer number is a fault. */
  readonly pieceBytesMax: number
}

const pieceBytesMin = 32

/** What was not typed is a default; a piece holds two escapes at least. */
export function buildOptions(typed: Partial<JsonScannerOptions>): JsonScannerOptions {
  const { isStrict = false, depthMax = 100_000, pieceBytesMax = 1 << 24 } = typed
  return { isStrict, depthMax, pieceBytesMax: Math.max(pieceBytesMax, pieceBytesMin) }
}
