import { createLocalJWKSet, compactVerify, errors, type JSONWebKeySet } from 'jose'
import type { SignatureResult } from '../../inventory/token/token-check.ts'
import { StanchError } from '../../text/error.ts'

/**
 * Whether one of the keys has made a token's signature (RFC 7515, 5.2). Nothing is fetched, and keys that the token
 * brings along do not count.
 *
 * @param keys a JWK Set (RFC 7517, 5) of public keys @param where names it, for messages
 * @throws StanchError `CONNECTOR_KEYS_INVALID` for what is no set of public keys; never with a key in it
 */
export async function verifySignature(
  compact: string,
  keys: unknown,
  { algorithms, where }: { readonly algorithms: readonly string[]; readonly where: string },
): Promise<SignatureResult> {
  assertPublic(keys, where)
  const find = createLocalJWKSet(keys)
  const options = { algorithms: [...algorithms] }
  try {
    await compactVerify(compact, find, options)
    return 'valid'
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) {
      for await (const key of error) {
        const isValid = await compactVerify(compact, key, options).then(
          () => true,
          () => false,
        )
        if (isValid) return 'valid'
      }
      return 'invalid'
    }
    if (error instanceof errors.JWKSNoMatchingKey) return 'no matching key'
    return 'invalid'
  }
}

function assertPublic(keys: unknown, where: string): asserts keys is JSONWebKeySet {
  const list: unknown =
    typeof keys === 'object' && keys !== null && 'keys' in keys ? keys.keys : undefined
  const isSet = Array.isArray(list) && list.every((key) => typeof key === 'object' && key !== null)
  if (!isSet) {
    throw invalid(`${where}: expected a JWK Set, {"keys": […]} of RFC 7517, got something else.`)
  }
  const isSecret = (list as readonly object[]).some((key) => 'd' in key || 'k' in key)
  if (isSecret) {
    throw invalid(
      `${where}: expected public keys, got one with a private or shared part: whoever reads the file can make tokens.\n` +
        'Take it out, replace that key where it was issued, and declare the public half.',
    )
  }
}

function invalid(message: string): StanchError {
  return new StanchError('CONNECTOR_KEYS_INVALID', message)
}
