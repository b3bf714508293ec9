import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { InventoryMatch } from '../engine/finding.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import { bytesOfBase64 } from './base64-bytes.ts'
import { hintOf } from './hmsl.ts'
import { parseInventoryMatch } from './k-anonymous-schema.ts'
import {
  kAnonymousVersion,
  nonceBytes,
  payloadContext,
  prefixesMax,
  prefixOf,
  prefixStep,
  type Aead,
  type Announcement,
  type PrefixRequest,
  type PrefixResponse,
  type RandomBytes,
} from './k-anonymous.ts'

/**
 * Requests for all hashes: as many prefixes as there can be in each, and so many random ones among them that the number
 * of secrets is not told either.
 *
 * @param hashes 64 hex digits, of `hmslOf`
 */
export function toPrefixRequests(
  hashes: readonly string[],
  { prefixBits }: Pick<Announcement, 'prefixBits'>,
  randomBytes: RandomBytes,
): PrefixRequest[] {
  const prefixes = new Set(hashes.map((hash) => prefixOf(hash, prefixBits)))
  const all = 2 ** prefixBits
  const wanted = prefixes.size === 0 ? 0 : Math.ceil(prefixes.size / prefixStep) * prefixStep
  while (prefixes.size < Math.min(wanted, all)) {
    prefixes.add(prefixOf(bytesToHex(randomBytes(8)), prefixBits))
  }
  const ascending = [...prefixes].sort()
  return Array.from({ length: Math.ceil(ascending.length / prefixesMax) }, (_, at) => ({
    version: kAnonymousVersion,
    prefixBits,
    prefixes: ascending.slice(at * prefixesMax, (at + 1) * prefixesMax),
  }))
}

/**
 * What the server knows of each hash; of those that it does not know nothing.
 *
 * @param response parsed
 * @throws StanchError `K_ANONYMOUS_ANSWER` when an entry has the hint of a hash and is not sealed under it
 */
export function openBuckets(
  hashes: readonly string[],
  { prefixBits, buckets }: PrefixResponse,
  aead: Aead,
): Map<string, InventoryMatch> {
  const byPrefix = new Map(buckets.map(({ prefix, entries }) => [prefix, entries]))
  const opened = new Map<string, InventoryMatch>()
  for (const hash of new Set(hashes)) {
    const hint = hintOf(hash)
    const entries = byPrefix.get(prefixOf(hash, prefixBits)) ?? []
    const entry = entries.find((one) => one.hint === hint)
    if (entry !== undefined) opened.set(hash, openPayload(hash, entry.payload, aead))
  }
  return opened
}

function openPayload(hash: string, payload: string, aead: Aead): InventoryMatch {
  const bytes = bytesOfBase64(payload)
  const plain =
    bytes &&
    aead.open(
      hexToBytes(hash),
      bytes.subarray(0, nonceBytes),
      bytes.subarray(nonceBytes),
      bytesOfUtf8(payloadContext),
    )
  const match = plain && parseInventoryMatch(new TextDecoder().decode(plain))
  if (match !== undefined) return match
  throw new StanchError(
    'K_ANONYMOUS_ANSWER',
    'Expected a record sealed under the hash of the secret; got something that does not open. ' +
      'Somebody changes answers on their way, or the server speaks another version.',
  )
}
