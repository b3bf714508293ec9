import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { GitOrigin } from '../../src/engine/document.ts'
import type { ScanResult } from '../../src/report/scan-result.ts'
import { run } from '../cli/run-stanch.ts'
import { plant, templates } from '../engine/real-pack.ts'
import { makeZip } from '../sources/archives/make-archives.ts'
import { buildRepository, type Layout } from './build-repository.ts'
import { runGit } from './git-process.ts'
import { objectId } from './make-pack.ts'
import type { ObjectStore } from './object-store.ts'

const { text: line, secret: token } = plant(templates.token, 1)
/** What may be said of it. */
const shown = `${token.slice(0, 4)}…`
const nothing = 'nothing to see\n'

/** Commits one after the other, a second apart, each with only these files. */
class Line {
  readonly store: ObjectStore
  #time = 1_700_000_000

  constructor(store: ObjectStore) {
    this.store = store
  }

  commit(
    files: Readonly<Record<string, string | Buffer>>,
    parents: readonly string[] = [],
    more: { message?: string; author?: string; committer?: string; headers?: string } = {},
  ): string {
    const tree = this.store.files(files)
    return this.store.commit({ tree, parents, time: this.#time++, message: 'change\n', ...more })
  }
}

type Build = (line: Line) => Layout | Readonly<Record<string, string>>

/** @param build gives names to what it made: `{main}`, or the whole layout */
function makeRepository(build: Build): string {
  return buildRepository((store) => {
    const made = build(new Line(store))
    return 'references' in made
      ? (made as Layout)
      : { references: made as Readonly<Record<string, string>> }
  })
}

async function scan(directory: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const ended = await run(['scan', 'git', '--format', 'json', ...args], { cwd: directory, env })
  const result = JSON.parse(ended.stdout) as ScanResult
  return { ...ended, result, origins: result.findings.map(({ origin }) => origin as GitOrigin) }
}

const main = 'refs/heads/main'

/** The token is found once, at a place with all that is `expected`. */
async function check(build: Build, expected: Partial<GitOrigin>, args: readonly string[] = []) {
  const { status, stdout, result, origins } = await scan(makeRepository(build), args)
  expect(result.coverage.problems).toEqual([])
  expect(stdout).not.toContain(token)
  expect(origins).toEqual([expect.objectContaining(expected)])
  expect(status).toBe(1)
}

const isBlob = { blob: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown as string }

describe('a secret is found', () => {
  test.for<readonly [string, Build, Partial<GitOrigin>]>([
    [
      'in the newest commit',
      (line) => ({ [main]: line.commit({ 'a.txt': text() }) }),
      { path: 'a.txt', ...isBlob, inHead: true },
    ],
    [
      'in a file that was removed later',
      (line) => {
        const first = line.commit({ 'a.txt': text(), b: '' })
        return { [main]: line.commit({ b: '' }, [first]) }
      },
      { path: 'a.txt', ...isBlob, inHead: false },
    ],
    [
      'in a file that was empty before and after',
      (line) => {
        const before = line.commit({ 'a.txt': '' })
        const with_ = line.commit({ 'a.txt': text() }, [before])
        return { [main]: line.commit({ 'a.txt': '' }, [with_]) }
      },
      { path: 'a.txt', inHead: false },
    ],
    [
      'only in a merge commit',
      (line) => {
        const base = line.commit({ a: '1' })
        const left = line.commit({ a: '2' }, [base])
        const right = line.commit({ a: '1', b: '1' }, [base])
        const merge = line.commit({ a: '2', b: `1\n${text()}` }, [left, right])
        return { [main]: line.commit({ a: '2', b: '1' }, [merge]) }
      },
      { path: 'b', inHead: false },
    ],
    [
      'in a merge of four, from none of them',
      (line) => {
        const parents = ['1', '2', '3', '4'].map((a) => line.commit({ a }))
        return { [main]: line.commit({ a: '1', evil: text() }, parents) }
      },
      { path: 'evil', inHead: true },
    ],
    [
      'in one of the parents of a merge that took nothing of it',
      (line) => {
        const base = line.commit({ a: '1' })
        const other = line.commit({ a: text() }, [base])
        return { [main]: line.commit({ a: '1' }, [base, other]) }
      },
      { path: 'a', inHead: false },
    ],
    [
      'on an orphan branch',
      (line) => ({ [main]: line.commit({ a: '1' }), 'refs/heads/orphan': line.commit({ b: text() }) }),
      { path: 'b', refs: ['refs/heads/orphan'], inHead: false },
    ],
    [
      'in what only a tag has',
      (line) => {
        const base = line.commit({ a: '1' })
        return { [main]: base, 'refs/tags/old': line.commit({ a: text() }, [base]) }
      },
      { path: 'a', refs: ['refs/tags/old'], inHead: false },
    ],
    [
      'in what only an annotated tag has',
      (line) => {
        const base = line.commit({ a: '1' })
        const tagged = line.commit({ a: text() }, [base])
        return { [main]: base, 'refs/tags/v1': line.store.tag('v1', tagged, 'one') }
      },
      { path: 'a', refs: ['refs/tags/v1'], inHead: false },
    ],
    [
      'in a tag’s message',
      (line) => {
        const base = line.commit({ a: '1' })
        return { [main]: base, 'refs/tags/v1': line.store.tag('v1', base, text()) }
      },
      { path: '', part: 'tag', commit: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown as string },
    ],
    [
      'in the message of a tag of a tag’s tag',
      (line) => {
        const base = line.commit({ a: '1' })
        const inner = line.store.tag('v1', base, text())
        const middle = line.store.tag('v1', inner, 'again')
        return { [main]: base, 'refs/tags/v1': line.store.tag('v1', middle, 'and again') }
      },
      { part: 'tag' },
    ],
    [
      'in the name of the one who tagged',
      (line) => {
        const base = line.commit({ a: '1' })
        const tag = line.store.tag('v1', base, 'one', `${token} <a@corp.net> 1700000000 +0000`)
        return { [main]: base, 'refs/tags/v1': tag }
      },
      { part: 'tagger' },
    ],
    [
      'in a blob that only a tag has',
      (line) => ({ [main]: line.commit({ a: '1' }), 'refs/tags/key': line.store.blob(text()) }),
      { path: objectId('blob', Buffer.from(text())), ...isBlob, commit: null },
    ],
    [
      'in a blob that only an annotated tag has',
      (line) => ({
        [main]: line.commit({ a: '1' }),
        'refs/tags/key': line.store.tag('key', line.store.blob(text()), 'here'),
      }),
      { ...isBlob, commit: null },
    ],
    [
      'in a tree that only a tag has',
      (line) => ({
        [main]: line.commit({ a: '1' }),
        'refs/tags/tree': line.store.files({ 'deep/a.txt': text() }),
      }),
      { path: 'deep/a.txt', ...isBlob, commit: null },
    ],
    [
      'in a commit’s message',
      (line) => ({ [main]: line.commit({ a: '1' }, [], { message: `add\n\n${text()}` }) }),
      { path: '', part: 'message', inHead: true },
    ],
    [
      'in the message of an empty commit that is in no branch’s newest',
      (line) => {
        const base = line.commit({ a: '1' })
        const empty = line.commit({ a: '1' }, [base], { message: text() })
        return { [main]: base, 'refs/heads/other': line.commit({ a: '1' }, [empty]) }
      },
      { part: 'message', inHead: false },
    ],
    [
      'in an author’s name',
      (line) => ({ [main]: line.commit({ a: '1' }, [], { author: `${token} <a@corp.net>` }) }),
      { part: 'author', author: `${shown} <a@corp.net>` },
    ],
    [
      'in a committer’s address',
      (line) => ({ [main]: line.commit({ a: '1' }, [], { committer: `Ada <${token}>` }) }),
      { part: 'committer' },
    ],
    [
      'in a header that nobody knows',
      (line) => ({ [main]: line.commit({ a: '1' }, [], { headers: `x-deploy ${token}\n` }) }),
      { part: 'header' },
    ],
    [
      'in the signature of a commit',
      (line) => {
        const headers = `gpgsig -----BEGIN PGP SIGNATURE-----\n Comment: ${token}\n \n iQ==\n -----END PGP SIGNATURE-----\n`
        return { [main]: line.commit({ a: '1' }, [], { headers }) }
      },
      { part: 'header' },
    ],
    [
      'in a header that goes on',
      (line) => {
        const headers = `encoding UTF-8\n ${token}\n`
        return { [main]: line.commit({ a: '1' }, [], { headers }) }
      },
      { part: 'header' },
    ],
    [
      'in the message of a tag that a merge carries along',
      (line) => {
        const headers = `mergetag object ${'12'.repeat(20)}\n type commit\n tag v0\n \n ${token}\n`
        return { [main]: line.commit({ a: '1' }, [], { headers }) }
      },
      { part: 'header' },
    ],
    [
      'in a note on a commit',
      (line) => {
        const base = line.commit({ a: '1' })
        return { [main]: base, 'refs/notes/commits': line.commit({ [base]: text() }) }
      },
      { ...isBlob, inHead: false },
    ],
    [
      'in the newest stash',
      (line) => {
        const base = line.commit({ a: '1' })
        const index = line.commit({ a: '1' }, [base])
        return { [main]: base, 'refs/stash': line.commit({ a: text() }, [base, index]) }
      },
      { path: 'a', inHead: false },
    ],
    [
      'in what a stash has of the index alone',
      (line) => {
        const base = line.commit({ a: '1' })
        const index = line.commit({ a: text() }, [base])
        return { [main]: base, 'refs/stash': line.commit({ a: '1' }, [base, index]) }
      },
      { path: 'a' },
    ],
    [
      'in a file that was untracked when it was stashed',
      (line) => {
        const base = line.commit({ a: '1' })
        const index = line.commit({ a: '1' }, [base])
        const untracked = line.commit({ '.env': text() })
        return { [main]: base, 'refs/stash': line.commit({ a: '1' }, [base, index, untracked]) }
      },
      { path: '.env' },
    ],
    [
      'in an older stash',
      (line) => {
        const base = line.commit({ a: '1' })
        const older = line.commit({ a: text() }, [base])
        const newer = line.commit({ a: '2' }, [base])
        const who = 'Ada <ada@corp.net> 1700000000 +0000'
        const log = `${'0'.repeat(40)} ${older} ${who}\tone\n${older} ${newer} ${who}\ttwo\n`
        return {
          references: { [main]: base, 'refs/stash': newer },
          files: { 'logs/refs/stash': log },
        }
      },
      { path: 'a' },
    ],
    [
      'on a branch of a remote',
      (line) => ({
        [main]: line.commit({ a: '1' }),
        'refs/remotes/origin/old': line.commit({ a: text() }),
      }),
      { path: 'a', refs: ['refs/remotes/origin/old'] },
    ],
    [
      'in a pull request’s own name space',
      (line) => ({ [main]: line.commit({ a: '1' }), 'refs/pull/7/head': line.commit({ a: text() }) }),
      { path: 'a', inHead: false },
    ],
    [
      'in a commit that another one replaces',
      (line) => {
        const first = line.commit({ a: text() })
        const clean = line.commit({ a: '1' })
        return { [main]: first, [`refs/replace/${first}`]: clean }
      },
      { path: 'a', inHead: true },
    ],
    [
      'in a commit that replaces another one',
      (line) => {
        const first = line.commit({ a: '1' })
        return { [main]: first, [`refs/replace/${first}`]: line.commit({ a: text() }) }
      },
      { path: 'a', inHead: false },
    ],
    [
      'where HEAD is on no branch',
      (line) => ({ [main]: line.commit({ a: '1' }), HEAD: line.commit({ a: text() }) }),
      { path: 'a', inHead: true },
    ],
    [
      'where HEAD is on a branch without a commit',
      (line) => ({ 'refs/heads/old': line.commit({ a: text() }), HEAD: 'ref: refs/heads/new' }),
      { path: 'a', inHead: false },
    ],
    [
      'at the HEAD of another work tree',
      (line) => {
        const base = line.commit({ a: '1' })
        const files = {
          'worktrees/other/HEAD': `${line.commit({ a: text() }, [base])}\n`,
          'worktrees/other/commondir': '../..\n',
          'worktrees/other/gitdir': '/nowhere/.git\n',
        }
        return { references: { [main]: base }, files }
      },
      { path: 'a', inHead: false },
    ],
    [
      'where a symbolic link points to',
      ({ store }) => {
        const id = store.blob(`/srv/${token}/file`)
        const tree = store.tree(new Map([['link', { mode: '120000', id }]]))
        return { [main]: store.commit({ tree, time: 1, message: '' }) }
      },
      { path: 'link', ...isBlob },
    ],
    [
      'in a file of whatever mode',
      ({ store }) => {
        const tree = store.rawTree([{ mode: '100664', name: 'a', id: store.blob(text()) }])
        return { [main]: store.commit({ tree, time: 1, message: '' }) }
      },
      { path: 'a', ...isBlob },
    ],
    [
      'in the name of a file that holds nothing',
      (line) => ({ [main]: line.commit({ [`keys/${token}.txt`]: nothing }) }),
      { path: `keys/${shown}.txt`, part: 'path', inHead: true },
    ],
    [
      'in the name of a file that is gone',
      (line) => {
        const first = line.commit({ [`${token}.txt`]: nothing, b: '' })
        return { [main]: line.commit({ b: '' }, [first]) }
      },
      { path: `${shown}.txt`, part: 'path', inHead: false },
    ],
    [
      'in the name of a file that changed since',
      (line) => {
        const first = line.commit({ [`${token}.txt`]: nothing })
        return { [main]: line.commit({ [`${token}.txt`]: 'something\n' }, [first]) }
      },
      { path: `${shown}.txt`, part: 'path', inHead: true },
    ],
    [
      'in a directory’s name',
      (line) => ({ [main]: line.commit({ [`a/${token}/b/c.txt`]: nothing }) }),
      { path: `a/${shown}`, part: 'path', inHead: true },
    ],
    [
      'in a name behind much that is not UTF-8',
      (line) => ({ [main]: line.commit({ [`${'\xff'.repeat(50)}${token}`]: nothing }) }),
      { path: `${'%FF'.repeat(50)}${shown}`, part: 'path' },
    ],
    [
      'in a name that is not UTF-8',
      (line) => ({ [main]: line.commit({ [`\xff ${token}`]: nothing }) }),
      { path: `%FF ${shown}`, part: 'path' },
    ],
    [
      'in a branch’s name',
      (line) => {
        const base = line.commit({ a: '1' })
        return { [main]: base, [`refs/heads/fix/${token}`]: base }
      },
      { path: `refs/heads/fix/${shown}`, part: 'ref' },
    ],
    [
      'in an annotated tag’s name',
      (line) => {
        const base = line.commit({ a: '1' })
        return { [main]: base, [`refs/tags/${token}`]: line.store.tag('v1', base, 'one') }
      },
      { part: 'ref', commit: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown as string },
    ],
    [
      'in a zip archive that is gone',
      (line) => {
        const zip = makeZip([{ name: 'conf/.env', content: text() }])
        const first = line.commit({ 'lib/a.zip': zip, b: '' })
        return { [main]: line.commit({ b: '' }, [first]) }
      },
      { path: 'lib/a.zip!conf/.env', ...isBlob, inHead: false },
    ],
    [
      'in a compressed file',
      (line) => ({ [main]: line.commit({ 'a.log.gz': gzipSync(text()) }) }),
      { path: 'a.log.gz!a.log' },
    ],
    [
      'in UTF-16',
      (line) => ({ [main]: line.commit({ a: Buffer.from(text(), 'utf16le') }) }),
      { path: 'a' },
    ],
    [
      'in a file whose directory’s name is not UTF-8',
      (line) => ({ [main]: line.commit({ 'caf\xe9/a\nb': text() }) }),
      { path: 'caf%E9/a\nb' },
    ],
    [
      'behind more than a mebibyte of text',
      (line) => ({ [main]: line.commit({ a: `${'some words\n'.repeat(200_000)}${text()}` }) }),
      { path: 'a' },
    ],
  ])('%s', ([, build, expected]) => check(build, expected))
}) // prettier-ignore

/** Looked up when a test runs: `line` is a parameter's name in the table. */
function text(): string {
  return `${line}\n`
}

describe('one finding for a secret in a blob at a path', () => {
  test('at the oldest commit that has it, however old its parents are', async () => {
    const directory = makeRepository(({ store }) => {
      const tree = store.files({ a: text() })
      const first = store.commit({ tree, time: 500, message: 'first' })
      const second = store.commit({ tree, parents: [first], time: 100, message: 'second' })
      return { [main]: second, 'refs/heads/first': first }
    })
    const first = runGit(directory, ['rev-parse', 'refs/heads/first']).toString().trim()
    const { origins } = await scan(directory)
    expect(origins).toEqual([expect.objectContaining({ path: 'a', commit: first })])
  })

  test('a file that was renamed, copied and made executable has one for each path', async () => {
    const directory = makeRepository((line) => {
      const first = line.commit({ 'old.txt': text() })
      const second = line.commit({ 'new.txt': text() }, [first])
      const copied = line.commit({ 'new.txt': text(), 'copy/new.txt': text() }, [second])
      const { store } = line
      const id = store.blob(text())
      const tree = store.tree(new Map([['new.txt', { mode: '100755', id }]]))
      return { [main]: store.commit({ tree, parents: [copied], time: 1_800_000_000, message: '' }) }
    })
    const { origins } = await scan(directory)
    expect(origins.map(({ path, inHead }) => [path, inHead])).toEqual([
      ['old.txt', false],
      ['new.txt', true],
      ['copy/new.txt', false],
    ])
  })

  test('a blob that a tag names and a commit has stands under its path only', async () => {
    const directory = makeRepository((line) => ({
      [main]: line.commit({ a: text() }),
      'refs/tags/key': line.store.blob(text()),
    }))
    const { origins } = await scan(directory)
    expect(origins.map(({ path }) => path)).toEqual(['a'])
  })
})

describe('what nothing reaches', () => {
  const lost: Build = (line) => {
    const base = line.commit({ a: '1' })
    line.commit({ b: text() }, [base])
    return { [main]: base }
  }

  test('is not found', async () => {
    const { result, status } = await scan(makeRepository(lost))
    expect(result.findings).toEqual([])
    expect(status).toBe(0)
  })

  test('is found when asked for', () =>
    check(lost, { path: 'b', inHead: false }, ['--unreachable']))

  test('a blob that not even a lost commit has is found when asked for', () =>
    check(
      (line) => {
        line.store.blob(text())
        return { [main]: line.commit({ a: '1' }) }
      },
      { ...isBlob, commit: null },
      ['--unreachable'],
    ))

  const remembered: Build = (line) => {
    const base = line.commit({ a: '1' })
    const gone = line.commit({ b: text() }, [base])
    const who = 'Ada <ada@corp.net> 1700000000 +0000'
    const log = `${base} ${gone} ${who}\tcommit: gone\n${gone} ${base} ${who}\treset: moving to HEAD~\n`
    return { references: { [main]: base }, files: { 'logs/HEAD': log, [`logs/${main}`]: log } }
  }

  test('what a reference log remembers is found when asked for', () =>
    check(remembered, { path: 'b', inHead: false }, ['--reflog']))

  test('what a reference log remembers is not found otherwise', async () => {
    expect((await scan(makeRepository(remembered))).result.findings).toEqual([])
  })
})

describe('a repository is found', () => {
  const build: Build = (line) => ({ [main]: line.commit({ a: text() }) })

  test('from a directory inside of it', async () => {
    const directory = makeRepository(build)
    mkdirSync(join(directory, 'deep/er'), { recursive: true })
    expect((await scan(join(directory, 'deep/er'))).origins).toHaveLength(1)
  })

  test('by its path', async () => {
    const directory = makeRepository(build)
    const { origins } = await scan('/', [directory])
    expect(origins).toEqual([expect.objectContaining({ path: 'a' })])
  })

  test('when it is bare', async () => {
    const directory = join(makeRepository(build), '.git')
    expect((await scan(directory)).origins).toHaveLength(1)
  })

  test('by GIT_DIR', async () => {
    const directory = join(makeRepository(build), '.git')
    expect((await scan('/', [], { GIT_DIR: directory })).origins).toHaveLength(1)
  })

  test('through a symbolic link', async () => {
    const directory = makeRepository(build)
    const link = join(makeRepository(build), 'link')
    symlinkSync(directory, link)
    expect((await scan(link)).origins).toHaveLength(1)
  })

  test('from a linked work tree', async () => {
    const directory = makeRepository(build)
    runGit(directory, ['worktree', 'add', '-q', '--detach', 'linked'])
    const { origins } = await scan(join(directory, 'linked'))
    expect(origins).toEqual([expect.objectContaining({ path: 'a', inHead: true })])
  })

  test('but none where there is none', async () => {
    const directory = makeRepository(build)
    writeFileSync(join(directory, '.git/HEAD'), '')
    const { status, stderr } = await run(['scan', 'git', '/'], { cwd: directory })
    expect(status).toBe(2)
    expect(stderr).toMatch(/neither a git repository nor inside of one/)
  })
})

test('a repository without a commit is clean', async () => {
  const { status, result } = await scan(makeRepository(() => ({ references: {} })))
  expect(result.coverage).toMatchObject({ documents: 0, problems: [], complete: true })
  expect(status).toBe(0)
})

test('a Git LFS pointer is named as skipped', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0a'.repeat(32)}\nsize 12\n`
  const { status, result } = await scan(
    makeRepository((line) => ({ [main]: line.commit({ 'big.iso': pointer }) })),
  )
  expect(result.coverage.skipped).toEqual([
    { path: 'big.iso', reason: expect.stringMatching(/^Git LFS pointer/) as unknown as string },
  ])
  expect(status).toBe(0)
})
