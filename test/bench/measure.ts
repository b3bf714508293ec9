import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Command {
  readonly program: string
  readonly args: readonly string[]
  /** A file that is standard input; empty input when undefined. */
  readonly input: string | undefined
  readonly goodStatuses: readonly number[]
  /** Beside the variables of this process. */
  readonly variables?: Readonly<Record<string, string>>
}

export interface Measurement {
  readonly wallMs: number
  /** Largest resident set of any process of the run; `undefined` without GNU time. */
  readonly peakBytes: number | undefined
  /** Processor time of the process and its children; `undefined` without GNU time. */
  readonly cpuMs: number | undefined
}

const gnuTime = '/usr/bin/time'

export const canMeasureMemory = existsSync(gnuTime)

/**
 * Runs a command to its end in `directory`, where its standard output goes to `output`.
 *
 * @throws Error when the exit status is not a good one
 */
export function measure(command: Command, directory: string): Measurement {
  const { program, args, input } = command
  const used = join(directory, 'used')
  const words = canMeasureMemory
    ? [gnuTime, '-q', '-f', '%M %U %S', '-o', used, program, ...args]
    : [program, ...args]
  const files = [
    openSync(input ?? '/dev/null', 'r'),
    openSync(join(directory, 'output'), 'w'),
    openSync(join(directory, 'errors'), 'w'),
  ]
  const start = performance.now()
  const { status, error } = spawnSync(words[0]!, words.slice(1), {
    cwd: directory,
    stdio: files,
    env: { ...process.env, ...command.variables },
  })
  const wallMs = performance.now() - start
  files.forEach((file) => closeSync(file))
  if (error) throw error
  if (status === null || !command.goodStatuses.includes(status)) {
    const errors = readFileSync(join(directory, 'errors'), 'utf8').slice(-800)
    throw new Error(`${program} ${args.join(' ')}: exit status ${status}\n${errors}`)
  }
  if (!canMeasureMemory) return { wallMs, peakBytes: undefined, cpuMs: undefined }
  const [kilobytes, user, system] = readFileSync(used, 'utf8').split(' ').map(Number)
  return { wallMs, peakBytes: kilobytes! * 1024, cpuMs: (user! + system!) * 1000 }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
