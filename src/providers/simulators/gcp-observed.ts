import type { HttpAnswer } from '../http-client.ts'
import { fault } from './gcp-fault.ts'
import { answerJson, jsonBodyOf, type SimulatedRequest } from './simulated-request.ts'

/** As https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry has them, with an AuditLog as payload. */
export interface LoggedEntry {
  readonly timestamp: string
  readonly protoPayload: {
    readonly methodName: string
    readonly resourceName: string
    readonly authenticationInfo: {
      readonly principalEmail: string
      readonly serviceAccountKeyName: string
    }
    readonly requestMetadata: object
  }
}

/** The last authentication of each key, one key a page: whoever reads only the first page finds another key's. */
export function answerActivities(
  request: SimulatedRequest,
  project: string,
  resources: readonly string[],
): HttpAnswer {
  const type = 'serviceAccountKeyLastAuthentication'
  const path = `/v1/projects/${project}/locations/global/activityTypes/${type}/activities:query`
  if (request.method !== 'GET' || request.path !== path) return fault(404, 'NOT_FOUND')
  const at = Number(request.query.get('pageToken') ?? '0')
  const fullResourceName = resources[at]
  if (fullResourceName === undefined) return answerJson(200, {})
  const activity = {
    lastAuthenticatedTime: `2026-11-2${at}T08:00:00Z`,
    serviceAccountKey: { fullResourceName },
  }
  return answerJson(200, {
    activities: [{ fullResourceName, activityType: type, activity }],
    ...(resources[at + 1] !== undefined && { nextPageToken: String(at + 1) }),
  })
}

/** Entries of one key's acts. */
export function answerEntries(
  request: SimulatedRequest,
  project: string,
  logged: readonly LoggedEntry[],
): HttpAnswer {
  if (request.method !== 'POST' || request.path !== '/v2/entries:list')
    return fault(404, 'NOT_FOUND')
  const body = (jsonBodyOf(request) ?? {}) as { resourceNames?: string[]; filter?: string }
  if (body.resourceNames?.[0] !== `projects/${project}`) return fault(400, 'INVALID_ARGUMENT')
  const named = /authenticationInfo\.serviceAccountKeyName="([^"]+)"/.exec(body.filter ?? '')?.[1]
  const since = /timestamp>="([^"]+)"/.exec(body.filter ?? '')?.[1]
  const entries = logged.filter(
    ({ timestamp, protoPayload: { authenticationInfo } }) =>
      authenticationInfo.serviceAccountKeyName === named &&
      (since === undefined || Date.parse(timestamp) >= Date.parse(since)),
  )
  return answerJson(200, entries.length === 0 ? {} : { entries })
}
