import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { SourceEvent } from '../../src/sources/source.ts'
import { walkPaths, type WalkOptions } from '../../src/sources/walk-files.ts'

/** A new directory with these files, removed after the test. A name that ends in `/` is a directory. */
export function makeTree(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-test-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name)
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true })
    if (!name.endsWith('/')) writeFileSync(path, text)
  }
  return root
}

/** Turns a tree into something that the walk takes for a repository, without needing git. */
export const bareRepository = { '.git/HEAD': 'ref: refs/heads/main\n' }

export const hasGit = succeeds(() => execFileSync('git', ['--version']))

/** Runs git without the user's configuration. */
export function git(directory: string, ...args: readonly string[]): Buffer {
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  }
  return execFileSync('git', args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'ignore'] })
}

export function succeeds(action: () => unknown): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}

/** The walk's events, one word each: `a.ts`, `skipped a.ts: why`, `problem a: why`, `rescued .env`. */
export function walk(paths: readonly string[], options: Partial<WalkOptions> = {}): string[] {
  const home = '/nonexistent'
  return [...walkPaths(paths, { ignore: true, home, ...options })].flat().map(wordOf)
}

function wordOf(event: SourceEvent): string {
  if (event.kind !== 'file') return `${event.kind} ${event.path}: ${event.reason}`
  const { origin, named } = event.file
  const rescued = origin.kind === 'file' && origin.ignoredByGit ? 'rescued ' : ''
  return `${rescued}${named ? 'named ' : ''}${origin.path}`
}
