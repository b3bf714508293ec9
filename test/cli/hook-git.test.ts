import { spawnSync } from 'node:child_process'
import {
  chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs' // prettier-ignore
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { HookName } from '../../src/git/hook-script.ts'
import { installHooks } from '../../src/git/install-hooks.ts'
import { makeStub, type StubProgram } from '../git/stub-program.ts'
import { makeDirectory, program, run } from './run-stanch.ts'

/** Git without the settings of whoever runs the tests. */
const settings = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }

const zero = '0'.repeat(40)

beforeEach(() => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
  return () => vi.unstubAllEnvs()
})

/** Runs git, which may fail. */
function git(cwd: string, ...args: readonly string[]) {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']
  const env = { PATH: process.env['PATH'], HOME: cwd, ...settings }
  const { status, stdout, stderr } = spawnSync('git', [...person, ...args], {
    cwd,
    env,
    input: '',
  })
  return { status, stdout: stdout.toString(), stderr: stderr.toString() }
}

function gitText(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = git(cwd, ...args)
  expect(status, `git ${args.join(' ')}: ${stderr}`).toBe(0)
  return stdout.trim()
}

/** A directory with the work tree `work` (one commit), the bare `bare.git`, its remote, and `linked`, a work tree of `work`. */
function makeRepositories(): string {
  const root = makeDirectory({ 'work/a.txt': 'a\n' })
  git(root, 'init', '--quiet', '--initial-branch=main', 'work')
  git(root, 'init', '--quiet', '--initial-branch=main', '--bare', 'bare.git')
  const work = join(root, 'work')
  git(work, 'remote', 'add', 'origin', join(root, 'bare.git'))
  git(work, 'add', '.')
  gitText(work, 'commit', '--quiet', '--message=first')
  gitText(work, 'worktree', 'add', '--quiet', '../linked')
  return root
}

function hook(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return run(['hook', 'git', ...args], { cwd, env: { ...settings, ...env } })
}

function write(path: string, text: string, mode = 0o755): void {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  chmodSync(path, mode)
}

/** The hooks in a directory, without git's examples; `*` marks what can be executed. */
function hooksIn(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter((name) => !name.endsWith('.sample'))
    .map((name) => {
      const stats = lstatSync(join(directory, name))
      return name + (stats.isSymbolicLink() ? '@' : (stats.mode & 0o777) === 0o755 ? '*' : '')
    })
    .toSorted()
}

