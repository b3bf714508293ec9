import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Object names of either format. */
export type HashName = 'sha1' | 'sha256'

/** A made-up person with a fixed date, so that objects made by git have the same names in every run. */
const environment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: join(import.meta.dirname, 'quiet.gitconfig'),
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@corp.net',
  GIT_AUTHOR_DATE: '1700000000 +0000',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@corp.net',
  GIT_COMMITTER_DATE: '1700000000 +0000',
}

/**
 * Runs git without the user's configuration, and sees objects as they are stored: `refs/replace/` counts for nothing.
 *
 * @throws with what git said, when it fails
 */
export function runGit(
  directory: string,
  args: readonly (string | Buffer)[],
  input: string | Uint8Array = '',
  variables: Readonly<Record<string, string>> = {},
): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', args as string[], {
    cwd: directory,
    env: { ...environment, HOME: directory, ...variables },
    input,
    maxBuffer: 1 << 30,
  })
  if (status === 0) return stdout
  throw new Error(`git ${args.join(' ')}: ${error?.message ?? stderr.toString()}`)
}

/** Like {@link runGit}, while this process goes on: for whoever serves what git asks for. */
export async function runGitAside(
  directory: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const env = { ...environment, HOME: directory, ...variables }
  const child = spawn('git', args, { cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${said}`)
}

/** Like {@link runGit}: its lines, without the last line feed. */
export function gitLines(
  directory: string,
  args: readonly string[],
  input: string | Uint8Array = '',
): string[] {
  return runGit(directory, args, input)
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
}

/** Like {@link runGit}: what it prints, as one word. */
export function gitWord(
  directory: string,
  args: readonly string[],
  input: string | Uint8Array = '',
): string {
  return runGit(directory, args, input).toString('latin1').trim()
}

/** What a work tree's HEAD stands for after a commit, without a process: a branch or a commit. */
export function headOf(directory: string): string {
  const read = (name: string) => readFileSync(join(directory, '.git', name), 'latin1').trim()
  const head = read('HEAD')
  return head.startsWith('ref: ') ? read(head.slice(5)) : head
}

/** A new directory; whoever makes it removes it. */
export function newDirectory(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'stanch-git-')))
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true })
}

/** A new directory, removed after the test. */
export function testDirectory(): string {
  const directory = newDirectory()
  onTestFinished(() => removeDirectory(directory))
  return directory
}

/** Whether this git makes repositories of the format. */
export function canMake(hash: HashName): boolean {
  const directory = newDirectory()
  try {
    runGit(directory, ['init', '-q', `--object-format=${hash}`, '.'])
    return true
  } catch {
    return false
  } finally {
    removeDirectory(directory)
  }
}
