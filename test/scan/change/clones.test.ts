import { describe, expect, test } from 'vitest'
import type { ChangeCommits } from '../../../src/scan/change/change.ts'
import { openChangeRepository } from '../../../src/scan/change/open-change-repository.ts'
import { readReferences } from '../../../src/git/references.ts'
import { canMake, testDirectory } from '../../git/git-process.ts'
import { scanInProcess } from '../../git/scan-in-process.ts'
import { gitHttpBackend } from '../../github/git-server.ts'
import { Forge, line, range, repositoryName, secretsIn, summaryOf, token } from './forge.ts'

/** As `actions/checkout` and people make them. */
const clones = {
  'a full clone': [],
  'depth 1': ['--depth=1'],
  'depth 2': ['--depth=2'],
  'blob:none': ['--filter=blob:none'],
  'blob:none, depth 1': ['--filter=blob:none', '--depth=1'],
  'no trees': ['--filter=tree:0'],
} as const

/** These are fetched in several steps; the others get one of the clones in turn. */
const onAllClones = new Set([
  'a secret that only the merge commit has',
  'the base got by another way what the branch has',
])

function clonesOf(name: string, at: number): [string, readonly string[]][] {
  const all = Object.entries(clones)
  return onAllClones.has(name) ? all : [all[at % all.length]!]
}

/** Builds a history in which `main` and `topic` are branches, and tells what is to be scanned and found. */
type Build = (forge: Forge) => { readonly commits: ChangeCommits; readonly secrets: readonly number[]; readonly count: number } // prettier-ignore

const onTopic = (forge: Forge) => forge.git('checkout', '-q', '-B', 'topic')
const onMain = (forge: Forge) => forge.git('checkout', '-q', 'main')

