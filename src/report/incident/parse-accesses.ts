import { StanchError } from '../../text/error.ts'
import { fieldOf, objectsOf, textOf } from '../../text/field-of.ts'

/** An access to the credential as `stanch inventory accesses` tells of it; what a log does not say is left out. */
export interface LoggedUse {
  readonly time?: string
  readonly action: string
  readonly outcome: string
  readonly proof: string
  readonly operation?: string
  readonly principal?: string
  readonly agent?: string
  readonly run?: string
  readonly address?: string
  readonly client?: string
  readonly request?: string
  /** Where it is told: `audit.log:12`. */
  readonly log?: string
}

/** All accesses of the logs that were read, and whether all of those could be. */
export interface AccessReport {
  /** Id of the inventory's record. */
  readonly record: string | undefined
  readonly uses: readonly LoggedUse[]
  readonly complete: boolean
}

const names = [
  'time',
  'operation',
  'principal',
  'agent',
  'run',
  'address',
  'client',
  'request',
] as const

/**
 * What `stanch inventory accesses --format json` wrote.
 *
 * @throws StanchError `ACCESSES_INVALID`
 */
export function parseAccesses(json: string, path: string): AccessReport {
  const parsed = parse(json)
  if (!Array.isArray(fieldOf(parsed, 'groups')))
    throw new StanchError(
      'ACCESSES_INVALID',
      `${path}: expected what stanch inventory accesses --format json writes, an object with groups; got something else.`,
    )
  const uses = objectsOf(parsed, 'groups').flatMap((group) =>
    objectsOf(group, 'events').map((event) => useOf(event)),
  )
  return {
    record: textOf(parsed, 'record', 'id'),
    uses: uses.toSorted((left, right) => timeOf(left) - timeOf(right) || 0),
    complete: fieldOf(parsed, 'coverage', 'complete') === true,
  }
}

function useOf(event: unknown): LoggedUse {
  const told = names.flatMap((name) => {
    const value = textOf(event, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const file = textOf(event, 'log', 'file')
  const line = fieldOf(event, 'log', 'line')
  return {
    ...Object.fromEntries(told),
    action: textOf(event, 'action') ?? 'use',
    outcome: textOf(event, 'outcome') ?? 'unknown',
    proof: textOf(event, 'proof') ?? 'unknown',
    ...(file && { log: typeof line === 'number' ? `${file}:${line}` : file }),
  }
}

function timeOf({ time }: LoggedUse): number {
  const parsed = Date.parse(time ?? '')
  return Number.isNaN(parsed) ? Number.MAX_SAFE_INTEGER : parsed
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
