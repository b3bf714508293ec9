import type { AwsCredentials } from '../../aws/aws-credentials.ts'
import type { KeyKind } from './leaked-key.ts'

/**
 * Credentials that cannot be any: the id of AWS's own documentation has the letters of no account in it, nor has this one
 * (16 times the letter that ids never begin with). For control requests.
 */
export function badPair(kind: KeyKind): AwsCredentials {
  const prefix = kind === 'session' ? 'ASIA' : 'AKIA'
  const pair = { accessKeyId: prefix + 'A'.repeat(16), secretAccessKey: randomSecretKey() }
  return kind === 'session' ? { ...pair, sessionToken: randomText(200) } : pair
}

/** As long as one, and none. */
export function randomSecretKey(): string {
  return randomText(30)
}

/** @param length in bytes, of which base64 is made */
function randomText(length: number): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(length))))
}
