import type { ImportEvent, RecordDraft } from '../../../inventory/stored-secret.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { withMapped, type LabelMap } from '../draft/map-option.ts'
import {
  entriesOfMap,
  secretsByKey,
  type SecretPlace,
  type StoredVersion,
} from '../draft/secrets-by-key.ts'
import { secondsOfGoDuration, storeDuration } from '../draft/store-duration.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem, skipped } from '../draft/told.ts'
import type { VaultClient, VaultReply } from './vault-client.ts'

/** A secret of an engine, and what is wanted of it. */
export interface VaultSecretRequest {
  readonly place: SecretPlace
  /** Percent-encoded, with a slash at its end. */
  readonly mount: string
  /** Percent-encoded, below the mount. */
  readonly path: string
  readonly values: 'all-versions' | 'current' | 'none'
  readonly labels: LabelMap
  /** Milliseconds since 1970: a version that is to be deleted later is alive. */
  readonly now: number
}

/** Of `metadata/:path`: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata. */
interface Metadata {
  readonly created_time?: string
  readonly current_version?: number
  readonly delete_version_after?: string
  readonly custom_metadata?: Readonly<Record<string, unknown>> | null
  readonly versions?: Readonly<Record<string, VersionMetadata>>
}

interface VersionMetadata {
  readonly created_time?: string
  /** Empty, past, or to come. */
  readonly deletion_time?: string
  readonly destroyed?: boolean
}

/**
 * Tells of one secret of a versioned engine: its metadata, and the values of all versions that are neither deleted nor
 * destroyed, current one first. Where values are forbidden its record comes without them, and a problem says so.
 */
export async function readVersionedSecret(
  client: VaultClient,
  request: VaultSecretRequest,
): Promise<ImportEvent[]> {
  const { place, values, now } = request
  const reply = await client.read(`${request.mount}metadata/${request.path}`)
  if (reply.status !== 200 || reply.data === undefined)
    return [problem(place.path, reasonOf(reply, 'metadata'))]
  const metadata = reply.data as Metadata
  const versions = versionsOf(metadata)
  const live = versions.filter(([, version]) => isLive(version, now))
  const events: ImportEvent[] = goneVersions(versions, now, place.path)
  if (live.length === 0) return events
  const read: StoredVersion[] = []
  const wanted = values === 'none' ? [] : values === 'current' ? live.slice(0, 1) : live
  for (const [version] of wanted) {
    const data = await client.read(`${request.mount}data/${request.path}?version=${version}`)
    const map = data.data?.['data']
    if (data.status === 200 && typeof map === 'object' && map !== null)
      read.push({ version, entries: entriesOfMap(map) })
    else {
      events.push(problem(place.path, `version ${version}: ${reasonOf(data, 'data')}`))
      if (data.status === 403) break
    }
  }
  const draft = toDraft(metadata, live[0]!, request)
  return [
    ...secretsByKey(draft, place, read).map((secret) => ({ kind: 'secret' as const, secret })),
    ...events,
  ]
}

function toDraft(
  metadata: Metadata,
  [version, newest]: readonly [string, VersionMetadata],
  { place, labels }: VaultSecretRequest,
): Omit<RecordDraft, 'id'> {
  return {
    ...draftOfLabels(withMapped(metadata.custom_metadata ?? {}, labels)),
    store: { type: 'vault', path: place.path, version },
    ...withoutMissing({
      createdAt: storeTime(metadata.created_time),
      lastRotatedAt: storeTime(newest.created_time),
      expiresAt: storeTime(newest.deletion_time),
      ttl: storeDuration(secondsOfGoDuration(metadata.delete_version_after)),
    }),
  }
}

/** Current version first, then the newest of the others. */
function versionsOf({ versions, current_version }: Metadata): [string, VersionMetadata][] {
  const rank = (version: string) =>
    Number(version) === current_version ? Infinity : Number(version)
  return Object.entries(versions ?? {}).sort(([left], [right]) => rank(right) - rank(left))
}

function isLive({ deletion_time, destroyed }: VersionMetadata, now: number): boolean {
  return destroyed !== true && !(Date.parse(deletion_time ?? '') <= now)
}

function goneVersions(
  versions: readonly (readonly [string, VersionMetadata])[],
  now: number,
  path: string,
): ImportEvent[] {
  const gone = versions.filter(([, version]) => !isLive(version, now))
  if (gone.length === 0) return versions.length > 0 ? [] : [skipped(path, 'has no version')]
  const names = (isDestroyed: boolean) =>
    gone
      .filter(([, version]) => (version.destroyed === true) === isDestroyed)
      .map(([name]) => Number(name))
      .sort((left, right) => left - right)
      .join(', ')
  const parts = [['deleted', names(false)] as const, ['destroyed', names(true)] as const]
    .filter(([, list]) => list !== '')
    .map(([what, list]) => `${what}: version ${list}`)
  return [skipped(path, parts.join('; '))]
}

/** Why an answer holds nothing, and what is needed. */
export function reasonOf({ status }: VaultReply, what: string): string {
  if (status === 403) return `${what} not read: forbidden; the token needs read on …/${what}/…`
  if (status === 404) return `${what} not read: no longer there`
  return `${what} not read: the answer ${status} holds none`
}
