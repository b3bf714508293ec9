import { hostname } from 'node:os'
import type { Actor } from '../incident/event.ts'
import { hmslOf } from '../inventory/hmsl.ts'
import { groupByFingerprint } from '../report/group-exposures.ts'
import type { Exposure } from '../report/scan-result.ts'
import { askOwners, inventoryPlaceIn } from '../scan/incident/ask-owners.ts'
import { draftOf } from '../scan/incident/drafts-of-report.ts'
import { openDrafts, type OpenedIncident } from '../scan/incident/open-drafts.ts'
import { openIncidentStore } from '../scan/incident/open-incident-store.ts'
import { nodeScrypt } from '../scan/node-scrypt.ts'
import type { FingerprintKeys } from '../scan/read-keys.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import type { ActionHost } from './action-host.ts'
import type { TargetScan } from './scan-target.ts'
import type { Target } from './target.ts'
import type { ToldOutcome } from './tell-on-finding.ts'

export interface IncidentRequest {
  readonly target: Target
  readonly scan: TargetScan
  readonly exposures: readonly Exposure[]
  readonly keys: FingerprintKeys
  readonly host: ActionHost
  /** May name stores: where everybody reads the log it goes nowhere. */
  readonly onNote: (note: string) => void
}

/**
 * Opens an incident for each exposure in the store that the policy configures, as `stanch incident open` does; one that is there
 * gets what is new. That it cannot be opened makes no other exit status: the secret is found either way.
 */
export async function openIncidents(request: IncidentRequest): Promise<ToldOutcome> {
  const { host } = request
  try {
    const opened = await openAll(request)
    return { told: opened.length, failure: undefined }
  } catch (error) {
    host.signal.throwIfAborted()
    if (!(error instanceof StanchError)) throw error
    const failure = reasonOf(error).split('\n')[0]
    return { told: 0, failure }
  }
}

async function openAll(request: IncidentRequest): Promise<OpenedIncident[]> {
  const { scan, host, onNote, target } = request
  const { env, signal } = host
  const { configured } = scan
  const { incidents, inventory, notify = [] } = configured.configuration
  if (incidents.store === undefined)
    throw new StanchError(
      'INCIDENT_STORE',
      'on-finding: open-incident: expected incidents.store in the stanch.yaml of the policy, such as postgres://host/db: what lies on the runner is gone with it; there is none. No incident was opened.',
    )
  const actor: Actor = { person: actorOf(env), via: 'action', host: hostname() }
  const store = await openIncidentStore(
    {
      store: incidents.store,
      tenant: env['STANCH_TENANT'] || inventory.tenant,
      directory: configured.directory,
      env,
    },
    onNote,
  )
  try {
    const drafts = await askOwners(draftsOf(request, store.key), configured, env, onNote)
    const now = new Date(host.now()).toISOString()
    const publicSince = scan.isPublic ? now : undefined
    const opened = await openDrafts(drafts, store, { actor, group: undefined, publicSince, now, signal }) // prettier-ignore
    const changed = opened.filter(({ result }) => result !== 'known').map(({ id }) => id)
    if (notify.length > 0 && changed.length > 0) {
      const { tellChannels } = await import('../scan/incident/notify/tell-channels.ts')
      await tellChannels({ store, actor, configured, env, onNote }, changed)
    }
    onNote(`${opened.length} incidents of ${target.repository.name}: ${changed.length} new or with news`) // prettier-ignore
    return opened
  } finally {
    await store.close()
  }
}

function draftsOf(
  { scan, exposures, keys, host, target }: IncidentRequest,
  storeKey: Parameters<typeof draftOf>[3]['context']['storeKey'],
) {
  const { result, found, configured } = scan
  const findings = groupByFingerprint(result.findings)
  const hasInventory = inventoryPlaceIn(configured, host.env) !== undefined
  const isStable = !keys.isEphemeral
  const lookup = {
    keys: isStable ? keys.keys : [],
    ...(!isStable && hasInventory && { hmslOf: (value: Uint8Array) => hmslOf(value, nodeScrypt) }),
  }
  const source = target.kind === 'pull' ? `pull request ${target.repository.name}#${target.number}` : `${target.event} in ${target.repository.name}` // prettier-ignore
  return exposures.map((exposure, at) => {
    const { fingerprint, name } = exposure
    const options = {
      isStable,
      label: `${at + 1} ${name}`,
      source,
      context: { storeKey, lookup },
    }
    return draftOf(exposure, findings.get(fingerprint) ?? [], found.get(fingerprint), options)
  })
}

/** Whose push or comment started the run; it proves nothing of who acts. */
function actorOf(env: ActionHost['env']): string {
  const login = env['GITHUB_ACTOR'] ?? ''
  return /^[\w-]{1,100}(?:\[bot\])?$/.test(login) ? `${login} by GitHub Actions` : 'GitHub Actions'
}
