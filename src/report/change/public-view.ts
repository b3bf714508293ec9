import type { ScanResult } from '../scan-result.ts'

/** What everybody may read of a result. */
export function publicViewOf(result: ScanResult): ScanResult {
  return result
}
