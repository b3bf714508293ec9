import type { RecordState } from '../../../inventory/record.ts'
import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { StanchError } from '../../../text/error.ts'
import { fieldOf } from '../../../text/field-of.ts'
import { mapInOrder } from '../asking/map-in-order.ts'
import { storeNameOf, storeNameOption } from '../asking/option-values.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { labelMapOf, mapOption, withMapped, type LabelMap } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem } from '../draft/told.ts'
import type { Importer } from '../importer.ts'
import { AwsClient, awsForbidden } from './aws-client.ts'
import { awsEnvironment, awsRegionsOf } from './aws-settings.ts'
import { awsEndpointOf } from '../../aws/aws-endpoint.ts'
import { callQuery, queryPages } from './call-query.ts'
import { placeOf } from './call-json.ts'

/** IAM allows few calls a second. */
const width = 2
const standardRegion = 'us-east-1'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyMetadata.html */
const states: Readonly<Record<string, RecordState>> = {
  Active: 'active',
  Inactive: 'suspended',
  Expired: 'deactivated',
}

/**
 * Access keys of the users of an AWS account, by their ids alone: IAM tells no secret key. A lone id that leaked then has
 * an owner, and a state. Ids are `aws-iam/<account>/<user>/<key id>`.
 *
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html, API_ListAccessKeys, API_GetAccessKeyLastUsed,
 * API_ListUserTags)
 */
export const accessKeysImporter: Importer = {
  name: 'aws-iam',
  description: 'AWS IAM: access keys of users, by their ids, with last use and state',
  options: [mapOption, storeNameOption('aws-iam')],
  environment: awsEnvironment,
  access: async (context) => {
    const [region] = await awsRegionsOf(context, standardRegion)
    return { hosts: [awsEndpointOf('iam', region!, context.env).host] }
  },
  async *events(context) {
    const [region] = await awsRegionsOf(context, standardRegion)
    const client = await AwsClient.open(context, 'iam', region!)
    const store = storeNameOf(context, 'aws-iam')
    const labels = labelMapOf(context)
    const users = queryPages(client, 'ListUsers', {}, { list: 'Users', orThrow: (error) => awsForbidden(client, error, 'iam:ListUsers, ListAccessKeys, GetAccessKeyLastUsed and ListUserTags') }) // prettier-ignore
    const prefixes = new Set<string>()
    const told = mapInOrder(users, width, (user) => {
      prefixes.add(`${recordIdOf(store, placeOf(user['Arn']))}/`)
      return readUser(client, user, { store, labels })
    })
    yield* withCoverage(told, () => prefixes)
  },
}

async function readUser(
  client: AwsClient,
  user: Readonly<Record<string, unknown>>,
  { store, labels }: { readonly store: string; readonly labels: LabelMap },
): Promise<ImportEvent[]> {
  const name = String(user['UserName'])
  const path = [...placeOf(user['Arn']), name].join('/')
  const events: ImportEvent[] = []
  const keys = await membersOf(client, 'ListAccessKeys', name, { list: 'AccessKeyMetadata', path }, events) // prettier-ignore
  // Who has no key is asked for no more.
  const tags = keys.length === 0 ? [] : await membersOf(client, 'ListUserTags', name, { list: 'Tags', path }, events) // prettier-ignore
  const labelled = draftOfLabels(withMapped(Object.fromEntries(tags.map((tag) => [String(tag['Key']), tag['Value']])), labels)) // prettier-ignore
  for (const key of keys) {
    const id = String(key['AccessKeyId'])
    const used = await callQuery(client, 'GetAccessKeyLastUsed', { AccessKeyId: id })
    if (used.error !== undefined)
      events.push(
        problem(
          `${path}/${id}`,
          `last use not read: ${used.error}; it needs iam:GetAccessKeyLastUsed`,
        ),
      )
    const draft = {
      ...labelled,
      id: recordIdOf(store, [...path.split('/'), id]),
      provider: 'AWS',
      kind: 'aws-access-key-id',
      credentialRef: id,
      state: states[String(key['Status'])] ?? 'active',
      store: { type: 'aws-iam', path: `${path}/${id}` },
      revocation: { adapter: 'aws-iam', identityProof: 'id-embedded', reversible: true },
      ...withoutMissing({
        createdAt: storeTime(key['CreateDate']),
        lastAccessedAt: storeTime(fieldOf(used.data, 'AccessKeyLastUsed', 'LastUsedDate')),
      }),
    } as const
    const values = [{ value: bytesOfUtf8(id), isIdentifier: true }] as const
    events.push({ kind: 'secret', secret: { draft, values } })
  }
  return events
}

/** All members for a user; none and a problem where they could not be read. */
async function membersOf(
  client: AwsClient,
  operation: string,
  user: string,
  { list, path }: { readonly list: string; readonly path: string },
  events: ImportEvent[],
): Promise<Readonly<Record<string, unknown>>[]> {
  const members: Readonly<Record<string, unknown>>[] = []
  const paging = { list, orThrow: (error: string) => new StanchError(callRefused, error) }
  try {
    for await (const member of queryPages(client, operation, { UserName: user }, paging))
      members.push(member)
  } catch (error) {
    if (!(error instanceof StanchError) || error.code !== callRefused) throw error
    events.push(problem(path, `not listed: ${error.message}; it needs iam:${operation}`))
  }
  return members
}

const callRefused = 'AWS_CALL_REFUSED'
