import { StanchError } from '../../../text/error.ts'
import { jsonOf, type HttpAnswer, type HttpClient, type HttpRequest } from '../../http-client.ts'
import { buildRequest, methodOf, readsOnly } from './build-request.ts'
import type { AnswerSign, ProviderCall } from './call-schema.ts'
import { chooseItem } from './choose-item.ts'
import { fitsAnswer } from './fits-answer.ts'
import { foreignReason } from './foreign-answer.ts'
import { plainFact, type LeakTest } from './plain-fact.ts'
import type { ProviderFile } from './provider-schema.ts'
import { readList, type ReadList } from './read-list.ts'
import { readPath } from './read-path.ts'
import type { Scope } from './template.ts'

/** What calls are performed with. */
export interface Performance {
  readonly file: ProviderFile
  readonly http: HttpClient
  readonly signal: AbortSignal
  readonly scope: Scope
  readonly secrets: readonly string[]
  /** Length of the rule's visible prefix. */
  readonly shared: number
  readonly leaks: LeakTest
  /** Filled by what calls capture; the scope reads it. */
  readonly captured: Map<string, string>
  /** New values that calls made; the caller takes them in at once. */
  readonly made: Map<string, Uint8Array>
}

/**
 * How the calls of an action ended. `answered`: as the file describes it. `strange`: otherwise; `reason` says that it was not
 * the provider who answered. `unsent`: the call that would have changed something never left. `lost`: it was sent, and no
 * answer came.
 */
export type CallsEnd = { readonly http?: HttpAnswer; readonly call: ProviderCall } & (
  | {
      readonly end: 'answered'
      readonly sign: AnswerSign
      readonly says?: string | undefined
      readonly onlyAfterLive?: boolean | undefined
    }
  | { readonly end: 'strange'; readonly reason?: string | undefined }
  | { readonly end: 'not-found'; readonly detail: string }
  | { readonly end: 'ambiguous'; readonly detail: string }
  | { readonly end: 'unsent'; readonly detail: string; readonly isTemporary: boolean }
  | { readonly end: 'lost'; readonly detail: string }
) & { readonly list?: ReadList }

/**
 * Sends calls in order until one ends the action.
 *
 * @param listPath of the items of the last call's list, where all of them are wanted
 * @throws the signal's reason
 */
export async function performCalls(
  calls: readonly ProviderCall[],
  performance: Performance,
  listPath?: string,
): Promise<CallsEnd> {
  let end: CallsEnd | undefined
  for (const [at, call] of calls.entries()) {
    const isLast = at === calls.length - 1
    end = await performCall(call, performance, isLast ? listPath : undefined)
    if (end.end !== 'answered' || end.sign !== 'ok') return end
  }
  return end!
}

async function performCall(
  call: ProviderCall,
  performance: Performance,
  listPath: string | undefined,
): Promise<CallsEnd> {
  const { http, signal } = performance
  const built = buildRequest(call, performance)
  if (built.missing) {
    const detail = `nothing was sent: ${built.missing.map((name) => `{${name}}`).join(', ')} is not known`
    return { end: 'unsent', detail, isTemporary: false, call }
  }
  let answer: HttpAnswer
  try {
    answer = await http.send(built.request, signal)
  } catch (error) {
    signal.throwIfAborted()
    return troubleOf(error, call)
  }
  const judged = judge(answer, call)
  if (judged.end !== 'answered') return judged
  return takeIn(judged, { call, answer, request: built.request, listPath }, performance)
}

/** What the file says of an answer, unless it is not the provider's. */
function judge(http: HttpAnswer, call: ProviderCall): CallsEnd {
  const reason = foreignReason(http)
  if (reason !== undefined) return { end: 'strange', reason, http, call }
  const fitting = call.answers.find((expected) => fitsAnswer(http, expected))
  if (fitting === undefined) return { end: 'strange', http, call }
  return {
    end: 'answered',
    sign: fitting.is,
    says: fitting.says,
    onlyAfterLive: fitting.onlyAfterLive,
    http,
    call,
  }
}