describe('--install', () => {
  test.for([
    ['in a work tree', 'work', [], 'work/.git/hooks', ['pre-commit*', 'pre-push*']],
    ['below one', 'work/sub', [], 'work/.git/hooks', ['pre-commit*', 'pre-push*']],
    ['named from outside', '.', ['work'], 'work/.git/hooks', ['pre-commit*', 'pre-push*']],
    ['in a linked one, for all', 'linked', [], 'work/.git/hooks', ['pre-commit*', 'pre-push*']],
    ['in a bare repository', 'bare.git', [], 'bare.git/hooks', ['pre-receive*']],
    [
      'what is asked for',
      'work',
      ['--hook', 'pre-receive', '--hook', 'pre-commit', '--hook', 'pre-commit'],
      'work/.git/hooks',
      ['pre-commit*', 'pre-receive*'],
    ],
  ] as const)('%s', async ([, cwd, args, directory, expected]) => {
    const root = makeRepositories()
    mkdirSync(join(root, 'work/sub'))
    const { status, stdout, stderr } = await hook(join(root, cwd), ['--install', ...args])
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    expect(hooksIn(join(root, directory))).toEqual(expected)
    const lines = stderr.trimEnd().split('\n').toSorted()
    expect(lines).toEqual(
      expected.map((name) => {
        const plain = name.slice(0, -1)
        return `stanch: ${plain} installed in ${join(root, directory, plain)}`
      }),
    )
    const script = readFileSync(join(root, directory, expected[0].slice(0, -1)), 'utf8')
    expect(script).toContain(`node='${process.execPath}'\nmain='${program}'\n`)
  })

  test('the scripts can be executed by all, whatever the umask', () => {
    const root = makeRepositories()
    const command = `umask 077; exec "$@" hook git --install`
    const args = ['-c', command, 'sh', process.execPath, program]
    spawnSync('sh', args, { cwd: join(root, 'work') })
    expect(hooksIn(join(root, 'work/.git/hooks'))).toEqual(['pre-commit*', 'pre-push*'])
  })

  test('a second time changes nothing; an older script is replaced', async () => {
    const work = join(makeRepositories(), 'work')
    const hooks = join(work, '.git/hooks')
    write(join(hooks, 'pre-push'), '#!/bin/sh\n# stanch-hook 0\n')
    await hook(work, ['--install'])
    const first = readFileSync(join(hooks, 'pre-push'), 'utf8')
    expect(first).toMatch(/# stanch-hook [1-9]/)
    const { stderr } = await hook(work, ['--install'])
    expect(stderr).toMatch(/pre-commit renewed in .*\n.*pre-push renewed in /)
    expect(readFileSync(join(hooks, 'pre-push'), 'utf8')).toBe(first)
    expect(hooksIn(hooks)).toEqual(['pre-commit*', 'pre-push*'])
  })

  test.for([
    ['an executable one', 0o755, /installed in .*pre-push; it runs .*pre-push\.before-stanch first/],
    ['one that never ran', 0o644, /kept as .*pre-push\.before-stanch, but never ran/],
  ] as const)('a hook that is there is kept: %s', async ([, mode, message]) => {
    const work = join(makeRepositories(), 'work')
    const hooks = join(work, '.git/hooks')
    write(join(hooks, 'pre-push'), 'echo mine\n', mode)
    const { status, stderr } = await hook(work, ['--install', '--hook', 'pre-push'])
    expect(status).toBe(0)
    expect(stderr).toMatch(message)
    const kept = join(hooks, 'pre-push.before-stanch')
    expect(readFileSync(kept, 'utf8')).toBe('echo mine\n')
    expect(statSync(kept).mode & 0o777).toBe(mode)
  }) // prettier-ignore

  test('a link is kept as a link, what it leads to stays as it is', async () => {
    const work = join(makeRepositories(), 'work')
    const hooks = join(work, '.git/hooks')
    write(join(work, 'tools/check'), '#!/bin/sh\n# stanch-hook 1\n')
    symlinkSync('../../tools/check', join(hooks, 'pre-commit'))
    await hook(work, ['--install', '--hook', 'pre-commit'])
    expect(hooksIn(hooks)).toEqual(['pre-commit*', 'pre-commit.before-stanch@'])
    expect(readlinkSync(join(hooks, 'pre-commit.before-stanch'))).toBe('../../tools/check')
    expect(readFileSync(join(work, 'tools/check'), 'utf8')).toBe('#!/bin/sh\n# stanch-hook 1\n')
    await hook(work, ['--uninstall'])
    expect(hooksIn(hooks)).toEqual(['pre-commit@'])
  })
})

describe('core.hooksPath', () => {
  test.for([
    ['relative', 'work', '.husky', [], 'work/.husky', ['pre-commit*', 'pre-push*']],
    ['relative, seen from a linked work tree', 'linked', 'h/', [], 'linked/h', ['pre-commit*', 'pre-push*']],
    ['absolute', 'work', 'ROOT/work/h', [], 'work/h', ['pre-commit*', 'pre-push*']],
    ['in the main work tree, seen from a linked one', 'linked', 'ROOT/work/h', [], 'work/h', ['pre-commit*', 'pre-push*']],
    ['relative, to receive', 'work', 'h', ['--hook', 'pre-receive'], 'work/.git/h', ['pre-receive*']],
    ['outside, and named', 'work', 'ROOT/shared', ['--hooks-path', '../shared'], 'shared', ['pre-commit*', 'pre-push*']],
  ] as const)('%s', async ([, cwd, setting, args, directory, expected]) => {
    const root = makeRepositories()
    git(join(root, 'work'), 'config', 'core.hooksPath', setting.replace('ROOT', root))
    const { status, stderr } = await hook(join(root, cwd), ['--install', ...args])
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('git looks') as string })
    expect(hooksIn(join(root, directory))).toEqual(expected)
    expect(hooksIn(join(root, 'work/.git/hooks'))).toEqual([])
  }) // prettier-ignore

  test('a place that git does not look in is written to, and the difference is said', async () => {
    const root = makeRepositories()
    const { status, stderr } = await hook(join(root, 'work'), ['--install', '--hooks-path', 'h'])
    expect(status).toBe(0)
    expect(stderr).toContain(`git looks for hooks in ${root}/work/.git/hooks, not there\n`)
    expect(hooksIn(join(root, 'work/h'))).toEqual(['pre-commit*', 'pre-push*'])
  })

  test('one for all repositories of a user is not written to unless it is named', async () => {
    const root = makeRepositories()
    const global = join(root, 'gitconfig')
    writeFileSync(global, `[core]\n\thooksPath = ${root}/shared\n`)
    const refused = await hook(join(root, 'work'), ['--install'], { GIT_CONFIG_GLOBAL: global })
    expect(refused.status).toBe(2)
    expect(refused.stderr).toMatch(/\/shared, outside of the repository.* --hooks-path DIR/)
    expect(existsSync(join(root, 'shared'))).toBe(false)
  })
})

