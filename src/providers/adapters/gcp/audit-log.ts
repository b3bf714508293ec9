import type { AnswerFacts } from '../../../incident/adapter.ts'
import { fieldOf, objectsOf, textOf } from '../../../text/field-of.ts'
import { bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import type { GoogleCaller } from './google-caller.ts'
import { googleAnswerOf } from './google-reason.ts'
import type { NamedKey } from './service-account-key.ts'

/** One act with the key. */
export interface LoggedAct {
  readonly at: string
  readonly method: string
  readonly resource: string
  readonly callerIp: string
}

export type AuditLog =
  | {
      readonly entries: readonly LoggedAct[]
      readonly isWhole: boolean
      readonly facts: AnswerFacts
    }
  | { readonly gap: string }

const pagesMax = 5

/**
 * What Cloud Audit Logs say was done with the key, newest first. Reads of data stand there only where a project has
 * switched Data Access logs on.
 * https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list,
 * https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog#AuthenticationInfo
 *
 * @param since RFC 3339; all that the log keeps when undefined
 */
export async function readAuditLog(
  call: GoogleCaller,
  { project, account, keyId }: NamedKey,
  since: string | undefined,
): Promise<AuditLog> {
  const name = `//iam.googleapis.com/projects/${project}/serviceAccounts/${account}/keys/${keyId}`
  const from = Date.parse(since ?? '')
  const filter = [
    `protoPayload.authenticationInfo.serviceAccountKeyName="${name}"`,
    ...(Number.isNaN(from) ? [] : [`timestamp>="${new Date(from).toISOString()}"`]),
  ].join(' AND ')
  const entries: LoggedAct[] = []
  let pageToken: string | undefined
  for (let page = 1; ; page++) {
    const asked = await call('POST', 'https://logging.googleapis.com/v2/entries:list', {
      body: {
        resourceNames: [`projects/${project}`],
        filter,
        orderBy: 'timestamp desc',
        pageSize: 1000,
        ...(pageToken !== undefined && { pageToken }),
      },
      isReading: true,
    })
    if (statusOf(asked) !== 200)
      return { gap: `What was done with it is not known: Cloud Logging ${googleAnswerOf(asked)}.` }
    entries.push(...objectsOf(bodyOf(asked), 'entries').map((entry) => toAct(entry)))
    pageToken = textOf(bodyOf(asked), 'nextPageToken')
    if (pageToken === undefined || page === pagesMax)
      return {
        entries,
        isWhole: pageToken === undefined,
        facts: factsOf(asked, `${entries.length} entries of the audit log`),
      }
  }
}

function toAct(entry: object): LoggedAct {
  const payload = fieldOf(entry, 'protoPayload')
  return {
    at: textOf(entry, 'timestamp') ?? '',
    method: textOf(payload, 'methodName') ?? 'unknown',
    resource: textOf(payload, 'resourceName') ?? 'unknown',
    callerIp: textOf(payload, 'requestMetadata', 'callerIp') ?? '',
  }
}
