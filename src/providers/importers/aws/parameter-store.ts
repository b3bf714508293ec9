import type { ImportEvent, RecordDraft } from '../../../inventory/stored-secret.ts'
import { mapInOrder } from '../asking/map-in-order.ts'
import {
  isMetadataOnly,
  metadataOnlyOption,
  optionText,
  storeNameOf,
  storeNameOption,
} from '../asking/option-values.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { oneLine } from '../draft/one-line.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { labelMapOf, mapOption, withMapped } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { entriesOfText, secretsByKey, type StoredVersion } from '../draft/secrets-by-key.ts'
import { storeTime } from '../draft/store-time.ts'
import { leftOut, problem } from '../draft/told.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { AwsClient, awsForbidden } from './aws-client.ts'
import { awsEnvironment, awsRegionsOf, regionOption } from './aws-settings.ts'
import { awsEndpointOf } from '../../aws/aws-endpoint.ts'
import { jsonPages, placeOf } from './call-json.ts'
import { readParameterTags, readParameterValues, type ListedParameter, type ParameterValue } from './read-parameter-values.ts' // prettier-ignore

/** Of `GetParameters`. */
const batchMax = 10
const width = 4
const pageMax = 50

/**
 * AWS Systems Manager Parameter Store: parameters that are encrypted, `SecureString`. Ids are
 * `aws-ssm/<account>/<region>/<name>#<key>`, a name's first slash left out where it has one.
 *
 * (https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html, API_GetParameters,
 * API_GetParameterHistory, API_ListTagsForResource)
 */
export const parameterStoreImporter: Importer = {
  name: 'aws-ssm',
  description: 'AWS Systems Manager Parameter Store: encrypted parameters',
  options: [
    regionOption,
    { flags: '--prefix <name>', description: 'read only parameters whose names begin so' },
    { flags: '--include-string', description: 'read String and StringList, too, which are not encrypted' }, // prettier-ignore
    { flags: '--history', description: 'former versions’ values, too (one call more for each)' },
    { flags: '--tags', description: 'owners and the like from tags (one call more for each)' },
    metadataOnlyOption,
    mapOption,
    storeNameOption('aws-ssm'),
  ],
  environment: awsEnvironment,
  access: async (context) => ({
    hosts: (await awsRegionsOf(context)).map((region) => awsEndpointOf('ssm', region, context.env).host), // prettier-ignore
  }),
  async *events(context) {
    for (const region of await awsRegionsOf(context)) yield* readRegion(region, context)
  },
}

async function* readRegion(region: string, context: ImportContext): AsyncGenerator<ImportEvent> {
  const { options } = context
  const client = await AwsClient.open(context, 'ssm', region)
  const store = storeNameOf(context, 'aws-ssm')
  const labels = labelMapOf(context)
  const values = isMetadataOnly(context) ? 'none' : options['history'] === true ? 'history' : 'current' // prettier-ignore
  const prefix = optionText(context, 'prefix') ?? ''
  const covered = new Set<string>()
  const read = async (parameters: readonly ListedParameter[]): Promise<ImportEvent[]> => {
    const kept = parameters.filter(({ Type }) => Type === 'SecureString' || options['includeString'] === true) // prettier-ignore
    const found = await readParameterValues(client, kept, values)
    const events: ImportEvent[] = []
    for (const parameter of parameters) {
      const value = found.get(parameter.Name) ?? []
      const place = placeOf(parameter.ARN ?? ('error' in value ? undefined : value[0]?.ARN), region)
      const path = [...place, withoutSlash(parameter.Name)].join('/')
      covered.add(recordIdOf(store, [...place, ...withoutSlash(prefix).split('/')]))
      if (!kept.includes(parameter)) {
        events.push(
          leftOut(
            path,
            `${parameter.Type}: not encrypted, so said to be no secret; --include-string reads it`,
          ),
        )
        continue
      }
      const { tags, error } =
        options['tags'] === true
          ? await readParameterTags(client, parameter.Name)
          : { tags: {}, error: undefined }
      const draft = toDraft(parameter, path, withMapped(tags, labels))
      const versions = 'error' in value ? [] : value.map(toVersion)
      for (const secret of secretsByKey(draft, { store, path }, versions))
        events.push({ kind: 'secret', secret })
      if ('error' in value)
        events.push(
          problem(
            path,
            `value not read: ${value.error}; it needs ssm:GetParameters, and kms:Decrypt with its key`,
          ),
        )
      if (error !== undefined)
        events.push(problem(path, `tags not read: ${error}; they need ssm:ListTagsForResource`))
    }
    return events
  }
  const told = mapInOrder(batches(client, prefix), width, read)
  yield* withCoverage(told, () => (values === 'none' ? [] : covered))
}

async function* batches(client: AwsClient, prefix: string): AsyncGenerator<ListedParameter[]> {
  const filters = prefix !== '' ? { ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: [prefix] }] } : {} // prettier-ignore
  const pages = jsonPages(
    client,
    'DescribeParameters',
    { MaxResults: pageMax, ...filters },
    {
      items: 'Parameters',
      orThrow: (error) => awsForbidden(client, error, 'ssm:DescribeParameters and GetParameters, and kms:Decrypt with keys of your own'), // prettier-ignore
    },
  )
  for await (const page of pages) {
    const parameters = page as readonly ListedParameter[]
    for (let at = 0; at < parameters.length; at += batchMax)
      yield parameters.slice(at, at + batchMax)
  }
}

function withoutSlash(name: string): string {
  return name.replace(/^\//, '')
}

function toVersion({ Version, Value }: ParameterValue): StoredVersion {
  return { version: String(Version ?? 1), entries: entriesOfText(Value) }
}

function toDraft(
  parameter: ListedParameter,
  path: string,
  labels: Readonly<Record<string, unknown>>,
): Omit<RecordDraft, 'id'> {
  const version = parameter.Version === undefined ? undefined : String(parameter.Version)
  return {
    ...withoutMissing({ purpose: oneLine(parameter.Description) }),
    ...draftOfLabels(labels),
    store: { type: 'aws-ssm', path, ...withoutMissing({ version }) },
    ...withoutMissing({
      // The first version's time is also that of the parameter.
      createdAt: version === '1' ? storeTime(parameter.LastModifiedDate) : undefined,
      lastRotatedAt: storeTime(parameter.LastModifiedDate),
      expiresAt: expirationOf(parameter),
    }),
  }
}

/** Of an advanced parameter: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html. */
function expirationOf({ Policies }: ListedParameter): string | undefined {
  for (const { PolicyType, PolicyText } of Policies ?? []) {
    const timestamp = /"Timestamp"\s*:\s*"([^"]+)"/.exec(PolicyText ?? '')?.[1]
    if (PolicyType === 'Expiration') return storeTime(timestamp)
  }
  return undefined
}
