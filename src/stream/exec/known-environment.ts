import type { KnownValue } from '../../engine/known-values.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'

/** Words of a name that say that its value is secret, wherever they stand in it. */
const secretWord =
  /passw(?:or)?d|passphrase|secret|token|credential|api_?key|access_?key|private_?key/i
/** Parts of a name between `_` that say so. */
const secretPart = /(?:^|_)(?:pass|pwd|key|keys|auth|cookie|dsn|pat|pin|salt|jwt|bearer)(?:$|_)/i
/** What such a name ends in when its value is about a secret, but none. */
const ordinaryEnd =
  /(?:^|_)(?:file|path|dir|directory|name|user|username|id|type|host|port|sock|socket|url|uri|endpoint|region|ttl|expiry|expires|length|size|count|enabled|version|algorithm|program|askpass|helper)$/i
/** Public, whatever their names say. */
const ordinaryNames: ReadonlySet<string> = new Set(['PWD', 'OLDPWD', 'GPG_KEY', 'SSH_ASKPASS'])

/**
 * The secrets of an environment: values of variables whose names say so or that are asked for, and the passwords of
 * addresses in all others. Whether they are too short or too common to be looked for is not decided here.
 *
 * @param names variables that are secret whatever their names say
 */
export function knownOfEnvironment(env: NodeJS.ProcessEnv, names: readonly string[]): KnownValue[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || value === '') return []
    const isWhole = names.includes(name) || isSecretName(name)
    return [
      ...(isWhole ? [{ name, value: bytesOfUtf8(value) }] : []),
      ...passwordsOf(value).map((password) => ({ name, value: bytesOfUtf8(password) })),
    ]
  })
}

export function isSecretName(name: string): boolean {
  if (ordinaryNames.has(name) || ordinaryEnd.test(name)) return false
  return secretWord.test(name) || secretPart.test(name)
}

/** Of addresses such as `scheme://user:password@host`, as written and undone of their percent signs. */
function passwordsOf(value: string): string[] {
  const found = value.matchAll(/\b[a-z][a-z\d+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/gi)
  return Array.from(found, ([, password]) => password!).flatMap((password) => {
    const plain = withoutPercent(password)
    return plain === password ? [password] : [password, plain]
  })
}

function withoutPercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
