import type { RetryRule } from './playbook.ts'

/** A provider that asks for longer than this is not waited for: whoever runs it decides. */
export const retryAfterMsMax = 15 * 60_000

/**
 * How long to wait before another attempt: doubled each time, up to a limit, of which the upper half is left to chance, so
 * that many responders do not come back at the same moment. A provider's own wish counts when it is longer.
 *
 * @param failed how many attempts have failed, from 1
 * @param random at least 0, less than 1
 * @returns milliseconds
 */
export function retryWaitMs(
  { waitMs, waitMsMax }: RetryRule,
  failed: number,
  { retryAfterMs = 0, random }: { readonly retryAfterMs?: number; readonly random: number },
): number {
  const full = Math.min(waitMsMax, waitMs * 2 ** (failed - 1))
  return Math.max(retryAfterMs, Math.round(full / 2 + (full / 2) * random))
}
