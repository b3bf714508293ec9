import { lstatSync } from 'node:fs'
import { type IgnoreList, isIgnored, parseIgnoreList, readIgnoreList } from './ignore-list.ts'
import { findRepositoryRoot, openRepository, type Repository } from './ignore-repository.ts'
import { isKeyFile } from './ignore-rescue.ts'
import { byteKeyOf } from './walk-label.ts'

/** What is known about ignoring in one directory; shared with a directory below that adds nothing. */
export interface DirectoryRules {
  readonly repository: Repository | undefined
  readonly gitLists: readonly IgnoreList[]
  readonly stanchLists: readonly IgnoreList[]
  /** What the configuration excludes. */
  readonly configuredLists: readonly IgnoreList[]
  /** Byte keys of the directories from the repository's root, or the walk's, down to this one. */
  readonly parts: readonly string[]
  /** Git ignores this directory, which was entered only for the tracked files below it. */
  readonly onlyTracked: boolean
}

export const noRules: DirectoryRules = {
  repository: undefined,
  gitLists: [],
  stanchLists: [],
  configuredLists: [],
  parts: [],
  onlyTracked: false,
}

/** `rescued` is ignored by git but scanned nevertheless, for its name. */
export type Verdict =
  'scan' | 'rescued' | 'ignored by git' | 'ignored by .stanchignore' | 'ignored by stanch.yaml'

/** Whether to scan a file. Ignored files that git tracks are not ignored. */
export function judgeFile(rules: DirectoryRules, key: string): Verdict {
  if (isIgnored(rules.configuredLists, rules.parts, key, false)) return 'ignored by stanch.yaml'
  if (isIgnored(rules.stanchLists, rules.parts, key, false)) return 'ignored by .stanchignore'
  if (!rules.onlyTracked && !isIgnored(rules.gitLists, rules.parts, key, false)) return 'scan'
  if (rules.repository?.tracked().has(repositoryPath(rules, key))) return 'scan'
  return isKeyFile(key) ? 'rescued' : 'ignored by git'
}

/** The rules inside a directory before its own ignore files are read, or why it is not entered. */
export function judgeDirectory(rules: DirectoryRules, key: string): DirectoryRules | Verdict {
  if (isIgnored(rules.configuredLists, rules.parts, key, true)) return 'ignored by stanch.yaml'
  if (isIgnored(rules.stanchLists, rules.parts, key, true)) return 'ignored by .stanchignore'
  const parts = [...rules.parts, key]
  if (!rules.onlyTracked && !isIgnored(rules.gitLists, rules.parts, key, true)) {
    return { ...rules, parts }
  }
  const path = repositoryPath(rules, key)
  const tracked = rules.repository?.tracked()
  return tracked?.hasBelow(`${path}/`) || tracked?.has(path)
    ? { ...rules, parts, onlyTracked: true }
    : 'ignored by git'
}

function repositoryPath(rules: DirectoryRules, key: string): string {
  return [...rules.parts.slice(rules.repository?.depth), key].join('/')
}

/** Which of the files that steer ignoring a directory holds. */
export interface SteeringFiles {
  readonly git: boolean
  readonly gitignore: boolean
  readonly stanchignore: boolean
}

/** What steers the walk beside the ignore files themselves. */
export interface RulesOptions {
  readonly stanchignore: boolean
  readonly home: string | undefined
  readonly exclude: Exclusion | undefined
}

/** Patterns as in a `.gitignore` that lies in `directory`. */
export interface Exclusion {
  /** Absolute, without symbolic links. */
  readonly directory: string
  readonly patterns: readonly string[]
}

/**
 * Adds what the directory itself says. A repository inside another one starts afresh: git does not look
 * into it with the outer one's rules.
 *
 * @param path of the directory, ending in `/`, or empty for the working directory
 */
export function addOwnRules(
  rules: DirectoryRules,
  path: string | Buffer,
  files: SteeringFiles,
  options: RulesOptions,
): DirectoryRules {
  const depth = rules.parts.length
  let { repository, gitLists, stanchLists, onlyTracked } = rules
  const inner =
    files.git && typeof path === 'string'
      ? openRepository(path || '.', depth, options.home)
      : undefined
  if (inner !== undefined) {
    repository = inner
    gitLists = inner.excludes
    onlyTracked = false
  }
  if (files.gitignore && repository !== undefined) {
    gitLists = append(gitLists, readIgnoreList(fileIn(path, '.gitignore'), depth))
  }
  if (files.stanchignore && options.stanchignore) {
    stanchLists = append(stanchLists, readIgnoreList(fileIn(path, '.stanchignore'), depth))
  }
  return { ...rules, repository, gitLists, stanchLists, onlyTracked }
}

function append(lists: readonly IgnoreList[], list: IgnoreList | undefined): readonly IgnoreList[] {
  return list === undefined ? lists : [...lists, list]
}

function fileIn(directory: string | Buffer, name: string): string | Buffer {
  return typeof directory === 'string'
    ? directory + name
    : Buffer.concat([directory, Buffer.from(name)])
}

/**
 * The rules that a walk inherits from the directories above its root, up to the repository's. A root that
 * is itself ignored was named on purpose: then nothing is inherited but the repository.
 *
 * @param directory absolute, without symbolic links
 */
export function inheritRules(directory: string, options: RulesOptions): DirectoryRules {
  const root = rootAbove(directory, options)
  const start = withExclusion(noRules, root ?? directory, options)
  if (root === undefined || root === directory) return start
  const names = directory
    .slice(root.length)
    .split(/[/\\]/)
    .filter((name) => name !== '')
  let rules = start
  let path = `${root}/`
  for (const name of names) {
    rules = addOwnRules(rules, path, steeringFilesIn(path), options)
    const judged = judgeDirectory(rules, byteKeyOf(name))
    path += `${name}/`
    if (typeof judged === 'string' || judged.onlyTracked) {
      return { ...noRules, repository: rules.repository, parts: names.map(byteKeyOf) }
    }
    rules = withExclusion(judged, path.slice(0, -1), options)
  }
  return rules
}

/** The outermost directory that has something to say: the repository's root, or the configuration's directory. */
function rootAbove(directory: string, { exclude }: RulesOptions): string | undefined {
  const root = findRepositoryRoot(directory)
  if (root !== undefined || exclude === undefined) return root
  return `${directory}/`.startsWith(`${exclude.directory}/`) ? exclude.directory : undefined
}

function withExclusion(
  rules: DirectoryRules,
  path: string,
  { exclude }: RulesOptions,
): DirectoryRules {
  if (exclude?.directory !== path) return rules
  const list = parseIgnoreList(exclude.patterns.map(byteKeyOf).join('\n'), rules.parts.length)
  return { ...rules, configuredLists: append(rules.configuredLists, list) }
}

function steeringFilesIn(directory: string): SteeringFiles {
  const isFile = (name: string): boolean =>
    lstatSync(directory + name, { throwIfNoEntry: false })?.isFile() ?? false
  return {
    git: lstatSync(`${directory}.git`, { throwIfNoEntry: false }) !== undefined,
    gitignore: isFile('.gitignore'),
    stanchignore: isFile('.stanchignore'),
  }
}
