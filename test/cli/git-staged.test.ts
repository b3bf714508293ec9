import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keepInLfs } from '../git/keep-in-lfs.ts'
import { run } from './run-stanch.ts'
import {
  line,
  settings,
  TempRepository,
  token,
  tryGit,
  type GitOptions,
} from './temp-repository.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

/** Scans what is staged and compares; the status has to fit. */
async function check(
  repository: TempRepository,
  expected: readonly string[],
  options: GitOptions & { readonly cwd?: string; readonly args?: readonly string[] } = {},
) {
  const scanned = await repository.scan(['--staged', ...(options.args ?? [])], options)
  const { status, found, problems } = scanned
  expect({ status, found, problems }, scanned.stderr).toEqual({
    status: expected.length > 0 ? 1 : 0,
    found: expected.toSorted(),
    problems: [],
  })
  return scanned
}

/** A repository with these files committed. */
async function makeCommitted(files: Files = { 'a.env': line(1) }): Promise<TempRepository> {
  const repository = await TempRepository.make()
  await repository.commit('first', files)
  return repository
}

async function stage(repository: TempRepository, files: Files): Promise<void> {
  repository.write(files)
  await repository.git('add', '--all')
}

const staged = 'S2 a.env:2 staged'

test('what Git LFS keeps of a staged file is scanned', async () => {
  const repository = await makeCommitted()
  const { pointer } = keepInLfs(repository.directory, `first\n${line(2)}`)
  await stage(repository, { 'data.csv': pointer })
  await check(repository, ['S2 data.csv!lfs:2 staged'])
})

describe('what is staged', () => {
  test.for([
    ['is lines that are added', { 'a.env': line(1) + line(2) }, [staged]],
    ['is lines that are changed', { 'a.env': `x ${line(1)}` }, ['S1 a.env:1 staged']],
    ['is new files', { 'dir/b.env': line(2) }, ['S2 dir/b.env:1 staged']],
    ['is names of files', { [`${token(3)}.txt`]: 'x' }, ['S3 ghp_….txt(path):1 staged']],
    ['is not what was there', { 'a.env': `more\n${line(1)}` }, []],
    ['is not what is taken away', { 'a.env': 'less\n' }, []],
  ] as const)('%s', async ([, files, expected]) => {
    const repository = await makeCommitted()
    await stage(repository, files)
    const { findings } = await check(repository, expected)
    for (const { origin } of findings) expect(origin.commit).toBe(null)
  })

  test('is nothing where nothing is', async () => check(await makeCommitted(), []))

  test('is what the index holds, not the work tree', async () => {
    const repository = await makeCommitted()
    await stage(repository, { 'a.env': line(1) + line(2) })
    repository.write({ 'a.env': line(1) + line(3), 'untracked.env': line(4) })
    await check(repository, [staged])
    rmSync(join(repository.directory, 'a.env'))
    await check(repository, [staged])
    await repository.git('reset', '--quiet')
    await check(repository, [])
  })

  test('is everything before the first commit', async () => {
    const repository = await TempRepository.make()
    await check(repository, [])
    await stage(repository, { 'a.env': line(1), 'd/b.env': line(2) })
    await check(repository, ['S1 a.env:1 staged', 'S2 d/b.env:1 staged'])
  })

  test('is everything on a branch without a commit', async () => {
    const repository = await makeCommitted()
    await repository.git('symbolic-ref', 'HEAD', 'refs/heads/other')
    await check(repository, ['S1 a.env:1 staged'])
  })

  test('is not a file that is only meant to be added', async () => {
    const repository = await makeCommitted()
    repository.write({ 'b.env': line(2) })
    await repository.git('add', '--intent-to-add', 'b.env')
    await check(repository, [])
    repository.write({ 'b.env': line(2) + line(3) })
    await repository.git('add', 'b.env')
    await check(repository, ['S2 b.env:1 staged', 'S3 b.env:2 staged'])
  })

  test('of a conflict is what is resolved', async () => {
    const repository = await makeCommitted({ 'a.env': line(1) })
    await repository.git('switch', '--quiet', '--create', 'side')
    await repository.commit('aside', { 'a.env': line(2), 's.env': line(5) })
    await repository.git('switch', '--quiet', 'main')
    await repository.commit('second', { 'a.env': line(3) })
    await tryGit(repository.directory, ['merge', '--quiet', 'side'])
    await check(repository, ['S5 s.env:1 staged'])
    await stage(repository, { 'a.env': line(3) + line(4) })
    await check(repository, ['S4 a.env:2 staged', 'S5 s.env:1 staged'])
  })

  test('is only the edit of a file that is renamed', async () => {
    const text = 'text\n'.repeat(20)
    const repository = await makeCommitted({ 'a.env': text + line(1) })
    renameSync(join(repository.directory, 'a.env'), join(repository.directory, 'b.env'))
    await stage(repository, {})
    await check(repository, [])
    await stage(repository, { 'b.env': text + line(1) + line(2) })
    await check(repository, ['S2 b.env:22 staged'])
    const name = `${token(3)}.env`
    await repository.git('mv', 'b.env', name)
    await check(repository, ['S2 ghp_….env:22 staged', 'S3 ghp_….env(path):1 staged'])
  })

  test('is what a named index holds', async () => {
    const repository = await makeCommitted()
    repository.write({ 'b.env': line(2) })
    const env = { GIT_INDEX_FILE: '.git/other' }
    await repository.gitWith({ env }, 'read-tree', 'HEAD')
    await repository.gitWith({ env }, 'add', 'b.env')
    await check(repository, [])
    await check(repository, ['S2 b.env:1 staged'], { env })
    await check(repository, ['S2 b.env:1 staged'], { env: { ...env, GIT_DIR: '.git' } })
  })

  test('of a submodule is its own; in the outer repository it is a name', async () => {
    const inner = await makeCommitted()
    const outer = await makeCommitted({ 'x.txt': 'x' })
    const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add']
    await outer.git(...add, inner.directory, 'module')
    await check(outer, [])
    const module = new TempRepository(join(outer.directory, 'module'))
    await stage(module, { 'a.env': line(1) + line(2) })
    await check(module, [staged])
    await check(outer, [])
    await module.git('commit', '--quiet', '--message=x')
    await outer.git('add', 'module')
    await check(outer, [])
  })
})

