import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { mapInOrder } from '../asking/map-in-order.ts'
import {
  isMetadataOnly,
  metadataOnlyOption,
  optionText,
  storeNameOf,
  storeNameOption,
} from '../asking/option-values.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { labelMapOf, mapOption } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { leftOut, skipped } from '../draft/told.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { AwsClient, awsForbidden } from './aws-client.ts'
import { awsEnvironment, awsRegionsOf, regionOption } from './aws-settings.ts'
import { awsEndpointOf } from '../../aws/aws-endpoint.ts'
import { jsonPages, placeOf } from './call-json.ts'
import { readSecretValues, type ListedSecret } from './read-secret-values.ts'
import { toStoredSecrets, versionsToRead } from './to-stored-secrets.ts'

/** Of `BatchGetSecretValue`; as many are read at once as one call takes. */
const batchMax = 20
const width = 4
const pageMax = 100

/**
 * AWS Secrets Manager: values of all versions that have a stage. Ids are
 * `aws-secrets-manager/<account>/<region>/<name>#<key>`, for names repeat in accounts and regions.
 *
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html, API_BatchGetSecretValue,
 * API_GetSecretValue, API_ListSecretVersionIds)
 */
export const secretsManagerImporter: Importer = {
  name: 'aws-secrets-manager',
  description: 'AWS Secrets Manager: current, pending and previous values, rotation, last use',
  options: [
    regionOption,
    { flags: '--prefix <name>', description: 'read only secrets whose names begin so' },
    metadataOnlyOption,
    mapOption,
    storeNameOption('aws-secrets-manager'),
  ],
  environment: awsEnvironment,
  access: async (context) => ({
    hosts: (await awsRegionsOf(context)).map((region) => awsEndpointOf('secretsmanager', region, context.env).host), // prettier-ignore
  }),
  async *events(context) {
    const regions = await awsRegionsOf(context)
    for (const region of regions) yield* readRegion(region, regions, context)
  },
}

async function* readRegion(
  region: string,
  regions: readonly string[],
  context: ImportContext,
): AsyncGenerator<ImportEvent> {
  const client = await AwsClient.open(context, 'secretsmanager', region)
  const request = {
    store: storeNameOf(context, 'aws-secrets-manager'),
    labels: labelMapOf(context),
    region,
  }
  const hasValues = !isMetadataOnly(context)
  const prefix = optionText(context, 'prefix') ?? ''
  const covered = new Set<string>()
  let mayBatch = true
  const read = async (secrets: readonly ListedSecret[]): Promise<ImportEvent[]> => {
    for (const { ARN } of secrets)
      covered.add(recordIdOf(request.store, [...placeOf(ARN, region), ...prefix.split('/')]))
    const events = secrets.map((secret) => skippedOf(secret, region, regions))
    const kept = secrets.filter((_, at) => events[at] === undefined)
    const values = await readSecretValues(client, kept, {
      wanted: (secret) => versionsToRead(secret),
      values: !hasValues ? 'none' : mayBatch ? 'batches' : 'one-by-one',
    })
    mayBatch &&= values.mayBatch
    return secrets.flatMap((secret, at) => {
      const skipped = events[at]
      return skipped ? [skipped] : toStoredSecrets(secret, values.of(secret), request)
    })
  }
  const told = mapInOrder(batches(client, prefix), width, read)
  yield* withCoverage(told, () => (hasValues ? covered : []))
}

async function* batches(client: AwsClient, prefix: string): AsyncGenerator<ListedSecret[]> {
  const filters = prefix !== '' ? { Filters: [{ Key: 'name', Values: [prefix] }] } : {} // prettier-ignore
  const pages = jsonPages(
    client,
    'ListSecrets',
    { MaxResults: pageMax, IncludePlannedDeletion: true, ...filters },
    {
      items: 'SecretList',
      orThrow: (error) =>
        awsForbidden(client, error, 'secretsmanager:ListSecrets, BatchGetSecretValue and GetSecretValue, and kms:Decrypt with keys of your own'), // prettier-ignore
    },
  )
  for await (const page of pages) {
    const secrets = page as readonly ListedSecret[]
    for (let at = 0; at < secrets.length; at += batchMax) yield secrets.slice(at, at + batchMax)
  }
}

function skippedOf(
  { ARN, Name, DeletedDate, PrimaryRegion }: ListedSecret,
  region: string,
  regions: readonly string[],
): ImportEvent | undefined {
  const path = [...placeOf(ARN, region), Name].join('/')
  if (DeletedDate !== undefined && DeletedDate !== null) return skipped(path, 'marked for deletion')
  // Whoever reads this region alone takes it.
  if (PrimaryRegion && PrimaryRegion !== region && regions.includes(PrimaryRegion))
    return leftOut(path, `a replica of the one in ${PrimaryRegion}`)
  return undefined
}
