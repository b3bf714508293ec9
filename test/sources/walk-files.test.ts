import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { walkPaths } from '../../src/sources/walk-files.ts'
import { bareRepository, git, hasGit, makeTree, succeeds, walk } from './temp-tree.ts'

const workingDirectory = process.cwd()
// Vitest runs test files in child processes unless told otherwise; there `chdir` works.
const canChdir = succeeds(() => process.chdir(workingDirectory))
afterEach(() => {
  if (canChdir) process.chdir(workingDirectory)
})

/** Walks a tree from its root, with paths relative to it. */
function check(files: Readonly<Record<string, string>>, expected: readonly string[]): void {
  const root = makeTree(files)
  expect(walk([root]).map((word) => word.replace(`${root}/`, ''))).toEqual(expected)
}

describe('order and paths', () => {
  test('a directory is walked depth first, by the bytes of the names', () => {
    check({ 'b/c': '', 'b/a/x': '', 'a.ts': '', 'b.ts': '', B: '' }, [
      'B',
      'a.ts',
      'b/a/x',
      'b/c',
      'b.ts',
    ])
  })

  test('names beyond the basic plane come after those below, as in UTF-8', () => {
    check({ '😀': '', '\uffef': '', é: '', z: '' }, ['z', 'é', '\uffef', '😀'])
  })

  test.runIf(canChdir)('paths are shown as reached from the working directory', () => {
    const root = makeTree({ 'a/b/c': '', 'x/y': '' })
    process.chdir(join(root, 'a'))
    expect(walk(['.'])).toEqual(['b/c'])
    expect(walk(['./b/'])).toEqual(['b/c'])
    expect(walk(['..//x'])).toEqual(['../x/y'])
    expect(walk(['./b/c'])).toEqual(['named b/c'])
    expect(walk([root])).toEqual([`${root}/a/b/c`, `${root}/x/y`])
    for (const { file } of [...walkPaths(['.'], { ignore: true })].flat() as never as {
      file: { path: string }
    }[]) {
      expect(readFileSync(file.path, 'utf8')).toBe('')
    }
  })

  test('the root directory can be walked', () => {
    const [batch] = walkPaths(['/'], { ignore: false })
    expect(batch![0]).toMatchObject({ kind: expect.any(String) })
  })

  test('what is named twice, or named and met again, is yielded once', () => {
    const root = makeTree({ 'a/x': '', 'a/y': '', z: '' })
    expect(walk([root, `${root}/a`, `${root}/a/`, `${root}/z`])).toEqual([
      `${root}/a/x`,
      `${root}/a/y`,
      `named ${root}/z`,
    ])
  })

  test('an empty argument is not the working directory', () => {
    expect(walk([''])).toEqual(['problem : no such file or directory'])
  })

  test('an empty directory has nothing to say', () => {
    check({ 'a/b/': '' }, [])
  })
})

describe('batches', () => {
  const files = Object.fromEntries(
    Array.from({ length: 600 }, (_, at) => [`d${at % 7}/f${at}`, '']),
  )

  test('hold 256 events, the last one the rest', () => {
    const root = makeTree(files)
    const lengths = [...walkPaths([root], { ignore: true })].map((batch) => batch.length)
    expect(lengths).toEqual([256, 256, 88])
  })

  test('an aborted walk ends before the next batch', () => {
    const controller = new AbortController()
    let seen = 0
    for (const batch of walkPaths([makeTree(files)], { ignore: true, signal: controller.signal })) {
      seen += batch.length
      controller.abort()
    }
    expect(seen).toBe(256)
  })
})