describe('nothing is written', () => {
  test.for([
    ['outside of a repository', '.', ['--install'], /neither a git repository nor inside of one/],
    ['inside of .git', 'work/.git', ['--install'], /name its work tree/],
    ['without a wish', 'work', [], /either --install or --uninstall/],
    ['with two', 'work', ['--install', '--uninstall'], /either --install or --uninstall/],
    ['for an unknown hook', 'work', ['--install', '--hook', 'post-merge'], /--hook: expected one of pre-commit, /],
  ] as const)('%s', async ([, cwd, args, message]) => {
    const root = makeRepositories()
    const { status, stdout, stderr } = await hook(join(root, cwd), args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(hooksIn(join(root, 'work/.git/hooks'))).toEqual([])
  }) // prettier-ignore

  test('where the name for the former hook is taken; not even for another hook', async () => {
    const work = join(makeRepositories(), 'work')
    const hooks = join(work, '.git/hooks')
    write(join(hooks, 'pre-push'), 'echo one\n')
    write(join(hooks, 'pre-push.before-stanch'), 'echo two\n')
    const { status, stderr } = await hook(work, ['--install'])
    expect(status).toBe(2)
    expect(stderr).toMatch(/pre-push is not Stanch's .* pre-push\.before-stanch, but that exists/)
    expect(hooksIn(hooks)).toEqual(['pre-push*', 'pre-push.before-stanch*'])
    expect(readFileSync(join(hooks, 'pre-push.before-stanch'), 'utf8')).toBe('echo two\n')
  })

  test('where husky generates the hooks; its own files are named instead', async () => {
    const work = join(makeRepositories(), 'work')
    write(join(work, '.husky/_/h'), '#!/usr/bin/env sh\n')
    git(work, 'config', 'core.hooksPath', '.husky/_')
    const { status, stderr } = await hook(work, ['--install'])
    expect(status).toBe(2)
    expect(stderr).toMatch(/\.husky\/pre-commit: npx --no-install stanch scan git --staged\n/)
    expect(hooksIn(join(work, '.husky/_'))).toEqual(['h*'])
  })

  test('where it cannot be: the reason is given', async () => {
    const work = join(makeRepositories(), 'work')
    writeFileSync(join(work, 'h'), 'a file')
    git(work, 'config', 'core.hooksPath', 'h')
    const { status, stderr } = await hook(work, ['--install'])
    expect(status).toBe(2)
    expect(stderr).toMatch(/^stanch: .*\/work\/h\/pre-commit: (?:EEXIST|ENOTDIR)/)
  })
})

describe('--uninstall', () => {
  test('takes ours away, puts the former hooks back and leaves the rest', async () => {
    const work = join(makeRepositories(), 'work')
    const hooks = join(work, '.git/hooks')
    write(join(hooks, 'pre-push'), 'echo mine\n', 0o700)
    write(join(hooks, 'pre-receive'), 'echo other\n')
    await hook(work, ['--install'])
    const { status, stdout, stderr } = await hook(work, ['--uninstall'])
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    expect(stderr.split('\n')).toEqual([
      `stanch: pre-commit removed from ${hooks}/pre-commit`,
      `stanch: pre-push removed from ${hooks}/pre-push; the former hook is back in its place`,
      `stanch: pre-receive left alone, it is not ours: ${hooks}/pre-receive`,
      '',
    ])
    expect(hooksIn(hooks)).toEqual(['pre-push', 'pre-receive*'])
    expect(readFileSync(join(hooks, 'pre-push'), 'utf8')).toBe('echo mine\n')
    expect(statSync(join(hooks, 'pre-push')).mode & 0o777).toBe(0o700)
  })

  test('takes only the named one', async () => {
    const work = join(makeRepositories(), 'work')
    await hook(work, ['--install'])
    await hook(work, ['--uninstall', '--hook', 'pre-push'])
    expect(hooksIn(join(work, '.git/hooks'))).toEqual(['pre-commit*'])
  })

  test('leaves what was put in the place of ours, and the former hook', async () => {
    const work = join(makeRepositories(), 'work')
    const hooks = join(work, '.git/hooks')
    write(join(hooks, 'pre-commit'), 'echo mine\n')
    await hook(work, ['--install', '--hook', 'pre-commit'])
    write(join(hooks, 'pre-commit'), 'echo newer\n')
    const { stderr } = await hook(work, ['--uninstall'])
    expect(stderr).toMatch(/not ours: .*; a former hook waits in .*pre-commit\.before-stanch\n$/)
    expect(hooksIn(hooks)).toEqual(['pre-commit*', 'pre-commit.before-stanch*'])
  })

  test('says so where there is nothing', async () => {
    const { status, stderr } = await hook(join(makeRepositories(), 'work'), ['--uninstall'])
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'stanch: no hook of Stanch is installed\n',
    })
  })
})

