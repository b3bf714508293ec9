import { secretAttributes, secretNames } from './secret-attributes.ts'

export type StatePath = readonly (string | number)[]

/** A secret in the attributes of one instance. */
export interface StateSecret {
  /** `secret`, `data.key`, `user[0].password`. */
  readonly attribute: string
  readonly value: string
}

/**
 * The texts and numbers in some attributes, without those that are empty, of what is secret: what the state says is
 * (`sensitive`), what the table says of the type, and what names say of types it does not know. Each once, in the order of
 * the attributes.
 */
export function stateSecrets(
  type: string,
  attributes: Readonly<Record<string, unknown>>,
  sensitive: readonly StatePath[],
): StateSecret[] {
  const found = new Map<string, string>()
  const known = secretAttributes.get(type)
  const paths: StatePath[] = [...sensitive, ...(known?.paths ?? []).map((path) => path.split('.'))]
  if (known === undefined)
    for (const name of secretNames) if (typeof attributes[name] === 'string') paths.push([name])
  for (const path of paths)
    for (const [place, node] of nodesAt(attributes, path, [])) addLeaves(node, place, found)
  return Array.from(found, ([attribute, value]) => ({ attribute, value }))
}

function* nodesAt(
  node: unknown,
  path: StatePath,
  place: StatePath,
): Generator<[StatePath, unknown]> {
  const [step, ...rest] = path
  if (step === undefined) return void (yield [place, node])
  if (typeof node !== 'object' || node === null) return
  const entries: Iterable<[string | number, unknown]> = Array.isArray(node)
    ? node.entries()
    : Object.entries(node)
  for (const [key, child] of entries) {
    const isMeant = step === '*' || String(key) === String(step)
    if (isMeant) yield* nodesAt(child, rest, [...place, key])
  }
}

/** Also of a map or list that is sensitive as a whole. */
export function addLeaves(node: unknown, place: StatePath, found: Map<string, string>): void {
  if (typeof node === 'string' || typeof node === 'number') {
    if (node !== '') found.set(printPath(place), String(node))
  } else if (Array.isArray(node)) {
    for (const [at, child] of node.entries()) addLeaves(child, [...place, at], found)
  } else if (typeof node === 'object' && node !== null) {
    for (const [key, child] of Object.entries(node)) addLeaves(child, [...place, key], found)
  }
}

/** As Terraform writes it: `a.b`, `a[0]`, `a["b.c"]`. */
export function printPath(path: StatePath): string {
  return path
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`
      if (/^[A-Za-z_][\w-]*$/.test(step)) return at === 0 ? step : `.${step}`
      return `[${JSON.stringify(step)}]`
    })
    .join('')
}

/**
 * `sensitive_attributes` of a state: a list of paths, each a list of `{type: get_attr | index, value}`, where the value of
 * an index is written with its type. https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
 */
export function sensitivePaths(value: unknown): StatePath[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((path: unknown) => {
    if (!Array.isArray(path)) return []
    const steps = path.map((step: { readonly value?: unknown } | null) => {
      const key = step?.value
      return typeof key === 'object' && key !== null
        ? (key as { readonly value?: unknown }).value
        : key
    })
    return steps.every((step) => typeof step === 'string' || typeof step === 'number')
      ? [steps as StatePath]
      : []
  })
}

/** `sensitive_values` of `terraform show -json`: `true` stands wherever the value is sensitive. */
export function sensitivePathsOfMarks(marks: unknown, place: StatePath = []): StatePath[] {
  if (marks === true) return [place]
  if (typeof marks !== 'object' || marks === null) return []
  const entries: [string | number, unknown][] = Array.isArray(marks)
    ? Array.from(marks.entries())
    : Object.entries(marks)
  return entries.flatMap(([key, child]) => sensitivePathsOfMarks(child, [...place, key]))
}
