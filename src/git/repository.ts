import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { StanchError } from '../text/error.ts'

/** Where a repository keeps what; nothing is read yet. */
export interface Repository {
  /** Of this work tree: `HEAD`, `index`. */
  readonly gitDirectory: string
  /** Shared by all work trees: references, configuration. */
  readonly commonDirectory: string
  /** `undefined` for a bare repository. */
  readonly workTree: string | undefined
  /** The repository's own, then what it borrows from, alternates of alternates included. */
  readonly objectDirectories: readonly string[]
  /** Bytes of an object name: 20 for SHA-1, 32 for SHA-256. */
  readonly hashBytes: 20 | 32
  readonly isShallow: boolean
  /** Missing objects were promised by a remote. */
  readonly isPartial: boolean
  /** What was left out of a partial clone: `blob:none`, `tree:0`, … */
  readonly partialFilter?: string
  /** What git is run with, in place of this process's environment. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Chains of alternates deeper than git follows them. */
const alternateDepthMax = 5

/**
 * Finds the repository `directory` is in, upwards, as git does.
 *
 * @param environment `GIT_DIR`, `GIT_WORK_TREE`, `GIT_OBJECT_DIRECTORY` and `GIT_ALTERNATE_OBJECT_DIRECTORIES` count,
 * as in a hook
 * @throws StanchError `NOT_A_REPOSITORY`, `REPOSITORY_UNSUPPORTED`
 */
export function openRepository(
  directory: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): Repository {
  const { gitDirectory, workTree } = locate(directory, environment)
  const commonDirectory = commonOf(gitDirectory)
  const settings = readSettings(join(commonDirectory, 'config'))
  const objectFormat = settings.get('extensions.objectformat') ?? 'sha1'
  if (objectFormat !== 'sha1' && objectFormat !== 'sha256') {
    throw new StanchError(
      'REPOSITORY_UNSUPPORTED',
      `${gitDirectory}: object format "${objectFormat}" is not known; sha1 and sha256 are.`,
    )
  }
  return {
    gitDirectory,
    commonDirectory,
    workTree,
    objectDirectories: objectDirectoriesOf(commonDirectory, environment),
    hashBytes: objectFormat === 'sha256' ? 32 : 20,
    isShallow: existsSync(join(commonDirectory, 'shallow')),
    isPartial: isPartial(settings),
    ...partialFilterOf(settings),
  }
}

function locate(
  directory: string,
  { GIT_DIR: named, GIT_WORK_TREE: workTree }: Readonly<Record<string, string | undefined>>,
): { gitDirectory: string; workTree: string | undefined } {
  if (named) {
    const gitDirectory = resolve(named)
    return {
      gitDirectory,
      workTree: workTree ? resolve(workTree) : workTreeOf(gitDirectory, resolve(directory)),
    }
  }
  for (let at = resolve(directory); ; at = dirname(at)) {
    const inside = gitDirectoryIn(join(at, '.git'))
    if (inside !== undefined) return { gitDirectory: inside, workTree: at }
    if (looksLikeGitDirectory(at)) return { gitDirectory: at, workTree: undefined }
    if (at === dirname(at)) break
  }
  throw new StanchError(
    'NOT_A_REPOSITORY',
    `${directory}: neither a git repository nor inside of one. ` +
      'To scan files as they are: stanch scan PATH.',
  )
}

/** What a repository takes for its work tree when somebody names it in `directory`. */
function workTreeOf(gitDirectory: string, directory: string): string | undefined {
  const settings = readSettings(join(commonOf(gitDirectory), 'config'))
  const configured = settings.get('core.worktree')
  if (configured !== undefined) return resolve(gitDirectory, configured)
  // A hook that receives runs inside, also where there is a work tree.
  const isInside = `${directory}/`.startsWith(`${gitDirectory}/`)
  return isInside || settings.get('core.bare') === 'true' ? undefined : directory
}

/** `.git` is a directory, or a file that says where it is, in linked work trees and submodules. */
function gitDirectoryIn(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return looksLikeGitDirectory(path) ? path : undefined
  if (!stats?.isFile()) return undefined
  const target = /^gitdir: (.+?)[\r\n]*$/s.exec(readFileSync(path, 'utf8'))?.[1]
  if (target === undefined) return undefined
  const found = resolve(dirname(path), target)
  if (looksLikeGitDirectory(found)) return found
  throw new StanchError('NOT_A_REPOSITORY', `${path}: points to ${found}, where no repository is.`)
}

function looksLikeGitDirectory(path: string): boolean {
  if (!existsSync(join(path, 'HEAD'))) return false
  return existsSync(join(path, 'commondir')) || existsSync(join(path, 'objects'))
}

function commonOf(gitDirectory: string): string {
  const path = join(gitDirectory, 'commondir')
  if (!existsSync(path)) return gitDirectory
  return resolve(gitDirectory, readFileSync(path, 'utf8').trim())
}

function objectDirectoriesOf(
  commonDirectory: string,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const found: string[] = []
  const add = (path: string, depth: number) => {
    if (found.includes(path) || depth > alternateDepthMax || !existsSync(path)) return
    found.push(path)
    for (const next of alternatesIn(path)) add(next, depth + 1)
  }
  // In a receiving repository new objects wait in a quarantine of their own.
  const own = environment['GIT_OBJECT_DIRECTORY']
  add(own ? resolve(own) : join(commonDirectory, 'objects'), 0)
  const borrowed = environment['GIT_ALTERNATE_OBJECT_DIRECTORIES'] ?? ''
  for (const path of borrowed.split(':')) if (path !== '') add(resolve(path), 0)
  if (own) add(join(commonDirectory, 'objects'), 0)
  return found
}

function alternatesIn(objectDirectory: string): string[] {
  const path = join(objectDirectory, 'info', 'alternates')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (isAbsolute(line) ? line : resolve(objectDirectory, line)))
}

function isPartial(settings: ReadonlyMap<string, string>): boolean {
  return [...settings].some(
    ([name, value]) =>
      name === 'extensions.partialclone' ||
      (name.startsWith('remote.') && name.endsWith('.promisor') && value !== 'false'),
  )
}

function partialFilterOf(settings: ReadonlyMap<string, string>): { partialFilter?: string } {
  const named = [...settings].find(
    ([name]) => name.startsWith('remote.') && name.endsWith('.partialclonefilter'),
  )
  return named ? { partialFilter: named[1].replaceAll('"', '') } : {}
}

/** `section.name` and `section.subsection.name`, lower case; includes are not followed: what is asked for stands here. */
function readSettings(path: string): Map<string, string> {
  const settings = new Map<string, string>()
  if (!existsSync(path)) return settings
  let section = ''
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const head = /^\s*\[([^\]"\s]+)(?:\s+"((?:[^"\\]|\\.)*)")?\]/.exec(line)
    if (head) {
      section = `${head[1]!}${head[2] === undefined ? '' : `.${head[2]}`}`.toLowerCase()
      continue
    }
    const setting = /^\s*([A-Za-z][\w-]*)\s*(?:=\s*(.*?))?\s*$/.exec(line)
    if (setting) settings.set(`${section}.${setting[1]!.toLowerCase()}`, setting[2] ?? 'true')
  }
  return settings
}

/** The names of files in a directory that may not exist. */
export function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
