import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { InventoryMatch } from '../engine/finding.ts'
import { base64OfBytes } from './base64-bytes.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import type { FingerprintKey } from '../text/fingerprint.ts'
import { keyedHash } from '../text/keyed-hash.ts'
import { hintOf } from './hmsl.ts'
import {
  entriesMax,
  kAnonymousVersion,
  nonceBytes,
  paddingStep,
  payloadBytes,
  payloadContext,
  tagBytes,
  type Aead,
  type Bucket,
  type BucketEntry,
  type PrefixRequest,
  type PrefixResponse,
  type RandomBytes,
} from './k-anonymous.ts'

/** A record of a bucket. */
export interface HashedMatch {
  /** 64 hex digits. */
  readonly hash: string
  readonly match: InventoryMatch
}

export interface AnswerOptions {
  /** Of one tenant, of an index in memory or a database. */
  readonly bucketOf: (prefixBits: number, prefix: string) => readonly HashedMatch[]
  /** Of the announcement. */
  readonly prefixBits: number
  readonly aead: Aead
  readonly randomBytes: RandomBytes
  /** The server's own: hints of dummies are made under it. */
  readonly dummyKey: FingerprintKey
}

/**
 * The buckets that a client asks for.
 *
 * @param request parsed
 * @throws StanchError `K_ANONYMOUS_PREFIX_BITS` when the client has an old announcement, `K_ANONYMOUS_BUCKET`
 */
export function answerPrefixes(request: PrefixRequest, options: AnswerOptions): PrefixResponse {
  const { prefixBits } = options
  if (request.prefixBits !== prefixBits) {
    throw new StanchError(
      'K_ANONYMOUS_PREFIX_BITS',
      `Expected prefixes of ${prefixBits} bits, got ${request.prefixBits}. Ask for the announcement again.`,
    )
  }
  const buckets = request.prefixes.map((prefix) => toBucket(prefix, options))
  return { version: kAnonymousVersion, prefixBits, buckets }
}

function toBucket(prefix: string, options: AnswerOptions): Bucket {
  const known = options.bucketOf(options.prefixBits, prefix)
  if (known.length > entriesMax) {
    throw new StanchError(
      'K_ANONYMOUS_BUCKET',
      `Expected at most ${entriesMax} records in a bucket, got ${known.length}: announce more prefix bits.`,
    )
  }
  // An empty bucket looks like the others.
  const size = Math.max(1, Math.ceil(known.length / paddingStep)) * paddingStep
  const dummies = Array.from({ length: size - known.length }, (_, at) =>
    dummyOf(prefix, at, options),
  )
  const entries = [...known.map((record) => seal(record, options)), ...dummies]
  return { prefix, entries: entries.toSorted(byHint) }
}

function seal({ hash, match }: HashedMatch, { aead, randomBytes }: AnswerOptions): BucketEntry {
  const nonce = randomBytes(nonceBytes)
  const sealed = aead.seal(hexToBytes(hash), nonce, padded(match), bytesOfUtf8(payloadContext))
  return { hint: hintOf(hash), payload: base64OfBytes(nonce, sealed) }
}

function dummyOf(prefix: string, at: number, options: AnswerOptions): BucketEntry {
  const { dummyKey, prefixBits, randomBytes } = options
  const hint = keyedHash(dummyKey, bytesOfUtf8(`k-anonymous dummy ${prefixBits} ${prefix} ${at}`))
  return {
    hint: bytesToHex(hint),
    payload: base64OfBytes(randomBytes(nonceBytes + payloadBytes + tagBytes)),
  }
}

/** All of the same length; what is too long for it loses what is least needed. */
function padded(match: InventoryMatch): Uint8Array {
  const { others: _, ...alone } = match
  const short = { ...alone, purpose: null, tool: null, agent: null, environment: null }
  const told = [
    match,
    alone,
    { ...alone, purpose: null },
    short,
    { ...short, owner: null, tenant: null },
  ]
  const bytes = told
    .map((one) => bytesOfUtf8(JSON.stringify(one)))
    .find((one) => one.length <= payloadBytes)
  const filled = new Uint8Array(payloadBytes).fill(32)
  filled.set(bytes ?? bytesOfUtf8(JSON.stringify(null)))
  return filled
}

function byHint(left: BucketEntry, right: BucketEntry): number {
  return left.hint < right.hint ? -1 : left.hint > right.hint ? 1 : 0
}
