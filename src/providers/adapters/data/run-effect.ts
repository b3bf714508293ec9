import type {
  ActionContext,
  ActionOutcome,
  AnswerFacts,
  EffectAction,
} from '../../../incident/adapter.ts'
import type { RotationStore } from '../../../incident/rotation-store.ts'
import { parseRetryAfter } from '../../http/retry-delay.ts'
import type { HttpAnswer } from '../../http-client.ts'
import { answerFacts } from './answer-facts.ts'
import { beginAction, type OpenFile } from './begin-action.ts'
import { readsOnly } from './build-request.ts'
import { missingOf } from './describe-action.ts'
import { performCalls, type CallsEnd, type Performance } from './perform-calls.ts'
import type { ProviderAction } from './provider-schema.ts'
import { runProbe, strangeDetail } from './run-probe.ts'
import { beforeMaking, checkMade, knownOf, madeBy, stageMade, storeFor } from './stage-made.ts'
import { fillPublic } from './template.ts'

/** Changes something at the provider; see `EffectAction`. */
export async function runEffect(
  open: OpenFile,
  action: ProviderAction,
  context: ActionContext,
): Promise<ActionOutcome> {
  const performance = beginAction(open, action, context)
  const { subject, also = [], keep } = context
  const missing = [subject, ...also].flatMap((one) => {
    const { scope } =
      one === subject ? performance : beginAction(open, action, { ...context, subject: one })
    return missingOf(open, action, one, scope)
  })
  if (also.length + 1 > (action.batchMax ?? 1))
    missing.push(`a batch of at most ${action.batchMax ?? 1}`)
  const store = storeFor(open, action, subject)
  if (madeBy(action).length > 0 && keep === undefined && store === undefined)
    missing.push('a place for the new value')
  if (missing.length > 0)
    return {
      result: 'refused',
      detail: `nothing was sent; missing: ${[...new Set(missing)].join('; ')}`,
    }
  const told = store && (await beforeMaking(store, action, context))
  if (told !== undefined) return told
  const end = await performCalls(action.calls, performance)
  const [made] = performance.made.values()
  if (store !== undefined && made !== undefined)
    return stageOutcome(open, action, context, { store, made, performance, end })
  for (const value of performance.made.values()) await keep?.(value)
  return toOutcome(end, open, action, context, performance)
}

/** What the store does not take goes to where a person named a file; without one it is lost, which is said. */
async function stageOutcome(
  open: OpenFile,
  action: ProviderAction,
  context: ActionContext,
  { store, made, performance, end }: { readonly store: RotationStore; readonly made: Uint8Array; readonly performance: Performance; readonly end: CallsEnd }, // prettier-ignore
): Promise<ActionOutcome> {
  const staged = await stageMade(open, store, made, context)
  const outcome = toOutcome(end, open, action, context, performance)
  if ('version' in staged && 'identity' in outcome) {
    const known = { ...outcome.known, ...knownOf(action, staged.version) }
    return { ...outcome, known, detail: `${outcome.detail}; ${staged.detail}` }
  }
  if ('version' in staged) return { ...outcome, detail: `${outcome.detail}; ${staged.detail}` }
  const id = performance.captured.get('newKeyId')
  const name = id === undefined ? 'the new value' : `the new value (id ${id})`
  await context.keep?.(made)
  const rest = context.keep === undefined ? `${name} is lost: make another one by hand, and revoke this one` : `${name} is in --new-value-file: put it there by hand` // prettier-ignore
  return { ...outcome, result: 'unknown', detail: `${outcome.detail}, but ${staged.detail}; ${rest}` } // prettier-ignore
}

