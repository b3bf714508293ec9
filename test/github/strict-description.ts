/**
 * Of what GitHub answers, each field that a simulator gives must be described, and none must be given: it plays a part
 * only. Of what GitHub is asked nothing may stand that is not described.
 */
export function strictSchemas(schemas: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema, true)])) // prettier-ignore
}

/** Schemas that stand in the paths themselves. */
export function strictPaths(paths: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods as Json).map(([method, operation]) => {
          const { requestBody, responses } = operation as Json
          return [
            method,
            {
              ...(operation as Json),
              ...(requestBody !== undefined && { requestBody: closed(requestBody, false) }),
              ...(responses !== undefined && { responses: closed(responses, true) }),
            },
          ]
        }),
      ),
    ]),
  )
}

type Json = Record<string, unknown>

function closed(value: unknown, isAnswer: boolean, isPartOf = false): unknown {
  if (Array.isArray(value)) return value.map((one) => closed(one, isAnswer, isPartOf))
  if (typeof value !== 'object' || value === null) return value
  const { required, oneOf, ...rest } = value as Json
  const schema: Json = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) =>
      // Examples are no schemas, and look like some.
      [key, /^examples?$/.test(key) ? inner : closed(inner, isAnswer, key === 'allOf')],
    ),
  )
  if (required !== undefined && !(isAnswer && Array.isArray(required))) schema['required'] = required
  // Without what is required, more than one of them may fit.
  if (oneOf !== undefined) schema[isAnswer ? 'anyOf' : 'oneOf'] = closed(oneOf, isAnswer)
  const isObject = schema['type'] === 'object' && typeof schema['properties'] === 'object'
  if (isObject && !isPartOf) schema['additionalProperties'] ??= false
  return schema
}
