import { expect, test } from 'vitest'
import type { Subject } from '../../../../src/incident/adapter.ts'
import { awsIamSource } from '../../../../src/providers/adapters/aws/aws-sources.ts'
import { AwsSimulator, type AwsSimulatorOptions } from '../../../../src/providers/simulators/aws.ts'
import { contextOf, onStage, secretOf, type Stage } from '../simulated.ts'

async function open(
  options: AwsSimulatorOptions = {},
  subject: Partial<Subject> = {},
  env: Readonly<Record<string, string>> = {},
) {
  const simulator = new AwsSimulator(options)
  const planted = simulator.plant()
  const setting = { subject, env: { ...planted.env, ...env }, plant: () => planted }
  return { stage: await onStage(awsIamSource, simulator, setting), simulator }
}

const run = (stage: Stage, name: string, known: Subject['known'] = {}) =>
  stage.effect(name).run(contextOf({ ...stage.subject, known }))
const probe = (stage: Stage, name: string) => stage.probe(name).run(contextOf(stage.subject))
const verdictOf = async (stage: Stage, name: string) => (await probe(stage, name)).verdict

test('a deactivated key works for some seconds, and only then it is dead', async () => {
  const { stage, simulator } = await open({ propagationMs: 4000 })
  expect(await verdictOf(stage, 'identity')).toBe('live')
  expect(await run(stage, 'deactivate')).toMatchObject({ result: 'done', known: { awsUser: 'deploy-1' } }) // prettier-ignore
  expect(await verdictOf(stage, 'identity')).toBe('live')
  expect(await verdictOf(stage, 'key-id')).toBe('live')
  stage.nowMs += 4000
  expect(await verdictOf(stage, 'identity')).toBe('dead')
  expect(await verdictOf(stage, 'key-id')).toBe('dead')
  expect(await verdictOf(stage, 'permission')).toBe('dead')
  expect(simulator.effects).toEqual([{ what: 'deactivated', id: stage.planted.keyId }])
})

test('quarantine is contained by another call, and never dead', async () => {
  const { stage } = await open({ propagationMs: 3000 })
  expect(await verdictOf(stage, 'permission')).toBe('live')
  const done = await run(stage, 'quarantine')
  expect(done).toMatchObject({ result: 'done' })
  expect(await verdictOf(stage, 'permission')).toBe('live')
  stage.nowMs += 3000
  expect(await verdictOf(stage, 'permission')).toBe('contained')
  expect(await verdictOf(stage, 'identity')).toBe('live')
  const known = (done as { known: Record<string, string> }).known
  expect(await run(stage, 'end-quarantine', known)).toMatchObject({ result: 'done' })
  expect(await verdictOf(stage, 'permission')).toBe('live')
  expect(await run(stage, 'end-quarantine', known)).toMatchObject({ result: 'already' })
})

