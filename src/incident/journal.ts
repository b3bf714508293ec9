import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from './canonical-json.ts'
import type { Actor, IncidentEvent } from './event.ts'

/** One receipt. Its hash covers all before it, so that none can be changed, dropped or moved unnoticed. */
export interface JournalRecord {
  readonly v: 1
  readonly incident: string
  /** From 1, without gaps. */
  readonly sequence: number
  /** `YYYY-MM-DDTHH:MM:SS.sssZ`. */
  readonly at: string
  readonly actor: Actor
  readonly event: IncidentEvent
  /** Hash of the record before, or {@link firstPrevious}. */
  readonly previous: string
  /** SHA-256 over `previous`, a line feed and the canonical JSON of all else; hex. */
  readonly hash: string
}

/** The first record that does not hold, and what was expected of it. */
export interface JournalFault {
  /** From 1; one behind the last when what follows it is missing. */
  readonly sequence: number
  readonly what: string
}

export const firstPrevious = '0'.repeat(64)

/** The record that follows. @param last `undefined` for the first one */
export function chainRecord(
  last: Pick<JournalRecord, 'sequence' | 'hash'> | undefined,
  body: Pick<JournalRecord, 'incident' | 'at' | 'actor' | 'event'>,
): JournalRecord {
  const previous = last?.hash ?? firstPrevious
  const unsealed = { v: 1 as const, ...body, sequence: (last?.sequence ?? 0) + 1, previous }
  return { ...unsealed, hash: hashOf(unsealed) }
}

/** @param record its own `hash` does not count */
export function hashOf(record: Omit<JournalRecord, 'hash'> & { readonly hash?: string }): string {
  const { hash: _hash, previous, ...rest } = record
  return bytesToHex(sha256(utf8ToBytes(`${previous}\n${canonicalJson(rest)}`)))
}

/** Digest of a plan, which approvals sign; hex. */
export function digestOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))))
}

/** The first record that does not follow from those before it; `undefined`: the chain holds. Whether its end is missing only its head tells. */
export function faultOfChain(records: readonly JournalRecord[]): JournalFault | undefined {
  let previous = firstPrevious
  for (const [at, record] of records.entries()) {
    const sequence = at + 1
    if (record.sequence !== sequence)
      return { sequence, what: `expected record ${sequence}, got ${record.sequence}` }
    if (record.incident !== records[0]!.incident)
      return { sequence, what: 'expected a record of the same incident' }
    if (record.previous !== previous)
      return { sequence, what: 'expected it to name the hash of the record before it' }
    if (hashOf(record) !== record.hash)
      return { sequence, what: 'expected its hash to fit; it was changed after it was written' }
    previous = record.hash
  }
  return undefined
}
