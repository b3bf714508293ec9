import type { Assignment } from './assignment.ts'
import { isPasswordName, isPublicName, wordsOfName } from './assigned-name.ts'
import { configKinds, fileKinds, plainKinds, writtenKinds, type DocumentKind } from './candidate.ts'
import { holdsLongRun, isReference } from './placeholder.ts'
import { looksRandom } from './random-looking.ts'

const literalWords = new Set([
  'null', 'none', 'nil', 'true', 'false', 'undefined', 'string', 'boolean', 'number', 'integer', 'object',
  'password', 'passwd', 'secret', 'token', 'username', 'required', 'optional', 'default', 'default_value',
  'admin', 'root', 'test', 'testing', 'user', 'guest', 'hidden', 'masked', 'empty', 'string!', 'basic', 'bearer', 'hunter2', 'utf-8', 'us-ascii',
]) // prettier-ignore

/** Looked up elsewhere, typed, located or computed, but not written down here. */
const ordinaryShapes: readonly RegExp[] = [
  // References to a store: vault:…, ssm:…, op://…, arn:…, file:…, secretRef…
  /^(?:vault|ssm|op|arn|file|env|ref|aws|gcp|azure|keyvault|kms|enc|pass|lookup|secretsmanager)[:/]/i,
  /^(?:os|process|env|ENV|System|Deno|config|settings|self|this|secrets|vars|var|local|module|params|req|request|props|state|options|opts|args|ctx|data)[.[]/,
  // URLs, paths, mails, host names, dotted identifiers.
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^(?:\.{1,2}|~|[A-Za-z]:)[\\/]|^\/[\w.-]{1,12}$|^\/[a-z]{2,10}\/[\w./-]+$/,
  /^[\w.+-]+@[\w-]+\.[\w.-]+$/,
  /^[A-Za-z_]\w*(?:(?:\.|::|->|\\)[A-Za-z_]\w*)+$/,
  /^[\w.-]+\.(?:md|txt|json|ya?ml|xml|html?|[jt]sx?|py|rb|go|java|key|pem|crt|cer|jks|p12|pfx|conf|cfg|ini|properties|sh|exe|png|jpg|svg|css|log)$/i,
  // What of an ARN stands behind its service; volumes of a container.
  /^[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:/,
  /^\/[\w./-]*:(?:ro|rw|z|Z)(?:,|$)/,
  // Flags, YAML tags, further arguments; an identifier that says so.
  /^--?[a-z][a-z-]*$|^![a-zA-Z]+$|^[a-z_]+=[^=]|^id[:=]/,
  // A container with its port.
  /^[\da-f]{12}:\d{1,5}$/,
  // Versions, dates, colours, durations, numbers, addresses.
  /^[-+]?\d[\d.,:_/ TZ-]*[.,:_/ TZ-][\d.,:_/ TZ-]*[a-zA-Z%]{0,3}$|^\d+[a-zA-Z%]{1,3}$/,
  /^v?\d+\.\d+(?:\.\d+)?(?:[-+.]\w+)*$/,
  /^\d{4}-\d\d-\d\d[T_ ]\d\d:?\d\d:?\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?$/,
  /^#[0-9a-f]{3,8}$/i,
  /^-?0x[0-9a-f]{1,16}$/i,
  /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,}:?$/i,
  // Templates, regular expressions, format strings, markup, calls.
  /\{\{|\$\{/,
  /^\^|\(\?|\[\^?[A-Za-z0-9]-|%[sdv](?!\w)|\{\d?\}|<\/?[a-z]/,
  /\w\(.*\)/,
  /0-9|A-Za-z|a-zA-Z|\\[wWdDsSbB]|["']\+|\+["']/,
  // Characters by their numbers.
  /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})/i,
  // Digests that name themselves.
  /^(?:sha\d+|md5|(?:\{[A-Z0-9]+\})?\$[a-z0-9-]+\$)[-:$]?/i,
  // Algorithms of SSH and TLS; the scope of a signature, whose key is only named; pods of Kubernetes.
  /^(?:ssh-(?:rsa|dss|ed25519|ed448)|(?:ecdsa|rsa)-sha2-|(?:sk-)?(?:ssh|ecdsa)-[\w-]+@openssh|curve25519|x25519|diffie-hellman-|aes\d{3}-|hmac-|chacha20)/,
  /(?:\/|%2F)(?:aws|goog)4_request$/,
  /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[bcdf2456789]{7,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/,
]

/**
 * Whether what is assigned to a secret-like name is plainly no secret: a reference, a type, a path, a digest,
 * a word. Only generic rules ask.
 */
export function isOrdinaryValue(assignment: Assignment, value: string): boolean {
  if (isWeak(assignment) && !isStrong(value)) return true
  if (isTestResult(assignment) || isWorkingDirectory(assignment, value)) return true
  if (isIssueKey(assignment, value)) return true
  if (literalWords.has(value.toLowerCase()) || isReference(value)) return true
  if (hasOrdinaryShape(value) || isField(value) || isCacheKey(value)) return true
  if (value.includes('%') && hasOrdinaryShape(decodePercent(value))) return true
  const { words } = assignment
  // PayPal numbers payments like that.
  if (/^authorization$/i.test(assignment.name) && /^[A-Z\d]{17}$/.test(value)) return true
  if (isPublicName(assignment.name, words) || isPublicPhrase(assignment)) return true
  if (/^\d+$/.test(value) && !(value.length >= 5 && isPasswordName(words))) return true
  return holdsLongRun(value) || sayTheSame(assignment.name, value)
}

function hasOrdinaryShape(value: string): boolean {
  return ordinaryShapes.some((shape) => shape.test(value))
}

/** The kinds of documents in which what is no ordinary value counts. */
export function kindsOfValue(assignment: Assignment, value: string): readonly DocumentKind[] {
  const { quoted } = assignment
  if (isKeyOfStore(assignment, value)) return fileKinds
  if (quoted || isWrittenOut(value)) return writtenKinds
  return value.length < proseLengthMin || value.endsWith(':') ? configKinds : plainKinds
}

/** Shorter words stand behind a name and a colon in any prose. */
const proseLengthMin = 6

/** What a log calls just a key is that of a cache, a message, an object: `order:user:…`, `uploads-…`. */
function isKeyOfStore({ name }: Assignment, value: string): boolean {
  const [, word] = /^([A-Za-z]{3,})[:/._-]/.exec(value) ?? []
  return /^key$/i.test(name) && word !== undefined && !looksRandom(word, 5)
}

/** Whether the value stands behind its name, but not plainly as its value. */
function isWeak({ operator }: Assignment): boolean {
  return operator === ',' || operator === 'prose' || operator === 'blank'
}

/** `PASS: some/test`, `pass "x" to it`. */
function isTestResult({ name, operator, quoted }: Assignment): boolean {
  return /^pass$/i.test(name) && !quoted && operator !== '='
    ? name === 'PASS' || operator !== ':'
    : name === 'pass' && operator === 'blank'
}

/** `the primary key: …`, `Loaded X.509 cert 'CentOS Linux kernel signing key: …`. */
function isPublicPhrase({ name, before }: Assignment): boolean {
  return /^keys?$/i.test(name) && publicPhrase.test(before)
}

const publicPhrase =
  /\b(?:primary|foreign|sort|partition|group|cache|index|unique|duplicate|composite|lookup|routing|object|message|registry|restored from) $|X\.509 cert '[^'\n]*$/i

/** `invalid token: X-Request-Id=…`: a field of its own, of a name that was not made at random. */
function isField(value: string): boolean {
  const name = fieldName.exec(value)?.[1]
  if (name === undefined) return false
  return isPublicName(name, wordsOfName(name)) || !looksRandom(name.replaceAll(/[^A-Za-z]/g, ''), 5)
}

const fieldName =
  /^[_@]?([A-Za-z]+(?:[-_.][A-Za-z\d]+)+|[a-z][a-z\d]+|[A-Z]{3,}|[A-Za-z]{4,40})=[^=]/

/** `Linux-node-modules-…`: words with a digest of what is kept. */
function isCacheKey(value: string): boolean {
  if (value.length < 44) return false
  const [first, second, ...rest] = value.split('-')
  const isWord = (part = '') => /^[A-Za-z][\w.]*$/.test(part)
  const isDigest = (part: string) => /^(?:[\da-f]{40}|[\da-f]{64}|[\da-f]{128})$/.test(part)
  return isWord(first) && isWord(second) && rest.some(isDigest)
}

/** What a query string writes as `%3A`. */
function decodePercent(value: string): string {
  return value.replaceAll(/%([2-7][\da-f])/gi, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)),
  )
}

/** `"key": "PROJ-137771"`, as Jira names its issues: https://confluence.atlassian.com/adminjiraserver/changing-the-project-key-format-938847081.html */
function isIssueKey({ name }: Assignment, value: string): boolean {
  return /key$/i.test(name) && /^[A-Z][A-Z\d_]{1,9}-\d{1,8}$/.test(value)
}

/** ``-v `pwd`:/data``, `PWD=/home/build`. */
function isWorkingDirectory({ name }: Assignment, value: string): boolean {
  return /^(?:OLD)?PWD$/i.test(name) && /^(?:\/|[A-Za-z]:[\\/])/.test(value)
}

/** Whether it is a secret from its looks. */
function isStrong(value: string): boolean {
  if (value.length < 8) return false
  return /^(?=.*\d)(?=.*[A-Za-z])/.test(value) ? looksRandom(value, 5.5) : looksRandom(value, 6)
}

/** What stands without quotes in code is an expression; but no name looks like this. */
function isWrittenOut(value: string): boolean {
  return (
    /^(?=.*\d)(?=.*[A-Za-z])(?:[A-Za-z\d+/=-]{10,}|[\w+/=-]{20,})$/.test(value) &&
    looksRandom(value, 5.5)
  )
}

/** `password: "user_password"`, `token = "access_token"`: the value only repeats the name. */
function sayTheSame(name: string, value: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '')
  const [shorter, longer] = [plain(name), plain(value)].toSorted((a, b) => a.length - b.length)
  return shorter!.length >= 3 && longer!.includes(shorter!) && longer!.length <= shorter!.length + 8
}
