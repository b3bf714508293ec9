import { afterEach, expect, test } from 'vitest'
import { openPullComments, type PullComments } from '../../src/github/pull-comments.ts'
import type { Fault } from './github-server.ts'
import { botAuth, botToken, botTokens, openSimulated, type OpenedGithub } from './opened.ts'
import type { Pull, WorldPull } from './world.ts'

let opened: OpenedGithub | undefined
afterEach(async () => {
  expect(opened?.server.violations ?? []).toEqual([])
  await opened?.close()
  opened = undefined
})

const head = '2'.repeat(40)
const marker = (id: string) => `<!-- stanch:exposure id=${id} -->`
const own = { user: 'github-actions', isBot: true }

async function open(
  pull: Partial<WorldPull> = {},
  {
    faults = [],
    permissions = botTokens[botToken]!.permissions,
  }: { faults?: readonly Fault[]; permissions?: readonly string[] } = {},
): Promise<{ comments: PullComments; pull: Pull }> {
  opened = await openSimulated({
    world: {
      repositories: [
        { name: 'o/r', pulls: [{ number: 7, body: '', files: { 'a.env': [1, 2] }, ...pull }] },
      ],
      tokens: { [botToken]: { ...botTokens[botToken]!, permissions } },
    },
    auth: botAuth,
    faults,
  })
  return {
    comments: openPullComments(opened.github, 'o/r', 7),
    pull: opened.server.repositories[0]!.pulls[0]!,
  }
}

const bodiesIn = ({ comments, threads }: Pull) => [
  ...comments.map(({ body }) => body),
  ...threads.flatMap((thread) => thread.comments.map(({ body }) => body)),
]

test('only own ones that have a marker, over all pages, the oldest first', async () => {
  const forged = { body: marker('f'), user: 'mallory' }
  const { comments } = await open({
    comments: [
      ...Array.from({ length: 130 }, () => ({ body: 'talk', user: 'ann' })),
      forged,
      // Somebody who is called like the App.
      { ...forged, user: 'github-actions' },
      { body: 'no marker', ...own },
      // Another workflow, which repeats what somebody wrote.
      { body: `Thanks for:\n${marker('c')}`, ...own, time: '2026-01-01T00:00:00Z' },
      { body: marker('c'), ...own, time: '2026-02-02T00:00:00Z' },
    ],
    threads: [
      ...Array.from({ length: 110 }, () => ({ path: 'a', comments: [forged] })),
      {
        path: 'a',
        line: 1,
        isResolved: true,
        comments: [{ body: marker('t'), ...own, time: '2026-02-01T00:00:00Z' }],
      },
      {
        path: 'a',
        comments: [
          { body: 'q', user: 'ann' },
          { body: marker('answer'), ...own },
        ],
      },
    ],
  })
  expect(await comments.list()).toMatchObject([
    { kind: 'review-comment', body: marker('t'), thread: { isResolved: true } },
    { kind: 'comment', body: marker('c'), thread: undefined },
  ])
})

test('a comment of a person is found by that person’s token only', async () => {
  const person = { user: 'ann', isBot: false }
  opened = await openSimulated({
    world: {
      repositories: [
        { name: 'o/r', pulls: [{ number: 7, body: '', comments: [{ body: marker('a'), ...person }, { body: marker('b'), ...own }, { body: marker('c'), user: 'ann', isBot: true }] }] },
      ],
      tokens: { noise: { login: 'ann' } },
    },
    auth: { kind: 'token', token: 'noise' },
  }) // prettier-ignore
  const listed = await openPullComments(opened.github, 'o/r', 7).list()
  expect(listed.map(({ body }) => body)).toEqual([marker('a')])
})

