import { afterEach, expect, test } from 'vitest'
import { readPullTexts } from '../../src/github/read-pull-texts.ts'
import { readPull } from '../../src/github/read-pull.ts'
import type { TextEvent } from '../../src/github/text-event.ts'
import type { Fault } from './github-server.ts'
import { botAuth, botTokens, gather, openSimulated, type OpenedGithub } from './opened.ts'
import type { Pull, WorldPull } from './world.ts'

let opened: OpenedGithub | undefined
afterEach(async () => {
  expect(opened?.server.violations ?? []).toEqual([])
  await opened?.close()
  opened = undefined
})

interface Read {
  readonly texts: readonly string[]
  readonly others: readonly Exclude<TextEvent, { kind: 'text' }>[]
  readonly events: readonly TextEvent[]
}

interface ReadOptions {
  readonly faults?: readonly Fault[]
  readonly isAnonymous?: boolean
  /** After the pull request was read, before its texts are. */
  readonly between?: (pull: Pull) => void
}

async function read(
  pull: Partial<WorldPull>,
  { faults = [], isAnonymous = false, between = () => undefined }: ReadOptions = {},
): Promise<Read> {
  const world = {
    repositories: [{ name: 'o/r', pulls: [{ number: 7, title: 'T', body: 'B', ...pull }] }],
    tokens: botTokens,
  }
  opened = await openSimulated({ world, ...(!isAnonymous && { auth: botAuth }) })
  const about = await readPull(opened.github, 'o/r', 7)
  opened.server.faults.push(...faults)
  between(opened.server.repositories[0]!.pulls[0]!)
  const events = await gather(readPullTexts(opened.github, about))
  return {
    events,
    texts: events.flatMap((event) => (event.kind === 'text' ? [shown(event)] : [])),
    others: events.filter((event) => event.kind !== 'text'),
  }
}

function shown({ origin, bytes }: Extract<TextEvent, { kind: 'text' }>): string {
  return `${origin.part}${origin.isFormer ? ' (former)' : ''}: ${Buffer.from(bytes).toString()}`
}

const start = ['title: T', 'body: B', 'branch: topic', 'branch: main']

test('all that is written at a pull request, former versions and comments on commits included', async () => {
  const { texts, others } = await read({
    former: [{ body: 'B0' }, { body: 'B1' }],
    labels: ['bug', 'x y'],
    comments: [{ body: 'c1', former: [{ body: 'c0' }, { body: null }] }, { body: 'c2' }],
    reviews: [{ body: 'r1' }, { body: '' }],
    threads: [
      { path: 'a', line: 1, comments: [{ body: 't1' }, { body: 't2', former: [{ body: 't0' }] }] },
    ],
    commitComments: [{ body: 'k1', former: [{ body: 'k0' }] }],
  })
  expect(texts).toEqual([
    ...start,
    'label: bug',
    'label: x y',
    'comment: c1',
    'comment: c2',
    'review: r1',
    'review-comment: t1',
    'review-comment: t2',
    'commit-comment: k1',
    'commit-comment (former): k0',
    'body (former): B1',
    'body (former): B0',
    'comment (former): c0',
    'review-comment (former): t0',
  ])
  expect(others).toEqual([])
})

test('each says where it stands, by whom, what they are to the repository, and when', async () => {
  const { events } = await read({
    comments: [
      {
        body: 'c',
        user: 'ann',
        association: 'MEMBER',
        time: '2026-03-04T05:06:07Z',
        former: [{ body: 'c0' }],
      },
    ],
  })
  const origins = events.flatMap((event) =>
    event.kind === 'text' && event.origin.part === 'comment' ? [event.origin] : [],
  )
  const url = `${opened!.server.url}/o/r/pull/7#issuecomment-${opened!.server.repositories[0]!.pulls[0]!.comments[0]!.id}`
  const common = { kind: 'github', path: 'o/r/pull/7', repository: 'o/r', number: 7, part: 'comment', url, user: 'ann', association: 'MEMBER', time: '2026-03-04T05:06:07Z' } // prettier-ignore
  expect(origins).toEqual([common, { ...common, isFormer: true }])
})

test('bodies come as they are: NULs, lone surrogates, CRLF, 65,536 characters', async () => {
  const long = '\u{1F511}'.repeat(32_768)
  const { events } = await read({
    body: 'a\r\n\u0000b\n',
    comments: [{ body: 'x\uD800y' }, { body: long }, { body: '12345678901234567890n' }],
  })
  const bytes = events.flatMap((event) => (event.kind === 'text' ? [Buffer.from(event.bytes)] : []))
  expect(bytes[1]!.toString()).toBe('a\r\n\u0000b\n')
  expect(bytes[4]!.toString('hex')).toBe('78efbfbd79')
  expect(bytes[5]!.equals(Buffer.from(long))).toBe(true)
  expect(bytes[6]!.toString()).toBe('12345678901234567890n')
})

