import {
  servePlanted,
  type Plant,
  type PlantedImporter,
  type PlantedStore,
} from './planted-stores.ts'

const credentials = [
  'planted-access-key-4JbW',
  'planted-secret-key-9ZrL',
  'planted-session-token-1KcV',
]

type Operations = Record<string, (input: Record<string, unknown>) => object>

/** @param to variable of its address, and which operations give values */
async function serveAws(
  plant: Plant,
  operations: Operations,
  to: { readonly variable: string; readonly ofValue: RegExp },
): Promise<PlantedStore> {
  const { origin } = await servePlanted(
    plant,
    (request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const operation = String(request.headers['x-amz-target']).split('.')[1]!
        const input = JSON.parse(body) as Record<string, unknown>
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        response.end(JSON.stringify(operations[operation]!(input)))
      })
    },
    (_, { headers }) => to.ofValue.test(String(headers['x-amz-target'])),
  )
  const [AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = ''] = credentials
  const env = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION: 'eu-west-1', [to.variable]: origin } // prettier-ignore
  return { words: [], env, credentials }
}

/** Each value is that of a key of a map. */
export const plantedAws: readonly PlantedImporter[] = [
  {
    name: 'aws-secrets-manager',
    plant: (plant) => {
      const arnOf = (at: number) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:s${at}`
      const valueOf = (arn: unknown) => ({ ARN: arn, VersionId: 'v1', SecretString: JSON.stringify({ value: plant.values[Number(/s(\d+)$/.exec(String(arn))![1])] }) }) // prettier-ignore
      const operations: Operations = {
        ListSecrets: () => ({ SecretList: plant.values.map((_, at) => ({ ARN: arnOf(at), Name: `s${at}`, SecretVersionsToStages: { v1: ['AWSCURRENT'] } })) }), // prettier-ignore
        BatchGetSecretValue: ({ SecretIdList }) => ({ SecretValues: (SecretIdList as string[]).map(valueOf), Errors: [] }), // prettier-ignore
        GetSecretValue: ({ SecretId }) => valueOf(SecretId),
      }
      return serveAws(plant, operations, { variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER', ofValue: /GetSecretValue$/ }) // prettier-ignore
    },
  },
  {
    name: 'aws-ssm',
    plant: (plant) => {
      const listed = plant.values.map((_, at) => ({ Name: `s${at}`, ARN: `arn:aws:ssm:eu-west-1:123456789012:parameter/s${at}`, Type: 'SecureString', Version: 1 })) // prettier-ignore
      const operations: Operations = {
        DescribeParameters: () => ({ Parameters: listed }),
        GetParameters: ({ Names }) => ({ Parameters: (Names as string[]).map((Name) => ({ Name, Version: 1, Value: JSON.stringify({ value: plant.values[Number(Name.slice(1))] }) })) }), // prettier-ignore
      }
      return serveAws(plant, operations, { variable: 'AWS_ENDPOINT_URL_SSM', ofValue: /GetParameters$/ }) // prettier-ignore
    },
  },
]
