import { expect, test } from 'vitest'
import {
  addArtifact,
  addRelease,
  addRun,
  makeFullEstate,
  tokenOf,
  zipOf,
} from '../../github/full-estate.ts'
import { addAccount, addRepository, issueOf, makeWorld, runOf } from '../../github/estate-world.ts'
import { placesOf, scanEstate, serveEstate } from '../../github/run-estate.ts'
import { textBelow } from '../../github/text-below.ts'
import { makeDirectory } from '../run-stanch.ts'

const state = ['--state', 'state']

function makeSmall() {
  const world = makeWorld()
  addAccount(world, 'acme')
  return { world, web: addRepository(world, 'acme/web') }
}

test('a missing permission is named, and the rest is read', async () => {
  const { world } = makeFullEstate()
  const server = await serveEstate(world)
  server.faults.push({
    path: /actions\/artifacts\?/,
    status: 403,
    message: 'Resource not accessible by personal access token',
    times: 99,
  })
  const scanned = await scanEstate(server, makeDirectory(), ['acme/web', ...state])
  expect(scanned.status).toBe(2)
  expect(scanned.coverage.problems).toEqual([
    {
      path: 'acme/web/actions/artifacts',
      reason:
        'GitHub answered 403: Resource not accessible by personal access token; ' +
        'the token needs the permission "Actions: read" (classic: scope repo)',
    },
  ])
  expect(scanned.findings.length).toBe(19)
  expect(scanned.coverage.estate!.repositories).toMatchObject([
    { repository: 'acme/web', status: 'incomplete', why: expect.stringMatching(/Actions: read/) },
  ])
})

test('what is switched off or gone by retention is skipped with a reason', async () => {
  const { world, web } = makeSmall()
  web.entry['has_discussions'] = false
  addRun(web, 2, [410, zipOf({ 'a.txt': 'quiet' })])
  web.runs.unshift(runOf(1, 'in_progress'))
  addArtifact(web, 404)
  addArtifact(web, 10)
  web.artifacts[0]!['expired'] = true
  const server = await serveEstate(world)
  server.faults.push({ path: /\/issues\?/, status: 410, times: 9 })
  const { coverage, status } = await scanEstate(server, makeDirectory(), ['acme/web', ...state])
  expect(coverage.skipped.map(({ reason }) => reason).toSorted()).toEqual([
    'artifact gone by its retention',
    'artifact gone by its retention',
    'discussions are switched off',
    'issues are switched off',
    'log gone by its retention',
    'still running: its log is read next time',
    'the wiki is switched off',
  ])
  expect(status).toBe(0)
})

test('a list that is shorter than it says makes the scan incomplete', async () => {
  const { world, web } = makeSmall()
  addRun(web, 1, [zipOf({ 'a.txt': 'quiet' })])
  const server = await serveEstate(world)
  server.truncated = true
  const { coverage, status } = await scanEstate(server, makeDirectory(), ['acme/web', ...state])
  expect(coverage.problems).toContainEqual({
    path: 'acme/web/actions/runs',
    reason: 'GitHub listed 1 of 1001',
  })
  expect(status).toBe(2)
})

test('a short page with a next one is not the last', async () => {
  const { world, web } = makeSmall()
  for (let number = 1; number <= 120; number++) {
    web.issues.push(issueOf(number, number === 120 ? `k ${tokenOf(11)}` : 'quiet'))
    web.labels.push({ id: number, name: number === 120 ? `k ${tokenOf(12)}` : 'quiet' })
  }
  const server = await serveEstate(world)
  server.pageItemsMax = 7
  const { findings } = await scanEstate(server, makeDirectory(), ['acme/web', ...state])
  expect(findings.length).toBe(2)
})

test('5xx answers and secondary limits are waited out', async () => {
  const { world, tokens } = makeFullEstate()
  const server = await serveEstate(world)
  server.faults.push(
    { path: /\/labels/, status: 502, times: 2 },
    { path: /graphql/, status: 502, times: 1 },
    {
      path: /\/milestones/,
      status: 403,
      headers: { 'retry-after': '1' },
      message: 'You have exceeded a secondary rate limit',
      times: 1,
    },
  )
  const scanned = await scanEstate(server, makeDirectory(), ['acme/web', ...state])
  expect(scanned.coverage.problems).toEqual([])
  expect(scanned.findings.length).toBe(Object.keys(tokens).length)
})

test('a server that stays broken makes one resource incomplete; the next run reads it', async () => {
  const { world, tokens } = makeFullEstate()
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  server.faults.push({ path: /\/labels/, status: 500, times: 9 })
  const scanned = await scanEstate(server, cwd, ['acme/web', ...state])
  expect(scanned.status).toBe(2)
  expect(scanned.coverage.problems).toEqual([
    { path: 'acme/web/labels', reason: expect.stringMatching(/500/) },
  ])
  server.faults.length = 0
  const next = await scanEstate(server, cwd, ['acme/web', '--since', 'last', ...state])
  expect(placesOf(next)).toEqual(['acme/web/labels label'])
  expect(next.coverage.complete).toBe(true)
  expect(Object.keys(tokens).length).toBe(scanned.findings.length + 1)
})

test('a large asset is streamed, and passed over where it is larger than wanted', async () => {
  const { world, web } = makeSmall()
  const large = Buffer.alloc(24 << 20, 'quiet text, nothing in it\n')
  large.write(`k ${tokenOf(21)}`, large.length - 100)
  addRelease(web, 'quiet', large)
  const server = await serveEstate(world)
  const args = ['acme/web', '--only', 'releases', ...state]
  const scanned = await scanEstate(server, makeDirectory(), args)
  expect(placesOf(scanned)).toEqual(['acme/web/releases/vN/setup.zip asset'])
  // Also of a file that is larger than the list says.
  ;(web.releases[0]!['assets'] as Record<string, unknown>[])[0]!['size'] = 10
  const limited = await scanEstate(server, makeDirectory(), [...args, '--max-download', '1M'])
  expect(limited.coverage.skipped).toEqual([
    {
      path: expect.stringMatching(/setup\.zip$/),
      reason: 'larger than --max-download',
    },
  ])
  expect(limited.findings).toEqual([])
})

test('a secret in a name is told, and stands in no label', async () => {
  const { world, web } = makeSmall()
  const token = tokenOf(31)
  addArtifact(web, zipOf({ 'quiet.txt': 'quiet', [`dir/${token}.txt`]: `k ${tokenOf(32)}\n` }))
  web.artifacts[0]!['name'] = `name-${token}`
  const server = await serveEstate(world)
  const cwd = makeDirectory()
  const scanned = await scanEstate(server, cwd, ['acme/web', ...state])
  expect(scanned.findings.length).toBeGreaterThanOrEqual(2)
  expect(scanned.stdout).not.toContain(token)
  expect(textBelow(cwd)).not.toContain(token)
})

test('who the token is not known to reads nothing', async () => {
  const { world } = makeFullEstate()
  const server = await serveEstate(world)
  const scanned = await scanEstate(server, makeDirectory(), ['acme/web', ...state], {
    env: { GITHUB_TOKEN: 'wrong' },
  })
  expect(scanned.status).toBe(2)
  expect(scanned.stderr).toMatch(
    /acme\/web: GitHub does not know the token \(401: Bad credentials\)/,
  )
})
