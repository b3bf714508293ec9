import { afterEach, expect, test } from 'vitest'
import { readGithubAddresses } from '../../src/github/github-addresses.ts'
import { readEventTexts, type EventSubject } from '../../src/github/read-event-texts.ts'
import { readGithubAuth } from '../../src/github/read-github-auth.ts'
import { botAuth, botTokens, gather, openSimulated, type OpenedGithub } from './opened.ts'
import type { RepositoryState } from './world.ts'

let opened: OpenedGithub | undefined
afterEach(async () => {
  expect(opened?.server.violations ?? []).toEqual([])
  await opened?.close()
  opened = undefined
})

const edited = (body: string) => ({
  body,
  association: 'COLLABORATOR',
  former: [{ body: `${body} once` }],
})

async function read(
  subjectOf: (repository: RepositoryState) => EventSubject,
  isAnonymous = false,
): Promise<string[]> {
  opened = await openSimulated({
    world: {
      repositories: [
        {
          name: 'o/r',
          issues: [{ number: 3, title: 'T', labels: ['l'], ...edited('issue'), comments: [edited('c')] }],
          pulls: [{ number: 7, body: '', reviews: [edited('rev')], threads: [{ path: 'a', comments: [edited('rc')] }], comments: [edited('pc')] }],
          discussions: [{ number: 9, title: 'D', ...edited('d'), comments: [{ ...edited('dc'), replies: [edited('reply')] }] }],
          releases: [{ tag: 'v1', name: 'One', body: 'notes' }],
        },
      ],
      tokens: botTokens,
    },
    ...(!isAnonymous && { auth: botAuth }),
  }) // prettier-ignore
  const subject = subjectOf(opened.server.repositories[0]!)
  const events = await gather(readEventTexts(opened.github, 'o/r', subject))
  // Of a release GitHub does not say, and only who may write makes one.
  const association = subject.kind === 'release' ? undefined : 'COLLABORATOR'
  for (const event of events)
    if (event.kind === 'text') expect(event.origin.association).toBe(association)
  return events.map((event) =>
    event.kind === 'text'
      ? `${event.origin.path} ${event.origin.part}: ${Buffer.from(event.bytes).toString()}`
      : `${event.kind} ${event.path}`,
  )
}

test.for<[string, (repository: RepositoryState) => EventSubject, readonly string[]]>([
  ['an issue', () => ({ kind: 'issue', number: 3 }), ['o/r/issues/3 title: T', 'o/r/issues/3 body: issue', 'o/r/issues/3 label: l', 'o/r/issues/3 body: issue once']],
  ['a comment on one', ({ issues }) => ({ kind: 'issue-comment', of: 'issue', number: 3, id: issues[0]!.comments[0]!.id }), ['o/r/issues/3 comment: c', 'o/r/issues/3 comment: c once']],
  ['a comment on a pull request', ({ pulls }) => ({ kind: 'issue-comment', of: 'pull', number: 7, id: pulls[0]!.comments[0]!.id }), ['o/r/pull/7 comment: pc', 'o/r/pull/7 comment: pc once']],
  ['a review', ({ pulls }) => ({ kind: 'review', number: 7, id: pulls[0]!.reviews[0]!.id }), ['o/r/pull/7 review: rev', 'o/r/pull/7 review: rev once']],
  ['a comment on a line', ({ pulls }) => ({ kind: 'review-comment', number: 7, id: pulls[0]!.threads[0]!.comments[0]!.id }), ['o/r/pull/7 review-comment: rc', 'o/r/pull/7 review-comment: rc once']],
  ['a discussion', () => ({ kind: 'discussion', number: 9 }), ['o/r/discussions/9 title: D', 'o/r/discussions/9 body: d', 'o/r/discussions/9 body: d once']],
  ['a comment in it', ({ discussions }) => ({ kind: 'discussion-comment', number: 9, id: discussions[0]!.comments[0]!.id }), ['o/r/discussions/9 comment: dc', 'o/r/discussions/9 comment: dc once']],
  ['an answer to that', ({ discussions }) => ({ kind: 'discussion-comment', number: 9, id: discussions[0]!.comments[0]!.replies[0]!.id }), ['o/r/discussions/9 comment: reply', 'o/r/discussions/9 comment: reply once']],
  ['a release', ({ releases }) => ({ kind: 'release', id: releases[0]!.id }), ['o/r/releases title: One', 'o/r/releases tag: v1', 'o/r/releases body: notes']],
  ['one that is gone', () => ({ kind: 'issue-comment', of: 'issue', number: 3, id: 5 }), ['skipped o/r/issues/3']],
  ['a discussion that is gone', () => ({ kind: 'discussion', number: 5 }), ['skipped o/r/discussions/5']],
])('%s', async ([, subject, expected]) => {
  expect(await read(subject)).toEqual(expected)
}) // prettier-ignore

test('without a token, what is not told is said', async () => {
  const issue = await read(() => ({ kind: 'issue', number: 3 }), true)
  expect(issue.at(-1)).toBe('skipped o/r/issues/3/former-versions')
  await opened!.close()
  expect(await read(() => ({ kind: 'discussion', number: 9 }), true)).toEqual([
    'skipped o/r/discussions/9',
  ])
})

test.for<[Record<string, string>, string | undefined, string, string]>([
  [{}, undefined, 'https://api.github.com', 'https://api.github.com/graphql'],
  [{}, 'https://ghe.example.org', 'https://ghe.example.org/api/v3', 'https://ghe.example.org/api/graphql'],
  [{}, 'https://acme.ghe.com', 'https://api.acme.ghe.com', 'https://api.acme.ghe.com/graphql'],
  [{ GITHUB_SERVER_URL: 'https://ghe.example.org' }, undefined, 'https://ghe.example.org/api/v3', 'https://ghe.example.org/api/graphql'],
  [{ GITHUB_API_URL: 'https://ghe.example.org/api/v3/' }, undefined, 'https://ghe.example.org/api/v3', 'https://ghe.example.org/api/graphql'],
  [{ GITHUB_API_URL: 'https://ghe.example.org/api/v3' }, 'https://github.com', 'https://api.github.com', 'https://api.github.com/graphql'],
])('%j, %s', ([env, server, apiUrl, graphqlUrl]) => {
  expect(readGithubAddresses(env, server)).toMatchObject({ apiUrl, graphqlUrl })
}) // prettier-ignore

test.for([
  { GITHUB_API_URL: 'ftp://x' },
  { GITHUB_API_URL: 'https://a:b@x' },
  { GITHUB_GRAPHQL_URL: 'https://elsewhere.example/graphql' },
])('refused: %j', (env) => {
  expect(() => readGithubAddresses(env)).toThrow(/GITHUB_(?:API|GRAPHQL)_URL: expected/)
})

test('a token goes only to the GitHub whose it is', () => {
  const env = { GITHUB_TOKEN: 'home', GH_ENTERPRISE_TOKEN: 'own' }
  const kindAt = (server?: string) => readGithubAuth(env, readGithubAddresses({}, server), 'o/r')
  expect(kindAt()).toEqual({ kind: 'token', token: 'home' })
  expect(kindAt('https://ghe.example.org')).toEqual({ kind: 'token', token: 'own' })
  expect(kindAt('https://acme.ghe.com')).toEqual({ kind: 'none' })
})
