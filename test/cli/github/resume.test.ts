import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  addArtifact,
  addRelease,
  addRun,
  makeFullEstate,
  tokenOf,
  zipOf,
} from '../../github/full-estate.ts'
import {
  addAccount,
  addRepository,
  commentOf,
  issueOf,
  makeWorld,
} from '../../github/estate-world.ts'
import { placesOf, scanEstate, serveEstate } from '../../github/run-estate.ts'
import { makeDirectory } from '../run-stanch.ts'

const state = ['--state', 'state']

/** What is downloaded, or listed on a page, by request path. */
function countsOf(seen: readonly { readonly path: string }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { path } of seen) counts.set(path, (counts.get(path) ?? 0) + 1)
  return counts
}

test.for([
  ['between pages of issues', /\/issues\?.*since=/],
  ['in the reviews', /graphql/],
  ['at an asset', /releases\/assets\//],
  ['at the second log', /attempts\/2\/logs/],
] as const)('killed %s, it goes on there', async ([, place]) => {
  const { world, tokens } = makeFullEstate()
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  let kill: (() => void) | undefined
  server.onRequest = async (path) => {
    if (!place.test(path) || !kill) return
    kill()
    kill = undefined
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const killed = await scanEstate(server, cwd, ['acme/web', ...state], {
    onStart: (child) => {
      child.stdin?.end()
      kill = () => child.kill('SIGKILL')
    },
  })
  expect(killed.status).toBe(null)
  const before = server.seen.length
  const resumed = await scanEstate(server, cwd, ['acme/web', ...state])
  expect(resumed.stderr).toMatch(/goes on with the scan of \d{4}-\d\d-\d\d/)
  expect(resumed.coverage.complete).toBe(true)
  const fingerprints = resumed.findings.map(({ fingerprint }) => fingerprint)
  expect(new Set(fingerprints).size).toBe(Object.keys(tokens).length)
  // Found once, and told once.
  expect(fingerprints.length).toBe(Object.keys(tokens).length)
  const again = server.seen
    .slice(before)
    .filter(({ path }) => !/^\/(?:repos\/acme\/web$|api\/graphql)/.test(path))
    .filter(({ path }) => countsOf(server.seen.slice(0, before)).has(path))
  // Lists of files are asked for again, the files are not, but for the one that was under way.
  const files = again.filter(({ path }) => /storage|attempts|assets\/|\/zip/.test(path))
  expect(files.length).toBeLessThanOrEqual(2)
  const texts = again.filter(({ path }) => /issues|comments|labels|milestones/.test(path))
  expect(texts.length).toBeLessThanOrEqual(1)
  const whole = await scanEstate(server, cwd, ['acme/web', ...state])
  expect(whole.stderr).toBe('')
  expect(placesOf(whole)).toEqual(placesOf(resumed))
})

test('--no-resume begins anew, and so does another key', async () => {
  const { world } = makeFullEstate()
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  server.remaining = 8
  const stopped = await scanEstate(server, cwd, ['acme/web', ...state])
  expect(stopped.status).toBe(2)
  server.remaining = Infinity
  const other = await scanEstate(server, cwd, ['acme/web', ...state], {
    env: { STANCH_KEY: 'fedcba9876543210'.repeat(4) },
  })
  expect(other.stderr).toMatch(/rules, configuration, key or limits changed/)
  expect(other.coverage.complete).toBe(true)
  server.remaining = 8
  await scanEstate(server, cwd, ['acme/web', ...state])
  server.remaining = Infinity
  const anew = await scanEstate(server, cwd, ['acme/web', '--no-resume', ...state])
  expect(anew.stderr).toMatch(/unfinished scan is given up/)
  expect(anew.findings.length).toBe(other.findings.length)
})

test('at the rate limit the scan stops, says when it can go on, and does', async () => {
  const { world, tokens } = makeFullEstate()
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  // Of its own: other scans of this machine come and go.
  const TMPDIR = makeDirectory()
  for (let runs = 0; ; runs++) {
    expect(runs).toBeLessThan(20)
    server.remaining = 6
    const { status, coverage, findings } = await scanEstate(server, cwd, ['acme/web', ...state], { env: { TMPDIR } }) // prettier-ignore
    if (coverage.complete) {
      expect(runs).toBeGreaterThan(2)
      expect(findings.length).toBe(Object.keys(tokens).length)
      break
    }
    expect(status).toBe(2)
    expect(coverage.problems).toEqual([
      { path: 'acme/web', reason: expect.stringMatching(/rate limit .*goes on there/) },
    ])
  }
  expect(readdirSync(TMPDIR)).toEqual([])
})

test('--since last asks for what is new, and tells only that', async () => {
  const { world, web } = makeFullEstate()
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  const last = ['acme/web', '--since', 'last', ...state]
  const first = await scanEstate(server, cwd, last)
  expect(first.findings.length).toBeGreaterThan(10)
  await scanEstate(server, cwd, last)
  server.seen.length = 0
  const quiet = await scanEstate(server, cwd, last)
  expect(quiet).toMatchObject({ status: 0, findings: [] })
  const full = server.seen.filter(({ status }) => status === 200).map(({ path }) => path)
  // What knows no condition: the repository, lists of files, GraphQL.
  expect(
    full.filter((path) => !/^\/repos\/acme\/web$|graphql|actions\/|releases\?per/.test(path)),
  ).toEqual([])
  expect(server.seen.filter(({ status }) => status === 304).length).toBeGreaterThanOrEqual(6)
  web.issues.push(issueOf(1000, `new ${tokenOf(701)}`))
  const [edited] = web.comments
  Object.assign(edited!, {
    body: `now ${tokenOf(702)}`,
    updated_at: web.issues.at(-1)!['updated_at'],
  })
  addRun(web, 1, [zipOf({ 'a.txt': `t ${tokenOf(703)}\n` })])
  addArtifact(web, zipOf({ 'b.txt': `t ${tokenOf(704)}\n` }))
  addRelease(web, `n ${tokenOf(705)}`, zipOf({ 'c.txt': `t ${tokenOf(706)}\n` }))
  web.runs.find(({ run_attempt: attempt }) => attempt === 2)!['run_attempt'] = 3
  const repeated = web.runs.find(({ run_attempt: attempt }) => attempt === 3)!
  web.files.set(
    `/actions/runs/${String(repeated['id'])}/attempts/3/logs`,
    zipOf({ 'd.txt': `t ${tokenOf(707)}\n` }),
  )
  const next = await scanEstate(server, cwd, last)
  expect(placesOf(next)).toEqual([
    'acme/web/actions/artifacts/N/build-output.zip!b.txt artifact',
    'acme/web/actions/runs/N/attempts/1/logs.zip!a.txt log',
    'acme/web/actions/runs/N/attempts/3/logs.zip!d.txt log',
    'acme/web/issues/1 comment',
    'acme/web/issues/N body',
    'acme/web/releases/vN body',
    'acme/web/releases/vN/setup.zip!c.txt asset',
  ])
})

test('an item that changes while its list is read is not lost between pages', async () => {
  const world = makeWorld()
  addAccount(world, 'acme')
  const web = addRepository(world, 'acme/web')
  for (let number = 1; number <= 250; number++) web.comments.push(commentOf(number, 'quiet'))
  // More in one second than a page takes.
  const time = '2026-03-01T00:00:00Z'
  for (let number = 1; number <= 250; number++)
    web.comments.push(commentOf(number, number === 249 ? `k ${tokenOf(801)}` : 'quiet', time))
  web.comments.push(commentOf(7, `k ${tokenOf(802)}`, '2026-03-02T00:00:00Z'))
  const server = await serveEstate(world)
  let pages = 0
  server.onRequest = (path) => {
    // What was read is touched again: everything behind it moves one place to the front.
    if (path.includes('issues/comments') && pages++ > 0)
      for (let at = 0; at < 40; at++)
        web.comments[at]!['updated_at'] = `2026-03-03T00:00:${String(pages).padStart(2, '0')}Z`
  }
  const scanned = await scanEstate(server, makeDirectory(), [
    'acme/web',
    '--only',
    'issues',
    ...state,
  ])
  expect(scanned.findings.length).toBe(2)
  expect(scanned.coverage.complete).toBe(true)
})

test('a second run on the same state is refused, and the first one is none the worse', async () => {
  const { world, tokens } = makeFullEstate()
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  let second: Promise<Awaited<ReturnType<typeof scanEstate>>> | undefined
  server.onRequest = async (path) => {
    if (second || !/\/issues\?/.test(path)) return
    second = scanEstate(server, cwd, ['acme/web', ...state])
    await second
  }
  const first = await scanEstate(server, cwd, ['acme/web', ...state])
  const { status, stdout, stderr } = await second!
  expect([status, stdout], stderr).toEqual([2, ''])
  expect(stderr).toMatch(/expected that nobody else changes this state of scans/)
  expect(stderr).toMatch(/--state DIR.*process \d+ on/)
  expect(first.coverage.complete).toBe(true)
  expect(new Set(first.findings.map(({ fingerprint }) => fingerprint)).size).toBe(Object.keys(tokens).length) // prettier-ignore
  const later = await scanEstate(server, cwd, ['acme/web', ...state])
  expect(later.coverage.complete, later.stderr).toBe(true)
}, 60_000)
