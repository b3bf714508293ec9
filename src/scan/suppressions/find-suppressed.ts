import { createHash } from 'node:crypto'
import { latin1Of } from '../../text/bytes.ts'
import type { FoundSecret } from '../found-secret.ts'
import type { ForeignSuppression } from './foreign-suppressions.ts'

/** What became of one entry. */
export interface Conversion {
  readonly entry: ForeignSuppression
  /** Findings that it means; empty: none. */
  readonly found: readonly FoundSecret[]
  /** Why there is none. */
  readonly reason: string | undefined
}

/** A version of a document, by the name that entries have for it. */
export interface SuppressedDocument {
  readonly path: string
  readonly commit: string | undefined
}

/**
 * Finds again what entries of other scanners are about.
 *
 * @param scan what is found in a document; a text says why it cannot be looked at
 */
export async function findSuppressed(
  entries: readonly ForeignSuppression[],
  scan: (document: SuppressedDocument) => Promise<readonly FoundSecret[] | string>,
): Promise<Conversion[]> {
  const scanned = new Map<string, readonly FoundSecret[] | string>()
  const conversions: Conversion[] = []
  for (const entry of entries) {
    const key = `${entry.commit ?? ''}:${entry.path}`
    if (!scanned.has(key)) scanned.set(key, await scan(entry))
    conversions.push(convert(entry, scanned.get(key)!))
  }
  return conversions
}

function convert(entry: ForeignSuppression, scanned: readonly FoundSecret[] | string): Conversion {
  if (typeof scanned === 'string') return { entry, found: [], reason: scanned }
  const found = scanned.filter((item) => isMeant(entry, item))
  return { entry, found, reason: found.length > 0 ? undefined : reasonFor(entry) }
}

function isMeant(
  { sha1, secret, line }: ForeignSuppression,
  { finding, value }: FoundSecret,
): boolean {
  if (sha1 !== undefined) return createHash('sha1').update(value).digest('hex') === sha1
  if (secret !== undefined)
    return secret === Buffer.from(value).toString() || secret === latin1Of(value)
  return line !== undefined && finding.line <= line && line <= finding.endLine
}

function reasonFor({ sha1, secret, line }: ForeignSuppression): string {
  if (sha1 !== undefined) return 'no secret with this hash is found there'
  if (secret !== undefined) return 'this secret is not found there'
  return `no secret is found on line ${line ?? '?'}`
}
