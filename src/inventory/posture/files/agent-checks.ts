import { practices } from '../practice.ts'
import type { Leaf } from './leaf.ts'
import type { AuditedFile, FileCheck, FileSign, PlacedSecret } from './file-check.ts'
import { fileKindOf } from './file-kind.ts'
import { isLiteral, isSecretName } from './literal-secret.ts'

export const agentChecks: readonly FileCheck[] = [
  {
    id: 'agent-inline-secret',
    title: 'A secret stands in the configuration of an agent or MCP client',
    severity: 'high',
    practice: practices.outOfSight,
    remedy: 'Revoke it, and let the configuration refer to a new one: ${VARIABLE}, ${input:id} or the address of a secret store.',
    find: (file) => (fileKindOf(file.path) === 'agent' ? inlineSecrets(file) : []),
  },
  {
    id: 'mcp-forwards-callers-token',
    title: 'An MCP server is given its callers’ tokens',
    severity: 'high',
    practice: practices.noPassthrough,
    remedy: 'Give the server a credential of its own, or let it exchange the token for one that is meant for it (RFC 8693).',
    find: (file) => (fileKindOf(file.path) === 'agent' ? forwardings(file) : []),
  },
] // prettier-ignore

/** Each text at most once, and each secret that the engine knows at most once. */
function inlineSecrets(file: AuditedFile): FileSign[] {
  const { tree, secrets } = file
  const told = new Set<PlacedSecret>()
  const named = tree.leaves.flatMap((leaf): FileSign[] => {
    const inside = secrets.filter(({ start, end }) => start >= leaf.start && end <= leaf.end)
    const name = nameOfSecret(leaf, tree.leaves)
    if (inside.length === 0 && name === undefined) return []
    if (inside.length > 0 && inside.every((secret) => told.has(secret))) return []
    for (const secret of inside) told.add(secret)
    const kinds = [...new Set(inside.map((secret) => secret.name))]
    const what = kinds.length > 0 ? kinds.join(', ') : 'a literal value'
    const [first] = inside
    return [
      {
        line: first?.line ?? leaf.line,
        evidence: [`${describePath(leaf, file)}: ${what}`, ...ownersOf(inside)],
        records: inside.flatMap(({ records }) => records),
      },
    ]
  })
  const rest = secrets.filter((secret) => !told.has(secret))
  return [
    ...named,
    ...rest.map((secret) => ({
      line: secret.line,
      evidence: [secret.name, ...ownersOf([secret])],
      records: secret.records,
    })),
  ]
}

function ownersOf(secrets: readonly PlacedSecret[]): string[] {
  const records = [...new Set(secrets.flatMap((secret) => secret.records))]
  return records.length === 0 ? [] : [`record ${records.join(', ')}`]
}

/** How a value is called that by its name is secret, and that stands there in clear; nothing for any other. */
function nameOfSecret(leaf: Leaf, leaves: readonly Leaf[]): string | undefined {
  const { value, key, path } = leaf
  const inUrl = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i.exec(value)
  if (inUrl && isLiteral(inUrl[1]!)) return key
  for (const [, name, parameter] of value.matchAll(/[?&]([\w.-]+)=([^&#\s]+)/g)) {
    if (isSecretName(name!) && isLiteral(parameter!)) return name
  }
  const assigned = /^-{0,2}([\w-]+)\s*[=:]\s*(.+)$/s.exec(value)
  if (
    assigned &&
    typeof path.at(-1) === 'number' &&
    isSecretName(assigned[1]!) &&
    isLiteral(assigned[2]!)
  ) {
    return assigned[1]
  }
  if (!isLiteral(value) || /^[a-z]+:\/\//i.test(value)) return undefined
  const flag = flagBefore(leaf, leaves)
  if (flag !== undefined) return isSecretName(flag) ? flag : undefined
  return typeof path.at(-1) === 'string' && isSecretName(key) && !value.startsWith('/')
    ? key
    : undefined
}

/** Of an argument the option before it: `--api-key`, `VALUE`. */
function flagBefore({ path }: Leaf, leaves: readonly Leaf[]): string | undefined {
  const at = path.at(-1)
  if (typeof at !== 'number') return undefined
  const list = path.slice(0, -1).join('\n')
  const before = leaves.find(
    (leaf) => leaf.path.at(-1) === at - 1 && leaf.path.slice(0, -1).join('\n') === list,
  )
  return before?.value.startsWith('-') ? before.value.replace(/^-+/, '') : ''
}

const forwardingKey =
  /^(?:forward|pass|propagate|relay)[-_]?(?:through)?[-_]?(?:auth|authorization|token|headers?|caller|user)\w*$|^(?:passthrough|pass_through)(?:[-_]?(?:auth|token|headers?)\w*)?$|^extra_headers$/i

/** Whose token it is that a reference in a header stands for. */
const callersToken =
  /[${<%][^}>%]*\b(?:request|req|incoming|inbound|caller|client_request|downstream|end_?user|user|session|http)[\w.\-[\]'"]*?(?:auth|token|bearer|jwt)/i

function forwardings(file: AuditedFile): FileSign[] {
  const { tree } = file
  const inHeaders = tree.leaves.filter(
    (leaf) =>
      /authorization|token/i.test(`${leaf.key} ${leaf.value}`) &&
      isHeader(leaf) &&
      callersToken.test(leaf.value),
  )
  const byKey = tree.leaves.filter(
    ({ path, value }) =>
      path.some((part) => typeof part === 'string' && forwardingKey.test(part)) &&
      /^(?:true|yes|authorization|x-.*(?:auth|token).*|\*|bearer|token)$/i.test(value),
  )
  return [
    ...[...new Set([...inHeaders, ...byKey])].map((leaf) => ({
      line: leaf.line,
      evidence: [`${describePath(leaf, file)} hands on the token of whoever calls`],
    })),
    ...flagsOf(tree.root).map((path) => ({
      line: lineOfFlag(path, tree.leaves),
      evidence: [`${path.join('.')} is true`],
    })),
  ]
}

function isHeader({ path, value }: Leaf): boolean {
  const names = path.filter((part) => typeof part === 'string').join(' ')
  return /headers?\b/i.test(names) || /^authorization\s*:/i.test(value)
}

/** Paths of `forwardAuthorization: true` and the like: truth values are no texts, so they have no leaf. */
function flagsOf(node: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof node !== 'object' || node === null || path.length > 8) return []
  return Object.entries(node).flatMap(([key, value]) => {
    const here = [...path, key]
    return value === true && forwardingKey.test(key) ? [here] : flagsOf(value, here)
  })
}

/** Of the nearest text beside it. */
function lineOfFlag(path: readonly string[], leaves: readonly Leaf[]): number {
  const owner = path.slice(0, -1).join('\n')
  return leaves.find((leaf) => leaf.path.join('\n').startsWith(owner))?.line ?? 1
}

/** Names of keys only, so that nothing of a value is told; a key that holds a secret itself is left out. */
function describePath({ path }: Leaf, { secrets, text }: AuditedFile): string {
  const told = secrets.map(({ start, end }) => text.slice(start, end))
  return path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`
      return told.some((secret) => part.includes(secret)) ? '.…' : `.${part}`
    })
    .join('')
    .replace(/^\./, '')
}