test.for([
  ['on the line that the diff has', { path: 'a.env', line: 2 }, { line: 2, comments: 0 }],
  ['on the file, where the line is outside of the diff', { path: 'a.env', line: 9 }, { line: undefined, comments: 0 }],
  ['on the whole, where the file is not of the diff', { path: 'b.env', line: 1 }, { line: undefined, comments: 1 }],
  ['on the whole, where the commit is not of the pull request', { path: 'a.env', line: 1, commit: '9'.repeat(40) }, { line: undefined, comments: 1 }],
  ['on the whole, where there is no place', undefined, { line: undefined, comments: 1 }],
] as const)('%s', async ([, place, expected]) => {
  const { comments, pull } = await open()
  const { url } = await comments.create(marker('x'), place && { commit: head, ...place })
  expect(url).toMatch(/\/o\/r\/pull\/7#(?:issuecomment-|discussion_r)\d+$/)
  expect(pull.comments).toHaveLength(expected.comments)
  expect(pull.threads.map(({ line }) => line)).toEqual(expected.comments === 1 ? [] : [expected.line])
  expect((await comments.list()).map((one) => one.url)).toEqual([url])
}) // prettier-ignore

test('a body is changed in place, and only when it is another', async () => {
  const { comments, pull } = await open({
    comments: [{ body: `${marker('c')}\r\nold`, ...own }],
    threads: [{ path: 'a.env', line: 1, comments: [{ body: `${marker('t')}\nold`, ...own }] }],
  })
  for (const comment of await comments.list()) {
    await comments.update(comment, `${markerOf(comment.body)}\nold\n`)
    expect(opened!.server.requests.filter((text) => text.includes('mutation'))).toEqual([])
  }
  for (const comment of await comments.list())
    await comments.update(comment, `${markerOf(comment.body)}\nnew`)
  expect(bodiesIn(pull)).toEqual([`${marker('c')}\nnew`, `${marker('t')}\nnew`])
})

function markerOf(body: string): string {
  return body.split(/\r?\n/)[0]!
}

test('a thread is resolved, and opened again', async () => {
  const { comments, pull } = await open({
    threads: [{ path: 'a.env', line: 1, comments: [{ body: marker('t'), ...own }] }],
  })
  const isResolved = () => pull.threads[0]!.isResolved
  expect(await comments.unresolve((await comments.list())[0]!)).toBe(true)
  expect(await comments.resolve((await comments.list())[0]!)).toBe(true)
  expect(isResolved()).toBe(true)
  expect(await comments.unresolve((await comments.list())[0]!)).toBe(true)
  expect(isResolved()).toBe(false)
})

test('who may not resolve is told so; who may not write gets an error that says what is missing', async () => {
  const { comments } = await open(
    { threads: [{ path: 'a.env', comments: [{ body: marker('t'), ...own }] }] },
    { permissions: [] },
  )
  const [comment] = await comments.list()
  expect(await comments.resolve(comment!)).toBe(false)
  const refused = { code: 'GITHUB_FORBIDDEN' }
  await expect(comments.update(comment!, 'other')).rejects.toMatchObject(refused)
  const creating = comments.create(marker('x'), { commit: head, path: 'a.env', line: 1 })
  await expect(creating).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining('pull_requests=write') as string,
  })
})

test.for<[string, Fault]>([
  ['was written', { on: /POST .*comments/, with: { kind: 'hang up' }, isDone: true }],
  ['was not written', { on: /POST .*comments/, with: { kind: 'hang up' } }],
  ['was written, and 502 says otherwise', { on: /POST .*comments/, with: { kind: 'status', status: 502 }, isDone: true }],
])('a comment of which nobody knows whether it was written is written once: it %s', async ([, fault]) => {
  const { comments, pull } = await open({}, { faults: [fault] })
  await comments.create(`${marker('x')} text`, { commit: head, path: 'a.env', line: 1 })
  expect(bodiesIn(pull)).toEqual([`${marker('x')} text`])
}) // prettier-ignore

test('two runs at the same time leave one comment each, the older', async () => {
  const { comments: one, pull } = await open()
  const other = openPullComments(opened!.github, 'o/r', 7)
  for (const id of ['x', 'y']) {
    await one.create(`${marker(id)} one`, { commit: head, path: 'a.env', line: 1 })
    await other.create(`${marker(id)} other`, undefined)
  }
  await other.create(`${marker('z')} other`, undefined)
  await other.settle()
  await one.settle()
  expect(bodiesIn(pull).toSorted()).toEqual([
    `${marker('x')} one`,
    `${marker('y')} one`,
    `${marker('z')} other`,
  ])
})

test('settling takes away nothing that this run did not write', async () => {
  const double = { body: marker('x'), ...own }
  const { comments, pull } = await open({ comments: [double, double] })
  await comments.create(marker('y'), undefined)
  await comments.settle()
  expect(bodiesIn(pull)).toHaveLength(3)
})
