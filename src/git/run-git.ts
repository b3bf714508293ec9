import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { StanchError } from '../text/error.ts'
import { gitMissing, gitProgram } from './git-program.ts'
import type { Repository } from './repository.ts'

/**
 * Runs a git command that reads only.
 *
 * @param input its standard input; empty when there is none
 * @returns its standard output
 * @throws StanchError `GIT_FAILED` with what git said, `GIT_MISSING`
 */
export async function runGit(
  repository: Repository,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<Buffer> {
  const git = startGit(repository, args)
  const output: Buffer[] = []
  const errors: Buffer[] = []
  git.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  git.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  // It may end before it has read everything.
  git.stdin.on('error', () => undefined)
  git.stdin.end(input)
  const status = await new Promise<number | null>((resolve, reject) => {
    git.on('error', (error) => reject(gitMissing(error)))
    git.on('close', resolve)
  })
  if (status === 0) return Buffer.concat(output)
  const said = Buffer.concat(errors).toString().trim()
  throw new StanchError('GIT_FAILED', `git ${args[0]} ended with status ${status}: ${said}`)
}

/** The same, for a conversation. Nothing that a repository's configuration names is started by it. */
export function startGit(
  { gitDirectory, workTree, environment }: Repository,
  args: readonly string[],
): ChildProcessWithoutNullStreams {
  const safe = ['--no-pager', '-c', 'core.fsmonitor=false', `--git-dir=${gitDirectory}`]
  return spawn(gitProgram(), [...safe, ...args], {
    cwd: workTree ?? gitDirectory,
    env: {
      ...(environment ?? process.env),
      LC_ALL: 'C',
      GIT_OPTIONAL_LOCKS: '0',
      // What is stored counts, not what somebody wants to be seen in its place.
      GIT_NO_REPLACE_OBJECTS: '1',
      // As it was meant where this process runs, not where git does.
      ...(!environment &&
        process.env['GIT_WORK_TREE'] &&
        workTree !== undefined && { GIT_WORK_TREE: workTree }),
    },
  })
}
