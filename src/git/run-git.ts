import { reasonOf, StanchError } from '../text/error.ts'
import type { Repository } from './repository.ts'

/**
 * Runs a git command that reads only, without what a repository's configuration could make it start.
 *
 * @returns its standard output
 * @throws StanchError `GIT_FAILED` with what git said
 */
export async function runGit(repository: Repository, args: readonly string[]): Promise<string> {
  const { simpleGit } = await import('simple-git')
  try {
    return await simpleGit({
      baseDir: repository.workTree ?? repository.gitDirectory,
      // It distrusts `--git-dir`, which here is what openRepository found, and settings that start programs.
      unsafe: { allowUnsafeConfigPaths: true, allowUnsafeFsMonitor: true },
      // It takes all others of git away. These say which settings are the user's, in here as outside.
      allowEnvironment: ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
    }).raw([
      '--no-pager',
      '-c',
      'core.fsmonitor=false',
      `--git-dir=${repository.gitDirectory}`,
      ...args,
    ])
  } catch (error) {
    throw new StanchError('GIT_FAILED', `git ${args[0]}: ${reasonOf(error).trim()}`, {
      cause: error,
    })
  }
}
