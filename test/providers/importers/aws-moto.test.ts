import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportEvent } from '../../../src/inventory/stored-secret.ts'
import { AwsClient, type AwsReply } from '../../../src/providers/importers/aws/aws-client.ts'
import { accessKeysImporter } from '../../../src/providers/importers/aws/access-keys.ts'
import { callJson } from '../../../src/providers/importers/aws/call-json.ts'
import { callQuery } from '../../../src/providers/importers/aws/call-query.ts'
import { parameterStoreImporter } from '../../../src/providers/importers/aws/parameter-store.ts'
import { secretsManagerImporter } from '../../../src/providers/importers/aws/secrets-manager.ts'
import { fieldOf } from '../../../src/text/field-of.ts'
import { contextOf, importAll, secretsOf, tellingsOf, valuesOf } from './import-all.ts'
import { moto, startMoto, type RunningMoto } from './start-moto.ts'

const region = 'eu-west-1'
const account = '123456789012'
let server: RunningMoto
let env: Record<string, string>

const clients: Partial<Record<'secretsmanager' | 'ssm', AwsClient>> = {}

/** Fills the server through the client under test: one by one, for moto answers 500 when two write at once. */
async function call(service: 'secretsmanager' | 'ssm', operation: string, input: object) {
  const importer = service === 'ssm' ? parameterStoreImporter : secretsManagerImporter
  clients[service] ??= await AwsClient.open(await contextOf(importer, { env }), service, region)
  const reply: AwsReply = await callJson(clients[service], operation, input)
  expect(reply.error, operation).toBeUndefined()
  return reply.data as Record<string, string>
}

const create = (Name: string, input: object) => call('secretsmanager', 'CreateSecret', { Name, ...input }) // prettier-ignore
const put = (Name: string, Value: string, input: object = {}) =>
  call('ssm', 'PutParameter', { Name, Value, Type: 'SecureString', ...input })

