import { describe, expect, test } from 'vitest'
import { openPullComments } from '../../src/github/pull-comments.ts'
import { readEventTexts } from '../../src/github/read-event-texts.ts'
import { readFormerHeads } from '../../src/github/read-former-heads.ts'
import { readPullTexts } from '../../src/github/read-pull-texts.ts'
import { readPull } from '../../src/github/read-pull.ts'
import { readRepository } from '../../src/github/read-repository.ts'
import { makeDirectory } from '../cli/run-stanch.ts'
import { prism } from '../providers/prism/describe-github.ts'
import { makeFullEstate } from './full-estate.ts'
import { GithubJudge } from './github-judge.ts'
import { botAuth, botTokens, gather, openSimulated, type OpenedGithub } from './opened.ts'
import { scanEstate, serveEstate } from './run-estate.ts'

describe.skipIf(prism.path === undefined)(`GitHub by its description (${prism.skip})`, () => {
  test('the estate', async () => {
    const judge = new GithubJudge()
    const { world } = makeFullEstate()
    const server = await serveEstate(world)
    server.onExchange = judge.take
    const scanned = await scanEstate(server, makeDirectory(), ['acme/web', '--state', 'state'])
    console.log(scanned.status)
    let t = Date.now()
    console.log(await judge.judge(), Date.now() - t)
  }, 100_000)

  test('every call of ours is one that GitHub describes', async () => {
    const judge = new GithubJudge()
    const opened = await openSimulated({
      world: { repositories: [{ name: 'o/r', pulls: [{ number: 7, body: 'b', files: { a: [1] } }] }], tokens: botTokens },
      auth: botAuth,
      onExchange: judge.take,
    }) // prettier-ignore
    try {
      await callAll(opened)
      let t = Date.now()
      console.log(await judge.judge(), Date.now() - t)
    } finally {
      await opened.close()
    }
  }, 100_000)
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
