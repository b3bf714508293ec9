import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tokenOf } from '../../github/full-estate.ts'
import {
  addAccount,
  addGist,
  addRepository,
  issueOf,
  makeWorld,
  type EstateWorld,
} from '../../github/estate-world.ts'
import { environmentOf, placesOf, scanEstate, serveEstate } from '../../github/run-estate.ts'
import { textBelow } from '../../github/text-below.ts'
import { makeDirectory, run } from '../run-stanch.ts'

const state = ['--state', 'state']

/** A bare repository whose files were changed once for each of `versions`, the newest last. */
function makeBare(
  root: string,
  name: string,
  versions: readonly Readonly<Record<string, string>>[],
): string {
  const bare = join(root, `${name}.git`)
  mkdirSync(bare, { recursive: true })
  execFileSync('git', ['init', '--quiet', '--bare', '-b', 'main', bare])
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: bare,
      env: {
        PATH: process.env['PATH'],
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Ann',
        GIT_AUTHOR_EMAIL: 'ann@example.org',
        GIT_COMMITTER_NAME: 'Ann',
        GIT_COMMITTER_EMAIL: 'ann@example.org',
        GIT_WORK_TREE: join(root, `${name}.work`),
        GIT_DIR: bare,
      },
    })
  mkdirSync(join(root, `${name}.work`), { recursive: true })
  for (const files of versions) {
    for (const [path, text] of Object.entries(files))
      writeFileSync(join(root, `${name}.work`, path), text)
    git('add', '-A')
    git('commit', '--quiet', '-m', 'a version')
  }
  return bare
}

test('a wiki and a gist are read with all their versions', async () => {
  const world = makeWorld()
  const acme = addAccount(world, 'acme')
  acme.members.push('ann')
  const ann = addAccount(world, 'ann', 'User')
  addRepository(world, 'acme/web', { has_wiki: true })
  addRepository(world, 'acme/unwritten', { has_wiki: true })
  const gist = 'ab'.repeat(16)
  const server = await serveEstate(world)
  const root = makeDirectory()
  server.gitRoot = root
  makeBare(root, 'acme/web.wiki', [{ 'Home.md': `key ${tokenOf(1)}\n` }, { 'Home.md': 'gone\n' }])
  makeBare(root, `gist/${gist}`, [{ 'a.sh': `T=${tokenOf(2)}\n` }, { 'a.sh': 'gone\n' }])
  const comments = Array.from({ length: 250 }, (_, at) => (at === 249 ? `k ${tokenOf(4)}` : 'quiet')) // prettier-ignore
  addGist(ann, { id: gist, webUrl: server.url, description: `d ${tokenOf(3)}`, comments })
  const cwd = makeDirectory()
  const scanned = await scanEstate(server, cwd, ['acme', ...state])
  expect(placesOf(scanned)).toEqual([
    'acme/web/wiki/Home.md wiki',
    `gist/ann/${gist} comment`.replaceAll(/\d{4,}/g, 'N'),
    `gist/ann/${gist} title`.replaceAll(/\d{4,}/g, 'N'),
    `gist/ann/${gist}/a.sh gist`.replaceAll(/\d{4,}/g, 'N'),
  ])
  expect(scanned.findings[0]!.origin).toMatchObject({ isFormer: true, user: 'Ann' })
  expect(scanned.coverage).toMatchObject({
    complete: true,
    skipped: [{ path: 'acme/unwritten/wiki', reason: 'the wiki has no page' }],
  })
  expect(scanned.coverage.estate!.repositories.map(({ repository }) => repository)).toEqual([
    'acme/unwritten',
    'acme/web',
    'gist/ann',
  ])
  server.seen.length = 0
  const next = await scanEstate(server, cwd, [
    'acme',
    '--since',
    'last',
    '--only',
    'wiki',
    ...state,
  ])
  expect(next.findings).toEqual([])
  expect(
    server.seen.filter(({ path }) => path.includes('git-upload-pack')).length,
  ).toBeLessThanOrEqual(3)
})

test('--history reads code of all branches and pull requests; kept clones are brought up to date', async () => {
  const world = makeWorld()
  addRepository(world, 'acme/web')
  const server = await serveEstate(world)
  const root = makeDirectory()
  server.gitRoot = root
  const bare = makeBare(root, 'acme/web', [{ 'a.env': `A=${tokenOf(1)}\n` }, { 'a.env': 'A=\n' }])
  const cwd = makeDirectory()
  const args = ['acme/web', '--only', 'about', '--history', '--clones', 'clones', ...state]
  const scanned = await scanEstate(server, cwd, args)
  expect(placesOf(scanned)).toEqual(['acme/web/a.env'])
  expect(scanned.findings[0]!.origin).toMatchObject({
    kind: 'git',
    inHead: false,
    url: expect.stringMatching(/\/acme\/web\/blob\/[0-9a-f]{40}\/a\.env$/),
  })
  expect(existsSync(join(cwd, 'clones/acme/web.git/HEAD'))).toBe(true)
  expect(textBelow(join(cwd, 'clones'))).not.toContain(server.token)
  makeBare(root, 'acme/fork', [{ 'b.env': `B=${tokenOf(2)}\n` }])
  const pull = ['fetch', '--quiet', join(root, 'acme/fork.git'), 'main:refs/pull/7/head']
  execFileSync('git', pull, { cwd: bare })
  const next = await scanEstate(server, cwd, args)
  expect(placesOf(next)).toEqual(['acme/web/a.env', 'acme/web/b.env'])
  const without = await scanEstate(server, cwd, [
    'acme/web',
    '--history',
    '--only',
    'about',
    ...state,
  ])
  expect(placesOf(without)).toEqual(placesOf(next))
})

