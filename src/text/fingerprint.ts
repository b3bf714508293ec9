import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { StanchError } from './error.ts'
import { keyedHash } from './keyed-hash.ts'

/** A key under which secrets are fingerprinted. `kid` names it without giving it away. */
export interface FingerprintKey {
  /** First 8 hex digits of the key's SHA-256. */
  readonly kid: string
  readonly bytes: Uint8Array
}

/** @throws StanchError `KEY_FORMAT` unless `hex` is 64 hex digits; the message does not repeat it. */
export function parseFingerprintKey(hex: string, where: string): FingerprintKey {
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) {
    throw new StanchError(
      'KEY_FORMAT',
      `${where}: expected 64 hex digits, got ${hex.length} characters.\n` +
        'Make one with: openssl rand -hex 32',
    )
  }
  return fingerprintKeyOf(hexToBytes(hex.toLowerCase()))
}

/** @param bytes 32 bytes, kept, not copied */
export function fingerprintKeyOf(bytes: Uint8Array): FingerprintKey {
  return { kid: bytesToHex(sha256(bytes)).slice(0, 8), bytes }
}

/**
 * `v1:<kid>:<32 hex digits>`, the first half of HMAC-SHA256 over the normalised value. Keyed, because a plain
 * hash of a short password can be guessed.
 *
 * @param value fully decoded bytes; CRLF counts as LF, nothing is trimmed
 */
export function fingerprintOf(value: Uint8Array, key: FingerprintKey): string {
  return `v1:${key.kid}:${bytesToHex(keyedHash(key, withLineFeeds(value))).slice(0, 32)}`
}

/** CRLF as LF; returns the same array where there is none. */
export function withLineFeeds(value: Uint8Array): Uint8Array {
  if (!value.includes(13)) return value
  return value.filter((byte, at) => !(byte === 13 && value[at + 1] === 10))
}
