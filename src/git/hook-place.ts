import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { StanchError } from '../text/error.ts'
import type { HookName } from './hook-script.ts'
import { openRepository, type Repository } from './repository.ts'
import { runGit } from './run-git.ts'

/** Where the script of a hook goes. */
export interface HookPlace {
  readonly directory: string
  /** Set when git looks elsewhere. */
  readonly gitLooksIn: string | undefined
}

/**
 * Finds where a repository's hooks stand; `core.hooksPath` counts, and linked work trees share theirs.
 *
 * @throws StanchError `NOT_A_REPOSITORY`, `GIT_FAILED`; from `placeOf`, `HOOKS_OUTSIDE` where other repositories may
 * share the directory, unless it was named
 */
export async function findHookPlaces(request: {
  readonly directory: string
  readonly hooksPath: string | undefined
}): Promise<{ readonly isBare: boolean; readonly placeOf: (hook: HookName) => HookPlace }> {
  const repository = openRepository(request.directory)
  const asked = ['rev-parse', '--is-bare-repository', '--git-path', 'hooks']
  const [, answer, configured] = /^(true|false)\n(.*)\n$/s.exec(
    (await runGit(repository, asked)).toString(),
  )!
  const isBare = repository.workTree === undefined
  if (isBare && answer === 'false') {
    throw new StanchError(
      'NOT_A_REPOSITORY',
      `${request.directory} is where a repository keeps its own files; name its work tree.`,
    )
  }
  return {
    isBare,
    placeOf: (hook) => {
      const found = resolve(whereItRuns(hook, repository), configured!)
      if (request.hooksPath === undefined) {
        refuseOutside(found, repository)
        return { directory: found, gitLooksIn: undefined }
      }
      const directory = resolve(request.hooksPath)
      const isSame = realPathOf(directory) === realPathOf(found)
      return { directory, gitLooksIn: isSame ? undefined : found }
    },
  }
}

/** Where git takes a relative `core.hooksPath` from; what receives a push knows no work tree. */
function whereItRuns(hook: HookName, repository: Repository): string {
  const { workTree, gitDirectory, commonDirectory } = repository
  return hook === 'pre-receive' ? commonDirectory : (workTree ?? gitDirectory)
}

function refuseOutside(directory: string, { workTree, commonDirectory }: Repository): void {
  const own = [commonDirectory]
  if (workTree !== undefined) own.push(workTree)
  // Seen from a linked work tree, the main one is the repository's as well.
  if (basename(commonDirectory) === '.git') own.push(dirname(commonDirectory))
  const real = realPathOf(directory)
  if (own.some((root) => isInside(real, realPathOf(root)))) return
  throw new StanchError(
    'HOOKS_OUTSIDE',
    `Git looks for hooks in ${directory}, outside of the repository (core.hooksPath, or a link): other ` +
      'repositories may use them too. To write there all the same: --hooks-path DIR.',
  )
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Without links, also where the end of the path does not exist yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPathOf(parent), basename(path))
  }
}
