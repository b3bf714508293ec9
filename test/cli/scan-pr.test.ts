import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newDirectory, removeDirectory, runGit, testDirectory } from '../git/git-process.ts'
import { answerWithGit } from '../github/git-server.ts'
import { startGithubServer, type GithubServer } from '../github/github-server.ts'
import type { WorldPull } from '../github/world.ts'
import { line, token } from '../scan/change/forge.ts'
import { WorkTree } from './work-tree.ts'
import { run, type Ended } from './run-stanch.ts'

const name = 'acme/app'

interface Scanned extends Ended {
  readonly coverage: Readonly<Record<string, unknown>>
  readonly places: readonly string[]
}

/** A pull request of a work tree's branch `topic` into `main`, with what GitHub knows of it. */
class Setting {
  readonly tree: WorkTree
  readonly server: GithubServer

  constructor(tree: WorkTree, server: GithubServer) {
    this.tree = tree
    this.server = server
  }

  static async make(
    build: (tree: WorkTree) => void,
    pull: Partial<WorldPull> = {},
  ): Promise<Setting> {
    const root = newDirectory()
    const bare = join(root, `${name}.git`)
    mkdirSync(bare, { recursive: true })
    runGit(bare, ['init', '-q', '--bare', '--initial-branch=main', '.'])
    const tree = new WorkTree(testDirectory(), bare)
    tree.commit({ 'README.md': 'begin\n' })
    tree.git('checkout', '-q', '-b', 'topic')
    build(tree)
    tree.git('push', '-q', '--mirror', 'origin')
    const [base, head] = [tree.git('merge-base', 'main', 'topic'), tree.git('rev-parse', 'topic')]
    const commits = tree.git('rev-list', `main..topic`).split('\n').filter(Boolean)
    const server = await startGithubServer({
      world: {
        repositories: [
          {
            name,
            visibility: 'private',
            branches: { main: base },
            pulls: [
              { number: 7, body: 'a change', base: { ref: 'main', sha: base }, head: { ref: 'topic', sha: head }, commits, ...pull },
            ],
          },
        ],
        tokens: { noise: { login: 'ann' } },
      },
      others: answerWithGit({ root, token: 'noise' }),
    }) // prettier-ignore
    onTestFinished(async () => {
      expect(server.violations).toEqual([])
      await server.stop()
      removeDirectory(root)
    })
    return new Setting(tree, server)
  }

  async scan(...args: readonly string[]): Promise<Scanned> {
    const { url } = this.server
    const ended = await run(['scan', 'pr', `${name}#7`, '--format', 'json', ...args], {
      cwd: testDirectory(),
      env: { GITHUB_SERVER_URL: url, GITHUB_API_URL: `${url}/api/v3`, GITHUB_TOKEN: 'noise' },
    })
    if (!ended.stdout.startsWith('{')) return { ...ended, coverage: {}, places: [] }
    const { findings, coverage } = JSON.parse(ended.stdout) as {
      findings: { origin: { kind: string; path: string; part?: string } }[]
      coverage: Scanned['coverage']
    }
    const places = findings.map(({ origin: { path, part = '' } }) => `${path} ${part}`.trim())
    return { ...ended, coverage, places }
  }
}

test('every commit of a pull request, also what a later one takes back, and all that is written', async () => {
  const setting = await Setting.make(
    (tree) => {
      tree.commit({ 'a.env': line(1) })
      tree.commit({ 'a.env': 'gone\n' })
      tree.commit({ 'b.txt': 'b\n' })
    },
    { comments: [{ body: `see ${token(2)}`, former: [{ body: `was ${token(3)}` }] }] },
  )
  const { status, places, coverage, stderr } = await setting.scan()
  expect(stderr).toBe('')
  expect(status).toBe(1)
  expect(places.toSorted()).toEqual(['a.env', `${name}/pull/7 comment`, `${name}/pull/7 comment`])
  expect(coverage).toMatchObject({
    complete: true,
    change: { commits: { scanned: 3, total: 3 }, policy: { edits: [] } },
  })
})

