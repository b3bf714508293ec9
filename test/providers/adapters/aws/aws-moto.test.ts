import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ActionOutcome, Adapter, EffectAction, EvidenceAction, ProbeAction, Subject } from '../../../../src/incident/adapter.ts' // prettier-ignore
import { openAdapter, type OpenAdapter } from '../../../../src/providers/adapters/adapters.ts'
import { awsIamSource } from '../../../../src/providers/adapters/aws/aws-sources.ts'
import { AwsCaller } from '../../../../src/providers/aws/aws-caller.ts'
import { createHttpClient } from '../../../../src/providers/http/create-http-client.ts'
import { fieldOf } from '../../../../src/text/field-of.ts'
import { moto, startMoto, type RunningMoto } from '../../importers/start-moto.ts'
import { secretOf } from '../simulated.ts'

const region = 'eu-west-1'
const signal = new AbortController().signal
const clock = { now: () => Date.now(), sleep: () => Promise.resolve() }
let server: RunningMoto
let opened: OpenAdapter
let root: AwsCaller
let known: Record<string, string> = {}
/** Of the user whose key leaks, and of one whose name begins alike. */
let leaked: { id: string; secret: string }
let other: { id: string; secret: string }
let subject: Subject

async function iam(operation: string, input: Record<string, string>) {
  const answer = await root.query('iam', operation, input, { signal, effect: 'once' })
  expect(answer.error, operation).toBeUndefined()
  return answer.data!
}

async function makeKey(UserName: string) {
  await iam('CreateUser', { UserName })
  const { AccessKey: key } = await iam('CreateAccessKey', { UserName })
  return { id: String(fieldOf(key, 'AccessKeyId')), secret: String(fieldOf(key, 'SecretAccessKey')) } // prettier-ignore
}

function action<T extends Adapter['actions'][number]>(name: string): T {
  return opened.adapter.actions.find((one) => one.name === name) as T
}

const context = (name: string) => ({
  subject: { ...subject, known },
  idempotencyKey: Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64),
  signal,
})
async function run(name: string): Promise<ActionOutcome> {
  const outcome = await action<EffectAction>(name).run(context(name))
  if ('known' in outcome) known = { ...known, ...outcome.known }
  return outcome
}
const stateOf = async (name: string) =>
  (await action<EffectAction>(name).check(context(name))).state
const probe = (name: string) => action<ProbeAction>(name).run(context(name))

async function secretValue(stage: string): Promise<unknown> {
  const answer = await root.json('secretsmanager', 'GetSecretValue', { SecretId: 'app/deploy', VersionStage: stage }, { signal, effect: 'read' }) // prettier-ignore
  return answer.data && JSON.parse(String(answer.data['SecretString']))
}

