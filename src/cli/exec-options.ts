import { pumpDefaults, type PumpOptions } from '../stream/filter/pump.ts'
import { parseHold } from './filter-options.ts'
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
  readonly times: PumpOptions
}

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
    times: { idleMs: pumpDefaults.idleMs, holdMs: parseHold(typed.maxHold) },
  }
}
