import type { Assignment } from './assignment.ts'
import type { DocumentKind } from './candidate.ts'
import { isReference } from './placeholder.ts'

/** Names of things that look random and are public: digests, identifiers, positions. */
const publicName =
  /sha\d*|hash|digest|checksum|integrity|etag|commit|revision|fingerprint|thumbprint|public|pub_?key|md5|crc|_id$|\bid$|guid|uuid|version|path|file|dir$|url$|uri$|host|name$|type$|class|field|label|column|param|header|prefix|suffix|length|size|count|expir|ttl|time|date|format|regex|pattern|algorithm|alg$|issuer|endpoint|method|policy|scope|storage|store$|manager|provider|service|handler|builder|factory|alias|policy|reset|forgot|hint|strength|valid|require|min|max|enabled/

const literalWords = new Set([
  'null', 'none', 'nil', 'true', 'false', 'undefined', 'string', 'boolean', 'number', 'integer', 'object',
  'password', 'passwd', 'secret', 'token', 'username', 'required', 'optional', 'default', 'default_value',
  'admin', 'root', 'test', 'testing', 'user', 'guest', 'hidden', 'masked', 'empty', 'string!', 'basic', 'bearer', 'hunter2',
]) // prettier-ignore

/** Looked up elsewhere, typed, located or computed, but not written down here. */
const ordinaryShapes: readonly RegExp[] = [
  // References to a store: vault:…, ssm:…, op://…, arn:…, file:…, secretRef…
  /^(?:vault|ssm|op|arn|file|env|ref|aws|gcp|azure|keyvault|kms|enc|pass|lookup|secretsmanager)[:/]/i,
  /^(?:os|process|env|ENV|System|Deno|config|settings|self|this|secrets|vars|var|local|module|params|req|request|props|state|options|opts|args|ctx|data)[.[]/,
  // URLs, paths, mails, host names, dotted identifiers.
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^(?:\.{0,2}|~|[A-Za-z]:)[\\/]/,
  /^[\w.+-]+@[\w-]+\.[\w.-]+$/,
  /^[A-Za-z_]\w*(?:(?:\.|::|->|\\)[A-Za-z_]\w*)+$/,
  /^[\w-]+(?:\/[\w.-]+)+$/,
  /^[\w.-]+\.(?:md|txt|json|ya?ml|xml|html?|[jt]sx?|py|rb|go|java|key|pem|crt|cer|jks|p12|pfx|conf|cfg|ini|properties|sh|exe|png|jpg|svg|css|log)$/i,
  // Flags, YAML tags, further arguments.
  /^--?[a-z][a-z-]*$|^![a-zA-Z]+$|^[a-z_]+=/,
  // Numbers, versions, dates, colours, durations, UUIDs.
  /^[-+]?[\d.,:_/ TZ-]+[a-zA-Z%]{0,3}$/,
  /^v?\d+\.\d+(?:\.\d+)?(?:[-+.]\w+)*$/,
  /^#?[0-9a-f]{3,8}$/i,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  // Identifiers in one case joined by _ - or as camel case, without digits.
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:-\d{1,3})?$/,
  /^(?:[A-Z][A-Za-z]*-)+[A-Z][A-Za-z]+$/,
  /^[a-z]+(?:[_-][a-z]+)+$/,
  /^[A-Za-z]?[a-z]+(?:[A-Z][a-z]+){1,6}$/,
  // Regular expressions, format strings, markup, calls.
  /^\^|\$$|\(\?|\[\^?[A-Za-z0-9]-|%[sdv@]|\{\d?\}|<\/?[a-z]/,
  /\w\(.*\)/,
  /0-9|A-Za-z|a-zA-Z/,
  // Digests that name themselves.
  /^(?:sha\d+|md5|\$[a-z0-9]+\$)[-:$]?/i,
]

/**
 * Whether what is assigned to a secret-like name is plainly no secret: a reference, a type, a path, a digest,
 * a word. Only generic rules ask.
 */
export function isOrdinaryValue(
  assignment: Assignment,
  value: string,
  kind: DocumentKind,
): boolean {
  if (kind === 'lock') return true
  if (kind === 'code' && !assignment.quoted) return true
  if (assignment.operator === ',' && !/^(?=.*\d)(?=.*[A-Za-z]).{8,}$/.test(value)) return true
  if (publicName.test(assignment.name)) return true
  if (literalWords.has(value.toLowerCase()) || isReference(value)) return true
  if (sayTheSame(assignment.name, value)) return true
  return ordinaryShapes.some((shape) => shape.test(value))
}

/** `password: "user_password"`, `token = "access_token"`: the value only repeats the name. */
function sayTheSame(name: string, value: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '')
  const [shorter, longer] = [plain(name), plain(value)].toSorted((a, b) => a.length - b.length)
  return shorter!.length >= 3 && longer!.includes(shorter!) && longer!.length <= shorter!.length + 8
}
