import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readTrackedPaths } from '../../src/sources/ignore-index.ts'
import { git, hasGit, makeTree } from './temp-tree.ts'

const files = Object.fromEntries(
  [
    'a',
    'a.b',
    'a/',
    'dir/x',
    'dir/y/z',
    'dir-1',
    'é/ü',
    `long/${'n'.repeat(200)}/${'m'.repeat(200)}`,
  ]
    .filter((name) => name !== 'a/')
    .map((name) => [name, name]),
)

describe.runIf(hasGit)('the index of git', () => {
  test.for([
    ['version 2', ['--index-version', '2']],
    ['version 4', ['--index-version', '4']],
    ['split', ['--split-index']],
  ] as const)('%s: tracked paths and directories are known', ([, change]) => {
    const root = makeTree({ ...files, other: '' })
    git(root, 'init', '-q')
    git(root, 'add', ...Object.keys(files))
    git(root, 'update-index', ...change)
    git(root, 'add', '-N', 'other')
    git(root, 'rm', '-q', '--cached', 'other')
    const tracked = readTrackedPaths(`${root}/.git`, 20)
    for (const name of Object.keys(files)) {
      expect(tracked.has(Buffer.from(name).toString('latin1')), name).toBe(true)
    }
    expect(['dir/', 'dir/y/', 'long/'].map((name) => tracked.hasBelow(name))).toEqual([
      true,
      true,
      true,
    ])
    expect(['di/', 'dir/z/', 'zz/'].map((name) => tracked.hasBelow(name))).toEqual([
      false,
      false,
      false,
    ])
    expect(['dir', 'b', 'dir/'].map((name) => tracked.has(name))).toEqual([false, false, false])
  })

  test('an intent to add, which makes version 3, counts as tracked', () => {
    const root = makeTree({ a: 'a', b: 'b', c: 'c' })
    git(root, 'init', '-q')
    git(root, 'add', 'a', 'c')
    git(root, 'add', '-N', 'b')
    const tracked = readTrackedPaths(`${root}/.git`, 20)
    expect(['a', 'b', 'c'].map((name) => tracked.has(name))).toEqual([true, true, true])
  })

  test('in a SHA-256 repository entries are longer', () => {
    const root = makeTree({ a: 'a', 'd/b': 'b' })
    git(root, 'init', '-q', '--object-format=sha256')
    git(root, 'add', 'a', 'd/b')
    expect(readTrackedPaths(`${root}/.git`, 32).has('d/b')).toBe(true)
  })
})

test.for([
  ['missing', undefined],
  ['empty', Buffer.alloc(0)],
  ['of another kind', Buffer.from('DIRC\0\0\0\x09\0\0\0\x01 and more')],
  ['cut off', Buffer.from('DIRC\0\0\0\x02\0\0\xff\xff', 'latin1')],
] as const)('an index that is %s tracks nothing', ([, bytes]) => {
  const root = makeTree({})
  if (bytes !== undefined) writeFileSync(`${root}/index`, bytes)
  const tracked = readTrackedPaths(root, 20)
  expect([tracked.has('a'), tracked.hasBelow('a/')]).toEqual([false, false])
})
