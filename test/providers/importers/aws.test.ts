import { createServer, type IncomingMessage } from 'node:http'
import { mkdtempSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { HttpClient } from '../../../src/providers/http-client.ts'
import { parameterStoreImporter } from '../../../src/providers/importers/aws/parameter-store.ts'
import { secretsManagerImporter } from '../../../src/providers/importers/aws/secrets-manager.ts'
import { contextOf, importAll, secretsOf, tellingsOf, valuesOf } from './import-all.ts'

/**
 * What moto does not play: errors, throttling, many pages. Shapes as documented in
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html, …/API_ListSecrets.html,
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html.
 */
type Answer = readonly [status: number, body: unknown]
type Operations = Record<string, (input: Record<string, unknown>) => Answer>

const fault = (type: string, message = 'said by the server'): Answer => [400, { __type: `com.amazonaws#${type}:http://internal`, message }] // prettier-ignore

async function serveAws(operations: Operations) {
  const asked: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1]!
      asked.push(operation)
      headers.push(request.headers)
      const [status, answer] = operations[operation]?.(JSON.parse(body) as Record<string, unknown>) ?? fault('UnknownOperationException') // prettier-ignore
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const env = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
    AWS_SESSION_TOKEN: 'session',
    HOME: '/nowhere',
  }
  return { asked, headers, env }
}

const arnOf = (name: string) =>
  `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`
const idOf = (name: string) => `aws-secrets-manager/123456789012/eu-west-1/${name}`
const listed = (Name: string, stages: Record<string, string[]> = { v1: ['AWSCURRENT'] }, more = {}) => ({ ARN: arnOf(Name), Name, SecretVersionsToStages: stages, ...more }) // prettier-ignore
const value = (name: string, VersionId = 'v1', SecretString = `of ${name}`) => ({ ARN: arnOf(name), Name: name, VersionId, SecretString }) // prettier-ignore

test('a key that is refused is the problem of its secret; the others and its dates are read', async () => {
  const { env, headers } = await serveAws({
    ListSecrets: () => [200, { SecretList: [listed('a'), listed('b', { v1: ['AWSCURRENT'] }, { LastAccessedDate: 1_763_000_000.25, Tags: [{ Key: 'Team', Value: 'sre' }] }), listed('c')] }], // prettier-ignore
    BatchGetSecretValue: () => [200, { SecretValues: [value('c'), value('a')], Errors: [{ SecretId: arnOf('b'), ErrorCode: 'AccessDeniedException', Message: 'Access to KMS is not allowed' }] }], // prettier-ignore
  })
  const events = await importAll(secretsManagerImporter, { env })
  expect(valuesOf(events)).toEqual({ [idOf('a')]: ['v1=of a'], [idOf('b')]: [], [idOf('c')]: ['v1=of c'] }) // prettier-ignore
  expect(secretsOf(events)[1]!.draft).toMatchObject({ owner: { team: 'sre' }, lastAccessedAt: '2025-11-13T02:13:20Z' }) // prettier-ignore
  expect(tellingsOf(events)).toEqual([
    'problem 123456789012/eu-west-1/b: value not read: AccessDeniedException; it needs secretsmanager:GetSecretValue, and kms:Decrypt with its key',
  ])
  expect(headers[0]!['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-west-1\/secretsmanager\/aws4_request/) // prettier-ignore
  expect(headers[0]!['x-amz-security-token']).toBe('session')
})

test('where many may not be asked for at once, each is asked for by itself', async () => {
  const { env, asked } = await serveAws({
    ListSecrets: () => [200, { SecretList: [listed('a'), listed('b')] }],
    BatchGetSecretValue: () => fault('AccessDeniedException'),
    GetSecretValue: ({ SecretId }) => [200, value(String(SecretId).split(':')[6]!.slice(0, 1))],
  })
  const events = await importAll(secretsManagerImporter, { env })
  expect(valuesOf(events)).toEqual({ [idOf('a')]: ['v1=of a'], [idOf('b')]: ['v1=of b'] })
  expect(asked.filter((operation) => operation === 'BatchGetSecretValue')).toHaveLength(1)
})

test('a pending stage that stayed with the current version is no second value; one without a value is none yet', async () => {
  const { env } = await serveAws({
    ListSecrets: () => [200, { SecretList: [
      listed('done', { v2: ['AWSCURRENT', 'AWSPENDING'], v1: ['AWSPREVIOUS'] }, { RotationEnabled: true, LastRotatedDate: 1_700_000_000 }),
      listed('begun', { v1: ['AWSCURRENT'], v2: ['AWSPENDING'] }),
    ] }],
    BatchGetSecretValue: () => [200, { SecretValues: [value('done', 'v2'), value('begun', 'v1')], Errors: [] }],
    GetSecretValue: ({ VersionId, SecretId }) => SecretId === arnOf('done') ? [200, value('done', String(VersionId), 'before')] : fault('ResourceNotFoundException'),
  }) // prettier-ignore
  const events = await importAll(secretsManagerImporter, { env })
  expect(valuesOf(events)).toEqual({
    [idOf('done')]: ['v2=of done', 'v1=before'],
    [idOf('begun')]: ['v1=of begun'],
  })
  const [done, begun] = secretsOf(events)
  expect(done!.draft.rotation).toEqual({ strategy: 'dual', currentVersion: 'v2' })
  expect(begun!.draft.rotation).toEqual({ strategy: 'dual', currentVersion: 'v1', pendingVersion: 'v2' }) // prettier-ignore
  expect(tellingsOf(events)).toEqual(['skipped 123456789012/eu-west-1/begun: the pending version has no value yet']) // prettier-ignore
})

test('throttled calls are made again', async () => {
  let times = 0
  const { env } = await serveAws({
    ListSecrets: () => (++times < 3 ? fault('ThrottlingException') : [200, { SecretList: [] }]),
  })
  expect(await importAll(secretsManagerImporter, { env })).toEqual([])
  expect(times).toBe(3)
})

test.for([
  ['AccessDeniedException', 'AWS_FORBIDDEN', 'secretsmanager:ListSecrets'],
  ['UnrecognizedClientException', 'AWS_CREDENTIALS', 'sts get-caller-identity'],
  ['ExpiredTokenException', 'AWS_CREDENTIALS', 'not expired'],
] as const)('%s at the door ends the import and repeats nothing of the answer', async ([type, code, text]) => {
  const { env } = await serveAws({ ListSecrets: () => fault(type, 'x-amz-security-token:session') })
  const error = await importAll(secretsManagerImporter, { env }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) as string })
  expect(String(error)).not.toContain('session')
}) // prettier-ignore

