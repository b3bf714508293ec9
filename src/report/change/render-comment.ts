import type { ScanResult } from '../scan-result.ts'
import type { ChangeFacts, FormerExposure } from './change-facts.ts'
import type { Standing } from './standing.ts'

/**
 * The review comment on one exposure of the result, with its hidden marker; at most 65,536 characters.
 *
 * @param fingerprint of an exposure of the result
 */
export function renderComment(
  _fingerprint: string,
  _standing: Standing,
  _result: ScanResult,
  _facts: ChangeFacts,
): string {
  return ''
}

/** What becomes of our comment on an exposure that is in no commit of this run. */
export function renderFormerComment(
  _former: FormerExposure,
  _standing: Standing,
  _facts: ChangeFacts,
): string {
  return ''
}
