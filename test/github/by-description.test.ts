import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPullComments } from '../../src/github/pull-comments.ts'
import { readEventTexts } from '../../src/github/read-event-texts.ts'
import { readFormerHeads } from '../../src/github/read-former-heads.ts'
import { readPullTexts } from '../../src/github/read-pull-texts.ts'
import { readPull } from '../../src/github/read-pull.ts'
import { readRepository } from '../../src/github/read-repository.ts'
import {
  prism,
  startGithubByDescription,
  type RunningPrism,
} from '../providers/prism/start-prism.ts'
import { botAuth, botTokens, gather, openSimulated, type OpenedGithub } from './opened.ts'

const paths = [
  '/repos/{owner}/{repo}',
  '/repos/{owner}/{repo}/git/ref/{ref}',
  '/repos/{owner}/{repo}/pulls/{pull_number}',
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}',
  '/repos/{owner}/{repo}/pulls/{pull_number}/comments',
  '/repos/{owner}/{repo}/pulls/comments/{comment_id}',
  '/repos/{owner}/{repo}/issues/{issue_number}',
  '/repos/{owner}/{repo}/issues/{issue_number}/comments',
  '/repos/{owner}/{repo}/issues/comments/{comment_id}',
  '/repos/{owner}/{repo}/releases/{release_id}',
]

describe.skipIf(prism.path === undefined)(`GitHub by its description (${prism.skip})`, () => {
  let described: RunningPrism
  beforeAll(async () => {
    described = await startGithubByDescription(paths)
  }, 100_000)
  afterAll(() => described?.stop())

  /** @returns what Prism answers; 500 is trouble with an example of the description itself */
  async function replay(method: string, path: string, body: string | undefined): Promise<number> {
    // A branch is one parameter, and Prism takes one part of a path for it.
    const plain = path.replace(/\/git\/ref\/heads\/.*/, '/git/ref/heads')
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const headers = { accept: 'application/json', ...type }
    const { status } = await fetch(described.url + plain, { method, headers, ...(body !== undefined && { body }) }) // prettier-ignore
    return status
  }

  test('what GitHub does not describe is refused, so that an answer shows that ours is described', async () => {
    expect(await replay('POST', '/repos/o/r/pulls/7/comments', '{"body":"x"}')).toBe(422)
    expect(await replay('GET', '/repos/o/r/pulls/seven', undefined)).toBe(422)
    expect(await replay('GET', '/repos/o/r/nothing', undefined)).toBe(404)
  })

  test('every call of ours is one that GitHub describes', async () => {
    const opened = await openSimulated({
      world: { repositories: [{ name: 'o/r', pulls: [{ number: 7, body: 'b', files: { a: [1] } }] }], tokens: botTokens },
      auth: botAuth,
    }) // prettier-ignore
    try {
      await callAll(opened)
      const calls = opened.server.requests.flatMap((request) => {
        const [, method, path, body] = /^\d+ (\w+) (\S+)(?: (.*))?$/s.exec(request)!
        return path === '/graphql' ? [] : [{ method: method!, path: path!, body }]
      })
      for (const { method, path, body } of calls) {
        const status = await replay(method, path, body)
        expect([200, 201, 500], `${method} ${path} ${body}: ${status}`).toContain(status)
      }
      expect(calls.length).toBeGreaterThan(12)
    } finally {
      await opened.close()
    }
  })
})

async function callAll({ github }: OpenedGithub): Promise<void> {
  await readRepository(github, 'o/r')
  const pull = await readPull(github, 'o/r', 7)
  await readFormerHeads(github, pull)
  await gather(readPullTexts(github, pull))
  for (const subject of [
    { kind: 'issue', number: 7 },
    { kind: 'issue-comment', of: 'issue', number: 7, id: 1 },
    { kind: 'review', number: 7, id: 1 },
    { kind: 'review-comment', number: 7, id: 1 },
    { kind: 'release', id: 1 },
  ] as const)
    await gather(readEventTexts(github, 'o/r', subject))
  const comments = openPullComments(github, 'o/r', 7)
  for (const [path, line] of [['a', 1], ['a', 9], ['b', 1]] as const)
    await comments.create('<!-- stanch:x -->', { commit: pull.head, path, line })
} // prettier-ignore