test('parameters that are refused together are asked for one by one', async () => {
  const parameter = (Name: string, more = {}) => ({ Name, ARN: `arn:aws:ssm:eu-west-1:123456789012:parameter${Name}`, Type: 'SecureString', Version: 1, LastModifiedDate: 1_700_000_000.5, ...more }) // prettier-ignore
  const policy = { PolicyType: 'Expiration', PolicyText: '{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2027-12-02T21:34:33.000Z"}}' } // prettier-ignore
  const { env } = await serveAws({
    DescribeParameters: () => [200, { Parameters: [parameter('/a', { Policies: [policy] }), parameter('/b'), parameter('/c')] }], // prettier-ignore
    GetParameters: ({ Names }) => {
      const names = Names as string[]
      if (names.includes('/b')) return fault('AccessDeniedException')
      return [200, { Parameters: names.filter((name) => name !== '/c').map((Name) => ({ Name, Version: 1, Value: `of ${Name}` })), InvalidParameters: [] }] // prettier-ignore
    },
  })
  const events = await importAll(parameterStoreImporter, { env })
  const path = '123456789012/eu-west-1'
  expect(valuesOf(events)).toEqual({ [`aws-ssm/${path}/a`]: ['1=of /a'], [`aws-ssm/${path}/b`]: [], [`aws-ssm/${path}/c`]: [] }) // prettier-ignore
  expect(secretsOf(events)[0]!.draft).toMatchObject({ expiresAt: '2027-12-02T21:34:33Z', createdAt: '2023-11-14T22:13:20Z' }) // prettier-ignore
  expect(tellingsOf(events)).toEqual([
    expect.stringContaining(`problem ${path}/b: value not read: AccessDeniedException`),
    expect.stringContaining(`problem ${path}/c: value not read: ParameterNotFound`),
  ])
})

test('10,000 secrets pass in pages of 100', async () => {
  const http: HttpClient = {
    send({ headers, body }) {
      const operation = headers!['x-amz-target']!.split('.')[1]
      const input = JSON.parse(String(body)) as { NextToken?: string; SecretIdList?: string[] }
      const page = Number(input.NextToken ?? 0)
      const answer =
        operation === 'ListSecrets'
          ? { SecretList: Array.from({ length: 100 }, (_, at) => listed(`s${page}-${at}`)), ...(page < 99 ? { NextToken: String(page + 1) } : {}) } // prettier-ignore
          : { SecretValues: input.SecretIdList!.map((ARN) => ({ ARN, VersionId: 'v1', SecretString: ARN })), Errors: [] } // prettier-ignore
      return Promise.resolve({ status: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(answer)) }) // prettier-ignore
    },
  }
  const env = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' }
  const context = { ...(await contextOf(secretsManagerImporter, { env })), http }
  let count = 0
  for await (const event of secretsManagerImporter.events(context))
    if (event.kind === 'secret' && event.secret.values.length === 1) count++
  expect(count).toBe(10_000)
})

test('region and hosts come from the environment, an option, or the profile', async () => {
  const home = mkdtempSync(join(tmpdir(), 'stanch-aws-'))
  const file = join(home, 'config')
  writeFileSync(
    file,
    '[default]\nregion = us-east-1\n[profile  ops]\noutput=json\nregion=cn-north-1\n',
  )
  const hostsOf = async (env: Record<string, string>, options = {}) =>
    (await secretsManagerImporter.access!({ ...(await contextOf({ ...secretsManagerImporter, access: () => ({ hosts: [] }) }, { env })), options })).hosts // prettier-ignore
  const of = (AWS_CONFIG_FILE: string, more = {}) => ({ AWS_CONFIG_FILE, ...more })
  expect(await hostsOf(of(file))).toEqual(['secretsmanager.us-east-1.amazonaws.com'])
  expect(await hostsOf(of(file, { AWS_PROFILE: 'ops' }))).toEqual(['secretsmanager.cn-north-1.amazonaws.com.cn']) // prettier-ignore
  expect(await hostsOf(of(file, { AWS_DEFAULT_REGION: 'eu-north-1' }), { region: ['eu-west-1', 'eu-west-2'] })).toHaveLength(2) // prettier-ignore
  await expect(hostsOf(of('/nowhere'))).rejects.toMatchObject({ code: 'AWS_REGION' })
  await expect(hostsOf({ AWS_REGION: 'evil.example/' })).rejects.toMatchObject({
    code: 'AWS_REGION',
  })
  await expect(hostsOf({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://u:p@h' })).rejects.toMatchObject({ code: 'AWS_ENDPOINT' }) // prettier-ignore
})
