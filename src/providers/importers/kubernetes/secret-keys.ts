import { latin1Of } from '../../../text/bytes.ts'

/**
 * Why an entry of a Secret holds no secret, from its type and its key.
 * https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
 *
 * @returns `undefined` when it may hold one
 */
export function publicReasonOf(type: string, key: string, value: Uint8Array): string | undefined {
  if (value.length === 0) return 'empty'
  if (type === 'helm.sh/release.v1')
    return 'state of a Helm release; what it installed stands in Secrets of its own'
  if (type === 'bootstrap.kubernetes.io/token' && key !== 'token-secret')
    return 'public part of a bootstrap token'
  const isCertificate =
    /^(?:ca|tls|client|server|root|cert|certificate|ca-bundle)\.(?:crt|cert|cer|pem)$|\.crt$/i
  if (isCertificate.test(key) && !latin1Of(value).includes('PRIVATE KEY'))
    return 'public certificate'
  if (/\.pub$|^known_hosts$|^ssh-publickey$/.test(key)) return 'public key'
  if (/^(?:user|username|user_name)$/i.test(key)) return 'name of a user'
  if (/^(?:namespace|host|hostname|port|database|dbname|db_name|region)$/i.test(key))
    return 'place, not a secret'
  return undefined
}

/**
 * What else stands in a value that has a form of its own: the passwords and tokens of a Docker configuration.
 * https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export function innerValuesOf(key: string, value: Uint8Array): Uint8Array[] {
  if (key !== '.dockerconfigjson' && key !== '.dockercfg') return []
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder().decode(value))
  } catch {
    return []
  }
  const auths =
    key === '.dockercfg' ? parsed : (parsed as { readonly auths?: unknown } | null)?.auths
  if (typeof auths !== 'object' || auths === null) return []
  return Object.values(auths).flatMap((entry: unknown) => {
    const { password, auth, identitytoken, registrytoken } = (entry ?? {}) as Record<
      string,
      unknown
    >
    const pair = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString() : ''
    const texts = [password, identitytoken, registrytoken, pair.slice(pair.indexOf(':') + 1)]
    const unique = new Set(texts.filter((one) => typeof one === 'string' && one !== ''))
    return Array.from(unique, (one) => new TextEncoder().encode(one as string))
  })
}
