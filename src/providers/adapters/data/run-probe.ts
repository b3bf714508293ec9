import type { ActionContext, ProbeOutcome, ProbeVerdict } from '../../../incident/adapter.ts'
import { answerFacts } from './answer-facts.ts'
import { beginAction, type OpenFile } from './begin-action.ts'
import { missingOf } from './describe-action.ts'
import { performCalls, type CallsEnd } from './perform-calls.ts'
import type { ProviderAction } from './provider-schema.ts'
import { fillPublic } from './template.ts'

/**
 * Asks whether the credential works. Only an answer that the file describes is `live`, `dead` or `contained`.
 *
 * @param isControl with a value that cannot be a credential
 */
export async function runProbe(
  open: OpenFile,
  action: ProviderAction,
  context: ActionContext,
  isControl: boolean,
): Promise<ProbeOutcome> {
  const performance = beginAction(open, action, context, isControl)
  const missing = missingOf(open, action, context.subject, performance.scope)
  if (missing.length > 0)
    return { verdict: 'unverifiable', detail: `nothing was sent; missing: ${missing.join('; ')}` }
  const end = await performCalls(action.calls, performance)
  const verdict = verdictOf(end)
  const says =
    end.end === 'answered' && end.says !== undefined
      ? fillPublic(end.says, performance.scope)
      : undefined
  const detail = says ?? detailOf(end, verdict, open.file.name, isControl)
  const facts = factsOf(performance.captured)
  return {
    verdict,
    ...answerFacts(end.http, detail, performance.leaks),
    ...(end.end === 'answered' &&
      end.onlyAfterLive &&
      verdict === 'dead' && { onlyAfterLive: true as const }),
    ...(Object.keys(facts).length > 0 && { facts }),
  }
}

/** Facts as people see them, cut to a line. */
export function factsOf(captured: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...captured].map(([name, text]) => [
      name,
      text.length > 200 ? `${text.slice(0, 199)}…` : text,
    ]),
  )
}

function verdictOf(end: CallsEnd): ProbeVerdict {
  if (end.end !== 'answered') return 'unverifiable'
  return end.sign === 'live' || end.sign === 'dead' || end.sign === 'contained'
    ? end.sign
    : 'unverifiable'
}

function detailOf(
  end: CallsEnd,
  verdict: ProbeVerdict,
  provider: string,
  isControl: boolean,
): string {
  const what = isControl ? 'the known-bad token of the control' : 'it'
  if (verdict === 'live') return `${provider} takes ${what} as valid`
  if (verdict === 'dead') return `${provider} says that ${what} is no valid credential`
  if (verdict === 'contained') return `${provider} knows ${what}, but does not let it act`
  if (
    end.end === 'unsent' ||
    end.end === 'lost' ||
    end.end === 'not-found' ||
    end.end === 'ambiguous'
  )
    return end.detail
  return strangeDetail(end, provider)
}

/** Of an answer that says nothing of the credential. */
export function strangeDetail(end: CallsEnd, provider: string): string {
  const status = end.http?.status ?? 'nothing'
  const reason = end.end === 'strange' ? end.reason : undefined
  if (reason !== undefined) return `${status} came back, but not from ${provider}: ${reason}`
  if (status === 429) return `${provider} wants fewer requests (429)`
  return `${provider} answered ${status}, which says nothing of the credential`
}
