import type { InventoryRecord } from './record.ts'

/** What a record should say and does not, and how to say it. */
export interface MissingKey {
  readonly label: string
  /** As `stanch inventory set` takes it. */
  readonly option: string
}

const asked: readonly (MissingKey & { readonly has: (record: InventoryRecord) => boolean })[] = [
  { label: 'owner', option: '--owner-team NAME', has: ({ owner }) => owner !== undefined },
  { label: 'purpose', option: '--purpose TEXT', has: ({ purpose }) => purpose !== undefined },
  {
    label: 'environment',
    option: '--environment NAME',
    has: ({ environment }) => environment !== undefined,
  },
  {
    label: 'who uses it',
    option: '--agent NAME',
    has: ({ agent, tool, consumers }) => [agent, tool, consumers?.[0]].some(Boolean),
  },
  {
    label: 'when it ends',
    option: '--expires YYYY-MM-DD',
    has: ({ expiresAt, ttl, nextRotationAt }) => [expiresAt, ttl, nextRotationAt].some(Boolean),
  },
]

/** What whoever meets a leak of it would want to know, the first need first. */
export function missingOf(record: InventoryRecord): readonly MissingKey[] {
  if (record.state === 'destroyed') return []
  return asked.filter(({ has }) => !has(record))
}