/** Repositories with hooks that run a stub, in a directory whose name is hard to quote. */
async function makeGuarded(directory: string, hooks?: readonly HookName[], former?: HookName) {
  const root = makeRepositories()
  const stub = makeStub(join(root, `it's "$HOME" \n*`))
  const at = join(root, directory)
  if (former) {
    const path = gitText(at, 'rev-parse', '--path-format=absolute', '--git-path', 'hooks')
    write(join(path, former), stub.hook('former'))
  }
  await installHooks({ directory: at, hooks, hooksPath: undefined }, stub.program)
  return { root, stub, at }
}

function commit(at: string, stub: StubProgram) {
  writeFileSync(join(at, 'b.txt'), 'b\n')
  git(at, 'add', 'b.txt')
  const before = gitText(at, 'rev-parse', 'HEAD')
  const { status, stderr } = git(at, 'commit', '--quiet', '--message=second')
  const isCommitted = gitText(at, 'rev-parse', 'HEAD') !== before
  return { status, stderr, isCommitted, calls: stub.calls() }
}

describe('git commit', () => {
  test.for([
    ['0 lets it pass', 'work', 0, true],
    ['1 stops it', 'work', 1, false],
    ['2 stops it', 'work', 2, false],
    ['1 stops it in a linked work tree', 'linked', 1, false],
  ] as const)('%s', async ([, directory, status, expected]) => {
    const { stub, at } = await makeGuarded(directory)
    stub.endWith(status)
    const ended = commit(at, stub)
    expect(ended).toMatchObject({ isCommitted: expected, calls: ['stanch scan git --staged'] })
    expect(ended.stderr.includes('stanch: the commit is stopped')).toBe(!expected)
  })

  test('the former hook runs first', async () => {
    const { stub, at } = await makeGuarded('work', ['pre-commit'], 'pre-commit')
    expect(commit(at, stub)).toMatchObject({
      isCommitted: true,
      calls: ['former ', 'stanch scan git --staged'],
    })
  })
})

describe('git push', () => {
  test('is scanned as what is new, and stopped by what is found', async () => {
    const { root, stub, at } = await makeGuarded('work', ['pre-push'], 'pre-push')
    const head = gitText(at, 'rev-parse', 'HEAD')
    const bare = join(root, 'bare.git')
    stub.endWith(1)
    const stopped = git(at, 'push', 'origin', 'main', 'HEAD@{0}:refs/heads/b')
    expect(stopped.status).toBe(1)
    expect(stopped.stderr).toContain('stanch: the push is stopped.')
    expect(gitText(bare, 'for-each-ref')).toBe('')
    expect(stub.calls()).toEqual([
      `former origin ${bare}`,
      `<refs/heads/main ${head} refs/heads/main ${zero}`,
      `<HEAD@{0} ${head} refs/heads/b ${zero}`,
      'stanch scan git --pre-receive --not-remote=origin',
      `<${zero} ${head} refs/heads/main`,
      `<${zero} ${head} refs/heads/b`,
    ])
  })

  test('to an address instead of a remote, with a deletion, passes when all is clean', async () => {
    const { root, stub, at } = await makeGuarded('work', ['pre-push'])
    const head = gitText(at, 'rev-parse', 'HEAD')
    gitText(at, 'push', '../bare.git', 'main:one')
    gitText(at, 'push', '../bare.git', 'main:two', ':one')
    expect(gitText(join(root, 'bare.git'), 'for-each-ref', '--format=%(refname)')).toBe(
      'refs/heads/two',
    )
    expect(stub.calls()).toEqual([
      'stanch scan git --pre-receive',
      `<${zero} ${head} refs/heads/one`,
      'stanch scan git --pre-receive',
      `<${head} ${zero} refs/heads/one`,
      `<${zero} ${head} refs/heads/two`,
    ])
  })

  test.for([
    ['is refused by a bare repository', 1, '', /remote: stanch: the push is refused/],
    ['is taken when all is clean', 0, 'refs/heads/main', /./],
  ] as const)('%s', async ([, status, expected, message]) => {
    const { root, stub, at: bare } = await makeGuarded('bare.git', undefined, 'pre-receive')
    const work = join(root, 'work')
    const head = gitText(work, 'rev-parse', 'HEAD')
    stub.endWith(status)
    const ended = git(work, 'push', 'origin', 'main')
    expect(ended.status).toBe(status)
    expect(ended.stderr).toMatch(message)
    expect(gitText(bare, 'for-each-ref', '--format=%(refname)')).toBe(expected)
    const line = `<${zero} ${head} refs/heads/main`
    expect(stub.calls()).toEqual(['former ', line, 'stanch scan git --pre-receive', line])
  })
})