describe('what is ignored', () => {
  const files = { 'a.env': line(1), 'dir/b.env': line(2), 'c.env': line(3) }
  const all = ['S1 a.env:1 staged', 'S2 dir/b.env:1 staged', 'S3 c.env:1 staged']

  test.for([
    ['by .stanchignore', { '.stanchignore': '/a.env\ndir/\n' }, ['a.env', 'dir/b.env']],
    ['by stanch.yaml', { 'stanch.yaml': 'ignore: [dir, c.env]\n' }, ['c.env', 'dir/b.env']],
    ['not by .gitignore, it is staged', { '.gitignore': 'a.env\n' }, []],
  ] as const)('%s', async ([, lists, ignored]) => {
    const repository = await makeCommitted({ 'x.txt': 'x' })
    repository.write({ ...files, ...lists })
    await repository.git('add', '--all', '--force')
    const rest = all.filter((word) => !ignored.some((path) => word.includes(` ${path}:`)))
    const { skipped } = await check(repository, rest)
    const why = `ignored by ${Object.keys(lists)[0]}`
    expect(skipped.toSorted()).toEqual(ignored.map((path) => `${path}: ${why}`))
    await check(repository, all, { args: ['--no-ignore'] })
    if (ignored.length > 0) await check(repository, rest, { cwd: join(repository.directory, 'dir') })
  }) // prettier-ignore

  test('is named by globs', async () => {
    const repository = await makeCommitted({ 'x.txt': 'x' })
    await stage(repository, files)
    await check(repository, [all[1]!], { args: ['--paths', 'dir/*'] })
  })
})