test('all pages of every list', async () => {
  const many = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ body: `${prefix}${at}` }))
  const { texts, others } = await read({
    comments: many('c', 250),
    reviews: many('r', 101),
    threads: [
      { path: 'a', comments: many('t', 130).map((one) => ({ ...one, former: [{ body: `${one.body}f` }] })) },
      ...many('u', 60).map((one) => ({ path: 'b', comments: [one] })),
    ],
    commitComments: many('k', 70),
    former: many('b', 45),
  }) // prettier-ignore
  const count = (part: string) => texts.filter((text) => text.startsWith(`${part}:`)).length
  expect([count('comment'), count('review'), count('review-comment')]).toEqual([250, 101, 190])
  expect([count('commit-comment'), count('body (former)'), count('review-comment (former)')]).toEqual([70, 45, 130])
  expect(others).toEqual([])
}) // prettier-ignore

test('who has no token is told what is not read, which is no trouble', async () => {
  const { texts, others } = await read(
    { comments: [{ body: 'c', former: [{ body: 'c0' }] }] },
    { isAnonymous: true },
  )
  expect(texts).toEqual([...start, 'comment: c'])
  expect(others).toEqual([
    { kind: 'skipped', path: 'o/r/pull/7/commit-comments', reason: 'is told only to who has a token' }, // prettier-ignore
    { kind: 'skipped', path: 'o/r/pull/7/former-versions', reason: 'is told only to who has a token' }, // prettier-ignore
  ])
})

const three = { comments: [{ body: 'c1' }, { body: 'c2' }, { body: 'c3' }] }
const comments = /\/issues\/7\/comments/

test.for<[string, Fault['with'], RegExp]>([
  ['a list that is shorter than said', { kind: 'short', items: 2 }, /^GitHub listed 2 of 3$/],
  ['a list that is none', { kind: 'answer', body: { message: 'x' } }, /cannot be read to its end/],
  ['pages that lead in a circle', { kind: 'circle' }, /cannot be read to its end/],
  ['no JSON', { kind: 'no JSON' }, /a body that is no JSON/],
  ['a body that is cut off', { kind: 'cut' }, /no answer/],
  ['a connection that breaks', { kind: 'hang up' }, /no answer/],
  ['502 again and again', { kind: 'status', status: 502 }, /answered 502/],
  ['403', { kind: 'status', status: 403 }, /^GitHub answered 403: the token may not do this/],
  ['404', { kind: 'status', status: 404 }, /^GitHub answered 404: there is none/],
  ['409, which octokit takes for an end', { kind: 'status', status: 409 }, /answered 409/],
  [
    'a next page elsewhere',
    { kind: 'headers', headers: { link: '<https://elsewhere.example/x>; rel="next"' } },
    /at another address/,
  ],
])('%s is a problem, and all else is read', async ([, fault, reason]) => {
  const faults = [{ on: comments, times: 99, with: fault }]
  const { texts, others } = await read({ ...three, reviews: [{ body: 'r' }] }, { faults })
  expect(texts).toContain('review: r')
  expect(others).toEqual([
    { kind: 'problem', path: 'o/r/pull/7/comments', reason: expect.stringMatching(reason) as string },
  ]) // prettier-ignore
})

test('what goes wrong once is read again', async () => {
  const kinds: readonly Fault['with'][] = [{ kind: 'cut' }, { kind: 'hang up' }, { kind: 'status', status: 503 }] // prettier-ignore
  const faults = kinds.map((fault) => ({ on: comments, with: fault }))
  const { texts, others } = await read(three, { faults })
  expect(texts.filter((text) => text.startsWith('comment:'))).toHaveLength(3)
  expect(others).toEqual([])
})

test('a comment that is deleted while it is read is no trouble', async () => {
  const { texts, others } = await read(three, { between: (pull) => void pull.comments.pop() })
  expect(texts.filter((text) => text.startsWith('comment:'))).toHaveLength(2)
  expect(others).toEqual([])
})

test.for<[string, unknown, string]>([
  ['former versions that are refused', { errors: [{ type: 'FORBIDDEN', message: 'no' }] }, 'skipped'],
  ['a query that GitHub cannot answer', { errors: [{ message: 'Something else' }] }, 'problem'],
  ['an answer without what was asked for', { data: {} }, 'problem'],
])('%s: %s', async ([, body, kind]) => {
  const faults: Fault[] = [{ on: /graphql.*reviews\(/, times: 9, with: { kind: 'status', status: 200, body } }] // prettier-ignore
  const { others } = await read(three, { faults })
  expect(others.map((event) => event.kind)).toEqual([kind])
}) // prettier-ignore
