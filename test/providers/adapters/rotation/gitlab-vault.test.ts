import { expect, test } from 'vitest'
import { adapterSources } from '../../../../src/providers/adapters/adapters.ts'
import { vaultKvSource } from '../../../../src/providers/adapters/rotation/vault/vault-kv-source.ts'
import { GitlabSimulator } from '../../../../src/providers/simulators/gitlab.ts'
import { VaultKvSimulator } from '../../../../src/providers/simulators/vault-kv.ts'
import { Killed } from '../../../incident/fake-journal.ts'
import { RotationScene } from './rotation-scene.ts'

const place = { type: 'vault', path: 'secret/ci/gitlab' }
const gitlabSource = adapterSources().find(({ id }) => id === 'gitlab')!

async function begin() {
  const gitlab = new GitlabSimulator()
  const vault = new VaultKvSimulator()
  const planted = gitlab.plant()
  vault.write('ci/gitlab', { url: 'https://gitlab.com', token: planted.value })
  const scene = new RotationScene(planted, [gitlab, vault], { ...planted.env, ...vault.env })
  const reopen = () => scene.open(gitlabSource, vaultKvSource, place)
  await reopen()
  return { gitlab, vault, planted, scene, reopen }
}

type Begun = Awaited<ReturnType<typeof begin>>

const tokenIn = ({ vault }: Begun) => (vault.newest('ci/gitlab') as { token: string }).token

/** Works at the provider, as whoever reads the store would find. */
async function works({ gitlab }: Begun, token: string): Promise<boolean> {
  const url = new URL('https://gitlab.com/api/v4/personal_access_tokens/self')
  const answer = gitlab.answer({ method: 'GET', url, headers: { 'private-token': token } }, Date.now()) // prettier-ignore
  return answer.status === 200
}

test('self-rotation into Vault: new value current, old one proven dead, no call for what is dead already', async () => {
  const begun = await begin()
  const { scene, planted, vault } = begun
  const plan = await scene.plan()
  expect(plan.steps.map(({ id }) => id)).toEqual(['probe', 'evidence', 'rotate', 'promote', 'drain', 'minted', 'verify']) // prettier-ignore
  expect(plan.leftOut.find(({ id }) => id === 'revoke')!.reason).toMatch(/rotate ends the old value/) // prettier-ignore
  const rotate = plan.steps.find(({ id }) => id === 'rotate')!.description!
  expect(rotate.calls.map(({ method, host, path }) => `${method} ${host}${path}`)).toContain(
    'POST vault.example.com:8200/v1/{engine}/data/{path}.stanch-pending',
  )
  const result = await scene.run()
  expect([result.detail, scene.states]).toEqual(['7 steps, all done', Object.fromEntries(plan.steps.map(({ id }) => [id, 'done']))]) // prettier-ignore
  expect(scene.incident.verification).toMatchObject({ verdict: 'dead' })
  expect(tokenIn(begun)).not.toBe(planted.value)
  expect(await works(begun, tokenIn(begun))).toBe(true)
  expect(await works(begun, planted.value)).toBe(false)
  expect(vault.newest('ci/gitlab')).toMatchObject({ url: 'https://gitlab.com' })
  expect(vault.secrets.has('ci/gitlab.stanch-pending')).toBe(false)
  expect(JSON.stringify(scene.journal.records)).not.toContain(tokenIn(begun))
  expect(scene.bodies.join()).not.toContain(tokenIn(begun))
})

test('killed after any record: one new token, whole in the store', async () => {
  const whole = await begin()
  await whole.scene.plan()
  await whole.scene.run()
  for (let at = 1; at < whole.scene.journal.records.length - 2; at++) {
    const begun = await begin()
    await begun.scene.plan()
    begun.scene.journal.killAfter = at
    await expect(begun.scene.run()).rejects.toThrow(Killed)
    begun.scene.journal.killAfter = Infinity
    await begun.reopen()
    expect((await begun.scene.run()).detail).toBe('7 steps, all done')
    expect(await works(begun, tokenIn(begun))).toBe(true)
    expect(begun.gitlab.effects).toEqual([{ what: 'rotated', id: begun.planted.keyId }])
    expect(begun.vault.effects).toEqual(whole.vault.effects)
  }
})

test('answers lost on the way to Vault are asked about, and nothing is written twice', async () => {
  for (const fault of ['lost-before', 'lost-after'] as const)
    for (const ending of ['.stanch-pending', '/ci/gitlab']) {
      const begun = await begin()
      let isOver = false
      begun.scene.fault = ({ method, url }) => {
        if (isOver || method !== 'POST' || !url.pathname.endsWith(ending)) return undefined
        isOver = true
        return fault
      }
      await begun.scene.plan()
      expect([(await begun.scene.run()).detail, isOver]).toEqual(['7 steps, all done', true])
      expect(await works(begun, tokenIn(begun))).toBe(true)
      expect(begun.vault.effects).toEqual(['wrote ci/gitlab.stanch-pending 1', 'wrote ci/gitlab 2', 'deleted ci/gitlab.stanch-pending']) // prettier-ignore
    }
})

