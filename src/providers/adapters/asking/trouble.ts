import type { ActionOutcome, ProbeOutcome } from '../../../incident/adapter.ts'
import { retryAfterMs } from './retry-after.ts'
import { factsOf, type Asked } from './ask.ts'

/**
 * What an answer means that no vendor means otherwise, for a call that changes something: it was lost, asked too often, or
 * the server stumbled. A 500, 502 or 504 does not say whether it was done.
 *
 * @returns `undefined` for what the vendor's own words decide
 */
export function troubleOf(asked: Asked): ActionOutcome | undefined {
  if ('problem' in asked) {
    return asked.mayHaveArrived
      ? { result: 'unknown', detail: asked.problem }
      : { result: 'failed', isTemporary: false, detail: asked.problem }
  }
  const { status } = asked.answer
  if (status === 429 || status === 503) return busy(asked, status)
  if (status >= 500) {
    const detail = `The provider stumbled (${status}); whether it was done is not known.`
    return { result: 'unknown', ...factsOf(asked, detail) }
  }
  return undefined
}

/** The same for a call that only reads before something is changed: nothing was changed, and it may be tried again. */
export function readTroubleOf(asked: Asked): ActionOutcome | undefined {
  const trouble = troubleOf(asked)
  if (trouble?.result !== 'unknown') return trouble
  return { ...trouble, result: 'failed', isTemporary: true }
}

function busy(asked: Asked, status: number): ActionOutcome {
  const detail =
    status === 429 ? 'Asked too often (429).' : 'The provider is not available now (503).'
  const wait = 'problem' in asked ? undefined : retryAfterMs(asked.answer.headers['retry-after'])
  return {
    result: 'failed',
    isTemporary: true,
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...factsOf(asked, detail),
  }
}

/** A `failed` or `refused` that another attempt will not mend. */
export function refusedBy(asked: Asked, detail: string): ActionOutcome {
  return { result: 'refused', ...factsOf(asked, detail) }
}

export function failedBy(asked: Asked, detail: string): ActionOutcome {
  return { result: 'failed', isTemporary: false, ...factsOf(asked, detail) }
}

/** Of a probe: whatever is neither live nor dead in the provider's own words. */
export function unverifiableBy(asked: Asked, detail?: string): ProbeOutcome {
  const told = 'problem' in asked ? asked.problem : undefined
  const status = 'problem' in asked ? '' : ` (${asked.answer.status})`
  return {
    verdict: 'unverifiable',
    ...factsOf(asked, detail ?? told ?? `An answer that proves neither${status}.`),
  }
}
