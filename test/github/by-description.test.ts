import { generateKeyPairSync } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { openPullComments } from '../../src/github/pull-comments.ts'
import { readEventTexts } from '../../src/github/read-event-texts.ts'
import { readFormerHeads } from '../../src/github/read-former-heads.ts'
import { readPullTexts } from '../../src/github/read-pull-texts.ts'
import { readPull } from '../../src/github/read-pull.ts'
import { readRepository } from '../../src/github/read-repository.ts'
import { prism } from '../providers/prism/describe-github.ts'
import type { Exchange } from './exchange.ts'
import { GithubJudge } from './github-judge.ts'
import { botAuth, botTokens, gather, openSimulated, type OpenedGithub, type OpenedOptions } from './opened.ts' // prettier-ignore
import type { WorldPull } from './world.ts'

const judge = new GithubJudge()

let opened: OpenedGithub | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

async function open(options: OpenedOptions): Promise<OpenedGithub> {
  opened = await openSimulated({ ...options, onExchange: judge.take })
  return opened
}

const many = (length: number) =>
  Array.from({ length }, (_, at) => ({ body: `text ${at}`, former: [{ body: 'before' }] }))

const pull: WorldPull = {
  number: 7,
  body: 'b',
  labels: ['bug'],
  files: { a: [1] },
  formerHeads: ['3'.repeat(40), null],
  former: many(12),
  comments: many(101),
  reviews: many(2),
  threads: [{ path: 'a', line: 1, comments: many(26) }],
  commitComments: many(2),
}

