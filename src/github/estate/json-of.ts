/** An object of an answer; empty for anything else, so that what is missing is just not there. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

/** A list of objects in an answer. */
export function objectsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

export function loginOf(value: unknown): string | undefined {
  const { login } = objectOf(value)
  return typeof login === 'string' ? login : undefined
}
