import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { bytesOfUtf8, latin1Of } from '../text/bytes.ts'
import { normalisedSecret } from '../text/fingerprint.ts'
import { guessBits } from './guess-bits.ts'

/** scrypt as of RFC 7914: `@noble/hashes/scrypt.js`, or of the host, which is some times as fast. */
export type Scrypt = (
  password: Uint8Array,
  salt: Uint8Array,
  cost: { readonly N: number; readonly r: number; readonly p: number; readonly dkLen: number },
) => Uint8Array

/** Fewer bits than this can be reached by guessing, at the price of one scrypt a guess. */
export const guessBitsMin = 80

/** Hex digits of a hash by which HasMySecretLeaked is asked: 2^20 buckets. */
export const hmslPrefixLength = 5

const cost = { N: 2048, r: 8, p: 1, dkLen: 32 } as const
/** The same for all the world, so that all come to the same hash. */
const pepper = sha256(bytesOfUtf8('GitGuardian'))

/**
 * The unkeyed hash of HasMySecretLeaked, 64 hex digits: whoever has the secret comes to it, without any key. Therefore
 * whoever guesses the secret does, too. Takes some milliseconds.
 *
 * @see https://github.com/GitGuardian/ggshield/blob/main/ggshield/verticals/hmsl/crypto.py
 * @returns `undefined` for a value that a guesser could reach
 */
export function hmslOf(value: Uint8Array, scrypt: Scrypt): string | undefined {
  const plain = normalisedSecret(value)
  return guessBits(latin1Of(plain)) < guessBitsMin ? undefined : hmslHash(plain, scrypt)
}

/** Without looking at whether the value can be guessed; see {@link hmslOf}. */
export function hmslHash(value: Uint8Array, scrypt: Scrypt): string {
  return bytesToHex(scrypt(value, pepper, cost))
}

/**
 * By it an answer is known without giving the hash away, which opens it.
 *
 * @param hash 64 hex digits @returns 64 hex digits
 */
export function hintOf(hash: string): string {
  return bytesToHex(sha256(hexToBytes(hash)))
}
