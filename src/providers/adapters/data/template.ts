const namePattern = /\{([A-Za-z][A-Za-z0-9_]*(?::[a-z0-9-]+)?)\}/g

/** What a name stands for. */
export interface KnownValue {
  readonly text: string
  /** Never shown, and never part of an address. */
  readonly isSecret: boolean
}

/** @returns `undefined` for what is not known */
export type Scope = (name: string) => KnownValue | undefined

/** Names in `{…}`, in order, each as often as it stands there. */
export function namesIn(template: string): string[] {
  return Array.from(template.matchAll(namePattern), ([, name]) => name!)
}

/** All names in texts anywhere inside of a value, keys of mappings left out. */
export function namesWithin(value: unknown): string[] {
  if (typeof value === 'string') return namesIn(value)
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(namesWithin)
}

/**
 * Puts values in the place of names.
 *
 * @param encode of each value; a name without value stays as it is
 */
export function fill(
  template: string,
  scope: Scope,
  encode: (text: string) => string = (text) => text,
): string {
  return template.replace(namePattern, (whole, name: string) => {
    const value = scope(name)
    return value === undefined ? whole : encode(value.text)
  })
}

/** The same for people: what is secret or unknown stays `{name}`. */
export function fillPublic(template: string, scope: Scope): string {
  return fill(template, (name) => {
    const value = scope(name)
    return value?.isSecret === false ? value : undefined
  })
}

/**
 * Puts values in all texts of a JSON value. An item `{secrets}` of a list becomes all values of the batch.
 *
 * @param secrets of a batch
 */
export function fillJson(value: unknown, scope: Scope, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return fill(value, scope)
  if (Array.isArray(value))
    return value.flatMap((item: unknown): unknown[] =>
      item === '{secrets}' ? [...secrets] : [fillJson(item, scope, secrets)],
    )
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fillJson(inner, scope, secrets)]),
  )
}