const cases: Readonly<Record<string, Build>> = {
  'a secret that a later commit takes back': (forge) => {
    const base = forge.commit({ a: line(1) })
    onTopic(forge)
    forge.commit({ b: line(2) })
    forge.git('revert', '--no-commit', 'HEAD')
    const head = forge.commitIndex('revert')
    return { commits: range(base, head), secrets: [2], count: 2 }
  },
  'commit 31, and those after it': (forge) => {
    const base = forge.commit({ a: line(1) })
    onTopic(forge)
    forge.commitEach(30, (at) => ({ b: `${at}\n` }))
    forge.commit({ c: line(31) })
    const head = forge.commit({ c: 'gone\n', d: line(32) })
    return { commits: range(base, head), secrets: [31, 32], count: 32 }
  },
  'a secret that only the merge commit has': (forge) => {
    forge.commit({ a: 'one\n' })
    onTopic(forge)
    forge.commit({ b: 'two\n' })
    onMain(forge)
    const base = forge.commit({ a: 'three\n' })
    forge.git('checkout', '-q', 'topic')
    forge.git('merge', '-q', '--no-commit', '--no-ff', 'main')
    const head = forge.commit({ evil: line(3) }, 'merge')
    return { commits: range(base, head), secrets: [3], count: 2 }
  },
  'main merged into the branch: its secrets are its own': (forge) => {
    forge.commit({ a: 'one\n' })
    onTopic(forge)
    forge.commit({ b: line(4) })
    onMain(forge)
    const base = forge.commit({ c: line(5) })
    forge.git('checkout', '-q', 'topic')
    forge.git('merge', '-q', '--no-ff', '--no-commit', 'main')
    const head = forge.commitIndex('merge')
    return { commits: range(base, head), secrets: [4], count: 2 }
  },
  'an octopus': (forge) => {
    const base = forge.commit({ a: 'one\n' })
    for (const name of ['x', 'y', 'z']) {
      forge.git('checkout', '-q', '-b', name, base)
      forge.commit({ [name]: name === 'y' ? line(6) : `${name}\n` })
    }
    forge.git('checkout', '-q', '-B', 'topic', 'x')
    forge.git('merge', '-q', '--no-commit', 'y', 'z')
    const head = forge.commit({ w: line(7) }, 'octopus')
    return { commits: range(base, head), secrets: [6, 7], count: 4 }
  },
  'the base has moved ahead': (forge) => {
    forge.commit({ a: line(1) })
    onTopic(forge)
    const head = forge.commit({ b: line(8) })
    onMain(forge)
    const base = forge.commitEach(40, (at) => ({ c: at === 20 ? line(9) : `${at}\n` }))
    return { commits: range(base, head), secrets: [8], count: 1 }
  },
  'the base got by another way what the branch has': (forge) => {
    const root = forge.commit({ a: 'one\n' })
    const shared = forge.commit({ s: line(10) })
    onTopic(forge)
    const head = forge.commit({ b: line(11) })
    forge.git('checkout', '-q', '-B', 'main', root)
    forge.commit({ c: 'two\n' })
    forge.git('merge', '-q', '--no-ff', '--no-commit', shared)
    forge.commitIndex('merge')
    const base = forge.commitEach(30, (at) => ({ d: `${at}\n` }))
    return { commits: range(base, head), secrets: [11], count: 1 }
  },
  'histories that have nothing in common': (forge) => {
    const base = forge.commit({ a: line(1) })
    forge.git('checkout', '-q', '--orphan', 'topic')
    forge.commit({ b: line(12) })
    forge.commitEach(20, (at) => ({ c: `${at}\n` }))
    const head = forge.commit({ d: line(13) })
    return { commits: range(base, head), secrets: [1, 12, 13], count: 22 }
  },
  'a former head that a forced push took away': (forge) => {
    const base = forge.commit({ a: line(1) })
    onTopic(forge)
    const former = forge.commit({ b: line(14) })
    forge.git('update-ref', 'refs/pull/1/former', former)
    forge.git('reset', '-q', '--hard', base)
    const head = forge.commit({ b: line(15) })
    return { commits: range(base, head, [former]), secrets: [14, 15], count: 2 }
  },
  'a file that moves with its secret, and a copy of it': (forge) => {
    const long = Array.from({ length: 30 }, (_, at) => `row ${at}\n`).join('')
    const base = forge.commit({ a: `${long}${line(16)}` })
    onTopic(forge)
    forge.git('mv', 'a', 'moved')
    forge.commitIndex('move')
    const head = forge.commit({ copy: `${long}${line(16)}` })
    return { commits: range(base, head), secrets: [16], count: 2 }
  },
  'a move alone adds nothing': (forge) => {
    const long = Array.from({ length: 30 }, (_, at) => `row ${at}\n`).join('')
    const base = forge.commit({ a: `${long}${line(16)}` })
    onTopic(forge)
    forge.git('mv', 'a', 'moved')
    const head = forge.commit({ moved: `${long}${line(16)}more\n` })
    return { commits: range(base, head), secrets: [], count: 1 }
  },
  'a pull request without commits': (forge) => {
    const base = forge.commit({ a: line(1) })
    onTopic(forge)
    return { commits: range(base, base), secrets: [], count: 0 }
  },
  'a new branch, against the default one': (forge) => {
    const base = forge.commit({ a: line(1) })
    onTopic(forge)
    const head = forge.commit({ b: line(17) }, `see ${token(18)}`)
    const updates = [{ from: '0'.repeat(40), to: head, name: 'refs/heads/topic' }]
    return { commits: { kind: 'new', updates, known: [base] }, secrets: [17, 18], count: 1 }
  },
  'the first commit of all': (forge) => {
    const head = forge.commit({ a: line(1) })
    onTopic(forge)
    const updates = [{ from: '0'.repeat(40), to: head, name: 'refs/heads/main' }]
    return { commits: { kind: 'new', updates, known: [] }, secrets: [1], count: 1 }
  },
  'an annotated tag of the head': (forge) => {
    const base = forge.commit({ a: line(1) })
    onTopic(forge)
    forge.commit({ b: 'two\n' })
    forge.git('tag', '-a', '-m', `by ${token(19)}`, 'v1')
    const tag = forge.git('rev-parse', 'v1')
    const updates = [{ from: '0'.repeat(40), to: tag, name: 'refs/tags/v1' }]
    return { commits: { kind: 'new', updates, known: [base] }, secrets: [19], count: 1 }
  },
  'a group of the merge queue': (forge) => {
    const base = forge.commit({ a: line(1) })
    for (const [at, name] of ['one', 'two'].entries()) {
      forge.git('checkout', '-q', '-b', name, base)
      forge.commit({ [name]: line(20 + at) })
    }
    forge.git('checkout', '-q', '-B', 'topic', base)
    for (const name of ['one', 'two']) {
      forge.git('merge', '-q', '--no-ff', '--no-commit', name)
      forge.commitIndex(`merge ${name}`)
    }
    return { commits: range(base, forge.git('rev-parse', 'HEAD')), secrets: [20, 21], count: 4 }
  },
}

