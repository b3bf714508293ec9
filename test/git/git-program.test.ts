import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findGitForWindows } from '../../src/git/git-program.ts'

const installed = 'C:\\Program Files\\Git\\cmd\\git.exe'
const everywhere = () => true

test.for([
  ['C:\\Windows;C:\\Program Files\\Git\\cmd', (path: string) => path === installed, installed],
  ['"C:\\Program Files\\Git\\cmd"', everywhere, installed],
  // What depends on where one stands, or on which drive, is where a change may lie.
  ['.;;bin;..\\x;C:bin;\\bin;C:\\Program Files\\Git\\cmd', everywhere, installed],
  ['\\\\server\\tools', everywhere, '\\\\server\\tools\\git.exe'],
] as const)('%s', ([path, isThere, expected]) => {
  expect(findGitForWindows(path, isThere)).toBe(expected)
})

test('where there is none, none is started', () => {
  expect(() => findGitForWindows('.;C:\\Windows', () => false)).toThrow('git.exe is in none')
})

test('nothing else names the program', () => {
  const directory = join(import.meta.dirname, '../../src/git')
  const named = readdirSync(directory)
    .filter((name) => name.endsWith('.ts') && name !== 'git-program.ts')
    .filter((name) => /^ *'git',$|spawn(?:Sync)?\('git'/m.test(readFileSync(join(directory, name), 'utf8'))) // prettier-ignore
  expect(named).toEqual([])
})
