import { expect, test } from 'vitest'
import { adapterSources } from '../../../src/providers/adapters/adapters.ts'
import type { Simulator } from '../../../src/providers/simulator.ts'
import {
  GithubSimulator,
  type GithubSimulatorOptions,
} from '../../../src/providers/simulators/github.ts'
import {
  GitlabSimulator,
  type GitlabSimulatorOptions,
} from '../../../src/providers/simulators/gitlab.ts'
import { NpmSimulator, type NpmSimulatorOptions } from '../../../src/providers/simulators/npm.ts'
import {
  SlackSimulator,
  type SlackSimulatorOptions,
} from '../../../src/providers/simulators/slack.ts'
import { adapterLaws } from './adapter-laws.ts'
import { contextOf, onStage } from './simulated.ts'

async function open<One extends Simulator>(simulator: One) {
  const source = adapterSources().find(({ id }) => id === simulator.id)!
  return { stage: await onStage(source, simulator), simulator }
}

const github = (options: GithubSimulatorOptions) => () => open(new GithubSimulator(options))
const gitlab = (options: GitlabSimulatorOptions) => () => open(new GitlabSimulator(options))
const slack = (options: SlackSimulatorOptions = {}) => open(new SlackSimulator(options))
const npm = (options: NpmSimulatorOptions = {}) => open(new NpmSimulator(options))

const account = () => 'ada'

adapterLaws({
  name: 'a classic token of GitHub',
  open: github({}),
  probes: ['user'],
  effects: [{ name: 'revoke', what: 'revoked', id: account, dead: 'user' }],
  evidence: ['organizations', 'ssh-keys'],
})
adapterLaws({
  name: 'a fine-grained token of GitHub',
  open: github({ kind: 'fine-grained' }),
  probes: ['user'],
  effects: [{ name: 'revoke', what: 'revoked', id: account, dead: 'user' }],
})
adapterLaws({
  name: 'a token of an app of GitHub',
  open: github({ kind: 'oauth' }),
  probes: ['user'],
  effects: [
    { name: 'revoke', what: 'revoked', id: account, dead: 'user' },
    { name: 'revoke-app-token', what: 'revoked', id: account, dead: 'user' },
  ],
})
adapterLaws({
  name: 'a token of an installation of GitHub',
  open: github({ kind: 'installation' }),
  probes: ['installation'],
  effects: [{ name: 'revoke-installation', what: 'revoked', id: account, dead: 'installation' }],
})
adapterLaws({
  name: 'a GitHub Enterprise Server',
  open: github({ isEnterprise: true }),
  probes: ['user'],
  effects: [{ name: 'revoke-enterprise', what: 'revoked', id: account, dead: 'user' }],
})
adapterLaws({
  name: 'GitLab',
  open: gitlab({}),
  probes: ['self'],
  effects: [{ name: 'revoke', what: 'revoked', dead: 'self' }],
  evidence: ['reach', 'tokens'],
})
adapterLaws({
  name: 'an own GitLab',
  open: gitlab({ isOwnServer: true }),
  probes: ['self', 'admin-status'],
  effects: [{ name: 'admin-revoke', what: 'revoked', dead: 'admin-status' }],
})
adapterLaws({
  name: 'Slack',
  open: () => slack(),
  probes: ['test'],
  effects: [
    { name: 'revoke', what: 'revoked', id: ({ planted }) => planted.account!, dead: 'test' },
  ],
})
adapterLaws({
  name: 'npm',
  open: () => npm(),
  probes: ['whoami'],
  effects: [
    { name: 'revoke', what: 'deleted', dead: 'whoami' },
    { name: 'revoke-as-owner', what: 'deleted', dead: 'whoami' },
  ],
})

test('npm: two tokens that begin and end alike are ambiguous, and none is deleted', async () => {
  const { stage, simulator } = await npm({ lookAlike: true })
  const outcome = await stage.effect('revoke').run(contextOf(stage.subject))
  expect(outcome.result).toBe('ambiguous')
  expect(simulator.effects).toEqual([])
})

test('npm: where a one-time password is wanted, it says so', async () => {
  const { stage } = await npm({ wantsOtp: true })
  const outcome = await stage.effect('revoke').run(contextOf(stage.subject))
  expect(outcome).toMatchObject({
    result: 'refused',
    detail: expect.stringContaining('one-time') as string,
  })
})

test('npm: the registry is that of the user’s own configuration', () => {
  const source = adapterSources().find(({ id }) => id === 'npm')!
  expect(source.hosts({})).toEqual(['registry.npmjs.org'])
  expect(source.hosts({ npm_config_registry: 'https://npm.example.org/repo/' })).toEqual([
    'npm.example.org',
  ])
})

test('Slack: ok alone is no revocation', async () => {
  const { stage } = await slack({ refuses: true })
  const outcome = await stage.effect('revoke').run(contextOf(stage.subject))
  expect(outcome.result).toBe('refused')
})

test('Slack: what it does not know counts only after it was known', async () => {
  const { stage } = await slack()
  const probe = stage.probe('test')
  expect(await probe.control(contextOf(stage.subject))).toMatchObject({
    verdict: 'dead',
    onlyAfterLive: true,
  })
  await stage.effect('revoke').run(contextOf(stage.subject))
  expect(await probe.run(contextOf(stage.subject))).not.toHaveProperty('onlyAfterLive')
})

test('GitLab: rotation hands the new value over once, and is refused where nobody takes it', async () => {
  const { stage, simulator } = await open(new GitlabSimulator())
  const rotate = stage.effect('rotate')
  expect((await rotate.run(contextOf(stage.subject))).result).toBe('refused')
  expect(simulator.effects).toEqual([])
  const kept: string[] = []
  const keep = (value: Uint8Array) =>
    Promise.resolve(void kept.push(new TextDecoder().decode(value)))
  const outcome = await rotate.run({ ...contextOf(stage.subject), keep })
  expect(outcome).toMatchObject({ result: 'done', known: { newKeyId: '4003' } })
  expect(kept).toEqual([expect.stringMatching(/^glpat-/)])
  expect(JSON.stringify(outcome)).not.toContain(kept[0])
  expect(await rotate.check(contextOf(stage.subject))).toMatchObject({ state: 'unknown' })
  expect(await stage.probe('self').run(contextOf(stage.subject))).toMatchObject({ verdict: 'dead' })
})

test('GitHub: each kind of token has its own way, and the others say so', async () => {
  const { stage } = await open(new GithubSimulator({ kind: 'installation' }))
  const ready = stage.adapter.actions
    .filter((action) => action.describe(stage.subject).missing.length === 0)
    .map(({ name }) => name)
  expect(ready).toEqual(['installation', 'revoke-installation'])
})

test('GitHub: what was made before the leak is not listed', async () => {
  const { stage } = await open(new GithubSimulator())
  const context = contextOf({ ...stage.subject, exposedSince: '2026-11-01T00:00:00Z' })
  const { minted } = await stage.evidence('ssh-keys').run(context)
  expect(minted).toEqual([
    { kind: 'ssh-key', id: '502', createdAt: '2026-11-20T00:00:00Z', detail: 'unknown' },
  ])
})

test('GitHub: the hour’s calls are used up at some time', async () => {
  const { stage } = await open(new GithubSimulator())
  const revoke = stage.effect('revoke')
  for (let count = 0; count < 60; count++) await revoke.run(contextOf(stage.subject))
  expect(await revoke.run(contextOf(stage.subject))).toMatchObject({
    result: 'failed',
    isTemporary: true,
  })
})
