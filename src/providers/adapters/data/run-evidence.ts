import type { ActionContext, EvidenceOutcome, MintedItem } from '../../../incident/adapter.ts'
import { answerFacts } from './answer-facts.ts'
import { beginAction, type OpenFile } from './begin-action.ts'
import { missingOf } from './describe-action.ts'
import { performCalls, type CallsEnd } from './perform-calls.ts'
import { plainFact, type LeakTest } from './plain-fact.ts'
import type { ProviderAction } from './provider-schema.ts'
import { readPath } from './read-path.ts'
import { factsOf, strangeDetail } from './run-probe.ts'

/** Reads what a plan needs to know, or what was made with the credential. */
export async function runEvidence(
  open: OpenFile,
  action: ProviderAction,
  context: ActionContext,
): Promise<EvidenceOutcome> {
  const performance = beginAction(open, action, context)
  const missing = missingOf(open, action, context.subject, performance.scope)
  if (missing.length > 0)
    return {
      facts: {},
      complete: false,
      gaps: [`${action.name}: missing: ${missing.join('; ')}`],
      calls: [],
    }
  const end = await performCalls(action.calls, performance, action.list?.from)
  const isGood = end.end === 'answered' && end.sign === 'ok'
  const gaps = gapsOf(end, action, open.file.name)
  const minted =
    action.list === undefined || !isGood
      ? undefined
      : (end.list?.items ?? []).flatMap((item) =>
          toMinted(item, action.list!, context.subject.exposedSince, performance.leaks),
        )
  const detail = isGood ? `${open.file.name} answered` : gaps[0]!
  return {
    facts: factsOf(performance.captured),
    ...(minted && { minted }),
    complete: gaps.length === 0,
    gaps,
    calls: [answerFacts(end.http, detail, performance.leaks)],
  }
}

function gapsOf(end: CallsEnd, { name, list }: ProviderAction, provider: string): string[] {
  if (end.end === 'answered' && end.sign === 'ok')
    return list === undefined || end.list?.isWhole
      ? []
      : [`${name}: the list could not be read to its end`]
  if (end.end === 'answered') return [`${name}: ${end.says ?? strangeDetail(end, provider)}`]
  if (end.end === 'strange') return [`${name}: ${strangeDetail(end, provider)}`]
  return [`${name}: ${end.detail}`]
}

/** Without a time it counts: nothing shows that it is older. */
function toMinted(
  item: unknown,
  list: NonNullable<ProviderAction['list']>,
  since: string | undefined,
  leaks: LeakTest,
): MintedItem[] {
  const read = (path: string | undefined) =>
    path === undefined ? undefined : plainFact(readPath(item, path), leaks)
  const id = read(list.id)
  const createdAt = read(list.createdAt)
  const detail = read(list.detail)
  if (id === undefined) return []
  const isOlder =
    since !== undefined && createdAt !== undefined && Date.parse(createdAt) < Date.parse(since)
  if (isOlder) return []
  return [
    {
      kind: list.kind,
      id,
      ...(createdAt !== undefined && { createdAt }),
      ...(detail !== undefined && { detail }),
    },
  ]
}