test('killed between making and storing: it is said that the new value is lost, and nothing counts as done', async () => {
  const begun = await begin()
  const { scene } = begun
  await scene.plan()
  scene.fault = ({ url }) => {
    if (!url.pathname.endsWith('.stanch-pending') || begun.gitlab.effects.length === 0) return undefined // prettier-ignore
    throw new Killed()
  }
  const killed = scene.run().catch((error: unknown) => error)
  await killed
  scene.fault = () => undefined
  await begun.reopen()
  const result = await scene.run()
  expect(result.result).toBe('stopped')
  expect(result.detail).toMatch(/no new value: it was lost on the way. Make another one by hand/)
  expect(begun.gitlab.effects).toHaveLength(1)
  expect(tokenIn(begun)).toBe(begun.planted.value)
})

test('nothing is made when the store would not take it', async () => {
  const cases: [string, (begun: Begun) => void, RegExp][] = [
    ['another token there', ({ vault }) => vault.write('ci/gitlab', { token: 'other' }), /does not stand in it/], // prettier-ignore
    ['left behind', ({ vault }) => vault.write('ci/gitlab.stanch-pending', { rotation: 'x', base: 1, document: {} }), /pending already/], // prettier-ignore
    ['no secret', ({ vault }) => vault.secrets.clear(), /no value/],
    ['may not read', ({ scene }) => (scene.fault = ({ url }) => (url.pathname.includes('/data/') ? { status: 403, headers: {}, body: new Uint8Array() } : undefined)), /answered 403/], // prettier-ignore
  ]
  for (const [name, change, expected] of cases) {
    const begun = await begin()
    change(begun)
    await begun.scene.plan()
    const { result, detail } = await begun.scene.run()
    expect([name, result, begun.gitlab.effects]).toEqual([name, 'stopped', []])
    expect(detail).toMatch(expected)
  }
})

test('a write of somebody else between staging and promoting is not overwritten', async () => {
  const begun = await begin()
  await begun.scene.plan()
  begun.scene.fault = ({ method, url }) => {
    if (method === 'POST' && url.pathname.endsWith('.stanch-pending')) begun.vault.write('ci/gitlab', { token: begun.planted.value, more: 1 }) // prettier-ignore
    return undefined
  }
  const result = await begun.scene.run()
  expect(result.detail).toMatch(/changed after version 1/)
  expect(begun.vault.newest('ci/gitlab')).toMatchObject({ more: 1 })
  expect(begun.vault.secrets.has('ci/gitlab.stanch-pending')).toBe(true)
})

test('the former value is not brought back once it is dead', async () => {
  const begun = await begin()
  await begun.scene.plan()
  await begun.scene.run()
  const progress = await begun.scene.undo('promote')
  expect(progress).toMatchObject({ state: 'done' })
  expect(await works(begun, tokenIn(begun))).toBe(true)
})

test('as a store: waits, is put to use, is taken back to the former value', async () => {
  const { scene, vault, planted } = await begin()
  const signal = new AbortController().signal
  const { store } = scene
  const part = { name: 'value', old: scene.subject(scene.incident).secret, shape: /x/ }
  const next = { ...part, next: scene.subject(scene.incident).secret! }
  await expect(store.prepare([part], signal)).resolves.toMatchObject({ result: 'done', version: '1' }) // prettier-ignore
  await expect(store.staged('k', signal)).resolves.toMatchObject({ result: 'not-found' })
  await expect(store.stage([next], 'k', signal)).resolves.toMatchObject({ result: 'done', version: '2' }) // prettier-ignore
  await expect(store.stage([next], 'k', signal)).resolves.toMatchObject({ result: 'already' })
  await expect(store.stage([next], 'other', signal)).resolves.toMatchObject({ result: 'refused' })
  await expect(store.versions(signal)).resolves.toMatchObject({ versions: { current: '1', pending: '2' } }) // prettier-ignore
  await expect(store.promote('2', signal)).resolves.toMatchObject({ result: 'done' })
  await expect(store.promote('2', signal)).resolves.toMatchObject({ result: 'already' })
  await expect(store.versions(signal)).resolves.toMatchObject({ versions: { current: '2', previous: '1' } }) // prettier-ignore
  await expect(store.rollBack('2', signal)).resolves.toMatchObject({ result: 'done' })
  await expect(store.rollBack('2', signal)).resolves.toMatchObject({ result: 'already' })
  expect(vault.newest('ci/gitlab')).toEqual({ url: 'https://gitlab.com', token: planted.value })
  expect(vault.secrets.get('ci/gitlab')).toHaveLength(3)
})