describe('ignoring', () => {
  test('nothing is ignored by git outside a repository', () => {
    check({ '.gitignore': '*.log', 'a.log': '' }, ['.gitignore', 'a.log'])
  })

  test('rules hold at every level, the deepest decides', () => {
    check(
      {
        ...bareRepository,
        '.gitignore': '*.log\n/top\nbuild/\n',
        'a.log': '',
        top: '',
        'a/top': '',
        'a/.gitignore': '!keep.log\n*.tmp\n!build/\n',
        'a/keep.log': '',
        'a/x.tmp': '',
        'a/build/x': '',
        'b/build/x': '',
        'x.tmp': '',
      },
      [
        '.gitignore',
        'a/.gitignore',
        'a/build/x',
        'a/keep.log',
        'a/top',
        'skipped a/x.tmp: ignored by git',
        'skipped a.log: ignored by git',
        'skipped b/build/: ignored by git',
        'skipped top: ignored by git',
        'x.tmp',
      ],
    )
  })

  test('the rules above a named directory count, up to the repository', () => {
    const root = makeTree({
      '.gitignore': 'y',
      'r/.git/HEAD': '',
      'r/.gitignore': '*.log\n/a/b/z\n',
      'r/a/.gitignore': '!b/keep.log',
      'r/a/b/x.log': '',
      'r/a/b/keep.log': '',
      'r/a/b/y': '',
      'r/a/b/z': '',
    })
    expect(walk([`${root}/r/a/b`]).map((word) => word.replace(`${root}/r/a/b/`, ''))).toEqual([
      'keep.log',
      'skipped x.log: ignored by git',
      'y',
      'skipped z: ignored by git',
    ])
  })

  test('a named directory is walked although it is ignored', () => {
    const root = makeTree({ ...bareRepository, '.gitignore': 'dist/', 'dist/a/x': '' })
    expect(walk([`${root}/dist/a`])).toEqual([`${root}/dist/a/x`])
    expect(walk([`${root}/dist`])).toEqual([`${root}/dist/a/x`])
  })

  test('a named file is yielded although it is ignored', () => {
    const root = makeTree({ ...bareRepository, '.gitignore': '*', a: '' })
    expect(walk([`${root}/a`])).toEqual([`named ${root}/a`])
  })

  test('key files are scanned although they are ignored', () => {
    check({ ...bareRepository, '.gitignore': '*\n', '.env.local': '', 'a.PEM': '', 'b.txt': '' }, [
      'rescued .env.local',
      'skipped .gitignore: ignored by git',
      'rescued a.PEM',
      'skipped b.txt: ignored by git',
    ])
  })

  test('.stanchignore works outside repositories and rescues nothing', () => {
    check({ '.stanchignore': '.env\nout/\n', '.env': '', 'out/x': '', a: '' }, [
      'skipped .env: ignored by .stanchignore',
      '.stanchignore',
      'a',
      'skipped out/: ignored by .stanchignore',
    ])
  })

  test('.stanchignore can be left without effect', () => {
    const root = makeTree({ '.stanchignore': '*', a: '' })
    const words = walk([root], { stanchignore: false })
    expect(words).toEqual([`${root}/.stanchignore`, `${root}/a`])
  })

  test('everything but .git is walked when nothing is to be ignored', () => {
    const root = makeTree({
      ...bareRepository,
      '.gitignore': '*',
      '.stanchignore': '*',
      'a/.env': '',
    })
    expect(walk([root], { ignore: false })).toEqual([
      `${root}/.gitignore`,
      `${root}/.stanchignore`,
      `${root}/a/.env`,
    ])
  })

  test("a repository inside another one has only its own rules, and the user's", () => {
    const root = makeTree({
      ...bareRepository,
      '.gitignore': '*.log\n',
      'sub/.git': 'gitdir: ../.git/modules/sub\n',
      'sub/a.log': '',
      'sub/b.tmp': '',
      'home/.config/git/ignore': '*.tmp\n',
    })
    const words = walk([`${root}/sub`, `${root}/.gitignore`], { home: `${root}/home` })
    expect(words).toEqual([
      `${root}/sub/a.log`,
      `skipped ${root}/sub/b.tmp: ignored by git`,
      `named ${root}/.gitignore`,
    ])
  })

  test("core.excludesFile and info/exclude count, the repository's rules are stronger", () => {
    const root = makeTree({
      ...bareRepository,
      '.git/config': '[core]\n\texcludesFile = ~/mine\n',
      '.git/info/exclude': '*.b\n!two.a\n',
      '.gitignore': '!one.b\n',
      'home/mine': '*.a\n',
      'one.a': '',
      'two.a': '',
      'one.b': '',
      'two.b': '',
    })
    const words = walk([root], { home: `${root}/home` }).filter((word) => /(one|two)\./.test(word))
    expect(words).toEqual([
      `skipped ${root}/one.a: ignored by git`,
      `${root}/one.b`,
      `${root}/two.a`,
      `skipped ${root}/two.b: ignored by git`,
    ])
  })

  test('an ignore file that is a symbolic link or a directory has no effect', () => {
    const root = makeTree({ ...bareRepository, rules: '*', a: '', 'b/.gitignore/x': '' })
    symlinkSync('rules', join(root, '.gitignore'))
    expect(walk([root])).toEqual([
      `skipped ${root}/.gitignore: symlink`,
      `${root}/a`,
      `${root}/b/.gitignore/x`,
      `${root}/rules`,
    ])
  })

  test.runIf(hasGit)('what git tracks is not ignored', () => {
    const root = makeTree({
      '.gitignore': '*.log\nvendor/\n',
      'tracked.log': '',
      'other.log': '',
      'vendor/lib/tracked.go': '',
      'vendor/lib/other.go': '',
      'vendor/lib/.env': '',
      'vendor/none/other.go': '',
    })
    git(root, 'init', '-q')
    git(root, 'add', '-f', 'tracked.log', 'vendor/lib/tracked.go')
    const expected = [
      '.gitignore',
      'skipped other.log: ignored by git',
      'tracked.log',
      'rescued vendor/lib/.env',
      'skipped vendor/lib/other.go: ignored by git',
      'vendor/lib/tracked.go',
      'skipped vendor/none/: ignored by git',
    ]
    const seen = (paths: string[]): string[] =>
      walk(paths).map((word) => word.replace(`${root}/`, ''))
    expect(seen([root])).toEqual(expected)
    rmSync(join(root, 'vendor/lib/tracked.go'))
    expect(seen([root]).at(-2)).toBe('skipped vendor/lib/other.go: ignored by git')
  })
})