test('what a forced push took away can still be read', async () => {
  let former = ''
  const setting = await Setting.make((tree) => {
    former = tree.commit({ 'a.env': line(1) })
    tree.git('push', '-q', 'origin', 'topic:refs/heads/kept')
    tree.git('reset', '-q', '--hard', 'main')
    tree.commit({ 'b.txt': 'b\n' })
    tree.git('update-ref', 'refs/heads/kept', former)
  })
  setting.server.repositories[0]!.pulls[0]!.formerHeads.push(former, null)
  const { status, places, coverage } = await setting.scan()
  expect([status, places]).toEqual([1, ['a.env']])
  expect(coverage).toMatchObject({ complete: true, change: { commits: { scanned: 2, total: 2 } } })
})

test('its address does as well; who has no token there may read nothing private', async () => {
  const setting = await Setting.make((tree) => void tree.commit({ 'a.txt': 'a\n' }))
  const scan = (env: NodeJS.ProcessEnv) =>
    run(['scan', 'pr', `${setting.server.url}/${name}/pull/7/files`], { cwd: testDirectory(), env })
  expect((await scan({ GH_ENTERPRISE_TOKEN: 'noise' })).status).toBe(0)
  const refused = await scan({ GITHUB_TOKEN: 'noise' })
  expect(refused.status).toBe(2)
  expect(refused.stderr).toContain('there is none, or the token may not see it')
})

test('a change that brings a key with its own suppression is judged by its base', async () => {
  const setting = await Setting.make((tree) => {
    tree.commit({
      'a.env': `${line(1).trim()} # stanch:allow\n`,
      'stanch.yaml': 'rules:\n  disable: [github-pat]\nignore: ["**"]\n',
    })
  })
  const { status, places, coverage } = await setting.scan()
  expect([status, places]).toEqual([1, ['a.env']])
  expect(coverage).toMatchObject({ change: { policy: { edits: ['stanch.yaml'] } } })
})

test('a commit that the forge counts and nobody has is trouble', async () => {
  const setting = await Setting.make((tree) => void tree.commit({ 'a.txt': 'a\n' }), {
    commits: ['1'.repeat(40), '2'.repeat(40)],
  })
  const { status, coverage } = await setting.scan()
  expect(status).toBe(2)
  expect(coverage['complete']).toBe(false)
})

test('a list of comments that ends early is trouble', async () => {
  const comments = [{ body: 'one' }, { body: 'two' }]
  const setting = await Setting.make((tree) => void tree.commit({ 'a.txt': 'a\n' }), { comments })
  setting.server.faults.push({ on: /issues\/7\/comments/, with: { kind: 'short', items: 1 } })
  const { status, coverage } = await setting.scan()
  expect(status).toBe(2)
  expect(coverage['problems']).toEqual([
    { path: `${name}/pull/7/comments`, reason: 'GitHub listed 1 of 2' },
  ])
})

test('the policy of another repository, at a commit of it', async () => {
  const setting = await Setting.make((tree) => {
    tree.commit({ 'a.env': line(1) })
    tree.git('checkout', '-q', '--orphan', 'policy')
    tree.commit({ 'stanch.yaml': 'ignore: ["*.env"]\n' })
    tree.git('checkout', '-q', 'topic')
  })
  const commit = setting.tree.git('rev-parse', 'policy')
  const { status, coverage } = await setting.scan('--policy', `${name}@${commit}`)
  expect(status).toBe(0)
  expect(coverage).toMatchObject({ change: { policy: { at: `${name}@${commit}` } } })
})

test.for([
  [['acme/app'], 'expected a pull request as OWNER/REPO#N'],
  [['acme/app#7', '--policy', 'acme/app@main'], '--policy: expected OWNER/REPO@COMMIT'],
  [['acme/app#7', '--suppress', '--owner', 'a', '--reason', 'b'], '--suppress writes'],
  [['../..#7'], 'Expected OWNER/REPO'],
] as const)('refused: %j', async ([args, message]) => {
  const { status, stderr } = await run(['scan', 'pr', ...args], { cwd: testDirectory() })
  expect(status).toBe(2)
  expect(stderr).toContain(message)
})
