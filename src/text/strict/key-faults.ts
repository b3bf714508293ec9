import type * as v from 'valibot'
import { schemaAt, shapeFaultsOf, type KeyFault, type KeyPath } from './shape-faults.ts'

/**
 * All that is wrong with a value that valibot was given: its issues in the words of Stanch, and what strict objects
 * let pass. Faults name the key and what was expected there, never the value.
 */
export function keyFaultsOf(
  schema: v.GenericSchema,
  value: unknown,
  issues: readonly v.BaseIssue<unknown>[],
): KeyFault[] {
  const shapeFaults = shapeFaultsOf(schema, value)
  const valueFaults = issues
    .flatMap((issue) => faultOf(schema, issue))
    .filter((inner) => !shapeFaults.some((outer) => isWithin(inner.path, outer.path)))
  return [...shapeFaults, ...valueFaults]
}

/** `entries[0].owner: `, and nothing for the file as a whole. */
export function nameOfKey(path: KeyPath): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
  return name === '' ? '' : `${name.replace(/^\./, '')}: `
}

function faultOf(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): readonly KeyFault[] {
  const path = (issue.path ?? []).map((item) => item.key as string | number)
  if (issue.type === 'strict_object' && issue.expected === 'never') return []
  if (issue.type === 'strict_object' && issue.expected !== 'Object') {
    const message = schemaAt(schema, path)?.message
    const expected = typeof message === 'string' ? message : 'expected a value'
    return [{ path, what: `${expected}; the key is missing` }]
  }
  const isWrongChoice = issue.type === 'picklist' && typeof issue.input === 'string'
  const isWrongKind = issue.kind === 'schema' && !isWrongChoice
  const got = isWrongKind ? `, got ${kindOf(issue.input)}` : ''
  return [{ path, what: `${issue.message}${got}` }]
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`
}

/** A list in place of a mapping lacks every key of it; one fault says enough. */
function isWithin(inner: KeyPath, outer: KeyPath): boolean {
  return outer.length < inner.length && outer.every((key, at) => inner[at] === key)
}
