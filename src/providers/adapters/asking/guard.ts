import type {
  ActionContext,
  ActionOutcome,
  EffectAction,
  EvidenceOutcome,
  ProbeOutcome,
} from '../../../incident/adapter.ts'
import { StanchError } from '../../../text/error.ts'

/**
 * An effect whose acting credentials cannot be had ends as `refused`, with what is lacking; what it threw otherwise stays
 * thrown. Errors of this kind come before anything was sent that changes something.
 */
export function guarded(
  run: (context: ActionContext) => Promise<ActionOutcome>,
): (context: ActionContext) => Promise<ActionOutcome> {
  return async (context) => {
    try {
      return await run(context)
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof StanchError)) throw error
      return error.code === 'HTTP_FAILED'
        ? { result: 'failed', isTemporary: true, detail: lineOf(error) }
        : { result: 'refused', detail: lineOf(error) }
    }
  }
}

/** A probe without a value, an address or credentials proves nothing. */
export function guardedProbe(
  probe: (context: ActionContext) => Promise<ProbeOutcome>,
): (context: ActionContext) => Promise<ProbeOutcome> {
  return async (context) => {
    try {
      return await probe(context)
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof StanchError)) throw error
      return { verdict: 'unverifiable', detail: lineOf(error) }
    }
  }
}

/** The same for what only reads: it is a gap. */
export function guardedEvidence(
  run: (context: ActionContext) => Promise<EvidenceOutcome>,
): (context: ActionContext) => Promise<EvidenceOutcome> {
  return async (context) => {
    try {
      return await run(context)
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof StanchError)) throw error
      return { facts: {}, complete: false, gaps: [lineOf(error)], calls: [] }
    }
  }
}

/** The same for a question whether it was done: nobody can tell. */
export function guardedCheck(check: EffectAction['check']): EffectAction['check'] {
  return async (context) => {
    try {
      return await check(context)
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof StanchError)) throw error
      return { state: 'unknown', detail: lineOf(error) }
    }
  }
}

function lineOf({ message }: StanchError): string {
  return message.replaceAll(/\s*\n\s*/g, ' ')
}
