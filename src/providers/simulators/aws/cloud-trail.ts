import { refusal, type AwsRefusal } from './answers.ts'
import { stampOf, type AwsWorld, type TrailRecord } from './world.ts'

const perSecond = 2
const pageMost = 50
const attributes = ['EventId', 'EventName', 'ReadOnly', 'Username', 'ResourceType', 'ResourceName', 'EventSource', 'AccessKeyId'] // prettier-ignore

interface Lookup {
  readonly LookupAttributes?: readonly { readonly AttributeKey?: string; readonly AttributeValue?: string }[] // prettier-ignore
  readonly StartTime?: number
  readonly EndTime?: number
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
export function lookUpEvents(
  world: AwsWorld,
  region: string,
  input: Lookup,
  nowMs: number,
): object | { readonly refusal: AwsRefusal } {
  const recent = (world.lookups.get(region) ?? []).filter((atMs) => nowMs - atMs < 1000)
  if (recent.length >= perSecond) return refusal(400, 'ThrottlingException', 'Rate exceeded')
  world.lookups.set(region, [...recent, nowMs])
  const { LookupAttributes: asked = [], MaxResults: most = pageMost } = input
  const [attribute] = asked
  if (asked.length > 1 || (attribute && !attributes.includes(attribute.AttributeKey ?? '')))
    return refusal(400, 'InvalidLookupAttributesException')
  if (most < 1 || most > pageMost) return refusal(400, 'InvalidMaxResultsException')
  const start = Number(input.NextToken ?? 0)
  const found = world.trail
    .filter((one) => one.region === region && nowMs - one.atMs >= world.trailDelayMs)
    .filter(
      ({ atMs }) =>
        atMs >= (input.StartTime ?? 0) * 1000 && atMs <= (input.EndTime ?? Infinity) * 1000,
    ) // prettier-ignore
    .filter(
      (one) =>
        attribute === undefined ||
        fits(one, attribute.AttributeKey!, attribute.AttributeValue ?? ''),
    ) // prettier-ignore
    .sort((left, right) => right.atMs - left.atMs)
  const next = start + most < found.length ? { NextToken: String(start + most) } : {}
  return { Events: found.slice(start, start + most).map((one) => eventOf(one)), ...next }
}

function fits({ keyId, record }: TrailRecord, attribute: string, value: string): boolean {
  if (attribute === 'AccessKeyId') return keyId === value
  return attribute === 'EventName' && record['eventName'] === value
}

function eventOf({ atMs, keyId, record }: TrailRecord): object {
  return {
    EventId: record['eventID'],
    EventName: record['eventName'],
    EventTime: atMs / 1000,
    EventSource: record['eventSource'],
    AccessKeyId: keyId,
    CloudTrailEvent: JSON.stringify(record),
  }
}

/** One call as CloudTrail writes it down. */
export interface RecordedCall {
  readonly keyId: string
  readonly arn: string
  readonly userName: string
  readonly isRole?: boolean
  readonly service: string
  readonly region: string
  readonly name: string
  readonly atMs: number
  readonly from?: string
  readonly userAgent?: string
  readonly error?: string
  readonly parameters?: object | null
  readonly response?: object | null
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export function recordCall(world: AwsWorld, call: RecordedCall): void {
  const hex = '0123456789abcdef'
  const issuer = { sessionContext: { sessionIssuer: { type: 'Role', userName: call.userName } } }
  const record = {
    eventVersion: '1.11',
    userIdentity: {
      type: call.isRole ? 'AssumedRole' : 'IAMUser',
      arn: call.arn,
      accountId: world.account,
      accessKeyId: call.keyId,
      ...(call.isRole ? issuer : { userName: call.userName }),
    },
    eventTime: stampOf(call.atMs),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: call.region,
    sourceIPAddress: call.from ?? '192.0.2.10',
    userAgent: call.userAgent ?? 'stanch',
    ...(call.error !== undefined && { errorCode: call.error }),
    requestParameters: call.parameters ?? null,
    responseElements: call.response ?? null,
    requestID: world.noise(hex, 32),
    eventID: world.noise(hex, 32),
  }
  world.trail.push({ region: call.region, atMs: call.atMs, keyId: call.keyId, record })
}
