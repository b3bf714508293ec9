import { expect, test } from 'vitest'
import { awsIamSource } from '../../../../src/providers/adapters/aws/aws-sources.ts'
import { vaultKvSource } from '../../../../src/providers/adapters/rotation/vault/vault-kv-source.ts'
import { AwsSimulator } from '../../../../src/providers/simulators/aws.ts'
import { VaultKvSimulator } from '../../../../src/providers/simulators/vault-kv.ts'
import { Killed } from '../../../incident/fake-journal.ts'
import { RotationScene } from './rotation-scene.ts'

async function begin(kind: 'aws-secrets-manager' | 'vault') {
  const aws = new AwsSimulator()
  const vault = new VaultKvSimulator()
  const planted = aws.plant()
  vault.write('app/deploy', { region: 'eu-west-1', accessKeyId: planted.keyId, secretAccessKey: planted.value }) // prettier-ignore
  const scene = new RotationScene(planted, [aws, vault], { ...planted.env, ...vault.env })
  const path = kind === 'vault' ? 'secret/app/deploy' : 'us-east-1/app/deploy-1'
  const reopen = () => scene.open(awsIamSource, vaultKvSource, { type: kind, path })
  await reopen()
  const live = () => aws.world.keys.filter(({ user, isDeleted }) => user === 'deploy-1' && !isDeleted) // prettier-ignore
  const current = () =>
    kind === 'vault'
      ? (vault.newest('app/deploy') as Record<string, string>)
      : (JSON.parse([...aws.world.secrets[0]!.versions.values()].find(({ stages }) => stages.has('AWSCURRENT'))!.value) as Record<string, string>) // prettier-ignore
  return { aws, vault, planted, scene, reopen, live, current }
}

const kinds = ['aws-secrets-manager', 'vault'] as const
/** Waited for by people in earnest. */
const skips = ['minted', 'evidence', 'drain']

test.for(kinds)(
  'no outage with AWS and %s: new key in use before the old one is gone, and proven dead',
  async (kind) => {
    // prettier-ignore
    const { aws, scene, planted, live, current } = await begin(kind)
    const plan = await scene.plan('no-outage', skips)
    const ids = plan.steps.map(({ id }) => id)
    expect(ids).toEqual(['probe', 'rotate', 'promote', 'disable', 'revoke', 'verify'])
    const { calls } = plan.steps[1]!.description!
    expect(calls.some(({ host }) => host === (kind === 'vault' ? 'vault.example.com:8200' : 'secretsmanager.us-east-1.amazonaws.com'))).toBe(true) // prettier-ignore
    const result = await scene.run()
    expect([result.detail, scene.incident.verification]).toEqual(['6 steps, all done', expect.objectContaining({ verdict: 'dead' })]) // prettier-ignore
    const [key, ...more] = live()
    expect(more).toEqual([])
    expect(current()).toEqual({ region: 'eu-west-1', accessKeyId: key!.id, secretAccessKey: key!.secret }) // prettier-ignore
    expect(key!.id).not.toBe(planted.keyId)
    expect(JSON.stringify(scene.journal.records)).not.toContain(key!.secret)
    expect(scene.bodies.join()).not.toContain(key!.secret)
    expect(aws.effects.filter(({ what }) => what === 'created')).toHaveLength(1)
  },
)

test.for(kinds)(
  'killed at every record with %s: one new key, and the store has it',
  async (kind) => {
    const whole = await begin(kind)
    await whole.scene.plan('no-outage', skips)
    await whole.scene.run()
    const first = whole.scene.journal.records.findIndex(({ event }) => event.type === 'step-intended') // prettier-ignore
    const last = whole.scene.journal.records.findLastIndex(({ event }) => event.type === 'step-effected') // prettier-ignore
    for (let at = first - 1; at <= last - 1; at++) {
      const begun = await begin(kind)
      await begun.scene.plan('no-outage', skips)
      begun.scene.journal.killAfter = at
      await expect(begun.scene.run()).rejects.toThrow(Killed)
      begun.scene.journal.killAfter = Infinity
      await begun.reopen()
      expect([at, (await begun.scene.run()).detail]).toEqual([at, '6 steps, all done'])
      const [key, ...more] = begun.live()
      expect([more, begun.current()['secretAccessKey']]).toEqual([[], key!.secret])
      expect(begun.aws.effects.filter(({ what }) => what === 'created')).toHaveLength(1)
    }
  },
)

test('killed between making and storing, with Vault: the orphan is found, deleted, and the step begins again', async () => {
  const begun = await begin('vault')
  const { scene, aws } = begun
  await scene.plan('no-outage', skips)
  let isKilled = false
  scene.fault = () => {
    const isMade = aws.effects.some(({ what }) => what === 'created')
    if (!isMade || isKilled) return undefined
    isKilled = true
    throw new Killed()
  }
  await scene.run().catch(() => undefined)
  // CloudTrail takes some minutes to tell.
  scene.clock.ms += 20 * 60_000
  scene.fault = () => undefined
  await begun.reopen()
  expect((await scene.run()).detail).toBe('6 steps, all done')
  const created = aws.effects.filter(({ what }) => what === 'created').map(({ id }) => id)
  expect([isKilled, created.length]).toEqual([true, 2])
  expect(begun.live().map(({ id }) => id)).toEqual([created[1]])
  expect(begun.current()['accessKeyId']).toBe(created[1])
})

test.for(kinds)('taken back as long as the old key works, with %s', async (kind) => {
  const { scene, planted, live, current, vault } = await begin(kind)
  await scene.plan('no-outage', [...skips, 'disable', 'revoke', 'verify'])
  await scene.run()
  expect(current()['accessKeyId']).not.toBe(planted.keyId)
  expect(await scene.undo('rotate')).toMatchObject({ state: 'undone' })
  expect(live().map(({ id }) => id)).toEqual([planted.keyId])
  expect(current()['secretAccessKey']).toBe(planted.value)
  expect(vault.secrets.has('app/deploy.stanch-pending')).toBe(false)
})
