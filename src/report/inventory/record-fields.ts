import type { InventoryRecord } from '../../inventory/record.ts'

/** One fact of a record for tables, empty where it is not known. */
export type RecordField = readonly [name: string, textOf: (record: InventoryRecord) => string]

const list = (texts: readonly string[] | undefined) => (texts ?? []).join(' ')

/** All of a record that one cell can hold, in the order in which people ask. */
export const recordFields: readonly RecordField[] = [
  ['id', ({ id }) => id],
  ['tenant', ({ tenant }) => tenant ?? ''],
  ['state', ({ state }) => state],
  ['stateSince', ({ stateSince }) => stateSince ?? ''],
  ['stateReason', ({ stateReason }) => stateReason ?? ''],
  ['team', ({ owner }) => owner?.team ?? ''],
  ['person', ({ owner }) => owner?.person ?? ''],
  ['oncall', ({ owner }) => owner?.oncall ?? ''],
  ['purpose', ({ purpose }) => purpose ?? ''],
  ['environment', ({ environment }) => environment ?? ''],
  ['agent', ({ agent }) => agent ?? ''],
  ['tool', ({ tool }) => tool ?? ''],
  ['consumers', ({ consumers }) => list(consumers)],
  ['provider', ({ provider }) => provider ?? ''],
  ['kind', ({ kind }) => kind ?? ''],
  ['credentialRef', ({ credentialRef }) => credentialRef ?? ''],
  ['scopes', ({ scopes }) => list(scopes)],
  ['audience', ({ audience }) => audience ?? ''],
  ['storeType', ({ store }) => store?.type ?? ''],
  ['storePath', ({ store }) => store?.path ?? ''],
  ['storeVersion', ({ store }) => store?.version ?? ''],
  ['ttl', ({ ttl }) => ttl ?? ''],
  ['createdAt', ({ createdAt }) => createdAt ?? ''],
  ['lastRotatedAt', ({ lastRotatedAt }) => lastRotatedAt ?? ''],
  ['nextRotationAt', ({ nextRotationAt }) => nextRotationAt ?? ''],
  ['expiresAt', ({ expiresAt }) => expiresAt ?? ''],
  ['lastAccessedAt', ({ lastAccessedAt }) => lastAccessedAt ?? ''],
  ['rotation', ({ rotation }) => rotation?.strategy ?? ''],
  ['pendingVersion', ({ rotation }) => rotation?.pendingVersion ?? ''],
  ['revocation', ({ revocation }) => revocation?.adapter ?? ''],
  ['breakGlass', ({ breakGlass }) => (breakGlass ? (breakGlass.testedAt ?? 'never tested') : '')],
  ['hint', ({ hint }) => hint ?? ''],
  ['fingerprints', ({ fingerprints }) => fingerprints.filter(({ form }) => form !== 'hmsl').map(({ value }) => value).join(' ')],
  ['hmsl', ({ fingerprints }) => fingerprints.filter(({ form }) => form === 'hmsl').map(({ value }) => value).join(' ')],
] // prettier-ignore