describe.skipIf(prism.path === undefined)(`GitHub by its description (${prism.skip})`, () => {
  test('every reader of texts asks what GitHub describes, and is answered so', async () => {
    const { github, server } = await open({
      world: {
        repositories: [
          {
            name: 'o/r',
            branches: { 'a/branch': '1'.repeat(40) },
            defaultBranch: 'a/branch',
            pulls: [pull],
            issues: [{ number: 8, body: 'b', labels: ['bug'], comments: many(1) }],
            discussions: [
              { number: 9, body: 'b', comments: [{ body: 'c', replies: many(26) }] },
            ],
            releases: [{ tag: 'v1', body: 'b' }],
          },
        ],
        tokens: botTokens,
      },
      auth: botAuth,
    }) // prettier-ignore
    await readRepository(github, 'o/r')
    const read = await readPull(github, 'o/r', 7)
    await readFormerHeads(github, read)
    expect((await gather(readPullTexts(github, read))).length).toBeGreaterThan(130)
    const [{ pulls, issues, discussions, releases }] = server.repositories as [(typeof server.repositories)[0]] // prettier-ignore
    for (const subject of [
      { kind: 'issue', number: 8 },
      { kind: 'issue-comment', of: 'issue', number: 8, id: issues[0]!.comments[0]!.id },
      { kind: 'review', number: 7, id: pulls[0]!.reviews[0]!.id },
      { kind: 'review-comment', number: 7, id: pulls[0]!.threads[0]!.comments[0]!.id },
      { kind: 'release', id: releases[0]!.id },
      { kind: 'discussion', number: 9 },
      { kind: 'discussion-comment', number: 9, id: discussions[0]!.comments[0]!.replies[25]!.id },
    ] as const)
      expect((await gather(readEventTexts(github, 'o/r', subject))).map(({ kind }) => kind)).toContain('text') // prettier-ignore
    const { faults, asked } = await judge.judge()
    expect(faults).toEqual([])
    expect(asked).toContain('200 GET /repos/o/r/issues/7/comments?per_page=100&page=2')
    expect(asked.length).toBeGreaterThan(25)
  }, 60_000)

  test('so does what writes comments', async () => {
    const twin = { body: '<!-- stanch:x -->', user: 'github-actions', isBot: true }
    const { github, server } = await open({
      world: { repositories: [{ name: 'o/r', pulls: [{ ...pull, comments: [twin] }] }], tokens: botTokens }, // prettier-ignore
      auth: botAuth,
    })
    const comments = openPullComments(github, 'o/r', 7)
    const commit = '2'.repeat(40)
    for (const place of [
      undefined,
      { commit, path: 'a', line: 1 },
      { commit, path: 'a', line: 9 },
      { commit, path: 'b', line: 1 },
    ])
      // prettier-ignore
      await comments.create(twin.body, place)
    await comments.settle()
    await comments.create('<!-- stanch:y -->', { commit, path: 'a', line: 1 })
    for (const comment of await comments.list()) {
      await comments.update(comment, `${comment.body} news`)
      expect(await comments.resolve(comment)).toBe(true)
    }
    for (const comment of await comments.list()) await comments.unresolve(comment)
    const { faults, asked } = await judge.judge()
    expect(faults).toEqual([])
    expect(server.violations).toEqual([])
    expect(asked).toContain('201 POST /repos/o/r/pulls/7/comments')
    expect(asked).toContain('201 POST /repos/o/r/issues/7/comments')
    const mutations = ['updateIssueComment', 'updatePullRequestReviewComment', 'deleteIssueComment', 'deletePullRequestReviewComment', 'resolveReviewThread', 'unresolveReviewThread'] // prettier-ignore
    for (const mutation of mutations) expect(server.requests.join('\n')).toContain(`{ ${mutation}(`)
  }, 60_000)

  test.for(['o/hidden', 'somebody'])(
    'so does an App, installed at %s',
    async (at) => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      })
      const { github } = await open({
        world: {
          repositories: [{ name: 'o/hidden', visibility: 'private' }],
          app: { id: '77', publicKey, installation: { id: 5, at, token: 'noise-of-an-app' } },
        },
        auth: { kind: 'app', id: '77', privateKey, installedAt: at },
      })
      await readRepository(github, 'o/hidden')
      const { faults, asked } = await judge.judge()
      expect(faults).toEqual([])
      expect(asked).toContain('201 POST /app/installations/5/access_tokens')
    },
    60_000,
  )

  /** What GitHub would not take, or not answer. */
  test.for<[string, Partial<Exchange>, RegExp]>([
    ['a path', { path: '/repos/o/r/nothing' }, /does not have any resource to match/],
    ['a method', { path: '/user', method: 'PUT' }, /does not have "put" method/],
    ['a number that is none', { path: '/repos/o/r/pulls/seven', answer: {} }, /path parameter pull_number must be integer/],
    ['a parameter', { path: '/user/repos?srot=full_name', answer: [] }, /^Request query has srot$/],
    ['a value of a parameter', { path: '/user/repos?sort=name', answer: [] }, /query parameter sort must be equal to one of/],
    ['a body that lacks something', { path: '/repos/o/r/issues/7/comments', method: 'POST', body: '{}', status: 201, answer: {} }, /must have required property 'body'/],
    ['a body that has too much', { path: '/repos/o/r/issues/7/comments', method: 'POST', body: '{"body":"x","text":"y"}', status: 201, answer: {} }, /Request body must NOT have additional properties; found 'text'/],
    ['an answer of another type', { path: '/repos/o/r', answer: { id: 'one' } }, /Response body property id must be integer/],
    ['a field of an answer', { path: '/repos/o/r/labels', answer: [{ colour: 'ededed' }] }, /found 'colour'/],
    ['a status', { path: '/user', status: 201, answer: {} }, /Unable to match the returned status/],
  ] as const)('%s that GitHub does not describe is refused', async ([, exchange, fault]) => {
    const body = exchange.body ?? ''
    const headers = body === '' ? {} : { 'content-type': 'application/json; charset=utf-8', 'content-length': String(body.length) }
    judge.take({ method: 'GET', path: '', status: 200, answer: undefined, headers, ...exchange, body })
    const { faults } = await judge.judge()
    expect(faults.map((one) => one.slice(one.indexOf(': ') + 2))).toEqual([expect.stringMatching(fault)])
  }) // prettier-ignore

  test.for<[string, string, object, object, RegExp]>([
    ['a field', 'query { viewer { name2 } }', {}, {}, /Cannot query field "name2" on type "User"/],
    ['an argument', 'query($id: ID!) { node(name: $id) { id } }', { id: 'x' }, {}, /Unknown argument "name"/],
    ['a variable', 'query($id: ID!) { node(id: $id) { id } }', {}, {}, /\$id" of required type "ID!" was not provided/],
    ['a type of a variable', 'query($id: Int!) { node(id: $id) { id } }', { id: 1 }, {}, /of type "Int!" used in position expecting type "ID!"/],
    ['an answer that lacks something', 'query { viewer { login } }', {}, { viewer: {} }, /viewer.login: Cannot return null/],
    ['an answer that has too much', 'query { viewer { login } }', {}, { viewer: { login: 'x', name: 'y' } }, /^not what was asked for/],
  ])('of GraphQL, %s that is not so in the schema is refused', async ([, query, variables, data, fault]) => {
    const body = JSON.stringify({ query, variables })
    judge.take({ method: 'POST', path: '/graphql', headers: {}, body, status: 200, answer: { data } })
    const { faults } = await judge.judge()
    expect(faults.map((one) => one.slice(one.indexOf(': ') + 2))).toContainEqual(expect.stringMatching(fault))
  }) // prettier-ignore
})
