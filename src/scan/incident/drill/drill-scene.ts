import type { Adapter, Subject } from '../../../incident/adapter.ts'
import {
  choosePlaybook,
  namedPlaybook,
  type PlaybookShelf,
} from '../../../incident/choose-playbook.ts'
import { timeOf } from '../../../incident/clock.ts'
import type { LeakedCredential } from '../../../incident/exposure.ts'
import { judgeSeverity, reachOf } from '../../../incident/severity.ts'
import { openLedger, type Ledger } from '../../../incident/ledger.ts'
import type { RunSetting } from '../../../incident/run-setting.ts'
import { subjectOf } from '../../../incident/subject-of.ts'
import { adapterSources } from '../../../providers/adapters/adapters.ts'
import { DrillClock, drillStartMs } from '../../../providers/drill/drill-clock.ts'
import type { DrillFaults } from '../../../providers/drill/drill-fault.ts'
import { openDrillHttp } from '../../../providers/drill/drill-http.ts'
import type { DrillProvider } from '../../../providers/drill/drill-provider.ts'
import { chanceOf } from '../../../providers/drill/drill-random.ts'
import { DrillWorld } from '../../../providers/drill/drill-world.ts'
import { readProviderPack } from '../../../providers/provider-pack.ts'
import type { DrillWait } from '../../../report/incident/drill/drill-transcript.ts'
import { fingerprintKeyOf } from '../../../text/fingerprint.ts'
import { Secret } from '../../../text/secret.ts'
import type { DrillHouse } from './drill-improvements.ts'
import { DrillJournal } from './drill-journal.ts'
import { openDrillSigner, type DrillSigner } from './drill-signer.ts'

export interface DrillRequest {
  readonly provider: DrillProvider
  readonly shelf: PlaybookShelf
  /** The one that would be chosen when undefined. */
  readonly playbook: string | undefined
  readonly faults: DrillFaults
  readonly seed: number
  /** What is set up here for the real case; undefined: nobody has looked. */
  readonly house?: DrillHouse
}

/** All that a drill is played with. */
export interface DrillScene {
  readonly request: DrillRequest
  readonly world: DrillWorld
  readonly clock: DrillClock
  readonly journal: DrillJournal
  readonly ledger: Ledger
  readonly setting: RunSetting
  readonly signers: readonly DrillSigner[]
  readonly waits: DrillWait[]
  /** What was said to be over while the provider still took the credential. */
  readonly falseClaims: string[]
}

/** Who is called at night; the others sign. */
export const responder = 'robin'
const signerNames = ['ada', 'kim']
const leakMs = 3 * 3_600_000
const id = 'drill'

/** Opens the incident of a credential that everybody could read for three hours. */
export async function openDrillScene(request: DrillRequest): Promise<DrillScene> {
  const { provider, faults, seed } = request
  const world = new DrillWorld(provider, { faults, seed })
  const clock = new DrillClock()
  const key = fingerprintKeyOf(new Uint8Array(32).fill(seed & 255))
  const waits: DrillWait[] = []
  const falseClaims: string[] = []
  const journal = new DrillJournal(id, responder, {
    clock,
    key,
    onRecord: ({ event }) => {
      const claims = (event.type === 'verified' && event.verdict === 'dead') || (event.type === 'closed' && event.as === 'closed') // prettier-ignore
      if (claims && world.isLive(clock.now()))
        falseClaims.push(`${event.type === 'closed' ? 'it was closed' : 'it was called dead'} at a time when the provider still took it`) // prettier-ignore
    },
  })
  const leaked = leakedOf(provider, world)
  const publicSince = new Date(drillStartMs - leakMs).toISOString()
  await journal.append({
    type: 'opened',
    leaked,
    identities: [],
    verdict: judgeSeverity({
      status: leaked.status,
      reach: reachOf(leaked.places, true),
      since: publicSince,
      consumers: leaked.consumers ?? [],
      now: timeOf(clock),
    }),
    source: 'a drill',
    detectedAt: timeOf(clock),
    publicSince,
  })
  const secret = new Secret(new TextEncoder().encode(world.planted.value), key)
  const setting: RunSetting = {
    adapters: await openAdapters(request, world, { clock, waits }),
    clock,
    random: () => chanceOf(seed, 'jitter', clock.now()),
    deadline: (milliseconds) => clock.deadline(milliseconds),
    subjectOf: (incident) => Promise.resolve({ ...subjectOf(incident), secret }),
    keep: () => Promise.resolve(),
    onProgress: (progress) => {
      if (progress.type === 'step-waits')
        waits.push({ on: provider.name, why: 'before it is tried again', ms: progress.waitMs })
    },
    signal: new AbortController().signal,
  }
  const signers = signerNames.map((name) => openDrillSigner(name, seed))
  const ledger = openLedger(journal)
  return { request, world, clock, journal, ledger, setting, signers, waits, falseClaims }
}

function leakedOf(provider: DrillProvider, { planted }: DrillWorld): LeakedCredential {
  const { rule, value, keyId, account } = planted
  const visible = readProviderPack().visiblePrefixes[rule] ?? 0
  const store = provider.store?.(planted)
  return {
    rule,
    name: provider.credential,
    provider: provider.name,
    redacted: `${value.slice(0, visible)}…`,
    status: 'unverified',
    ...(provider.tellsId && { keyId }),
    ...(account !== undefined && { account }),
    inventory: null,
    consumers: ['checkout'],
    ...(store && { store }),
    places: [
      { origin: { kind: 'git', path: 'deploy/settings.env', commit: null }, line: 3, column: 9 },
    ],
  }
}

/** Adapters of the rule, and those that a playbook names; nothing of this machine's environment reaches them. */
async function openAdapters(
  { provider, shelf, seed, playbook }: DrillRequest,
  world: DrillWorld,
  { clock, waits }: { readonly clock: DrillClock; readonly waits: DrillWait[] },
): Promise<readonly Adapter[]> {
  const { rule, env: given } = world.planted
  const env = { HOME: '/nowhere', ...given }
  const named = new Set(
    [...shelf.own, ...shelf.builtIn]
      .filter(({ id: one, rules }) => one === playbook || rules === 'any' || rules.includes(rule))
      .flatMap(({ steps }) => steps.map(({ action = '' }) => action.split('/')[0]!)),
  )
  let asked = 0
  const sources = adapterSources().filter(
    ({ id: one, rules }) => rules.includes(rule) || (rules.length === 0 && named.has(one)),
  )
  return Promise.all(
    sources.map((source) => {
      const http = openDrillHttp({
        world,
        clock,
        seed,
        allowedHosts: source.hosts(env),
        onWait: (ms, why) => waits.push({ on: provider.name, why, ms }),
      })
      return source.open({ http, env, clock, random: () => chanceOf(seed, 'control', asked++) })
    }),
  )
}

/** The playbook that was named, or fits. @throws StanchError `PLAYBOOK_UNKNOWN`, `PLAYBOOK_UNFIT`, `PLAYBOOK_NONE` */
export function playbookOf(
  { shelf, playbook }: DrillRequest,
  rule: Subject['rule'],
  facts: Parameters<typeof choosePlaybook>[2],
) {
  return playbook === undefined
    ? choosePlaybook(shelf, [rule], facts)
    : namedPlaybook(shelf, playbook, [rule])
}
