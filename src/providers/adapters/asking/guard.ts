import type {
  ActionContext,
  ActionOutcome,
  EffectAction,
  EvidenceOutcome,
  ProbeOutcome,
} from '../../../incident/adapter.ts'
import { StanchError } from '../../../text/error.ts'

type Asking<Outcome> = (context: ActionContext) => Promise<Outcome>
type CheckOutcome = Awaited<ReturnType<EffectAction['check']>>

/**
 * An effect whose acting credentials cannot be had ends as `refused`, with what is lacking; what it threw otherwise stays
 * thrown. Errors of this kind come before anything was sent that changes something.
 */
export function guarded(run: Asking<ActionOutcome>): Asking<ActionOutcome> {
  return telling(run, (detail, { code }) =>
    code === 'HTTP_FAILED'
      ? { result: 'failed', isTemporary: true, detail }
      : { result: 'refused', detail },
  )
}

/** A probe without a value, an address or credentials proves nothing. */
export function guardedProbe(probe: Asking<ProbeOutcome>): Asking<ProbeOutcome> {
  return telling(probe, (detail) => ({ verdict: 'unverifiable', detail }))
}

/** The same for what only reads: it is a gap. */
export function guardedEvidence(run: Asking<EvidenceOutcome>): Asking<EvidenceOutcome> {
  return telling(run, (gap) => ({ facts: {}, complete: false, gaps: [gap], calls: [] }))
}

/** The same for a question whether it was done: nobody can tell. */
export function guardedCheck(check: Asking<CheckOutcome>): Asking<CheckOutcome> {
  return telling(check, (detail) => ({ state: 'unknown', detail }))
}

/** @param told what becomes of an error of ours, whose message is one line here; all others stay thrown */
function telling<Outcome>(
  ask: Asking<Outcome>,
  told: (line: string, error: StanchError) => Outcome,
): Asking<Outcome> {
  return async (context) => {
    try {
      return await ask(context)
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof StanchError)) throw error
      return told(error.message.replaceAll(/\s*\n\s*/g, ' '), error)
    }
  }
}
