import { spawn, type ChildProcess } from 'node:child_process'
import { program, testKey } from '../../cli/run-stanch.ts'
import type { Broker } from '../../bench/kafka-broker.ts'

/** A worker in a process of its own, as it is installed. */
export interface RunningWorker {
  readonly child: ChildProcess
  /** What it has written to standard error. */
  readonly stderr: () => string
  /** Status and all of standard error, once it has ended. */
  readonly ended: Promise<{ readonly status: number | null; readonly stderr: string }>
}

export function startWorker(
  { address }: Pick<Broker, 'address'>,
  args: readonly string[],
  env: NodeJS.ProcessEnv = { STANCH_KEY: testKey },
): RunningWorker {
  const command = [program, 'redact', 'kafka', '--brokers', address, ...args]
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<{ status: number | null; stderr: string }>((resolve) => {
    child.on('close', (status) => resolve({ status, stderr }))
  })
  return { child, ended, stderr: () => stderr }
}
