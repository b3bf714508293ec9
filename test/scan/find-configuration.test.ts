import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findConfiguration } from '../../src/scan/find-configuration.ts'

/** @param paths a name with a trailing `/` is a directory */
function check(paths: readonly string[], start: string, expected: string | undefined) {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'stanch-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const path of [...paths, `${start}/`]) {
    const isDirectory = path.endsWith('/')
    mkdirSync(isDirectory ? join(root, path) : dirname(join(root, path)), { recursive: true })
    if (!isDirectory) writeFileSync(join(root, path), '')
  }
  expect(findConfiguration(join(root, start))).toBe(expected && join(root, expected))
}

test.for([
  ['beside the start', ['r/.git/', 'r/stanch.yaml'], 'r', 'r/stanch.yaml'],
  ['above the start', ['r/.git/', 'r/stanch.yaml'], 'r/a/b', 'r/stanch.yaml'],
  ['the nearest wins', ['r/.git/', 'r/stanch.yaml', 'r/a/stanch.yaml'], 'r/a/b', 'r/a/stanch.yaml'],
  ['not beyond the repository', ['stanch.yaml', 'r/.git/'], 'r/a', undefined],
  ['a worktree’s .git file is a root too', ['stanch.yaml', 'r/.git'], 'r/a', undefined],
  ['without a repository, up to the top', ['stanch.yaml'], 'r/a', 'stanch.yaml'],
] as const)('%s', ([, paths, start, expected]) => check(paths, start, expected))