test('V3 where V4 is not there; what AWS attached itself stays', async () => {
  const { stage, simulator } = await open({ quarantines: ['AWSCompromisedKeyQuarantineV3'] })
  expect(await run(stage, 'quarantine')).toMatchObject({ known: { awsQuarantine: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' } }) // prettier-ignore
  const again = await run(stage, 'quarantine')
  expect(again).toMatchObject({ result: 'already' })
  expect('known' in again).toBe(false)
  expect(await run(stage, 'end-quarantine')).toMatchObject({ result: 'refused' })
  expect(simulator.effects).toHaveLength(1)
  const none = await open({ quarantines: [] })
  expect(await run(none.stage, 'quarantine')).toMatchObject({
    result: 'failed',
    isTemporary: false,
  })
})

test('a wrong secret for a live id is not dead', async () => {
  const { stage } = await open()
  const secret = secretOf(stage.planted.value.split('').reverse().join(''))
  const told = await stage.probe('identity').run(contextOf({ ...stage.subject, secret }))
  expect(told).toMatchObject({ verdict: 'unverifiable', detail: expect.stringContaining('SignatureDoesNotMatch') as string }) // prettier-ignore
})

test('a look-alike key is never touched', async () => {
  const { stage, simulator } = await open()
  const twin = simulator.world.keys.find(({ user }) => user === 'deploy-10')!
  expect(twin.id.slice(0, -1)).toBe(stage.planted.keyId!.slice(0, -1))
  await run(stage, 'deactivate')
  await run(stage, 'delete')
  const gone = await run(stage, 'delete')
  expect(gone).toMatchObject({ result: 'not-found' })
  expect(twin).toMatchObject({ status: 'Active', isDeleted: false })
  for (const keyId of [
    stage.planted.keyId!.toLowerCase(),
    `${stage.planted.keyId} `,
    `${twin.id.slice(0, 19)}9`,
  ]) {
    const told = await stage.effect('deactivate').run(contextOf({ ...stage.subject, keyId }))
    expect(['refused', 'not-found'], keyId).toContain(told.result)
  }
  expect(simulator.effects.map(({ id }) => id)).toEqual([stage.planted.keyId, stage.planted.keyId])
})

test('whose key IAM names and whose list it stands in must agree', async () => {
  const { stage, simulator } = await open()
  const answers = [
    '<GetAccessKeyLastUsedResponse><GetAccessKeyLastUsedResult><UserName>deploy-10</UserName><AccessKeyLastUsed/></GetAccessKeyLastUsedResult></GetAccessKeyLastUsedResponse>',
  ]
  stage.fault = () => {
    const text = answers.shift()
    return text === undefined ? undefined : { status: 200, headers: {}, body: new TextEncoder().encode(text) } // prettier-ignore
  }
  expect(await run(stage, 'deactivate')).toMatchObject({ result: 'not-found' })
  expect(simulator.effects).toEqual([])
})

test('a user of the same name in another account does not show that a key was deleted', async () => {
  const { stage } = await open()
  const known = { awsUser: 'deploy-1' }
  const check = (keyId: string) =>
    stage.effect('delete').check(contextOf({ ...stage.subject, keyId, known }))
  expect(await check(`AKIA${'QYLPMN6H'.repeat(2)}`)).toMatchObject({ state: 'unknown' })
  const gone = `${stage.planted.keyId!.slice(0, 19)}9`
  expect(await check(gone)).toMatchObject({ state: 'effected' })
})

test('only an inactive key is deleted', async () => {
  const { stage, simulator } = await open()
  expect(await run(stage, 'delete')).toMatchObject({ result: 'refused' })
  expect(simulator.effects).toEqual([])
})

test('what leaked never acts, unless the step is the one that says so', async () => {
  const simulator = new AwsSimulator()
  const planted = simulator.plant()
  const env = { ...planted.env, AWS_ACCESS_KEY_ID: planted.keyId!, AWS_SECRET_ACCESS_KEY: planted.value } // prettier-ignore
  const stage = await onStage(awsIamSource, simulator, { env, plant: () => planted })
  for (const name of ['deactivate', 'quarantine', 'deny-sessions', 'delete', 'activate']) {
    expect(await run(stage, name), name).toMatchObject({ result: 'refused' })
    expect(await stage.effect(name).check(contextOf(stage.subject))).toMatchObject({ state: 'unknown' }) // prettier-ignore
  }
  expect(stage.sent).toEqual([])
  expect(stage.effect('deactivate-self').describe(stage.subject).actsAs).toBe(
    'the leaked key itself',
  )
  expect(await run(stage, 'deactivate-self')).toMatchObject({ result: 'done', identity: { proof: 'self-token' } }) // prettier-ignore
  expect(simulator.effects).toEqual([{ what: 'deactivated', id: planted.keyId }])
})

test('without an operator only the key itself can act, and the plan says what is lacking', async () => {
  const { stage } = await open({}, {}, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' })
  const runnable = stage.adapter.actions.filter((action) => action.describe(stage.subject).missing.length === 0) // prettier-ignore
  expect(runnable.map(({ name }) => name)).toEqual(['identify', 'identity', 'key-id', 'permission', 'deactivate-self']) // prettier-ignore
})

test('of a public id alone the probe signs wrong on purpose', async () => {
  const { stage } = await open({}, { secret: undefined })
  expect(stage.effect('deactivate').describe(stage.subject).provedBy).toBe('key-id')
  expect(await probe(stage, 'identity')).toMatchObject({ verdict: 'unverifiable' })
  expect(await probe(stage, 'key-id')).toMatchObject({ verdict: 'live', facts: { keyId: stage.planted.keyId } }) // prettier-ignore
  await run(stage, 'deactivate')
  expect(await verdictOf(stage, 'key-id')).toBe('dead')
})

test('evidence: the user, its policies and tags, other keys, consumers, and whether we may', async () => {
  const { stage } = await open({ hasSecondKey: true, operatorAllows: ['iam:GetAccessKeyLastUsed', 'iam:ListAccessKeys', 'iam:SimulatePrincipalPolicy', 'iam:GetUser', 'cloudtrail:LookupEvents'] }) // prettier-ignore
  const told = await stage.evidence('evidence').run(contextOf(stage.subject))
  expect(told.facts).toMatchObject({
    keyId: stage.planted.keyId,
    account: stage.planted.account,
    owner: `user deploy-1 of account ${stage.planted.account}`,
    status: 'Active',
    lastUsedFrom: 'iam in us-east-1',
    actingAs: expect.stringContaining('user/responder-1') as string,
    mayAct: 'no',
    lacksPermissions: expect.stringContaining('iam:UpdateAccessKey') as string,
    consumers: '198.51.100.7 (aws-sdk-js/3.900.0) 18×, 203.0.113.66 (aws-cli/2.31.0) 5×',
    refusedCalls: '1',
  })
  expect(told.facts['otherKeys']).toMatch(/^AKIA\w{16} \(Active, made 2025-11-01T08:00:00Z\)$/)
  expect(told.complete).toBe(false)
  expect(told.gaps).toContain('iam:ListUserTags: not read, AccessDenied')
  const all = await (await open()).stage.evidence('evidence').run(contextOf(stage.subject))
  expect(all).toMatchObject({ gaps: [], complete: true, facts: { mayAct: 'yes', tags: 'owner=payments, environment=production', otherKeys: 'none' } }) // prettier-ignore
})

test('minted: sessions and what these made, keys, users, grants; not what failed, nor what was before', async () => {
  const { stage, simulator } = await open()
  const told = await stage.evidence('minted').run(contextOf(stage.subject))
  expect(told.minted!.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    `session ${simulator.world.sessions[0]!.id}`,
    'user support',
    expect.stringMatching(/^access-key AKIA/),
    'grant support arn:aws:iam::aws:policy/AdministratorAccess',
    'role backup',
  ])
  expect(told.minted!.at(-1)!.detail).toContain(simulator.world.sessions[0]!.id)
  expect(told).toMatchObject({ complete: true, gaps: [] })
  const exposedSince = new Date(stage.nowMs - 90 * 60_000).toISOString()
  const later = await stage.evidence('minted').run(contextOf({ ...stage.subject, exposedSince }))
  expect(later.minted).toEqual([])
})

test('minted: what CloudTrail cannot tell is a gap', async () => {
  const { stage } = await open({}, { exposedSince: '2020-01-01T00:00:00Z' })
  const deactivated = await run(stage, 'deactivate')
  const { known } = deactivated as { known: Record<string, string> }
  const told = await stage.evidence('minted').run(contextOf({ ...stage.subject, known }))
  expect(told.complete).toBe(false)
  expect(told.gaps.join('\n')).toMatch(/goes back 90 days/)
  expect(told.gaps.join('\n')).toMatch(/may take 15 minutes/)
  const unchosen = await open({}, {}, { STANCH_AWS_REGIONS: '' })
  const less = await unchosen.stage.evidence('minted').run(contextOf(unchosen.stage.subject))
  expect(less.gaps).toEqual([expect.stringMatching(/^only us-east-1 were asked/)])
})

test('credentials of a session want their token, cannot be deactivated, and are contained', async () => {
  const { stage, simulator } = await open({ leaks: 'session', propagationMs: 2000 })
  const { components: _components, ...bare } = stage.subject
  expect(stage.probe('identity').describe(bare).missing).toEqual(['the session token'])
  expect(stage.effect('deactivate').describe(stage.subject).missing[0]).toMatch(/cannot be deactivated/) // prettier-ignore
  expect(await run(stage, 'deactivate')).toMatchObject({ result: 'refused' })
  expect(await verdictOf(stage, 'permission')).toBe('live')
  expect(await run(stage, 'deny-sessions')).toMatchObject({ result: 'done', identity: { proof: 'verify-returns-id' } }) // prettier-ignore
  stage.nowMs += 2000
  expect(await verdictOf(stage, 'permission')).toBe('contained')
  expect(await verdictOf(stage, 'identity')).toBe('live')
  // By its id alone the issuer is found in CloudTrail.
  const told = await stage.effect('deny-sessions').run(contextOf({ ...bare, secret: undefined }))
  expect(told).toMatchObject({ result: 'done', identity: { id: stage.planted.keyId } })
  expect(await run(stage, 'allow-sessions')).toMatchObject({ result: 'done' })
  expect(await verdictOf(stage, 'permission')).toBe('live')
  stage.nowMs += 13 * 3_600_000
  expect(await verdictOf(stage, 'identity')).toBe('dead')
  expect(await run(stage, 'deny-sessions')).toMatchObject({ result: 'already' })
  expect(simulator.world.keys.every(({ status }) => status === 'Active')).toBe(true)
})

test('a policy that somebody has changed is not removed', async () => {
  const { stage, simulator } = await open()
  await run(stage, 'deny-sessions')
  const { inline } = simulator.world.users.get('deploy-1')!
  const [policy] = inline.values()
  inline.set(policy!.name, { ...policy!, document: '{"Version":"2012-10-17","Statement":[]}' })
  expect(await run(stage, 'allow-sessions')).toMatchObject({ result: 'refused' })
  expect(inline.size).toBe(1)
})

test('throttling is no refusal: it may be tried again', async () => {
  const { stage } = await open({ throttlesEvery: 2 })
  expect(await run(stage, 'deactivate')).toMatchObject({ result: 'failed', isTemporary: true })
})

test('AWS_ENDPOINT_URL takes the place of all hosts', () => {
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' }
  expect(awsIamSource.hosts(env)).toEqual(['127.0.0.1:5000'])
  expect(awsIamSource.namedHosts!(env)).toEqual(['127.0.0.1'])
  expect(awsIamSource.namedHosts!({})).toEqual([])
  expect(awsIamSource.hosts({ AWS_REGION: 'xx-new-9' })).toContain('sts.xx-new-9.amazonaws.com')
})

test('the last use is read before our own probe becomes it', async () => {
  const { stage } = await open()
  const identify = () => stage.evidence('identify').run(contextOf(stage.subject))
  expect((await identify()).facts).toMatchObject({ lastUsedFrom: 'iam in us-east-1' })
  expect((await stage.evidence('evidence').run(contextOf(stage.subject))).facts['lastUsed']).toBeUndefined() // prettier-ignore
  stage.nowMs += 16 * 60_000
  expect((await stage.evidence('evidence').run(contextOf(stage.subject))).facts).toMatchObject({ lastUsedFrom: 'sts in us-east-1' }) // prettier-ignore
})

test('records of CloudTrail are read to the last page, at its pace', async () => {
  const { stage, simulator } = await open()
  await stage.evidence('minted').run(contextOf(stage.subject))
  const [sample] = simulator.world.trail
  for (let at = 0; at < 120; at++)
    simulator.world.trail.push({ ...sample!, atMs: stage.nowMs - at })
  const told = await stage.evidence('evidence').run(contextOf(stage.subject))
  expect(told.facts['recordedCalls']).toBe(String(120 + 18 + 5))
  expect(told.gaps).toEqual([])
})
