/** What stands at a path of keys in parsed JSON; `undefined` where there is nothing. Inherited names are not fields. */
export function fieldOf(value: unknown, ...keys: readonly string[]): unknown {
  let inner = value
  for (const key of keys) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined
    inner = (inner as Record<string, unknown>)[key]
  }
  return inner
}

/** As {@link fieldOf}, when it is a text with something in it. */
export function textOf(value: unknown, ...keys: readonly string[]): string | undefined {
  const field = fieldOf(value, ...keys)
  return typeof field === 'string' && field !== '' ? field : undefined
}

/** As {@link fieldOf}: the texts of a list; empty when it is none. */
export function textsOf(value: unknown, ...keys: readonly string[]): string[] {
  const field = fieldOf(value, ...keys)
  return Array.isArray(field)
    ? field.filter((item): item is string => typeof item === 'string')
    : []
}

/** As {@link fieldOf}: the objects of a list; empty when it is none. */
export function objectsOf(value: unknown, ...keys: readonly string[]): JsonObject[] {
  const field = fieldOf(value, ...keys)
  return Array.isArray(field) ? field.filter((item) => isObject(item)) : []
}

export type JsonObject = Readonly<Record<string, unknown>>

/** Lists are none. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every text in parsed JSON, keys not counted, in order. */
export function* allTextsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* allTextsOf(inner)
}
