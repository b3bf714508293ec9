import { zipSync } from 'fflate'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import {
  addAccount,
  addRepository,
  commentOf,
  commitCommentOf,
  discussionCommentOf,
  discussionOf,
  issueOf,
  makeWorld,
  nextId,
  nextTime,
  pullOf,
  reviewCommentOf,
  runOf,
  type EstateRepository,
  type EstateWorld,
  type Json,
} from './estate-world.ts'

/** A token as GitHub makes them, another for each number. */
export function tokenOf(seed: number): string {
  return assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(seed)).text
}

export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)]),
    ),
  )
}

export interface FullEstate {
  readonly world: EstateWorld
  readonly web: EstateRepository
  /** By where each stands. */
  readonly tokens: Readonly<Record<string, string>>
}

/** `acme/web`, with a secret in each resource that needs no git, and behind the first page of those that have pages. */
export function makeFullEstate(): FullEstate {
  const tokens: Record<string, string> = {}
  let seed = 1
  const secret = (place: string) => `key ${(tokens[place] = tokenOf(seed++))} end`
  const world = makeWorld()
  addAccount(world, 'acme')
  const web = addRepository(world, 'acme/web', {
    description: secret('description'),
    homepage: 'https://acme.test',
    topics: ['one', 'two'],
  })
  for (let number = 1; number <= 230; number++) {
    web.issues.push(issueOf(number, number === 215 ? secret('issue on page 3') : 'quiet'))
    web.comments.push(commentOf(number, number === 110 ? secret('comment on page 2') : 'quiet'))
  }
  web.issues.push({ ...issueOf(900, 'quiet'), pull_request: { url: 'x' } })
  web.issues.push({ ...issueOf(901, 'quiet'), title: secret('issue title') })
  const edited: Json = { ...commentOf(5, 'quiet now'), created_at: '2025-12-31T00:00:00Z' }
  web.comments.push(edited)
  web.former.set(String(edited['node_id']), [
    { diff: 'quiet now', editedAt: nextTime(), editor: { login: 'bob' } },
    { diff: secret('former comment'), editedAt: nextTime(), editor: { login: 'bob' } },
  ])
  web.reviewComments.push(reviewCommentOf(3, secret('review comment')))
  web.commitComments.push(commitCommentOf('ab'.repeat(20), secret('commit comment')))
  web.labels.push({ id: nextId(), name: 'bug', description: secret('label') })
  web.milestones.push({
    id: nextId(),
    number: 1,
    title: 'v1',
    description: secret('milestone'),
    updated_at: nextTime(),
  })
  for (let number = 1; number <= 60; number++) web.pulls.push(pullOf(number, 'quiet'))
  web.pulls.push(pullOf(61, secret('pull body'), [secret('review')]))
  web.pulls.push(
    pullOf(62, 'quiet', [...Array<string>(70).fill('quiet'), secret('review on page 2')]),
  )
  const replies = [...Array<string>(30).fill('quiet'), secret('reply on page 2')]
  web.discussions.push(
    discussionOf(1, secret('discussion'), [
      discussionCommentOf('DC_1', secret('discussion comment'), replies),
    ]),
  )
  addRelease(web, secret('release notes'), zipOf({ 'conf/a.env': `A=${secret('asset')}\n` }))
  addRun(web, 2, [
    zipOf({ 'build/1_step.txt': `${secret('log of the first attempt')}\n` }),
    zipOf({ 'build/1_step.txt': 'quiet\n', 'build/2_test.txt': `${secret('log')}\n` }),
  ])
  addArtifact(web, zipOf({ 'out/settings.json': `{"t":"${secret('artifact')}"}` }))
  return { world, web, tokens }
}

export function addRelease(repository: EstateRepository, body: string, asset: Uint8Array): void {
  const id = nextId()
  repository.files.set(`/releases/assets/${id}`, asset)
  const time = nextTime()
  repository.releases.unshift({
    id: nextId(),
    tag_name: `v${id}`,
    name: 'A release',
    body,
    html_url: 'https://github.test/acme/web/releases/tag/v1',
    author: { login: 'ann' },
    published_at: time,
    created_at: time,
    assets: [{ id, name: 'setup.zip', size: asset.length, updated_at: time, state: 'uploaded' }],
  })
}

export function addRun(
  repository: EstateRepository,
  attempts: number,
  logs: readonly (Uint8Array | number)[],
): void {
  const run = runOf(attempts)
  repository.runs.unshift(run)
  for (const [at, log] of logs.entries())
    repository.files.set(`/actions/runs/${String(run['id'])}/attempts/${at + 1}/logs`, log)
}

export function addArtifact(repository: EstateRepository, zip: Uint8Array | number): void {
  const id = nextId()
  const time = nextTime()
  repository.artifacts.unshift({
    id,
    name: 'build-output',
    size_in_bytes: typeof zip === 'number' ? 10 : zip.length,
    expired: false,
    created_at: time,
    updated_at: time,
    workflow_run: { id: 1 },
  })
  repository.files.set(`/actions/artifacts/${id}/zip`, zip)
}
