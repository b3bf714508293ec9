import type { Description } from '../providers/prism/describe-github.ts'

/**
 * Of what is answered, each field that a simulator gives must be described, and none must be given: it plays a part
 * only. In what is asked nothing may stand that is not described.
 */
export function strictDescription({ paths, components, ...rest }: Description): Description {
  const schemas = closedEach(components['schemas'] ?? {}, (schema) => closed(schema, true))
  const described = closedEach(paths, (methods) => closedEach(methods as Json, closedOperation))
  return { ...rest, components: { ...components, schemas }, paths: described }
}

function closedEach(values: Json, close: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, close(value)]))
}

function closedOperation(operation: unknown): unknown {
  const { requestBody, responses, ...rest } = operation as Json
  return {
    ...rest,
    ...(requestBody !== undefined && { requestBody: closed(requestBody, false) }),
    ...(responses !== undefined && { responses: closed(responses, true) }),
  }
}

type Json = Readonly<Record<string, unknown>>

function closed(value: unknown, isAnswer: boolean, isPartOf = false): unknown {
  if (Array.isArray(value)) return value.map((one) => closed(one, isAnswer, isPartOf))
  if (typeof value !== 'object' || value === null) return value
  const { required, oneOf, ...rest } = value as Json
  const schema: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) =>
      // Examples are no schemas, and look like some.
      [key, /^examples?$/.test(key) ? inner : closed(inner, isAnswer, key === 'allOf')],
    ),
  )
  if (required !== undefined && !(isAnswer && Array.isArray(required)))
    schema['required'] = required
  // Without what is required, more than one of them may fit.
  if (oneOf !== undefined) schema[isAnswer ? 'anyOf' : 'oneOf'] = closed(oneOf, isAnswer)
  const isObject = schema['type'] === 'object' && typeof schema['properties'] === 'object'
  if (isObject && !isPartOf) schema['additionalProperties'] ??= false
  return schema
}