// Signatures and policies are checked by it, a key's being inactive is not; CloudTrail's records it does not have.
describe.skipIf(moto.path === undefined)(`AWS keys at moto (${moto.skip})`, () => {
  beforeAll(async () => {
    server = await startMoto({ MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' })
    const base = { AWS_ENDPOINT_URL: server.url, AWS_REGION: region, HOME: '/nowhere' }
    const http = createHttpClient({ allowedHosts: [new URL(server.url).host], env: {} })
    const testing = { accessKeyId: 'testing', secretAccessKey: 'testing' }
    root = new AwsCaller({ http, env: base, clock, region, credentials: () => Promise.resolve(testing) }) // prettier-ignore
    const operator = await makeKey('responder')
    await iam('AttachUserPolicy', { UserName: 'responder', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }) // prettier-ignore
    leaked = await makeKey('deploy')
    other = await makeKey('deploy-2')
    await iam('AttachUserPolicy', { UserName: 'deploy', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }) // prettier-ignore
    await iam('TagUser', { UserName: 'deploy', 'Tags.member.1.Key': 'owner', 'Tags.member.1.Value': 'payments' }) // prettier-ignore
    const value = JSON.stringify({ id: leaked.id, key: leaked.secret, bucket: 'x/y' })
    await root.json('secretsmanager', 'CreateSecret', { Name: 'app/deploy', SecretString: value }, { signal, effect: 'once' }) // prettier-ignore
    const env = { ...base, AWS_ACCESS_KEY_ID: operator.id, AWS_SECRET_ACCESS_KEY: operator.secret }
    root = new AwsCaller({ http, env, clock, region, credentials: () => Promise.resolve({ accessKeyId: operator.id, secretAccessKey: operator.secret }) }) // prettier-ignore
    // From now on it asks for signatures and policies.
    await fetch(`${server.url}/moto-api/reset-auth`, { method: 'POST', body: '0' })
    opened = await openAdapter(awsIamSource, { env, clock })
    const store = { type: 'aws-secrets-manager', path: `123456789012/${region}/app/deploy` }
    subject = { rule: 'aws-secret-access-key', provider: 'AWS', keyId: leaked.id, secret: secretOf(leaked.secret), store } // prettier-ignore
  }, 60_000)
  afterAll(async () => {
    await opened?.close()
    server?.stop()
  })

  test('live; a wrong secret is not dead; a key that is none is', async () => {
    expect(await probe('identity')).toMatchObject({ verdict: 'live', facts: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/deploy' } }) // prettier-ignore
    expect(await probe('key-id')).toMatchObject({ verdict: 'live' })
    expect(await action<ProbeAction>('identity').control(context('identity'))).toMatchObject({ verdict: 'dead' }) // prettier-ignore
    const wrong = {
      ...context('identity'),
      subject: { ...subject, secret: secretOf(other.secret) },
    }
    expect(await action<ProbeAction>('identity').run(wrong)).toMatchObject({
      verdict: 'unverifiable',
    })
    expect(await probe('permission')).toMatchObject({ verdict: 'live' })
  })

  test('evidence, with what it does not play as gaps', async () => {
    const told = await action<EvidenceAction>('evidence').run(context('evidence'))
    expect(told.facts).toMatchObject({ owner: expect.stringMatching(/^user deploy\b/) as string, status: 'Active', scopes: 'ReadOnlyAccess', tags: 'owner=payments', otherKeys: 'none', mayAct: 'unknown' }) // prettier-ignore
    expect(told.facts['actingAs']).toContain('user/responder')
    expect(told.complete).toBe(false)
  })

  test('quarantined with V3, for it has no V4; contained, and not dead; undone', async () => {
    expect(await run('quarantine')).toMatchObject({ result: 'done', known: { awsQuarantine: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' } }) // prettier-ignore
    expect(await stateOf('quarantine')).toBe('effected')
    // It denies without AWS's words, and that proves nothing.
    expect(await probe('permission')).toMatchObject({ verdict: 'unverifiable' })
    expect(await probe('identity')).toMatchObject({ verdict: 'live' })
    expect(await run('end-quarantine')).toMatchObject({ result: 'done' })
    expect(await stateOf('end-quarantine')).toBe('effected')
    expect(await probe('permission')).toMatchObject({ verdict: 'live' })
  })

  test('sessions are denied by a policy in line, which is taken away again', async () => {
    expect(await run('deny-sessions')).toMatchObject({ result: 'done' })
    expect(await stateOf('deny-sessions')).toBe('effected')
    expect(await run('allow-sessions')).toMatchObject({ result: 'done' })
    expect(await stateOf('allow-sessions')).toBe('effected')
  })

  test('rotated into Secrets Manager, rolled back, and rotated again', async () => {
    expect(await run('rotate')).toMatchObject({ result: 'done' })
    expect(await stateOf('rotate')).toBe('effected')
    const pending = await secretValue('AWSPENDING')
    expect(pending).toMatchObject({ id: known['awsNewKey'], bucket: 'x/y' })
    expect(await run('roll-back')).toMatchObject({ result: 'done' })
    expect(await stateOf('roll-back')).toBe('effected')
    expect(await secretValue('AWSCURRENT')).toMatchObject({ id: leaked.id })
    known = { awsUser: 'deploy' }
    const again = { ...context('rotate-2'), subject }
    const made = await action<EffectAction>('rotate').run(again)
    expect(made).toMatchObject({ result: 'done' })
    known = (made as { known: Record<string, string> }).known
    expect(await run('promote')).toMatchObject({ result: 'done' })
    expect(await secretValue('AWSCURRENT')).toMatchObject({ id: known['awsNewKey'] })
    expect(await secretValue('AWSPREVIOUS')).toMatchObject({ id: leaked.id })
    expect(await stateOf('promote')).toBe('effected')
    const full = await action<EffectAction>('rotate').run({ ...context('rotate-3'), subject: { ...subject, keyId: known['awsNewKey'], secret: undefined } }) // prettier-ignore
    expect(full).toMatchObject({ result: 'refused' })
  })

  test('deactivated, activated, deactivated; deleted only then; dead, and the others live', async () => {
    expect(await run('delete')).toMatchObject({ result: 'refused' })
    expect(await run('deactivate')).toMatchObject({ result: 'done' })
    expect(await run('deactivate')).toMatchObject({ result: 'already' })
    expect(await run('activate')).toMatchObject({ result: 'done' })
    expect(await stateOf('activate')).toBe('effected')
    expect(await run('deactivate')).toMatchObject({ result: 'done' })
    expect(await stateOf('deactivate')).toBe('effected')
    expect(await stateOf('delete')).toBe('not-effected')
    expect(await run('delete')).toMatchObject({ result: 'done', identity: { proof: 'exact-match', id: leaked.id } }) // prettier-ignore
    expect(await stateOf('delete')).toBe('effected')
    expect(await run('delete')).toMatchObject({ result: 'not-found' })
    expect(await probe('identity')).toMatchObject({ verdict: 'dead' })
    expect(await probe('key-id')).toMatchObject({ verdict: 'dead' })
    const alive = { ...context('identity'), subject: { ...subject, keyId: other.id, secret: secretOf(other.secret) } } // prettier-ignore
    expect(await action<ProbeAction>('identity').run(alive)).toMatchObject({ verdict: 'live' })
  })
})
