import type { AwsCredentials } from '../../aws/aws-credentials.ts'
import type { KeyKind } from './leaked-key.ts'

type Random = () => number

/** Credentials that cannot be any, for control requests: of a letter that no account’s ids begin with, 16 times. */
export function badPair(kind: KeyKind, random: Random = Math.random): AwsCredentials {
  const prefix = kind === 'session' ? 'ASIA' : 'AKIA'
  const pair = { accessKeyId: prefix + 'A'.repeat(16), secretAccessKey: badSecretKey(random) }
  return kind === 'session' ? { ...pair, sessionToken: textOfBytes(200, random) } : pair
}

/** As long as one, and none. */
export function badSecretKey(random: Random = Math.random): string {
  return textOfBytes(30, random)
}

/** @param length in bytes, of which base64 is made */
function textOfBytes(length: number, random: Random): string {
  return btoa(String.fromCharCode(...Array.from({ length }, () => Math.floor(random() * 256))))
}