describe('what is not a file', () => {
  test('symbolic links below a directory are skipped, named ones are followed', () => {
    const root = makeTree({ 'a/x': '', y: '' })
    symlinkSync('../y', join(root, 'a/file'))
    symlinkSync('..', join(root, 'a/loop'))
    symlinkSync('nowhere', join(root, 'a/broken'))
    symlinkSync('self', join(root, 'self'))
    expect(walk([`${root}/a`])).toEqual([
      `skipped ${root}/a/broken: symlink`,
      `skipped ${root}/a/file: symlink`,
      `skipped ${root}/a/loop: symlink`,
      `${root}/a/x`,
    ])
    expect(walk([`${root}/a/file`])).toEqual([`named ${root}/a/file`])
    expect(walk([`${root}/a/loop`])).toContain(`${root}/a/loop/a/x`)
    expect(walk([`${root}/a/broken`])).toEqual([
      `problem ${root}/a/broken: no such file or directory`,
    ])
    expect(walk([`${root}/self`])).toEqual([
      `problem ${root}/self: too many symbolic links encountered`,
    ])
  })

  test.runIf(succeeds(() => execFileSync('mkfifo', ['--version'])))(
    'a FIFO is skipped below a directory and yielded when named',
    () => {
      const root = makeTree({})
      execFileSync('mkfifo', [join(root, 'pipe')])
      expect(walk([root])).toEqual([`skipped ${root}/pipe: fifo`])
      expect(walk([`${root}/pipe`])).toEqual([`named ${root}/pipe`])
    },
  )

  test('a socket is skipped', async () => {
    const root = makeTree({})
    const server = createServer().listen(join(root, 's'))
    await once(server, 'listening')
    expect(walk([root, `${root}/s`])).toEqual([`skipped ${root}/s: socket`])
    server.close()
  })

  test('a device is skipped, what the process was given is yielded', () => {
    expect(walk(['/dev/null'])).toEqual(['skipped /dev/null: device'])
    expect(walk(['/dev/stdin'])).toEqual(['named /dev/stdin'])
    expect(walk(['/dev'])).toContain('skipped /dev/null: device')
  })
})

describe('trouble', () => {
  test('a path that is not there is a problem', () => {
    const root = makeTree({ a: '' })
    expect(walk([`${root}/b`, `${root}/a`, `${root}/a/c`])).toEqual([
      `problem ${root}/b: no such file or directory`,
      `named ${root}/a`,
      `problem ${root}/a/c: not a directory`,
    ])
  })

  test('a directory that vanishes during the walk is a problem', () => {
    const names = Array.from({ length: 256 }, (_, at) => `a${at}`)
    const root = makeTree({
      ...Object.fromEntries(names.map((name) => [name, ''])),
      'b/x': '',
      c: '',
    })
    const words: unknown[] = []
    for (const batch of walkPaths([root], { ignore: true })) {
      rmSync(join(root, 'b'), { recursive: true, force: true })
      words.push(...batch)
    }
    expect(words.slice(256)).toMatchObject([
      { kind: 'problem', path: `${root}/b`, reason: 'no such file or directory' },
      { kind: 'file' },
    ])
  })

  test.skipIf(process.getuid?.() === 0)('an unreadable directory is a problem', () => {
    const root = makeTree({ 'a/x': '', b: '' })
    chmodSync(join(root, 'a'), 0)
    expect(walk([root])).toEqual([`problem ${root}/a: permission denied`, `${root}/b`])
    chmodSync(join(root, 'a'), 0o700)
  })

  test.runIf(process.platform === 'linux')('names that are not UTF-8 are shown escaped', () => {
    const root = makeTree({ ...bareRepository, 'fine/é': '', '.gitignore': '*.log\nbad\\?\n' })
    const inside = (...parts: (string | Buffer)[]): Buffer =>
      Buffer.concat([Buffer.from(`${root}/`), ...parts.map((part) => Buffer.from(part as string))])
    const name = Buffer.from([0x61, 0xff, 0xc3, 0xa9])
    mkdirSync(inside(name))
    writeFileSync(inside(name, '/x'), 'content')
    writeFileSync(inside(name, '/', Buffer.from([0xe9]), '.log'), '')
    writeFileSync(inside('\ufffd'), '')
    expect(walk([root]).map((word) => word.replace(`${root}/`, ''))).toEqual([
      '.gitignore',
      'a%FFé/x',
      'skipped a%FFé/%E9.log: ignored by git',
      'fine/é',
      '\ufffd',
    ])
    const [first] = [...walkPaths([root], { ignore: true })]
    const event = first![1]!
    expect(event.kind === 'file' && readFileSync(event.file.path, 'utf8')).toBe('content')
  })
})
