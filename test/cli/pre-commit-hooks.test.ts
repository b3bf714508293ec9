import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeStub } from '../git/stub-program.ts'
import { git, makeTree } from '../sources/temp-tree.ts'

interface Hook {
  readonly id: string
  readonly entry: string
  readonly stages: readonly string[]
}

const text = readFileSync(join(import.meta.dirname, '../../.pre-commit-hooks.yaml'), 'utf8')
const hooks = parse(text) as readonly Hook[]

const zero = '0'.repeat(40)
const old = 'a'.repeat(40)

/** Runs a hook in a repository of one commit, which `HEAD` in the expected lines stands for. */
function check(id: string, env: Readonly<Record<string, string>>, expected: readonly string[]) {
  const root = makeTree({ 'work/': '', 'bin/': '' })
  const work = join(root, 'work')
  git(work, 'init', '--quiet')
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']
  git(work, ...person, 'commit', '--quiet', '--allow-empty', '--message=first')
  const head = git(work, 'rev-parse', 'HEAD').toString().trim()
  mkdirSync(join(root, 'stub'))
  const stub = makeStub(join(root, 'stub'))
  stub.command(join(root, 'bin/stanch'))
  stub.endWith(1)

  const { entry } = hooks.find((hook) => hook.id === id)!
  const path = `${join(root, 'bin')}:${process.env['PATH']}`
  // The framework splits the entry like a shell and puts the user's arguments behind it.
  const ended = spawnSync('sh', ['-c', `${entry} --quiet`], {
    cwd: work,
    env: { PATH: path, HOME: root, ...env },
  })
  expect(stub.calls()).toEqual(expected.map((line) => line.replace('HEAD', head)))
  expect(ended.status).toBe(1)
}

test('each hook is for the stage it is named after', () => {
  expect(hooks.map(({ id, stages }) => [id, ...stages])).toEqual([
    ['stanch', 'pre-commit'],
    ['stanch-push', 'pre-push'],
  ])
})

test('stanch scans what is staged', () => check('stanch', {}, ['stanch scan git --staged --quiet']))

const remote = { PRE_COMMIT_REMOTE_NAME: 'origin', PRE_COMMIT_REMOTE_URL: '/srv/x' }
const branch = { PRE_COMMIT_LOCAL_BRANCH: 'HEAD', PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/x' }

test.for([
  [
    'what a branch adds',
    { ...remote, ...branch, PRE_COMMIT_FROM_REF: old, PRE_COMMIT_TO_REF: 'HEAD' },
    ['stanch scan git --pre-receive --not-remote=origin --quiet', `<${old} HEAD refs/heads/x`],
  ],
  [
    'all of a branch whose root is new',
    { ...remote, ...branch },
    ['stanch scan git --pre-receive --not-remote=origin --quiet', `<${zero} HEAD refs/heads/x`],
  ],
  [
    'what goes to an address',
    { ...branch, PRE_COMMIT_REMOTE_NAME: '/srv/x', PRE_COMMIT_REMOTE_URL: '/srv/x' },
    ['stanch scan git --pre-receive --quiet', `<${zero} HEAD refs/heads/x`],
  ],
  [
    'all of HEAD when there is no push',
    {},
    ['stanch scan git --pre-receive --quiet', `<${zero} HEAD HEAD`],
  ],
] as const)('stanch-push scans %s', ([, env, expected]) => check('stanch-push', env, expected))
