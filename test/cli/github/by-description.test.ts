import { describe, expect, test } from 'vitest'
import { addAccount, addGist, addRepository } from '../../github/estate-world.ts'
import { makeFullEstate } from '../../github/full-estate.ts'
import { GithubJudge } from '../../github/github-judge.ts'
import { scanEstate, serveEstate } from '../../github/run-estate.ts'
import { prism } from '../../providers/prism/describe-github.ts'
import { makeDirectory } from '../run-stanch.ts'

/** Whatever is asked of every resource, but ids. */
const lists = [
  '/orgs/acme/repos?type=all&per_page=100&sort=full_name',
  '/orgs/acme/members?per_page=100',
  '/users/somebody/gists?per_page=100',
  '/gists/ab/comments?per_page=100&page=2',
  '/repos/acme/web/issues?state=all&sort=updated&direction=asc&per_page=100',
  '/repos/acme/web/issues/comments?sort=updated&direction=asc&per_page=100',
  '/repos/acme/web/pulls/comments?sort=updated&direction=asc&per_page=100',
  '/repos/acme/web/comments?per_page=100&page=1',
  '/repos/acme/web/labels?per_page=100&page=1',
  '/repos/acme/web/milestones?state=all&per_page=100&page=1',
  '/repos/acme/web/releases?per_page=100',
  '/repos/acme/web/actions/runs?per_page=100',
  '/repos/acme/web/actions/artifacts?per_page=100',
]

describe.skipIf(prism.path === undefined)(`GitHub by its description (${prism.skip})`, () => {
  test('stanch scan github asks what GitHub describes of an organisation and of a person', async () => {
    const judge = new GithubJudge()
    const { world } = makeFullEstate()
    world.accounts.get('acme')!.members.push('somebody')
    const person = addAccount(world, 'somebody', 'User')
    addRepository(world, 'somebody/notes')
    const server = await serveEstate(world)
    server.onExchange = judge.take
    const comments = Array<string>(101).fill('quiet')
    addGist(person, { id: 'ab', webUrl: server.url, description: 'd', comments })
    const cwd = makeDirectory()
    // The gist's repository is not there; all else is.
    for (const args of [['acme'], ['acme', '--since', 'last'], ['somebody']])
      await scanEstate(server, cwd, [...args, '--state', 'state'])
    const { faults, asked } = await judge.judge()
    expect(faults).toEqual([])
    for (const list of lists) expect(asked).toContain(`200 GET ${list}`)
    expect(asked).toContain('200 GET /user/repos?affiliation=owner&per_page=100&sort=full_name')
    for (const file of ['releases/assets', 'actions/artifacts', 'actions/runs'])
      expect(asked.join('\n')).toContain(`302 GET /repos/acme/web/${file}/`)
    expect(asked.some((one) => one.startsWith('304 '))).toBe(true)
  }, 90_000)
})
