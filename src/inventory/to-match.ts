import type { InventoryMatch } from '../engine/finding.ts'
import { ownerOf, type InventoryRecord } from './record.ts'

/**
 * What a finding says of the records that have its fingerprint.
 *
 * @param records ascending by id; one that is not destroyed comes first
 * @param fingerprints each record has one of them; the first of those says by which form the secret is known
 * @returns `null` when there is none
 */
export function toInventoryMatch(
  records: readonly InventoryRecord[],
  ...fingerprints: readonly string[]
): InventoryMatch | null {
  const record = records.find(({ state }) => state !== 'destroyed') ?? records[0]
  if (record === undefined) return null
  const { form, version } = fingerprints
    .flatMap((asked) => record.fingerprints.filter(({ value }) => value === asked))
    .at(0)!
  const others = records.filter((other) => other !== record).map(({ id }) => id)
  return {
    id: record.id,
    owner: ownerOf(record),
    tenant: record.tenant ?? null,
    environment: record.environment ?? null,
    agent: record.agent ?? null,
    tool: record.tool ?? null,
    purpose: record.purpose ?? null,
    state: record.state,
    form,
    ...(version === undefined ? {} : { version }),
    ...(others.length === 0 ? {} : { others }),
  }
}
