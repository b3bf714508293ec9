import { expect, test } from 'vitest'
import { adapterSources } from '../../../src/providers/adapters/adapters.ts'
import type { Simulator } from '../../../src/providers/simulator.ts'
import { BuildkiteSimulator } from '../../../src/providers/simulators/buildkite.ts'
import { CratesIoSimulator } from '../../../src/providers/simulators/crates-io.ts'
import { DatadogSimulator } from '../../../src/providers/simulators/datadog.ts'
import { DigitaloceanSimulator } from '../../../src/providers/simulators/digitalocean.ts'
import { DiscordSimulator } from '../../../src/providers/simulators/discord.ts'
import { DockerHubSimulator } from '../../../src/providers/simulators/docker-hub.ts'
import { DopplerSimulator } from '../../../src/providers/simulators/doppler.ts'
import { HerokuSimulator } from '../../../src/providers/simulators/heroku.ts'
import { HuggingFaceSimulator } from '../../../src/providers/simulators/hugging-face.ts'
import { Oauth2Simulator } from '../../../src/providers/simulators/oauth2.ts'
import {
  ProbedVendorSimulator,
  type ProbedVendor,
} from '../../../src/providers/simulators/probed-vendors.ts'
import { SendgridSimulator } from '../../../src/providers/simulators/sendgrid.ts'
import { TailscaleSimulator } from '../../../src/providers/simulators/tailscale.ts'
import { TwilioSimulator } from '../../../src/providers/simulators/twilio.ts'
import { TwitchSimulator } from '../../../src/providers/simulators/twitch.ts'
import { VercelSimulator } from '../../../src/providers/simulators/vercel.ts'
import { adapterLaws, type Lawful } from './adapter-laws.ts'
import { contextOf, onStage, secretOf } from './simulated.ts'

async function open<One extends Simulator>(simulator: One) {
  const source = adapterSources().find(({ id }) => id === simulator.id)!
  return { stage: await onStage(source, simulator), simulator }
}

/** Where the vendor takes the value in an address only, or it is a public id, addresses may show it. */
async function openShown<One extends Simulator>(simulator: One) {
  const opened = await open(simulator)
  Object.assign(opened.stage, { planted: { ...opened.stage.planted, value: '' } })
  return opened
}

