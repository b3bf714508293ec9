import { isPlaceholder } from '../../../engine/placeholder.ts'

/** Shorter values are no secret, or lost already. */
const lengthMin = 8

/** Names of values that are secret; what only says where one is, or how many, ends in another word. */
const secretName =
  /(?:token|secret|password|passwd|passphrase|pwd|api[-_]?key|access[-_]?key|private[-_]?key|secret[-_]?key|master[-_]?key|auth[-_]?key|service[-_]?key|credentials?|authorization|bearer|cookie|_pat|-pat|^pat)(?:_\d+)?$/i

/** Whether a value of this name is one that nobody else should know. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/**
 * A value that is filled in elsewhere: `${VAR}`, `$VAR`, `${input:id}`, `${env:VAR}`, `{env:VAR}`, `{file:path}`,
 * `{{secret}}`, `%VAR%`, `<token>`, `op://vault/item`, `env:VAR`, `!cmd`, `os.environ/VAR`.
 */
const reference =
  /\$\{[^}]*\}|\$\([^)]*\)|\{\{.*\}\}|\{(?:env|file|input|secret|vault):[^}]*\}|^\$[A-Za-z_]\w*$|(?:^|[\s=:])\$[A-Z_][A-Z0-9_]*\b|%[A-Za-z_]\w*%|<[A-Za-z][\w .:-]*>|^(?:op|vault|env|file|keyring|keychain|secret|secretref|ref|aws-sm|gcp-sm|awssm|azkv|infisical|doppler|bws|pass):\/?\/?\S+$|^os\.environ\/|^!\s*\S|^arn:aws:secretsmanager:|^ENC\[/

export function isSecretReference(value: string): boolean {
  return reference.test(value)
}

/** Whether it stands there in clear, and is none of the words that people write in its place. */
export function isLiteral(value: string): boolean {
  const text = withoutScheme(value)
  if (text.length < lengthMin || /\s/.test(text)) return false
  return !isSecretReference(value) && !isPlaceholder(text)
}

/** Of `Bearer abc` what follows. */
export function withoutScheme(value: string): string {
  return value.trim().replace(/^(?:bearer|basic|token|apikey|api-key|bot|digest)\s+/i, '')
}
