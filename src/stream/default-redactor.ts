import type { Redactor } from '../redact/redactor.ts'
import { createRedactor } from '../scan/create-redactor.ts'

let redactor: Redactor | undefined

/** The one redactor of a thread whose streams were given none: built-in rules, keys from the environment. */
export function defaultRedactor(): Redactor {
  return (redactor ??= createRedactor())
}