/** Asks whether an effect is there. */
export async function checkEffect(
  open: OpenFile,
  action: ProviderAction,
  context: ActionContext,
): ReturnType<EffectAction['check']> {
  const { probe: probeName, calls } = action.check ?? {}
  const probe = open.file.actions.find(({ name }) => name === probeName)
  if (probe !== undefined) {
    const { verdict, facts: _facts, ...answer } = await runProbe(open, probe, context, false)
    const state = verdict === 'dead' ? 'effected' : verdict === 'live' ? 'not-effected' : 'unknown'
    const shown = { ...answer, state } as const
    if (madeBy(action).length === 0) return shown
    return checkMade(storeFor(open, action, context.subject), action, shown, context)
  }
  const performance = beginAction(open, action, context)
  const end = calls === undefined ? undefined : await performCalls(calls, performance)
  const sign = end?.end === 'answered' ? end.sign : undefined
  const isTold = sign === 'effected' || sign === 'not-effected'
  const detail =
    end === undefined
      ? 'nothing tells whether it was done'
      : sign === 'effected'
        ? `${open.file.name} shows that it was done`
        : sign === 'not-effected'
          ? `${open.file.name} shows that it was not done`
          : 'detail' in end
            ? end.detail
            : strangeDetail(end, open.file.name)
  return { ...answerFacts(end?.http, detail, performance.leaks), state: isTold ? sign : 'unknown' }
}

function toOutcome(
  end: CallsEnd,
  { file, setting }: OpenFile,
  action: ProviderAction,
  { subject }: ActionContext,
  { scope, captured, leaks }: Performance,
): ActionOutcome {
  const facts = (detail: string) => answerFacts(end.http, detail, leaks)
  if (end.end === 'not-found' || end.end === 'ambiguous')
    return { ...facts(end.detail), result: end.end }
  if (end.end === 'unsent')
    return { ...facts(end.detail), result: 'failed', isTemporary: end.isTemporary }
  if (end.end === 'lost') return { ...facts(end.detail), result: 'unknown' }
  const now = setting.clock.now()
  if (end.end === 'strange') return strangeOutcome(end, facts(strangeDetail(end, file.name)), now)
  const says = end.says === undefined ? undefined : fillPublic(end.says, scope)
  switch (end.sign) {
    case 'done':
    case 'accepted':
    case 'already': {
      const typed = fillPublic(action.identity ?? '{keyId}', scope)
      const id = typed.includes('{') || leaks(typed) ? subject.secret?.fingerprint : typed
      return {
        ...facts(says ?? goodDetails[end.sign](file.name)),
        result: end.sign,
        identity: { proof: action.proof ?? 'human-attested', id: id ?? 'unknown' },
        ...(captured.size > 0 && { known: Object.fromEntries(captured) }),
      }
    }
    case 'not-found':
    case 'refused':
      return {
        ...facts(says ?? `${file.name} answered ${end.http?.status}: ${end.sign}`),
        result: end.sign,
      }
    case 'retry':
      return failed(
        facts(says ?? `${file.name} answered ${end.http?.status}, which may pass`),
        true,
        end.http,
        now,
      )
    case 'failed':
      return failed(
        facts(says ?? `${file.name} answered ${end.http?.status}`),
        false,
        end.http,
        now,
      )
    default:
      return {
        ...facts(
          says ??
            `${file.name} answered ${end.http?.status}, which does not say whether it was done`,
        ),
        result: 'unknown',
      }
  }
}

const goodDetails = {
  done: (name: string) => `${name} says that it is done`,
  accepted: (name: string) => `${name} says only that it will be done`,
  already: (name: string) => `${name} says that it was so before`,
} as const

/** An answer that the file does not describe: done only if that cannot be excluded, then nobody knows. */
function strangeOutcome(
  end: CallsEnd & { readonly end: 'strange' },
  facts: AnswerFacts,
  now: number,
): ActionOutcome {
  const status = end.http?.status ?? 0
  if (readsOnly(end.call)) return failed(facts, isPassing(status), end.http, now)
  const isUpstream = status >= 500 && status !== 503 && status !== 511
  const isOwnSuccess = status < 300 && end.reason === undefined
  if (isUpstream || isOwnSuccess || status === 408) return { ...facts, result: 'unknown' }
  return failed(facts, isPassing(status), end.http, now)
}

function isPassing(status: number): boolean {
  return [408, 425, 429, 500, 502, 503, 504].includes(status)
}

function failed(
  facts: AnswerFacts,
  isTemporary: boolean,
  http: HttpAnswer | undefined,
  now: number,
): ActionOutcome {
  const told = http?.headers['retry-after']
  const retryAfterMs = told === undefined ? undefined : parseRetryAfter(told, now)
  return {
    ...facts,
    result: 'failed',
    isTemporary,
    ...(isTemporary && retryAfterMs !== undefined && { retryAfterMs }),
  }
}
