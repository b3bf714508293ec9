import { existsSync, type Stats, lstatSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { readSteeringFile } from './ignore-file.ts'
import { readTrackedPaths, type TrackedPaths } from './ignore-index.ts'
import { type IgnoreList, readIgnoreList } from './ignore-list.ts'

/** A git work tree, as far as ignoring needs it. */
export interface Repository {
  /** How many of a path's parts lie above the work tree's root. */
  readonly depth: number
  /** Rules from outside the work tree, weakest first: the user's own, then `.git/info/exclude`. */
  readonly excludes: readonly IgnoreList[]
  /** Read at the first call: only a repository where something is ignored pays for it. */
  tracked(): TrackedPaths
}

/**
 * Recognises the work tree whose root is `directory`, through a `.git` directory or a `.git` file
 * (linked work trees, submodules). Runs no git: a repository's configuration can name programs.
 *
 * @param home where `.gitconfig` and `.config/git/ignore` are looked for
 */
export function openRepository(
  directory: string,
  depth: number,
  home: string | undefined,
): Repository | undefined {
  const gitDirectory = findGitDirectory(directory)
  if (gitDirectory === undefined) return undefined
  const common = resolve(gitDirectory, readText(`${gitDirectory}/commondir`).trim() || '.')
  const config = readText(`${common}/config`)
  let tracked: TrackedPaths | undefined
  return {
    depth,
    excludes: [excludesFile(config, home), `${common}/info/exclude`]
      .map((file) => readIgnoreList(file, depth))
      .filter((list) => list !== undefined),
    tracked: () => {
      const hashBytes = configValue(config, 'extensions', 'objectformat') === 'sha256' ? 32 : 20
      return (tracked ??= readTrackedPaths(gitDirectory, hashBytes))
    },
  }
}

/** The nearest directory, from `directory` upwards, that holds a `.git`. */
export function findRepositoryRoot(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (findGitDirectory(at) !== undefined) return at
    if (dirname(at) === at) return undefined
  }
}

function findGitDirectory(directory: string): string | undefined {
  const path = resolve(directory, '.git')
  const stats = statsOf(path)
  if (stats === undefined) return undefined
  if (stats.isFile()) {
    const target = /^gitdir: (.*)/.exec(readText(path))?.[1]
    return target === undefined ? undefined : resolve(directory, target)
  }
  return existsSync(`${path}/HEAD`) ? path : undefined
}

function excludesFile(repositoryConfig: string, home: string | undefined): string {
  const root = home ?? homedir()
  const configHome = (home === undefined && process.env['XDG_CONFIG_HOME']) || `${root}/.config`
  const named =
    configValue(repositoryConfig, 'core', 'excludesfile') ??
    configValue(readText(`${root}/.gitconfig`), 'core', 'excludesfile') ??
    configValue(readText(`${configHome}/git/config`), 'core', 'excludesfile') ??
    (home === undefined
      ? configValue(readText('/etc/gitconfig'), 'core', 'excludesfile')
      : undefined)
  if (named === undefined) return `${configHome}/git/ignore`
  return resolve(root, named.replace(/^~\//, `${root}/`))
}

/** The last value of a key, without includes: enough for the two keys that are needed here. */
function configValue(config: string, section: string, key: string): string | undefined {
  let current = ''
  let value: string | undefined
  for (const line of config.split('\n')) {
    current = /^\s*\[([^\]]*)\]/.exec(line)?.[1]?.toLowerCase() ?? current
    const pair = /^\s*([\w-]+)\s*=\s*("?)(.*?)\2\s*$/.exec(line.replace(/^\s*\[[^\]]*\]/, ''))
    if (current === section && pair?.[1]?.toLowerCase() === key) value = pair[3]
  }
  return value
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function readText(path: string): string {
  return readSteeringFile(path)?.toString() ?? ''
}
