import type { AnswerFacts } from '../../../incident/adapter.ts'
import { objectsOf, textOf, isObject, type JsonObject } from '../../../text/field-of.ts'
import type { AwsCaller } from '../../aws/aws-caller.ts'
import type { AwsActing } from './acting.ts'

/** What CloudTrail keeps of a call (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html). */
export interface TrailEvent {
  readonly name: string
  readonly source: string
  /** As the record has it: `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly at: string
  readonly region: string
  readonly from: string | undefined
  readonly userAgent: string | undefined
  readonly requestId: string | undefined
  /** Of a call that failed. */
  readonly error: string | undefined
  readonly record: JsonObject
}

export interface TrailLookup {
  readonly events: readonly TrailEvent[]
  /** What could not be read, so that nothing may be concluded from its absence. */
  readonly gaps: readonly string[]
  readonly calls: readonly AnswerFacts[]
}

export interface TrailQuestion {
  readonly attribute: 'AccessKeyId' | 'EventName' | 'ResourceName'
  readonly value: string
  readonly regions: readonly string[]
  /** ISO 8601; what lies before it does not count. */
  readonly since: string | undefined
}

/** Two calls a second, for an account and region (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html). */
const waitMs = 550
const pageMax = 50
/** In one region, for one question: 2,000 events, in half a minute. */
const pagesMax = 40
const historyDays = 90
const dayMs = 86_400_000
const permission = 'cloudtrail:LookupEvents'

/** Names by which a region says that the account has not opted into it. */
const notEnabled = /^(?:UnrecognizedClientException|InvalidClientTokenId|OptInRequired)$/

/** Reads the event history of management events, region by region, page by page, the newest first. */
export async function lookUpTrail(
  acting: AwsActing,
  caller: AwsCaller,
  question: TrailQuestion,
  signal: AbortSignal,
): Promise<TrailLookup> {
  const now = acting.setting.clock.now()
  const oldest = now - historyDays * dayMs
  const since = question.since === undefined ? oldest : Date.parse(question.since)
  const gaps: string[] = []
  const events: TrailEvent[] = []
  const calls: AnswerFacts[] = []
  if (since < oldest)
    gaps.push(`CloudTrail’s event history goes back ${historyDays} days only; look in a trail’s bucket for what is older`) // prettier-ignore
  for (const [at, region] of question.regions.entries()) {
    const input = {
      LookupAttributes: [{ AttributeKey: question.attribute, AttributeValue: question.value }],
      MaxResults: pageMax,
      StartTime: Math.floor(Math.max(since, oldest) / 1000),
      EndTime: Math.ceil(now / 1000),
    }
    const read = await lookUpRegion(acting, caller.patient().in(region), input, signal)
    events.push(...read.events)
    calls.push(...read.calls)
    // Of the first one, where all accounts are, it says that nobody may look.
    const isLeftOut = read.isNotEnabled && at > 0
    if (read.gap !== undefined && !isLeftOut) gaps.push(`${region}: ${read.gap}`)
  }
  return { events, gaps, calls }
}

async function lookUpRegion(
  acting: AwsActing,
  caller: AwsCaller,
  input: object,
  signal: AbortSignal,
): Promise<{ events: TrailEvent[]; gap?: string; isNotEnabled?: boolean; calls: AnswerFacts[] }> {
  const events: TrailEvent[] = []
  const calls: AnswerFacts[] = []
  let token: string | undefined
  for (let page = 1; ; page++) {
    const asked = { ...input, ...(token !== undefined && { NextToken: token }) }
    const { error, data, facts } = await caller.json('cloudtrail', 'LookupEvents', asked, { signal, effect: 'read' }) // prettier-ignore
    calls.push({ ...facts, detail: `CloudTrail of ${caller.region}: ${error ?? `page ${page}`}` })
    if (error !== undefined || !Array.isArray(data?.['Events']))
      return { events, calls, gap: `not read: ${error ?? 'no list'}; it needs ${permission}`, isNotEnabled: notEnabled.test(error ?? '') } // prettier-ignore
    events.push(...objectsOf(data, 'Events').flatMap((event) => trailEvent(event)))
    const next = textOf(data, 'NextToken')
    await acting.setting.clock.sleep(waitMs, signal)
    if (next === undefined || next === token) return { events, calls }
    if (page === pagesMax)
      return { events, calls, gap: `only the newest ${page * pageMax} events were read` }
    token = next
  }
}

function trailEvent(event: JsonObject): TrailEvent[] {
  const record = recordOf(textOf(event, 'CloudTrailEvent'))
  const name = textOf(record, 'eventName') ?? textOf(event, 'EventName')
  if (record === undefined || name === undefined) return []
  return [
    {
      name,
      record,
      source: textOf(record, 'eventSource') ?? '',
      at: textOf(record, 'eventTime') ?? '',
      region: textOf(record, 'awsRegion') ?? '',
      from: textOf(record, 'sourceIPAddress'),
      userAgent: textOf(record, 'userAgent'),
      requestId: textOf(record, 'requestID'),
      error: textOf(record, 'errorCode'),
    },
  ]
}

function recordOf(json: string | undefined): JsonObject | undefined {
  try {
    const record: unknown = JSON.parse(json ?? '')
    return isObject(record) ? record : undefined
  } catch {
    return undefined
  }
}
