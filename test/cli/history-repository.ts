import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect } from 'vitest'
import { plant, templates } from '../engine/real-pack.ts'
import { makeDirectory } from './run-stanch.ts'

/** Runs git, as nobody in particular, without the settings of whoever runs the tests. */
export function gitText(cwd: string, ...args: readonly string[]): string {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(import.meta.dirname, '../git/quiet.gitconfig'),
    GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
    GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  }
  const { status, stdout, stderr } = spawnSync('git', [...person, ...args], { cwd, env })
  expect(status, `git ${args.join(' ')}: ${stderr.toString()}`).toBe(0)
  return stdout.toString().trim()
}

/** Writes files and commits them. */
export function commit(
  cwd: string,
  files: Readonly<Record<string, string>>,
  message = 'next',
): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  gitText(cwd, 'add', '.')
  gitText(cwd, 'commit', '--quiet', '--allow-empty', `--message=${message}`)
}

/** A GitHub token in an assignment; another one for each seed. */
export function tokenLine(seed: number): string {
  return plant(templates.token, seed).text
}

/** All files of a directory, by their names below it. */
export type Snapshot = ReadonlyMap<string, { readonly bytes: Buffer; readonly mode: number }>

export function takeSnapshot(root: string): Snapshot {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name))
  return new Map(
    paths.map((path) => {
      const { mode } = statSync(path)
      return [relative(root, path), { bytes: readFileSync(path), mode }]
    }),
  )
}

/** A new directory with these files, removed after the test. */
export function restore(snapshot: Snapshot): string {
  const root = makeDirectory()
  for (const [name, { bytes, mode }] of snapshot) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), bytes, { mode })
  }
  return root
}

let history: Snapshot | undefined

/**
 * A packed repository with two branches, a merge, a tag and secrets in files that come and go, in a message and in a
 * tag, and texts without any. Git makes it once for each file of tests: it takes dozens of processes.
 */
export function makeHistory(): string {
  history ??= takeSnapshot(buildHistory())
  return restore(history)
}

function buildHistory(): string {
  const cwd = makeDirectory()
  gitText(cwd, 'init', '--quiet', '--initial-branch=main', '--template=')
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at} of a text\n`)
  for (let version = 0; version < 12; version++) {
    lines[version * 7] = version % 4 === 1 ? `${tokenLine(version)}\n` : `changed ${version}\n`
    commit(cwd, { 'a.txt': lines.join(''), [`b${version}.txt`]: `other ${version}\n` })
  }
  gitText(cwd, 'checkout', '--quiet', '-b', 'side', 'HEAD~5')
  commit(cwd, { 'c.env': tokenLine(50) }, 'on the side')
  gitText(cwd, 'checkout', '--quiet', 'main')
  gitText(cwd, 'merge', '--quiet', '--no-edit', 'side')
  gitText(cwd, 'rm', '--quiet', 'c.env')
  commit(cwd, { 'd.md': 'named\n' }, `fix ${tokenLine(52)}`)
  gitText(cwd, 'tag', '--annotate', '--message', `release ${tokenLine(53)}`, 'v1')
  gitText(cwd, 'repack', '-adfq')
  return cwd
}

/** What a JSON result says, but for how long it took. */
export function withoutTime(stdout: string): string {
  return stdout.replace(/"durationMs":\d+/, '"durationMs":0')
}