function makeOrganisation(count: number): EstateWorld {
  const world = makeWorld()
  addAccount(world, 'acme')
  for (let number = 1; number <= count; number++) {
    const name = `acme/r${String(number).padStart(3, '0')}`
    const repository = addRepository(world, name)
    repository.issues.push(issueOf(1, number % 10 === 0 ? `k ${tokenOf(number)}` : 'quiet'))
  }
  addRepository(world, 'acme/z-fork', { fork: true })
  addRepository(world, 'acme/z-old', { archived: true })
  return world
}

const few = ['acme', '--only', 'about,issues', ...state]

test(
  'of thirty repositories one is broken: the others are read, and the table says which',
  { timeout: 120_000 },
  async () => {
    const server = await serveEstate(makeOrganisation(30))
    server.pageItemsMax = 12
    server.faults.push({ path: /acme\/r017\/issues\?/, status: 403, message: 'no', times: 99 })
    const cwd = makeDirectory()
    const scanned = await scanEstate(server, cwd, few)
    expect(scanned.status).toBe(2)
    const rows = scanned.coverage.estate!.repositories
    expect(rows.length).toBe(30)
    expect(rows.filter(({ status }) => status === 'incomplete')).toMatchObject([
      { repository: 'acme/r017', why: expect.stringMatching(/Issues: read/) },
    ])
    expect(scanned.findings.length).toBe(3)
    expect(scanned.coverage.skipped).toEqual([
      { path: 'acme/z-fork', reason: 'a fork (--forks scans these)' },
      { path: 'acme/z-old', reason: 'archived (--archived scans these)' },
    ])
    const env = { ...environmentOf(server) }
    const text = await run(['scan', 'github', ...few, '--forks'], { cwd, env })
    expect(text.stdout).toMatch(/acme\/r010 +complete +1 /)
    expect(text.stdout).toMatch(
      /acme\/r017 +incomplete +0 .*\n +acme\/r017\/issues: GitHub answered 403/,
    )
    expect(text.stdout).toMatch(/31 repositories: 30 complete, 1 incomplete\./)
    expect(text.stdout).toMatch(/… and 27 more, complete and without secrets/)
    expect(text.stdout).not.toMatch(/acme\/r011/)
  },
)

test('an organisation goes on behind the last repository that was read', async () => {
  const server = await serveEstate(makeOrganisation(30))
  const cwd = makeDirectory()
  server.remaining = 60
  const stopped = await scanEstate(server, cwd, few)
  expect(stopped.status).toBe(2)
  const rows = stopped.coverage.estate!.repositories
  expect(rows.length).toBe(30)
  const states = new Set(rows.map(({ status }) => status))
  expect(states).toEqual(new Set(['complete', 'incomplete', 'never scanned']))
  const read = rows
    .filter(({ status }) => status === 'complete')
    .map(({ repository }) => repository)
  server.remaining = Infinity
  server.seen.length = 0
  const resumed = await scanEstate(server, cwd, few)
  expect(resumed.coverage.complete).toBe(true)
  expect(resumed.findings.length).toBe(3)
  const asked = server.seen.map(({ path }) => /^\/repos\/([^/]+\/[^/?]+)/.exec(path)?.[1])
  for (const repository of read) expect(asked).not.toContain(repository)
})

test(
  'a baseline leaves what is new, and no value can be read from it',
  { timeout: 120_000 },
  async () => {
    const world = makeOrganisation(10)
    const server = await serveEstate(world)
    const cwd = makeDirectory()
    const args = [...few, '--baseline', 'known.json']
    const first = await scanEstate(server, cwd, args)
    expect(first).toMatchObject({ status: 1 })
    expect(first.stderr).toMatch(/known\.json: baseline of 1 secret written/)
    expect((await scanEstate(server, cwd, args)).status).toBe(0)
    const [repository] = world.repositories.values()
    repository!.issues.push(issueOf(2, `k ${tokenOf(999)} and ${tokenOf(10)}`))
    for (let runs = 0; runs < 2; runs++) {
      const next = await scanEstate(server, cwd, args)
      expect(next.status).toBe(1)
      expect(next.findings.length).toBe(1)
      expect(next.coverage.estate!.known).toBe(1)
    }
    await scanEstate(server, cwd, [...args, '--update-baseline'])
    expect((await scanEstate(server, cwd, args)).status).toBe(0)
    const text = readFileSync(join(cwd, 'known.json'), 'utf8')
    for (const seed of [10, 999]) expect(text).not.toContain(tokenOf(seed))
    const keyless = await scanEstate(server, cwd, args, { env: { STANCH_KEY: '' } })
    expect(keyless.status).toBe(2)
    expect(keyless.stderr).toMatch(/--baseline: expected a key in STANCH_KEY/)
    const other = await scanEstate(server, cwd, args, { env: { STANCH_KEY: 'ab'.repeat(32) } })
    expect(other.stderr).toMatch(/was written under the key/)
  },
)
