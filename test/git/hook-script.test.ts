import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  hookNames,
  hookScript,
  isHookScript,
  quoteForShell,
  type HookName,
} from '../../src/git/hook-script.ts'
import { makeTree } from '../sources/temp-tree.ts'
import { makeStub } from './stub-program.ts'

const zero = '0'.repeat(40)
const a = 'a'.repeat(40)
const b = 'b'.repeat(40)

/** Mostly what shells take for something else; never NUL, which no path holds. */
const path = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...`'"\\$\`!*?[]{}()<>|&;#~= \t\n\r-%é`),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  .filter((text) => !text.includes('\0'))

test('law: the shell reads a quoted path back as it was', () => {
  fc.assert(
    fc.property(fc.array(path, { minLength: 1, maxLength: 20 }), (paths) => {
      const words = paths.map(quoteForShell).join(' ')
      const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${words}`])
      expect(stdout.toString()).toBe(paths.map((text) => `${text}\0`).join(''))
    }),
    { numRuns: 50 },
  )
})

test('law: whatever the paths, the script is known as ours and the shell can read it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...hookNames), path, path, (hook, node, main) => {
      const script = hookScript(hook, { node, main })
      expect(isHookScript(script)).toBe(true)
      expect(spawnSync('sh', ['-n'], { input: script }).stderr.toString()).toBe('')
    }),
    { numRuns: 50 },
  )
})

test.for([
  ['an older version', '#!/bin/sh\n# stanch-hook 0\nexit 0\n', true],
  ['line ends of Windows', '#!/bin/sh\r\n# stanch-hook 1\r\nexit 0\r\n', true],
  ['the mark further down', '#!/bin/sh\n\n# stanch-hook 1\nexit 0\n', false],
  ['a script that mentions it', '#!/bin/sh\n# calls stanch-hook 1\n', false],
  ['another shell', '#!/bin/bash\n# stanch-hook 1\n', false],
  ['an empty file', '', false],
] as const)('ours or not: %s', ([, text, expected]) => expect(isHookScript(text)).toBe(expected))

interface Setting {
  readonly args?: readonly string[]
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  /** What the scan ends with. */
  readonly status?: number
  /** The hook that stood there before. */
  readonly former?: string
  readonly formerMode?: number
  /** Commands on PATH beside those of the system. */
  readonly commands?: readonly string[]
  readonly isProgramGone?: boolean
  /** Of the shell that runs the script. */
  readonly shell?: readonly string[]
}

/** Runs a script as git would, beside a stub instead of Stanch. */
function runScript(hook: HookName, setting: Setting = {}) {
  const root = makeTree({ 'hooks/': '', 'bin/': '' })
  const stub = makeStub(join(root, 'it’s a "$HOME"\n\\dir'))
  const script = join(root, 'hooks', hook)
  const main = setting.isProgramGone ? join(root, 'gone.js') : stub.program.main
  writeFileSync(script, hookScript(hook, { ...stub.program, main }), { mode: 0o755 })
  if (setting.former !== undefined) {
    const former = `${script}.before-stanch`
    writeFileSync(former, setting.former.replace('NOTE', stub.hook('former')))
    chmodSync(former, setting.formerMode ?? 0o755)
  }
  for (const name of setting.commands ?? []) stub.command(join(root, 'bin', name))
  stub.endWith(setting.status ?? 0)
  // Node, and whatever is installed beside it, is not there.
  const system = join(root, 'system')
  mkdirSync(system)
  for (const name of ['cat', 'grep', 'sh']) linkCommand(name, join(system, name))
  const [command, ...options] = setting.shell ?? [script]
  const args = [...options, ...(setting.shell ? [script] : []), ...(setting.args ?? [])]
  const env = { PATH: `${join(root, 'bin')}:${system}`, ...setting.env }
  const input = setting.input ?? ''
  const ended = spawnSync(command!, args, { cwd: root, input, env })
  return { status: ended.status, stderr: ended.stderr.toString(), calls: stub.calls() }
}

function linkCommand(name: string, at: string): void {
  writeFileSync(at, `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`, { mode: 0o755 })
}

describe('what is run', () => {
  test.for([
    ['the program where it was installed', {}, ['stanch scan git --staged']],
    [
      'that one, though another is on PATH',
      { commands: ['stanch', 'npx'] },
      ['stanch scan git --staged'],
    ],
    [
      'once it is gone, stanch on PATH',
      { isProgramGone: true, commands: ['stanch', 'npx'] },
      ['stanch scan git --staged'],
    ],
    [
      'without that, what npx has',
      { isProgramGone: true, commands: ['npx'] },
      ['npx --no-install stanch --version', 'npx --no-install stanch scan git --staged'],
    ],
  ] as const)('%s', ([, setting, calls]) => {
    expect(runScript('pre-commit', setting)).toEqual({ status: 0, stderr: '', calls })
  })

  test.for(hookNames)('with nothing to run, %s stops git and says what to do', (hook) => {
    const { status, stderr, calls } = runScript(hook, {
      isProgramGone: true,
      input: `${zero} ${a} refs/heads/x\n`,
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(/nothing was scanned.*\n.*npx stanch hook git --install/)
    expect(calls).toEqual([])
  })

  test('npx without Stanch is nothing to run', () => {
    const ended = runScript('pre-commit', { isProgramGone: true, commands: ['npx'], status: 1 })
    expect(ended.status).toBe(2)
    expect(ended.calls).toEqual(['npx --no-install stanch --version'])
  })
})

describe('how it ends', () => {
  const accept = /accept it: stanch scan git .*--suppress --owner NAME --reason TEXT\n$/
  test.for([
    ['pre-commit', 1, accept],
    ['pre-push', 1, accept],
    ['pre-receive', 1, /refused\. .* push again/],
    ['pre-commit', 2, /commit is stopped: the scan is not complete/],
    ['pre-push', 2, /push is stopped: the scan is not complete/],
    ['pre-receive', 2, /push is refused: the scan is not complete/],
    ['pre-commit', 130, /not complete/],
    ['pre-commit', 0, /^$/],
    ['pre-push', 0, /^$/],
    ['pre-receive', 0, /^$/],
  ] as const)('%s ends with the scan’s %i and says how to go on', ([hook, status, message]) => {
    const ended = runScript(hook, { status, input: `refs/heads/x ${a} refs/heads/x ${zero}\n` })
    expect(ended.status).toBe(status)
    expect(ended.stderr).toMatch(message)
  })

  test.for([
    ['that stops at errors', ['sh', '-e']],
    ['that wants every variable set', ['sh', '-u']],
  ] as const)('a shell %s makes no difference', ([, shell]) => {
    expect(runScript('pre-push', { shell, input: `x ${a} y ${b}\n`, status: 1 }).calls).toEqual([
      'stanch scan git --pre-receive',
      `<${b} ${a} y`,
    ])
  })
})

describe('what is pushed', () => {
  const line = `refs/heads/x ${a} refs/heads/y ${b}\n`
  const turned = `<${b} ${a} refs/heads/y`

  test.for([
    ['each line is turned round', line + line.replaceAll('x', 'z'), [turned, turned]],
    ['deletions are passed on', `(delete) ${zero} refs/heads/y ${b}\n`, [`<${b} ${zero} refs/heads/y`]],
    ['new references too', `refs/heads/x ${a} refs/tags/ü ${zero}\n`, [`<${zero} ${a} refs/tags/ü`]],
    ['a local expression may hold spaces', `HEAD@{1 day ago} ${a} refs/heads/y ${b}\n`, [turned]],
    ['nothing is read as an option or a pattern', `-e * ${a} refs/heads/\\n ${b}\n`, [`<${b} ${a} refs/heads/\\n`]],
  ] as const)('%s', ([, input, expected]) => {
    const { calls } = runScript('pre-push', { args: ['origin', 'git@host:x'], input })
    expect(calls).toEqual(['stanch scan git --pre-receive --not-remote=origin', ...expected])
  }) // prettier-ignore

  test.for([
    ['a remote with a name', ['team/a', 'https://host/x'], ' --not-remote=team/a'],
    ['a name like an option', ['-n', '/srv/x'], ' --not-remote=-n'],
    ['an address', ['https://host/x', 'https://host/x'], ''],
    ['an address that is short for another', ['gh:x', 'https://host/x'], ''],
    ['a path', ['../x y', '../x y'], ''],
    ['no argument', [], ''],
  ] as const)('%s', ([, args, expected]) => {
    const { calls } = runScript('pre-push', { args, input: line })
    expect(calls).toEqual([`stanch scan git --pre-receive${expected}`, turned])
  })

  test('nothing to push is nothing to scan', () => {
    expect(runScript('pre-push', { input: '' })).toEqual({ status: 0, stderr: '', calls: [] })
  })

  test('what is received goes on as it is', () => {
    const input = `${a} ${b} refs/heads/x\n${zero} ${a} refs/heads/y\n`
    expect(runScript('pre-receive', { input }).calls).toEqual([
      'stanch scan git --pre-receive',
      `<${a} ${b} refs/heads/x`,
      `<${zero} ${a} refs/heads/y`,
    ])
  })
})

describe('the former hook', () => {
  test('runs first, with the same arguments and the same input', () => {
    const input = `${a} ${b} refs/heads/x\n`
    expect(runScript('pre-receive', { former: 'NOTE', args: ['1', '2'], input }).calls).toEqual([
      'former 1 2',
      `<${input.trim()}`,
      'stanch scan git --pre-receive',
      `<${input.trim()}`,
    ])
  })

  test.for([
    ['that fails stops git, with its status', { former: '#!/bin/sh\nexit 7\n' }, 7, false],
    ['that cannot be executed is passed over', { former: 'exit 7', formerMode: 0o644 }, 0, true],
    ['without a first line is taken for a shell’s', { former: 'exit 7\n' }, 7, false],
    ['may read nothing', { former: '#!/bin/sh\nexit 0\n' }, 0, true],
    [
      'of the pre-commit framework does not run inside of the framework',
      {
        former: '#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\nexit 7\n',
        env: { PRE_COMMIT_RUNNING_LEGACY: '1' },
      },
      0,
      true,
    ],
    [
      'of somebody else runs inside of the framework',
      { former: '#!/bin/sh\nexit 7\n', env: { PRE_COMMIT_RUNNING_LEGACY: '1' } },
      7,
      false,
    ],
  ] as const)('%s', ([, setting, status, isScanned]) => {
    const input = `refs/heads/x ${a} refs/heads/x ${b}\n`.repeat(2_000)
    for (const hook of ['pre-commit', 'pre-push'] as const) {
      const ended = runScript(hook, { ...setting, input: hook === 'pre-push' ? input : '' })
      expect(ended.status).toBe(status)
      expect(ended.calls).toHaveLength(!isScanned ? 0 : hook === 'pre-push' ? 2_001 : 1)
    }
  })

  test('is not run in a circle when it is this script itself', () => {
    const former = hookScript('pre-commit', { node: '/bin/sh', main: '/dev/null' })
    const { status, calls } = runScript('pre-commit', { former })
    expect({ status, calls }).toEqual({ status: 2, calls: [] })
  })
})