/** A repository whose hook is the real one. */
async function makeHooked(): Promise<TempRepository> {
  const repository = await makeCommitted()
  const args = ['hook', 'git', '--install', '--hook', 'pre-commit']
  const { status, stderr } = await run(args, { cwd: repository.directory, env: settings })
  expect(status, stderr).toBe(0)
  return repository
}

async function checkCommit(
  repository: TempRepository,
  args: readonly string[],
  isCommitted: boolean,
  env: NodeJS.ProcessEnv = {},
) {
  const commit = ['commit', '--quiet', '--message=next', ...args]
  const { status, stderr } = await tryGit(repository.directory, commit, { env })
  expect(status, stderr).toBe(isCommitted ? 0 : 1)
  if (!isCommitted) expect(stderr).toContain('stanch: the commit is stopped. Take the secret out')
  return stderr
}

describe('the installed hook', () => {
  test('stops a commit with a secret and no other', async () => {
    const repository = await makeHooked()
    await stage(repository, { 'a.env': line(1) + line(2), 'ok.txt': 'ok\n' })
    const stderr = await checkCommit(repository, [], false)
    expect(stderr).toContain('a.env')
    expect(stderr).not.toContain(token(2))
    await stage(repository, { 'a.env': `${line(1)}more\n` })
    await checkCommit(repository, [], true)
  })

  test('scans what `git commit PATH` commits, not what else is staged', async () => {
    const repository = await makeHooked()
    await stage(repository, { 'b.env': line(2), 'c.txt': 'c\n' })
    repository.write({ 'a.env': line(1), 'c.txt': 'changed\n' })
    await checkCommit(repository, ['--', 'c.txt'], true)
    repository.write({ 'c.txt': line(3) })
    await checkCommit(repository, ['--', 'c.txt'], false)
    await checkCommit(repository, ['--', 'b.env'], false)
  })

  test('scans what `git commit --all` commits, from any directory', async () => {
    const repository = await makeHooked()
    repository.write({ 'a.env': line(1) + line(2), 'dir/x': '' })
    const below = new TempRepository(join(repository.directory, 'dir'))
    await checkCommit(below, ['--all'], false)
    await repository.git('restore', 'a.env')
    await checkCommit(below, ['--all', '--allow-empty'], true)
  })

  test('scans the edit of an amended commit', async () => {
    const repository = await makeHooked()
    await stage(repository, { 'a.env': line(1) + line(2) })
    await checkCommit(repository, ['--amend'], false)
  })

  test('knows the ignore list in a linked work tree, and with --git-dir', async () => {
    const repository = await makeHooked()
    await repository.git('worktree', 'add', '--quiet', '../linked')
    const linked = new TempRepository(join(repository.directory, '../linked'))
    await stage(linked, { 'b.env': line(2) })
    await checkCommit(linked, [], false)
    linked.write({ '.stanchignore': 'b.env\n' })
    await checkCommit(linked, [], true)

    repository.write({ '.stanchignore': 'b.env\n', 'b.env': line(2), 'c.env': line(3) })
    const outside = new TempRepository(join(repository.directory, '..'))
    const env = { GIT_DIR: 'work/.git', GIT_WORK_TREE: 'work' }
    await outside.gitWith({ env }, 'add', 'b.env')
    await checkCommit(outside, [], true, env)
    await outside.gitWith({ env }, 'add', 'c.env')
    await checkCommit(outside, [], false, env)
  })

  test('guards a submodule as well', async () => {
    const inner = await makeCommitted()
    const outer = await makeCommitted({ 'x.txt': 'x' })
    const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add']
    await outer.git(...add, inner.directory, 'module')
    const module = new TempRepository(join(outer.directory, 'module'))
    const args = ['hook', 'git', '--install']
    await run(args, { cwd: module.directory, env: settings })
    await stage(module, { 'b.env': line(2), '.stanchignore': 'c.env\n', 'c.env': line(3) })
    const stderr = await checkCommit(module, [], false)
    expect(stderr).not.toContain('c.env:')
    await module.git('rm', '--quiet', '--cached', 'b.env')
    await checkCommit(module, [], true)
    expect(existsSync(join(module.directory, '.git/hooks'))).toBe(false)
  })
})