describe.skipIf(!gitHttpBackend.path)(`on clones of any depth (${gitHttpBackend.skip})`, () => {
  test.for(Object.entries(cases).map(([name, build], at) => ({ name, build, at })))(
    '$name',
    async ({ name: caseName, build, at }) => {
      const forge = await Forge.start()
      const { commits, secrets, count } = build(forge)
      forge.push()
      let expected: unknown
      for (const [name, options] of [['no clone', undefined] as const, ...clonesOf(caseName, at)]) {
        const clone = options && (await forge.clone('refs/heads/topic', ...options))
        const result = await forge.scan(commits, clone)
        expect(result.coverage.problems, name).toEqual([])
        expect(secretsIn(result), name).toEqual(secrets)
        expect(result.coverage.change?.commits, name).toEqual({ scanned: count, total: count })
        expected ??= summaryOf(result)
        expect(summaryOf(result), name).toEqual(expected)
      }
    },
  )

  test('the merge of a pull request, one commit deep, as it is checked out by default', async () => {
    const forge = await Forge.start()
    forge.commit({ a: 'one\n' })
    onTopic(forge)
    forge.commit({ b: line(1) })
    const head = forge.commit({ b: 'gone\n' })
    onMain(forge)
    const base = forge.commitEach(40, (at) => ({ c: at === 30 ? line(2) : `${at}\n` }))
    forge.git('merge', '-q', '--no-ff', '--no-commit', 'topic')
    const merge = forge.commitIndex('merge')
    forge.git('update-ref', 'refs/pull/1/merge', merge)
    forge.git('update-ref', 'refs/pull/1/head', head)
    forge.git('reset', '-q', '--hard', base)
    forge.git('branch', '-q', '-D', 'topic')
    forge.push()
    const full = await forge.scan(range(base, head), await forge.clone('refs/pull/1/merge'))
    const result = await forge.scan(
      range(base, head),
      await forge.clone('refs/pull/1/merge', '--depth=1'),
    )
    expect(result.coverage.problems).toEqual([])
    expect(secretsIn(result)).toEqual([1])
    expect(summaryOf(result)).toEqual(summaryOf(full))
    expect(result.coverage.change).toMatchObject({ fetched: { deepened: true } })
    expect(full.coverage.change?.fetched).toBe(undefined)
  })

  test('all branches and tags for a scan of the whole history', async () => {
    const forge = await Forge.start()
    forge.commit({ a: line(1) })
    forge.git('tag', 'v1')
    onTopic(forge)
    forge.commit({ b: line(2) })
    forge.push()
    for (const workspace of [undefined, await forge.clone('refs/heads/main', '--depth=1')]) {
      const opened = await openChangeRepository({
        workspace, serverUrl: forge.url, repository: repositoryName, token: undefined,
        temporaryDirectory: testDirectory(), env: process.env,
      }) // prettier-ignore
      await opened.fetchAll()
      const { repository } = opened
      const result = await scanInProcess(repository.gitDirectory, { repository })
      expect(result.coverage.problems).toEqual([])
      expect(secretsIn(result)).toEqual([1, 2])
      const names = (await readReferences(repository, { reflog: false })).all.map(
        ({ name }) => name,
      )
      expect(names).toEqual(['refs/heads/main', 'refs/heads/topic', 'refs/tags/v1', 'HEAD'])
      opened.close()
    }
  })

  test.skipIf(!canMake('sha256'))('a repository of SHA-256', async () => {
    const forge = await Forge.start({ format: 'sha256' })
    const base = forge.commit({ a: line(1) })
    onTopic(forge)
    const head = forge.commit({ b: line(2) })
    forge.push()
    for (const clone of [undefined, await forge.clone('refs/heads/topic', '--depth=1')]) {
      const result = await forge.scan(range(base, head), clone)
      expect(secretsIn(result)).toEqual([2])
      expect(result.coverage.complete).toBe(true)
    }
  })
})
