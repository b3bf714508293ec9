import { resolve } from 'node:path'
import {
  buildRedactionOptions,
  type RedactionOptions,
  type TypedRedactionOptions,
} from './redact-options.ts'

/** `stanch redact rsyslog` and `stanch redact syslog-ng` as typed. */
export interface TypedSyslogOptions extends TypedRedactionOptions {
  readonly keyFile?: string
  readonly logFile?: string
  readonly printConfig?: boolean
  readonly output?: string
  readonly pipe?: string
}

export interface SyslogOptions {
  readonly redaction: RedactionOptions
  /** `undefined`: as the environment says, which is empty below rsyslog. */
  readonly keyFile: string | undefined
  /** `undefined`: nothing is logged. */
  readonly logFile: string | undefined
}

/** Paths become absolute: daemons start programs wherever they happen to be. @throws StanchError `USAGE` */
export function buildSyslogOptions(typed: TypedSyslogOptions): SyslogOptions {
  const { config, known, knownFrom, rules } = typed
  return {
    redaction: buildRedactionOptions({
      ...typed,
      ...(config === undefined ? {} : { config: resolve(config) }),
      ...(known === undefined ? {} : { known: resolve(known) }),
      ...(knownFrom === undefined ? {} : { knownFrom: knownFrom.map(resolveSource) }),
      ...(rules === undefined ? {} : { rules: rules.map((path) => resolve(path)) }),
    }),
    keyFile: typed.keyFile === undefined ? undefined : resolve(typed.keyFile),
    logFile: typed.logFile === undefined ? undefined : resolve(typed.logFile),
  }
}

function resolveSource(source: string): string {
  return source.startsWith('@') ? `@${resolve(source.slice(1))}` : source
}

/** The options as words of a command line, paths absolute. */
export function syslogWords(typed: TypedSyslogOptions): string[] {
  const { keyFile = '/etc/stanch/key', logFile, config, known, maxRecord, minConfidence } = typed
  const words = ['--key-file', resolve(keyFile)]
  const add = (option: string, value: string | undefined) => {
    if (value !== undefined) words.push(option, value)
  }
  add('--log-file', logFile && resolve(logFile))
  add('--config', config && resolve(config))
  add('--known', known && resolve(known))
  for (const source of typed.knownFrom ?? []) add('--known-from', resolveSource(source))
  if (typed.knownFromPartial) words.push('--known-from-partial')
  for (const path of typed.rules ?? []) add('--rules', resolve(path))
  for (const mode of typed.mode ?? []) add('--mode', mode)
  add('--max-record', maxRecord)
  add('--min-confidence', minConfidence)
  if (typed.strict) words.push('--strict')
  return words
}