interface TakenIn {
  readonly call: ProviderCall
  readonly answer: HttpAnswer
  readonly request: HttpRequest
  readonly listPath: string | undefined
}

const refusals: ReadonlySet<AnswerSign> = new Set([
  'refused',
  'failed',
  'retry',
  'not-found',
  'dead',
  'unverifiable',
])

/** Reads further pages, chooses, captures. */
async function takeIn(judged: CallsEnd, one: TakenIn, performance: Performance): Promise<CallsEnd> {
  const { call, answer } = one
  // A refusal has no list: it stays one, and is not a list that could not be read.
  const isRefusal = judged.end === 'answered' && refusals.has(judged.sign)
  const from = isRefusal ? undefined : (call.choose?.from ?? one.listPath)
  const list = from === undefined ? undefined : await readAll(one, from, performance)
  let item = jsonOf(answer)
  if (call.choose && list) {
    const choice = chooseItem(list.items, call.choose, { ...performance, isWhole: list.isWhole })
    if (choice.result !== 'chosen')
      return {
        end: choice.result,
        detail: choiceDetail(choice.result, list),
        http: list.answer,
        call,
      }
    item = choice.item
  }
  capture(call, item, answer, performance)
  return { ...judged, ...(list && { list }) }
}

function readAll(
  { call, answer, request }: TakenIn,
  from: string,
  { http, signal }: Performance,
): Promise<ReadList> {
  const pages = call.pages ?? { whole: true as const }
  return readList(request, answer, { pages, from }, async (further) => {
    try {
      const page = await http.send(further, signal)
      const judged = judge(page, call)
      return judged.end === 'answered' && judged.sign === 'ok' ? page : undefined
    } catch {
      signal.throwIfAborted()
      return undefined
    }
  })
}

function choiceDetail(result: 'not-found' | 'ambiguous', { isWhole, items }: ReadList): string {
  if (!isWhole)
    return `the list could not be read to its end (${items.length} entries came), so that nothing shows which one it is`
  if (result === 'ambiguous') return 'more than one entry of the list could be it'
  return `none of the ${items.length} entries of the list is it`
}

/** An id that is cut off would name another thing: longer ones are left out. */
const capturedLengthMax = 2000

function capture(
  call: ProviderCall,
  item: unknown,
  answer: HttpAnswer,
  { leaks, captured, made }: Performance,
): void {
  for (const [name, place] of Object.entries(call.capture ?? {})) {
    if (typeof place !== 'string') {
      const value = readPath(item, place.path)
      if (typeof value === 'string' && value !== '') made.set(name, new TextEncoder().encode(value))
      continue
    }
    const value = place.startsWith('header:')
      ? answer.headers[place.slice('header:'.length).toLowerCase()]
      : readPath(item, place)
    const fact = plainFact(value, leaks, capturedLengthMax)
    if (fact !== undefined && fact.length < capturedLengthMax) captured.set(name, fact)
  }
}

/** Codes of what failed before a request could leave. */
const unsentCodes =
  /\((?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|UND_ERR_ABORTED|ERR_PRIVATE_ADDRESS|[A-Z_]*(?:CERT|SIGNED|ALTNAME|ISSUER)[A-Z_]*)\)/

function troubleOf(error: unknown, call: ProviderCall): CallsEnd {
  const isKnown = error instanceof StanchError
  const detail = isKnown ? error.message : `${methodOf(call)}: no answer`
  const refused =
    isKnown && /REFUSED|INVALID/.test(error.code) && error.code !== 'HTTP_REDIRECT_REFUSED'
  if (refused) return { end: 'unsent', detail, isTemporary: false, call }
  if (readsOnly(call) || unsentCodes.test(detail))
    return { end: 'unsent', detail, isTemporary: true, call }
  return { end: 'lost', detail, call }
}
