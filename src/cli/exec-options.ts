import type { LiveTimes } from '../stream/exec/live-stream.ts'
import {
  buildRedactionOptions,
  type RedactionOptions,
  type TypedRedactionOptions,
} from './redact-options.ts'
import { usage } from './usage.ts'

/** `stanch exec` as typed. */
export interface TypedExecOptions extends TypedRedactionOptions {
  readonly knownEnv?: readonly string[]
  readonly maxHold?: string
}

export interface ExecOptions {
  readonly redaction: RedactionOptions
  /** The program and its arguments. */
  readonly command: readonly string[]
  /** Variables whose values are secret whatever their names say. */
  readonly knownVariables: readonly string[]
  readonly times: LiveTimes
}

const idleMs = 20
const holdMs = 1000

/** @throws StanchError `USAGE` */
export function buildExecOptions(
  command: readonly string[],
  typed: TypedExecOptions,
  env: NodeJS.ProcessEnv,
): ExecOptions {
  const missing = (typed.knownEnv ?? []).find((name) => env[name] === undefined)
  if (missing !== undefined) {
    throw usage(`--known-env: expected the name of a variable, "${missing}" is not set.`)
  }
  if (command.length === 0 || command[0]!.startsWith('-')) {
    throw usage(`stanch exec: expected a program to run, got "${command[0] ?? ''}".`)
  }
  return {
    redaction: buildRedactionOptions(typed),
    command,
    knownVariables: typed.knownEnv ?? [],
    times: { idleMs, holdMs: parseDuration(typed.maxHold, '--max-hold') },
  }
}

function parseDuration(typed: string | undefined, option: string): number {
  if (typed === undefined) return holdMs
  const [, digits, unit] = /^(\d{1,6})(ms|s)$/.exec(typed) ?? []
  const ms = Number(digits) * (unit === 's' ? 1000 : 1)
  if (digits !== undefined && ms >= idleMs && ms <= 60_000) return ms
  throw usage(`${option}: expected a time from ${idleMs}ms to 60s, got "${typed}".`)
}