const laws: readonly Lawful[] = [
  {
    name: 'Discord webhooks',
    open: () => openShown(new DiscordSimulator()),
    probes: ['webhook'],
    effects: [{ name: 'revoke', what: 'deleted', dead: 'webhook' }],
  },
  {
    name: 'Hugging Face',
    open: () => open(new HuggingFaceSimulator()),
    probes: ['whoami'],
    effects: [{ name: 'revoke', what: 'invalidated', dead: 'whoami' }],
  },
  {
    name: 'crates.io',
    open: () => open(new CratesIoSimulator()),
    probes: ['following'],
    effects: [{ name: 'revoke', what: 'revoked', dead: 'following' }],
  },
  {
    name: 'DigitalOcean',
    open: () => open(new DigitaloceanSimulator()),
    probes: ['account'],
    effects: [{ name: 'revoke', what: 'revoked', dead: 'account', isMute: true }],
  },
  {
    name: 'Heroku',
    open: () => open(new HerokuSimulator()),
    probes: ['account'],
    effects: [
      { name: 'revoke', what: 'deleted', dead: 'account' },
      { name: 'revoke-as-owner', what: 'deleted', dead: 'account' },
    ],
  },
  {
    name: 'Vercel',
    open: () => open(new VercelSimulator()),
    probes: ['token'],
    effects: [{ name: 'revoke', what: 'deleted', dead: 'token' }],
  },
  {
    name: 'Doppler',
    open: () => open(new DopplerSimulator()),
    probes: ['me'],
    effects: [{ name: 'revoke', what: 'revoked', dead: 'me', isMute: true }],
  },
  {
    name: 'Buildkite',
    open: () => open(new BuildkiteSimulator()),
    probes: ['token'],
    effects: [{ name: 'revoke', what: 'revoked', dead: 'token' }],
  },
  {
    name: 'Twitch',
    open: () => open(new TwitchSimulator()),
    probes: ['validate'],
    effects: [{ name: 'revoke', what: 'revoked', dead: 'validate', isMute: true }],
  },
  {
    name: 'an API key of Twilio',
    open: () => openShown(new TwilioSimulator()),
    probes: ['key-balance'],
    effects: [{ name: 'delete-key', what: 'deleted', dead: 'key-balance' }],
  },
  {
    name: 'the auth token of Twilio',
    open: () => open(new TwilioSimulator({ isAuthToken: true })),
    probes: ['account'],
    effects: [],
  },
  {
    name: 'SendGrid',
    open: () => open(new SendgridSimulator()),
    probes: ['scopes'],
    effects: [
      { name: 'revoke', what: 'deleted', dead: 'scopes' },
      { name: 'revoke-as-owner', what: 'deleted', dead: 'scopes' },
    ],
  },
  {
    name: 'Datadog',
    open: () => open(new DatadogSimulator()),
    probes: ['validate'],
    effects: [{ name: 'revoke', what: 'deleted', dead: 'validate' }],
  },
  {
    name: 'Docker Hub',
    open: () => open(new DockerHubSimulator()),
    probes: ['login'],
    effects: [
      { name: 'disable', what: 'deactivated', dead: 'login' },
      { name: 'restore', what: 'activated', after: 'disable' },
    ],
  },
  {
    name: 'Tailscale',
    open: () => open(new TailscaleSimulator()),
    probes: ['token'],
    effects: [{ name: 'revoke', what: 'deleted', dead: 'token', isMute: true }],
  },
  {
    name: 'an OAuth 2.0 server',
    open: () => open(new Oauth2Simulator()),
    probes: ['introspect'],
    effects: [{ name: 'revoke', what: 'revoked', dead: 'introspect', isMute: true }],
  },
]
for (const law of laws) adapterLaws(law)

const probed: readonly (readonly [ProbedVendor, string])[] = [
  ['databricks', 'me'],
  ['grafana', 'organisation'],
  ['hcp-terraform', 'account'],
  ['telegram', 'bot'],
]
for (const [vendor, probe] of probed)
  adapterLaws({
    name: vendor,
    open: () => openShown(new ProbedVendorSimulator(vendor)),
    probes: [probe],
    effects: [],
  })

test.for([...probed])('%s: a person ends it, and the probe shows it', async ([vendor, probe]) => {
  const { stage, simulator } = await open(new ProbedVendorSimulator(vendor))
  const told = [await stage.probe(probe).run(contextOf(stage.subject))]
  simulator.endByHand()
  told.push(await stage.probe(probe).run(contextOf(stage.subject)))
  expect(told.map(({ verdict }) => verdict)).toEqual(['live', 'dead'])
  expect(JSON.stringify(told)).not.toContain(stage.planted.value)
  expect(stage.adapter.manual?.length).toBeGreaterThan(0)
})

test('what only its address names stands in no outcome and in no plan', async () => {
  const { stage } = await open(new DiscordSimulator())
  const told = [
    ...stage.adapter.actions.map((action) => action.describe(stage.subject)),
    await stage.probe('webhook').run(contextOf(stage.subject)),
    await stage.effect('revoke').run(contextOf(stage.subject)),
    await stage.effect('revoke').run(contextOf(stage.subject)),
  ]
  const token = stage.planted.value.split('/').at(-1)!
  expect(JSON.stringify(told)).not.toContain(token)
  expect(told.at(-1)).toMatchObject({ result: 'not-found' })
})

