import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export const program = join(import.meta.dirname, '../../dist/bin/main.js')

/** A key for the tests alone, so that fingerprints repeat. */
export const testKey = '0123456789abcdef'.repeat(4)

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly input?: string | Uint8Array
  /** A descriptor or what `stdio` takes, instead of `input`. */
  readonly stdin?: number | 'ignore'
  readonly env?: NodeJS.ProcessEnv
  readonly nodeArguments?: readonly string[]
  /** Called once the process runs. */
  readonly onStart?: (child: ChildProcess) => void
}

/** Runs the built program to its end. */
export function run(args: readonly string[], options: RunOptions): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'],
    HOME: options.cwd,
    STANCH_KEY: testKey,
    NO_COLOR: '1',
    ...options.env,
  }
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), program, ...args], {
    cwd: options.cwd,
    env,
    stdio: [options.stdin ?? 'pipe', 'pipe', 'pipe'],
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout!.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr!.on('data', (chunk: Buffer) => stderr.push(chunk))
  options.onStart?.(child)
  child.stdin?.on('error', () => undefined)
  if (options.input !== undefined || options.onStart === undefined)
    child.stdin?.end(options.input ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) =>
      resolve({
        status,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    )
  })
}

/** A new directory with these files, removed after the test. */
export function makeDirectory(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-cli-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return root
}