describe.skipIf(moto.path === undefined)(`moto (${moto.skip})`, () => {
  beforeAll(async () => {
    server = await startMoto()
    env = {
      AWS_ENDPOINT_URL: server.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      HOME: '/nowhere',
    }
  }, 40_000)
  afterAll(() => server?.stop())

  describe('Secrets Manager', () => {
    let events: readonly ImportEvent[] = []
    const idOf = (name: string) => `aws-secrets-manager/${account}/${region}/${name}`
    const draftOf = (name: string) => secretsOf(events).find(({ draft }) => draft.id === idOf(name))!.draft // prettier-ignore
    let pending = ''
    let current = ''

    beforeAll(async () => {
      await create('first', { SecretString: 'value of none' })
      for (let at = 0; at < 105; at++)
        await create(`many/${at}`, { SecretString: `value of ${at}` })
      await create('app/db', {
        SecretString: '{"username":"ü","password":"first","port":5432,"options":{"x":["--help"]}}',
        Description: 'database of\nthe shop',
        Tags: [
          { Key: 'Owner', Value: 'payments' },
          { Key: 'Environment', Value: 'production' },
          { Key: 'CostCentre', Value: '#pay' },
        ],
      })
      const second = await call('secretsmanager', 'PutSecretValue', { SecretId: 'app/db', SecretString: '{"username":"ü","password":"second"}' }) // prettier-ignore
      current = second['VersionId']!
      const third = await call('secretsmanager', 'PutSecretValue', { SecretId: 'app/db', SecretString: '{"username":"ü","password":"third"}', VersionStages: ['AWSPENDING'] }) // prettier-ignore
      pending = third['VersionId']!
      await create('binary', { SecretBinary: Buffer.from([0, 255, 10, 65]).toString('base64') })
      await create('--help', { SecretString: '--help' })
      await create('/name+of=@all.-_', { SecretString: '{not json' })
      await create('without-value', {})
      await create('gone', { SecretString: 'no longer' })
      await call('secretsmanager', 'DeleteSecret', { SecretId: 'gone' })
      events = await importAll(secretsManagerImporter, { env, options: { map: ['oncall=CostCentre'] } }) // prettier-ignore
    }, 60_000)

    test('all pages, each key of a map, and every version that has a stage', () => {
      const values = valuesOf(events)
      const many = Object.keys(values).filter((id) => id.includes('/many/'))
      expect(many).toHaveLength(105)
      expect(values[idOf('many/104')]![0]).toMatch(/^[\w-]{36}=value of 104$/)
      expect(values[idOf('app/db#password')]!.map((value) => value.slice(37))).toEqual(['second', 'third', 'first']) // prettier-ignore
      expect(values[idOf('app/db#password')]![1]).toBe(`${pending}=third`)
      expect(values[idOf('app/db#username')]).toEqual([`${current}=ü`])
      expect(values[idOf('app/db#port')]![0]).toMatch(/=5432$/)
      expect(values[idOf('app/db#options.x.0')]![0]).toMatch(/=--help$/)
      expect(values[idOf('--help')]![0]).toMatch(/=--help$/)
      expect(values[idOf('/name+of=@all.-_')]![0]).toMatch(/=\{not json$/)
      expect(values[idOf('without-value')]).toEqual([])
      const binary = secretsOf(events).find(({ draft }) => draft.id === idOf('binary'))!
      expect([...binary.values[0]!.value]).toEqual([0, 255, 10, 65])
    })

    test('whose it is, from where, and a rotation that is half done', () => {
      const draft = draftOf('app/db#password')
      expect(draft).toMatchObject({
        owner: { team: 'payments', oncall: '#pay' },
        environment: 'production',
        purpose: 'database of the shop',
        store: { type: 'aws-secrets-manager', path: `${account}/${region}/app/db`, version: current, stage: 'AWSCURRENT' }, // prettier-ignore
        rotation: { strategy: 'dual', currentVersion: current, pendingVersion: pending },
      })
      const time = /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
      expect(draft.createdAt).toMatch(time)
      expect(draft.lastRotatedAt).toMatch(time)
      expect(draft.rotation!.pendingSince).toMatch(time)
      expect(draftOf('--help').rotation).toBeUndefined()
    })

    test('what is to be deleted is skipped, and nothing is a problem', () => {
      expect(tellingsOf(events)).toEqual([`skipped ${account}/${region}/gone: marked for deletion`])
    })

    test('metadata alone has no value, and yet the age of a pending version', async () => {
      const named = await importAll(secretsManagerImporter, { env, options: { metadataOnly: true, prefix: 'app/' } }) // prettier-ignore
      expect(valuesOf(named)).toEqual({ [idOf('app/db')]: [] })
      const [secret] = secretsOf(named)
      expect(secret!.draft.rotation).toMatchObject({ strategy: 'dual', pendingVersion: pending })
    })

    test('a secret is known by its region', async () => {
      const options = { region: ['us-east-1'] }
      expect(await importAll(secretsManagerImporter, { env, options })).toEqual([])
    })
  })

  describe('Parameter Store', () => {
    const idOf = (name: string) => `aws-ssm/${account}/${region}/${name}`

    beforeAll(async () => {
      await put('first', 'value of none')
      for (let at = 0; at < 52; at++) await put(`/many/${at}`, `value of ${at}`)
      await put('/app/token', 'first')
      await put('/app/token', '--help', { Overwrite: true, Description: 'for the mailer' })
      await call('ssm', 'AddTagsToResource', { ResourceType: 'Parameter', ResourceId: '/app/token', Tags: [{ Key: 'team', Value: 'mail' }] }) // prettier-ignore
      await put('map', '{"ü":"x y"}')
      await put('/plain', 'a host', { Type: 'String' })
    }, 30_000)

    test('all pages of what is encrypted; what is not is skipped and said so', async () => {
      const events = await importAll(parameterStoreImporter, { env })
      const values = valuesOf(events)
      expect(Object.keys(values)).toHaveLength(55)
      expect(values[idOf('many/51')]).toEqual(['1=value of 51'])
      expect(values[idOf('app/token')]).toEqual(['2=--help'])
      expect(values[`${idOf('map')}#~C3~BC`]).toEqual(['1=x y'])
      expect(tellingsOf(events)).toEqual([
        `skipped ${region}/plain: String: not encrypted, so said to be no secret; --include-string reads it`,
      ])
    })

    // Neither moto's list nor a history has an ARN, so here the account is not known.
    test('former versions and tags where they are asked for', async () => {
      const options = { history: true, tags: true, prefix: '/app', includeString: true }
      const [secret] = secretsOf(await importAll(parameterStoreImporter, { env, options }))
      expect(secret!.values.map(({ version, value }) => `${version}=${Buffer.from(value).toString()}`)).toEqual(['2=--help', '1=first']) // prettier-ignore
      expect(secret!.draft).toMatchObject({
        owner: { team: 'mail' },
        purpose: 'for the mailer',
        store: { type: 'aws-ssm', path: `${region}/app/token`, version: '2' },
        lastRotatedAt: expect.stringMatching(/Z$/) as string,
      })
    })
  })

  test('IAM: access keys by their ids, of whose user the tags name an owner', async () => {
    const client = await AwsClient.open(await contextOf(accessKeysImporter, { env }), 'iam', region)
    const iam = async (operation: string, input: Record<string, string>) => {
      const reply = await callQuery(client, operation, input)
      expect(reply.error, operation).toBeUndefined()
      return reply.data!
    }
    for (let user = 0; user < 101; user++) await iam('CreateUser', { UserName: `user-${user}` })
    await iam('TagUser', { UserName: 'user-7', 'Tags.member.1.Key': 'owner', 'Tags.member.1.Value': 'Ü & <co>@example.com' }) // prettier-ignore
    const made = await iam('CreateAccessKey', { UserName: 'user-7' })
    const id = String(fieldOf(made, 'AccessKey', 'AccessKeyId'))
    const other = String(fieldOf(await iam('CreateAccessKey', { UserName: 'user-9' }), 'AccessKey', 'AccessKeyId')) // prettier-ignore
    await iam('UpdateAccessKey', { UserName: 'user-9', AccessKeyId: other, Status: 'Inactive' })
    const events = await importAll(accessKeysImporter, { env })
    const drafts = secretsOf(events).map(({ draft }) => draft)
    expect(drafts.find(({ credentialRef }) => credentialRef === id)).toMatchObject({
      id: `aws-iam/${account}/user-7/${id}`,
      owner: { person: 'Ü & <co>@example.com' },
      state: 'active',
      createdAt: expect.stringMatching(/Z$/) as string,
    })
    expect(drafts.find(({ credentialRef }) => credentialRef === other)).toMatchObject({ state: 'suspended' }) // prettier-ignore
    expect(events.at(-1)).toEqual({ kind: 'covered', idPrefix: `aws-iam/${account}/` })
    expect(valuesOf(events)[`aws-iam/${account}/user-7/${id}`]).toEqual([`undefined=${id}`])
    expect(tellingsOf(events)).toEqual([])
  })
})
