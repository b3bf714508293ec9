import { createRequire } from 'node:module'
import type { Logger } from 'pino'
import type { Log } from '../text/log.ts'

export type { Log } from '../text/log.ts'

const require = createRequire(import.meta.url)

export interface LogOptions {
  readonly format: 'text' | 'json'
  readonly level: 'error' | 'info' | 'debug'
}

/** A logger to standard error. pino takes 20 ms to load, so it is loaded with the first line that is written. */
export function createLog(options: LogOptions): Log {
  let logger: Logger | undefined
  const load = () => (logger ??= createPino(options))
  return {
    debug: (fields, message) => {
      if (options.level === 'debug') load().debug(fields, message)
    },
    info: (fields, message) => {
      if (options.level !== 'error') load().info(fields, message)
    },
    warn: (fields, message) => {
      if (options.level !== 'error') load().warn(fields, message)
    },
    error: (fields, message) => load().error(fields, message),
  }
}

function createPino(options: LogOptions): Logger {
  const { pino } = require('pino') as typeof import('pino')
  const base = { level: options.level, base: null }
  return options.format === 'json'
    ? pino(base, pino.destination({ dest: 2, sync: true }))
    : pino(base, textStream)
}

const levelNames: Readonly<Record<number, string>> = {
  20: 'debug: ',
  40: 'warning: ',
  50: 'error: ',
}

const textStream = {
  write(line: string): void {
    const { level, msg, time: _time, ...fields } = JSON.parse(line) as Record<string, unknown>
    const more = Object.entries(fields).map(([key, value]) => ` ${key}=${String(value)}`)
    process.stderr.write(
      `stanch: ${levelNames[Number(level)] ?? ''}${String(msg)}${more.join('')}\n`,
    )
  },
}
