import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { StanchError } from './error.ts'
import { keyedHash } from './keyed-hash.ts'
import { plainKeyBlock } from './plain-key-block.ts'

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
 * @param value fully decoded bytes: see {@link normalisedSecret}
 */
export function fingerprintOf(value: Uint8Array, key: FingerprintKey): string {
  return `v1:${key.kid}:${bytesToHex(keyedHash(key, normalisedSecret(value))).slice(0, 32)}`
}

/**
 * What is the same secret everywhere: CRLF counts as LF, and a block of PEM as its file has it, whatever a program, a chat
 * or a patch has around its lines. Nothing else is trimmed.
 *
 * @returns the same array for what is so already
 */
export function normalisedSecret(value: Uint8Array): Uint8Array {
  return plainKeyBlock(withLineFeeds(value))
}

function withLineFeeds(value: Uint8Array): Uint8Array {
  if (!value.includes(13)) return value
  return value.filter((byte, at) => !(byte === 13 && value[at + 1] === 10))
}
