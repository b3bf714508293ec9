export type Json = Readonly<Record<string, unknown>>

/** An object of an answer; empty for anything else, so that what is missing is just not there. */
export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

/** A list of objects in an answer. */
export function objectsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

export function loginOf(value: unknown): string | undefined {
  const { login } = objectOf(value)
  return typeof login === 'string' ? login : undefined
}
