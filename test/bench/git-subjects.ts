import { execFileSync } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { basename, delimiter, join, resolve } from 'node:path'
import { formatCount } from '../../dist/report/format-quantity.js'
import { generateSmallFile } from './generate-files.ts'
import { generateRepository } from './generate-repository.ts'
import { cacheDirectory, type Subject } from './subjects.ts'

const commitsGenerated = 4000

/** Repositories named in `STANCH_BENCH_REPOS`, parted as in PATH. */
export function namedRepositories(): string[] {
  const named = process.env['STANCH_BENCH_REPOS'] ?? ''
  return named.split(delimiter).filter(Boolean).map((path) => resolve(path)) // prettier-ignore
}

/**
 * Whole histories: those that are named, else a generated one.
 *
 * @param scale of the number of generated commits
 */
export function makeHistories(scale: number): Subject[] {
  const named = namedRepositories()
  if (named.length > 0) return named.map((path) => makeHistory(path, undefined))
  const commits = Math.max(100, Math.round(commitsGenerated * scale))
  const path = join(cacheDirectory, `history-${commits}.git`)
  return [makeHistory(path, generateRepository(path, commits))]
}

function makeHistory(path: string, planted: readonly string[] | undefined): Subject {
  const commits = Number(git(path, ['rev-list', '--all', '--count']))
  const title = `git ${basename(path)}, ${formatCount(commits)} commits`
  return { key: 'history', title, path, isStdin: false, bytes: sizeOfObjects(path), planted }
}

/** A work tree of the same history, without its files, in which one new file with one secret is staged. */
export function makeStaged({ path: repository }: Subject): Subject {
  const path = join(cacheDirectory, 'runs', `staged-${basename(repository, '.git')}`)
  rmSync(path, { recursive: true, force: true })
  git('.', ['clone', '--quiet', '--shared', '--no-checkout', repository, path])
  git(path, ['read-tree', 'HEAD'])
  const planted = generateSmallFile(join(path, 'staged.log'))
  git(path, ['add', 'staged.log'])
  const files = git(path, ['ls-files', '-z']).split('\0').length - 1
  const title = `staged in ${formatCount(files)} files`
  const { size: bytes } = statSync(join(path, 'staged.log'))
  return { key: 'staged', title, path, isStdin: false, bytes, planted }
}

/** Of all objects, unpacked. */
function sizeOfObjects(path: string): number {
  const check = ['--batch-all-objects', '--unordered', '--batch-check=%(objectsize)']
  return git(path, ['cat-file', ...check])
    .split('\n')
    .reduce((total, line) => total + Number(line), 0)
}

export function git(directory: string, args: readonly string[], input?: string): string {
  return gitBytes(directory, args, input).toString()
}

export function gitBytes(directory: string, args: readonly string[], input?: string): Buffer {
  return execFileSync('git', ['-C', directory, ...args], {
    input: input ?? '',
    maxBuffer: 2 ** 31,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}
