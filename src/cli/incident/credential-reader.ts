import { resolve } from 'node:path'
import type { Subject } from '../../incident/adapter.ts'
import type { Incident } from '../../incident/incident.ts'
import { subjectOf } from '../../incident/subject-of.ts'
import {
  readLeakedValue,
  type LeakedValue,
  type ValueOrigin,
} from '../../scan/incident/read-leaked-value.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'
import { readFingerprintKeys } from '../read-key.ts'
import { readWholeInput } from '../read-whole-input.ts'
import { usage } from '../usage.ts'
import type { IncidentDesk } from './with-incidents.ts'

/** Where the value of a credential comes from, as typed. */
export interface TypedValueOptions {
  readonly valueStdin?: boolean
  readonly root?: string
  readonly quarantine?: string
  readonly identity?: string
}

/** Reads the values of incidents, each once, and overwrites them in the end. */
export interface CredentialReader {
  /** Without its value where that cannot be had, which is told on standard error. */
  subjectOf(incident: Incident): Promise<Subject>
  close(): void
}

const valueBytesMax = 1 << 20

/** @throws StanchError `USAGE` */
export function openCredentialReader(
  typed: TypedValueOptions,
  { store, configured }: IncidentDesk,
  signal: AbortSignal,
): CredentialReader {
  const originOf = originReader(typed, signal)
  const { configuration, rules } = configured
  const options = {
    configuration,
    rules,
    root: resolve(typed.root ?? '.'),
    storeKey: store.key,
    keys: lastingKeys(),
    signal,
  }
  const subjects = new Map<string, Promise<Subject>>()
  const values: LeakedValue[] = []
  const read = async (incident: Incident): Promise<Subject> => {
    const subject = subjectOf(incident)
    const value = await readLeakedValue(incident, await originOf(), options).catch(
      (error: unknown) => withoutValue(incident, error),
    )
    if (value === undefined) return subject
    values.push(value)
    const { secret, components } = value
    return { ...subject, keyId: subject.keyId ?? value.keyId, secret, components }
  }
  return {
    subjectOf: (incident) => {
      const known = subjects.get(incident.id) ?? read(incident)
      subjects.set(incident.id, known)
      return known
    },
    close: () => values.forEach((value) => value.wipe()),
  }
}

/** Under which reports were written; none where this run has only a random one. */
function lastingKeys(): readonly FingerprintKey[] {
  const { keys, isEphemeral } = readFingerprintKeys(process.env)
  return isEphemeral ? [] : keys
}

function originReader(
  { valueStdin = false, quarantine, identity }: TypedValueOptions,
  signal: AbortSignal,
): () => Promise<ValueOrigin> {
  if (valueStdin && quarantine !== undefined)
    throw usage(
      '--value-stdin, --quarantine: expected one of them; the value comes from one place.',
    )
  if ((quarantine === undefined) !== (identity === undefined))
    throw usage('--quarantine, --identity: expected both: the withheld record, and what opens it.')
  if (quarantine !== undefined && identity !== undefined) {
    const origin = { kind: 'quarantine', path: quarantine, identityPath: identity } as const
    return () => Promise.resolve(origin)
  }
  if (!valueStdin) return () => Promise.resolve({ kind: 'place' })
  if (process.stdin.isTTY)
    process.stderr.write('stanch: the value, then Enter and Ctrl-D; it is shown while you type\n')
  return async () => ({
    kind: 'stdin',
    bytes: await readWholeInput(valueBytesMax, tooLong, signal),
  })
}

function tooLong(): StanchError {
  return usage(`--value-stdin: expected a value of at most ${valueBytesMax} bytes; got more.`)
}

/** Steps that do not need it can still run; what was given and is wrong stops everything. */
function withoutValue({ id }: Incident, error: unknown): undefined {
  if (!(error instanceof StanchError) || error.code !== 'LEAKED_VALUE_GONE') throw error
  const [first, ...rest] = reasonOf(error).split('\n')
  process.stderr.write(`stanch: ${first}\n${rest.map((line) => `${line}\n`).join('')}`)
  process.stderr.write(`stanch: ${id}: going on without the value\n`)
  return undefined
}
