import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { reasonOf, StanchError } from '../../text/error.ts' // prettier-ignore

/** Names of our own headers: GitHub's are for GitHub. */
export const partnerHeaders = {
  key: 'stanch-public-key-identifier',
  signature: 'stanch-public-key-signature',
} as const

/** Those of GitHub's own alerts. */
export const githubPartnerHeaders = {
  key: 'github-public-key-identifier',
  signature: 'github-public-key-signature',
} as const

/** A key of `GET https://api.github.com/meta/public_keys/secret_scanning`, or one of ours. */
export interface PartnerKey {
  readonly key_identifier: string
  /** PEM. */
  readonly key: string
  readonly is_current: boolean
}

/**
 * Signs the raw body with ECDSA over P-256 and SHA-256; the key is named by the SHA-256 of its public half.
 *
 * Format: https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 *
 * @param pem a private key on P-256
 * @throws StanchError `NOTIFY_KEY_INVALID`, which does not repeat the key
 */
export function signPartnerAlert(pem: string, body: string, where: string): Record<string, string> {
  const key = privateKeyOf(pem, where)
  return {
    [partnerHeaders.key]: identifierOf(createPublicKey(key)),
    [partnerHeaders.signature]: sign('sha256', Buffer.from(body), key).toString('base64'),
  }
}

/**
 * Why an alert is none of somebody who has one of the keys; `undefined`: it is one. A key that is no longer current still
 * proves what was signed with it.
 *
 * @param headers names in small letters
 * @param body exactly as it came
 */
export function faultOfPartnerAlert(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
  keys: readonly PartnerKey[],
  names: { readonly key: string; readonly signature: string } = githubPartnerHeaders,
): string | undefined {
  const [identifier, signature] = [headers[names.key], headers[names.signature]]
  if (!identifier || !signature) return `expected the headers ${names.key} and ${names.signature}`
  const known = keys.find((one) => one.key_identifier === identifier)
  if (known === undefined) return 'expected a key that is known; fetch the list of keys anew'
  try {
    const key = createPublicKey(known.key)
    const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    if (isP256 && verify('sha256', body, key, Buffer.from(signature, 'base64'))) return undefined
  } catch (error) {
    return `expected a public key in PEM in the list of keys; ${reasonOf(error)}`
  }
  return 'expected a signature over exactly this body'
}

/** Public half, and its name, for a receiver's list of keys. */
export function partnerKeyOf(pem: string, where: string): PartnerKey {
  const key = createPublicKey(privateKeyOf(pem, where))
  return {
    key_identifier: identifierOf(key),
    key: key.export({ format: 'pem', type: 'spki' }).toString(),
    is_current: true,
  }
}

function identifierOf(key: KeyObject): string {
  return createHash('sha256').update(key.export({ format: 'der', type: 'spki' })).digest('hex') // prettier-ignore
}

function privateKeyOf(pem: string, where: string): KeyObject {
  let key: KeyObject | undefined
  try {
    // A variable may hold it in one line.
    key = createPrivateKey(pem.replaceAll('\\n', '\n'))
  } catch {
    key = undefined
  }
  if (key?.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  throw new StanchError(
    'NOTIFY_KEY_INVALID',
    `${where}: expected a private key on the curve P-256 in PEM.\n` +
      'Make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  )
}
