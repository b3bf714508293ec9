import { expect, test } from 'vitest'
import type { Fault, FaultKind } from '../github/github-server.ts'
import { madeToken, pullPayload } from './payloads.ts'
import { runBuilt } from './run-built.ts'
import { Forgery } from './run-entry.ts'
import { holdToDescriptions, serveBuilt } from './serve-built.ts'

holdToDescriptions()

const [inCode, onSecondPage] = [madeToken(1), madeToken(2)]

/** A pull request with a secret in its code and one on the second page of its comments. */
async function servePull() {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${inCode}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const quiet = Array.from({ length: 104 }, (_, at) => ({ body: `quiet ${at}` }))
  const server = await serveBuilt(forgery, base, {
    pulls: [
      {
        number: 7,
        body: 'a body',
        base: { ref: 'main', sha: base },
        head: { ref: 'topic', sha: head },
        files: { 'k.env': [1] },
        comments: [...quiet, { body: `try ${onSecondPage}` }],
      },
    ],
  })
  const written = () => {
    const [{ threads, comments }] = server.repositories[0]!.pulls as [(typeof server.repositories)[0]['pulls'][0]] // prettier-ignore
    return [threads.length, comments.length - 105]
  }
  return { server, written, run: () => runBuilt(server, 'pull_request', pullPayload(base, head)) }
}

const status = (code: number, headers: Readonly<Record<string, string>> = {}, message = 'Fault'): FaultKind => ({ kind: 'status', status: code, headers, body: { message } }) // prettier-ignore
const secondary = 'You have exceeded a secondary rate limit.'

test('limits, 5xx and broken connections are overcome: all is read, and each comment is written once', async () => {
  const { server, written, run } = await servePull()
  server.faults.push(
    { on: /^GET .*page=2/, times: 2, with: status(502) },
    { on: /^GET .*page=2/, with: status(403, { 'retry-after': '1' }, secondary) },
    { on: /^GET .*\/reviews/, with: { kind: 'cut' } },
    { on: /^POST \/graphql/, with: status(429, { 'retry-after': '1' }) },
    { on: /^POST \/repos/, with: status(403, { 'retry-after': '1' }, secondary) },
    // Then nobody knows whether it was written.
    { on: /^POST \/repos/, with: { kind: 'hang up' }, isDone: true },
  )
  const ended = await run()
  expect([ended.status, ended.outputs], ended.output).toMatchObject([1, { exposures: '2', complete: 'true' }])
  expect(written()).toEqual([1, 1])
  const refused = server.requests.map((one) => Number(one.slice(0, 3))).filter((code) => code > 400)
  expect(refused.toSorted((one, other) => one - other)).toEqual([403, 403, 429, 502, 502])
}, 60_000) // prettier-ignore

test('the hourly limit is waited for', async () => {
  const { server, written, run } = await servePull()
  Object.assign(server.limit, { remaining: 3, reset: Math.ceil(Date.now() / 1000) + 3 })
  const ended = await run()
  expect([ended.status, ended.outputs], ended.output).toMatchObject([1, { exposures: '2', complete: 'true' }]) // prettier-ignore
  expect(ended.output).toContain('wants no more requests for now; going on at')
  expect(written()).toEqual([1, 1])
}, 60_000)

test.for<[string, readonly Fault[], RegExp]>([
  ['a list that is shorter than the pull request says', [{ on: /^GET .*issues\/7\/comments/, with: { kind: 'short', items: 5 } }], /GitHub listed 5 of 105/],
  ['a page that stays broken', [{ on: /^GET .*page=2/, times: 99, with: status(502) }], /GitHub answered 502, also after further attempts/],
  ['a page that is refused', [{ on: /^GET .*page=2/, times: 99, with: status(403) }], /::octo\/shop\/pull\/7\/comments: GitHub answered 403: the token may not do this. It needs the permission pull_requests=read/],
  ['that pages lead in a circle', [{ on: /^GET .*issues\/7\/comments/, times: 99, with: { kind: 'circle' } }], /cannot be read to its end/],
  ['a limit that is too far away', [{ on: /^GET .*page=2/, times: 99, with: status(403, { 'retry-after': '3600' }, secondary) }], /rate limit is reached.* Come again after/],
])('%s makes the scan incomplete, and the job red; what was read is told', async ([, faults, reason]) => {
  const { server, run } = await servePull()
  server.faults.push(...faults)
  const ended = await run()
  expect([ended.status, ended.outputs], ended.output).toMatchObject([2, { complete: 'false' }])
  expect(ended.output).toMatch(reason)
  expect(ended.output).toContain('k.env')
}, 60_000) // prettier-ignore