test('a webhook’s address at another host is not called', async () => {
  const { stage, simulator } = await open(new DiscordSimulator())
  const { secret: _secret, ...subject } = stage.subject
  const elsewhere = stage.planted.value.replace('discord.com', 'discord.com.example.org')
  const context = contextOf({ ...subject, secret: secretOf(elsewhere) })
  expect((await stage.effect('revoke').run(context)).result).toBe('failed')
  expect(stage.sent).toEqual([])
  expect(simulator.effects).toEqual([])
})

test('crates.io: a restricted token works, and cannot revoke itself', async () => {
  const { stage } = await open(new CratesIoSimulator({ isRestricted: true }))
  expect(await stage.probe('following').run(contextOf(stage.subject))).toMatchObject({
    verdict: 'live',
  })
  expect(await stage.effect('revoke').run(contextOf(stage.subject))).toMatchObject({
    result: 'refused',
    detail: expect.stringContaining('web page') as string,
  })
})

test('DigitalOcean: what it took and did not do is not effected', async () => {
  const { stage } = await open(new DigitaloceanSimulator({ ignoresRevocation: true }))
  const revoke = stage.effect('revoke')
  expect((await revoke.run(contextOf(stage.subject))).result).toBe('unknown')
  expect((await revoke.check(contextOf(stage.subject))).state).toBe('not-effected')
})

test('Heroku: where the list shows no tokens none is deleted', async () => {
  const { stage, simulator } = await open(new HerokuSimulator({ masksTokens: true }))
  expect(await stage.effect('revoke').run(contextOf(stage.subject))).toMatchObject({
    result: 'not-found',
  })
  expect(simulator.effects).toEqual([])
})

test('SendGrid: a key that only sends mail is deleted with another one', async () => {
  const { stage } = await open(new SendgridSimulator({ isRestricted: true }))
  expect((await stage.effect('revoke').run(contextOf(stage.subject))).result).toBe('refused')
  expect((await stage.effect('revoke-as-owner').run(contextOf(stage.subject))).result).toBe('done')
})

test('Datadog: two keys that end alike stop the step', async () => {
  const { stage, simulator } = await open(new DatadogSimulator({ lookAlike: true }))
  expect((await stage.effect('revoke').run(contextOf(stage.subject))).result).toBe('ambiguous')
  expect(simulator.effects).toEqual([])
})

test('Twilio: a key is probed with its secret, and deleted with the account’s own token only', async () => {
  const { stage } = await open(new TwilioSimulator())
  const { components: _components, ...bare } = stage.subject
  expect(stage.probe('key-balance').describe(bare).missing.join()).toContain(
    'twilio-api-key-secret',
  )
  expect(stage.effect('delete-key').describe(bare)).toMatchObject({
    missing: [],
    proof: 'id-embedded',
  })
})

test('Docker Hub: what a person says is the id is only switched off, and that can be undone', async () => {
  const { stage } = await open(new DockerHubSimulator())
  const disable = stage.effect('disable').describe(stage.subject)
  expect(disable).toMatchObject({ proof: 'human-attested', reversible: true, undoneBy: 'restore' })
  expect(stage.effect('disable').describe({ ...stage.subject, keyId: undefined }).missing).toEqual([
    'Docker Hub’s id of it',
  ])
})

test('Tailscale: keys that cannot be asked about without using them are for a person', async () => {
  const { stage } = await open(new TailscaleSimulator())
  const value = stage.planted.value.replace('tskey-api-', 'tskey-auth-')
  const subject = { ...stage.subject, secret: secretOf(value) }
  for (const action of stage.adapter.actions)
    expect(action.describe(subject).missing).toEqual([
      expect.stringMatching(/^(?:another kind|not this way)/),
    ])
})

test('an OAuth 2.0 server is asked where a person says, and nowhere else', () => {
  const source = adapterSources().find(({ id }) => id === 'oauth2')!
  expect(source.hosts({})).toEqual([])
  const env = { OAUTH2_REVOCATION_ENDPOINT: 'https://login.internal/revoke' }
  expect(source.hosts(env)).toEqual(['login.internal'])
  expect(source.namedHosts?.(env)).toEqual(['login.internal'])
})
