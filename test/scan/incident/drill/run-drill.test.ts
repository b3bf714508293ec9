import fc from 'fast-check'
import { Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { DrillClock } from '../../../../src/providers/drill/drill-clock.ts'
import {
  drillFaultNames,
  type DrillFaultName,
} from '../../../../src/providers/drill/drill-fault.ts'
import { openDrillHttp } from '../../../../src/providers/drill/drill-http.ts'
import { drillProviders } from '../../../../src/providers/drill/drill-providers.ts'
import { DrillWorld } from '../../../../src/providers/drill/drill-world.ts'
import { createInk } from '../../../../src/report/terminal-ink.ts'
import { textDrill } from '../../../../src/report/incident/drill/text-drill.ts'
import { drill, expectLawful, faultsOf, playbooksFor } from './drill-matrix.ts'

const named = (id: string) => drillProviders.find((provider) => provider.id === id)!
const screen = { ink: createInk({ color: false, hyperlinks: false }), width: 80, faultTexts: {} }

afterEach(() => vi.restoreAllMocks())

test('several faults at once break no law either', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...drillProviders),
      fc.uniqueArray(fc.constantFrom(...drillFaultNames), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.nat(),
      async (provider, names, seed, at) => {
        const playbooks = playbooksFor(provider)
        const played = await drill(
          provider,
          playbooks[at % playbooks.length],
          faultsOf(...names),
          seed,
        )
        expectLawful(played)
      },
    ),
    { numRuns: 12 },
  ))

test.for(drillProviders.map((provider) => [provider.id, provider] as const))(
  '%s: the same seed gives the same transcript, no line of it too long',
  async ([, provider]) => {
    const faults = faultsOf('server-error', 'lost-response')
    const [one, other] = [
      await drill(provider, undefined, faults, 7),
      await drill(provider, undefined, faults, 7),
    ]
    expect(other.transcript).toEqual(one.transcript)
    const lines = textDrill(one.transcript, screen)
    expect(textDrill(other.transcript, screen)).toEqual(lines)
    const tooLong = lines.filter((line) => line.length > 80 && line.trim().includes(' '))
    expect(tooLong.filter((line) => !/\S{50}/.test(line))).toEqual([])
  },
)

test('nothing leaves this process: no socket is opened, every other host is refused', async () => {
  const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('a drill spoke to the network')
  })
  const fetching = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('a drill fetched'))
  for (const provider of drillProviders) await drill(provider, undefined, faultsOf())
  expect(connect).not.toHaveBeenCalled()
  expect(fetching).not.toHaveBeenCalled()
  const seed = 1
  const world = new DrillWorld(named('github'), { faults: faultsOf(), seed })
  const http = openDrillHttp({
    world,
    clock: new DrillClock(),
    seed,
    allowedHosts: ['api.github.com', 'example.org'],
    onWait: () => undefined,
  })
  const send = (address: string) =>
    http.send({ method: 'GET', url: new URL(address) }, new AbortController().signal)
  await expect(send('https://example.org/')).rejects.toMatchObject({ code: 'HTTP_HOST_REFUSED' })
  await expect(send('https://api.gitlab.com/')).rejects.toMatchObject({ code: 'HTTP_HOST_REFUSED' })
  expect((await send('https://api.github.com/user')).status).toBe(401)
})

test('nothing of this machine’s environment reaches an adapter', async () => {
  vi.stubEnv('GITHUB_API_URL', 'https://ghe.example.net/api/v3')
  vi.stubEnv('AWS_PROFILE', 'somebody')
  try {
    for (const id of ['github', 'aws']) {
      const { transcript } = await drill(named(id), undefined, faultsOf())
      expect(transcript.verdict).toBe('proven')
    }
  } finally {
    vi.unstubAllEnvs()
  }
})

test.for([
  ['accepted-but-alive', 'alive', []],
  ['slow-propagation', 'proven', ['revoked']],
  ['lost-response', 'proven', ['revoked']],
  ['lost-request', 'proven', ['revoked']],
  ['flapping', 'proven', ['revoked']],
  ['forbidden', 'handed-over', ['revoked']],
] as const)('GitHub, %s: it ends %s', async ([fault, verdict, effects]) => {
  const { transcript } = await drill(named('github'), undefined, faultsOf(fault))
  expect(transcript.verdict).toBe(verdict)
  expect(transcript.effects.map(({ what }) => what)).toEqual(effects)
})

test.for(['npm', 'openai', 'anthropic', 'stripe', 'entra'])(
  '%s: of two keys that look alike none is touched, and a person is asked',
  async (id) => {
    const { transcript } = await drill(named(id), undefined, faultsOf('wrong-id'))
    if (id !== 'entra') expect(transcript).toMatchObject({ verdict: 'alive', effects: [] })
    expect(transcript.decisions).not.toEqual([])
  },
)

test('a late end is not called dead before it is', async () => {
  const fault: DrillFaultName = 'slow-propagation'
  const { scene, transcript } = await drill(named('stripe'), undefined, faultsOf(fault))
  const verified = scene.journal.records.find(({ event }) => event.type === 'verified')!
  expect(Date.parse(verified.at)).toBeGreaterThan(scene.world.deadFromMs!)
  expect(transcript.entries.some(({ text }) => text.includes('still works for 30 s'))).toBe(true)
})

test.for([
  ['still takes what is called dead', { isLive: () => true }, 'called dead'],
  ['lost another key', { names: [] }, 'another key'],
] as const)('a drill fails where the provider %s', async ([, change, told]) => {
  const github = named('github')
  const strange = { ...github, open: (options: Parameters<typeof github.open>[0]) => ({ ...github.open(options), ...change }) } // prettier-ignore
  const { transcript } = await drill(strange, undefined, faultsOf())
  expect(transcript.verdict).toBe('failed')
  expect(transcript.broken.join()).toContain(told)
  expect(textDrill(transcript, screen).join('\n')).toContain('FAILED')
})

test('a drill fails where a step passes for done that the provider never saw', async () => {
  const github = named('github')
  const strange = {
    ...github,
    open: (options: Parameters<typeof github.open>[0]) => {
      const stage = github.open(options)
      const { simulator } = stage
      const deaf = { ...stage, simulator: { id: simulator.id, hosts: simulator.hosts, effects: [], plant: () => simulator.plant(), answer: simulator.answer.bind(simulator) } } // prettier-ignore
      return deaf
    },
  }
  const { transcript } = await drill(strange, undefined, faultsOf())
  expect(transcript.broken.join()).toContain('taken for done')
})
