import type { GraphqlAnswer } from './github.ts'
import { objectOf, objectsOf } from './json-of.ts'

/** What refuses the whole query becomes an error of it. */
export function graphqlAnswerOf({
  status,
  data: body,
}: {
  readonly status: number
  readonly data?: unknown
}): GraphqlAnswer {
  const { data, errors, message } = objectOf(body)
  const told = objectsOf(errors).map((error) => ({
    // What its own schema refuses has no type.
    type: typeof error['type'] === 'string' ? error['type'] : 'UNKNOWN',
    message: typeof error['message'] === 'string' ? error['message'].slice(0, 200) : '',
  }))
  if (told.length > 0 || (status === 200 && data !== undefined)) return { data, errors: told }
  const type = types[status] ?? 'UNKNOWN'
  return { data: undefined, errors: [{ type, message: typeof message === 'string' ? message.slice(0, 200) : '' }] } // prettier-ignore
}

const types: Readonly<Record<number, string>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
}
