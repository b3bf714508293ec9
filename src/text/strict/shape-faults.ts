import type { GenericSchema } from 'valibot'
import { nearestWord } from './nearest-word.ts'

/** The parts of a valibot schema that say which keys there are. */
interface SchemaShape {
  readonly entries?: Readonly<Record<string, SchemaShape>>
  readonly item?: SchemaShape
  readonly wrapped?: SchemaShape
  /** Of a mapping whose keys are the user's. */
  readonly value?: SchemaShape
  readonly message?: unknown
}

/** Keys of mappings and numbers of list items, outermost first. */
export type KeyPath = readonly (string | number)[]

export interface KeyFault {
  readonly path: KeyPath
  /** What was expected there. */
  readonly what: string
}

/**
 * What valibot's strict objects let pass: each unknown key of a mapping after the first, here with the nearest
 * known one, and a list in place of a mapping.
 */
export function shapeFaultsOf(schema: GenericSchema, value: unknown): KeyFault[] {
  const whole = schema as unknown as SchemaShape
  const faults: KeyFault[] = []
  const path: (string | number)[] = []
  const step = (shape: SchemaShape | undefined, inner: unknown, key: string | number) => {
    if (typeof inner !== 'object' || inner === null) return
    path.push(key)
    visit(shape, inner)
    path.pop()
  }
  const visit = (shape: SchemaShape | undefined, inner: object) => {
    const { entries, item, value: each, message } = unwrapped(shape) ?? {}
    if (Array.isArray(inner)) {
      if (entries !== undefined || each !== undefined)
        faults.push({ path: [...path], what: `${String(message)}, got a list` })
      else for (const [at, one] of inner.entries()) step(item, one, at)
      return
    }
    if (entries === undefined && each === undefined) return
    for (const key of Object.keys(inner)) {
      const one = (inner as Record<string, unknown>)[key]
      if (each !== undefined) step(each, one, key)
      else if (Object.hasOwn(entries!, key)) step(entries![key], one, key)
      else faults.push({ path: [...path, key], what: describe(key, Object.keys(entries!), whole) })
    }
  }
  if (typeof value === 'object' && value !== null) visit(whole, value)
  return faults
}

/** The schema of one key, as deep as `path` leads. */
export function schemaAt(schema: GenericSchema, path: KeyPath): SchemaShape | undefined {
  let shape = unwrapped(schema as unknown as SchemaShape)
  for (const step of path) {
    shape = unwrapped(
      typeof step === 'number' ? shape?.item : (shape?.entries?.[step] ?? shape?.value),
    )
  }
  return shape
}

function describe(key: string, known: readonly string[], whole: SchemaShape): string {
  const near = nearestWord(key, known) ?? keyPathsOf(whole, '').find((path) => isNamed(path, key))
  if (near !== undefined) return `expected a known key; did you mean ${near}?`
  return `expected a known key: ${known.join(', ')}`
}

/** Every key of the format in dotted form, `limits.fileBytes`; those of lists are left out. */
function keyPathsOf(shape: SchemaShape | undefined, prefix: string): string[] {
  return Object.entries(unwrapped(shape)?.entries ?? {}).flatMap(([key, inner]) => [
    `${prefix}${key}`,
    ...keyPathsOf(inner, `${prefix}${key}.`),
  ])
}

function isNamed(path: string, key: string): boolean {
  return nearestWord(key, [path.slice(path.lastIndexOf('.') + 1)]) !== undefined
}

function unwrapped(shape: SchemaShape | undefined): SchemaShape | undefined {
  return shape?.wrapped === undefined ? shape : unwrapped(shape.wrapped)
}
