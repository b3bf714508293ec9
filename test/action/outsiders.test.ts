import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { chooseTold } from '../../src/action/choose-told.ts'
import { targetOfEvent } from '../../src/action/target-of-event.ts'
import type { GitOrigin, GithubOrigin } from '../../src/engine/document.ts'
import type { Finding } from '../../src/engine/finding.ts'
import { groupExposures } from '../../src/report/group-exposures.ts'
import { run } from '../cli/run-stanch.ts'
import { testDirectory } from '../git/git-process.ts'
import { playGithub, type GithubAnswer } from '../providers/http/play-github.ts'
import {
  addedFinding,
  commitFor,
  sampleMatch,
  textFinding,
} from '../report/change/sample-change.ts'
import { changed, exampleOf } from './example-events.ts'
import { madeToken, pullPayload, pushPayload, testKey } from './payloads.ts'
import { receiveNotices } from './receive-notices.ts'
import { Forgery, runEntry, StubForge, type EntryRequest } from './run-entry.ts'

vi.setConfig({ testTimeout: 120_000 })

const env = { GITHUB_REPOSITORY: 'octo/shop', GITHUB_SERVER_URL: 'https://github.com' }
const [base, head] = [commitFor(1), commitFor(2)]
const pullOf = (fields: Record<string, unknown> = {}) =>
  targetOfEvent('pull_request_target', pullPayload(base, head, fields), env)
const [pull, fork] = [pullOf(), pullOf({ 'pull_request.head.repo.id': 99, 'pull_request.author_association': 'NONE' })] // prettier-ignore
const forkOfMember = pullOf({ 'pull_request.head.repo.id': 99, 'pull_request.author_association': 'MEMBER' }) // prettier-ignore
const push = targetOfEvent('push', pushPayload({ before: base, after: head }), env)

/** Whether something wakes somebody in a public repository: `told`, `bounded`, or bounded and `working`. */
function kindOf(findings: readonly Finding[], target = pull, isPublic = true): string {
  const exposures = groupExposures(findings)
  expect(exposures).toHaveLength(1)
  const { told, working, bounded } = chooseTold(exposures, { findings }, { target, isPublic })
  if (told.length > 0) return 'told'
  return working.length > 0 ? 'working' : bounded > 0 ? 'bounded' : 'nothing'
}

const written = (origin: Partial<GithubOrigin>, changes: Partial<Finding> = {}) => textFinding(1, origin, changes) // prettier-ignore
const added = (origin: Partial<GitOrigin> = {}, changes: Partial<Finding> = {}) => addedFinding(1, origin, changes) // prettier-ignore
const none = { association: 'NONE' }
const [active, known] = [{ status: 'active' as const }, { inventory: sampleMatch }]

test.each([
  ['a comment by nobody of the repository', [written(none)], 'bounded'],
  ['one whose author GitHub says nothing of', [written({})], 'bounded'],
  ['one by somebody whose pull request was merged once', [written({ association: 'CONTRIBUTOR' })], 'bounded'],
  ['one that works', [written(none, active)], 'working'],
  ['one that the inventory knows', [written(none, known)], 'told'],
  ['one by the owner', [written({ association: 'OWNER' })], 'told'],
  ['one by a collaborator', [written({ association: 'COLLABORATOR' })], 'told'],
  ['by one of each', [written(none), written({ association: 'MEMBER' })], 'told'],
  ['in a comment and in a file', [written(none), added()], 'told'],
  ['a comment on a commit', [written({ ...none, part: 'commit-comment', number: undefined as never })], 'bounded'],
  ['a release, which only who may write makes', [written({ part: 'body', number: undefined as never })], 'told'],
  ['a log', [written({ part: 'log', number: undefined as never })], 'told'],
  ['a file', [added()], 'told'],
])('%s', (_name, findings, kind) => {
  expect(kindOf(findings)).toBe(kind)
  expect(kindOf(findings, pull, false)).toBe('told')
}) // prettier-ignore

test('files of a fork are as who opened the pull request', () => {
  expect(kindOf([added()], fork)).toBe('bounded')
  expect(kindOf([added({}, active)], fork)).toBe('working')
  expect(kindOf([added()], forkOfMember)).toBe('told')
  expect(kindOf([added()], push)).toBe('told')
})

const signing = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

async function inventoryOf(secret: string): Promise<string> {
  const cwd = testDirectory()
  const adding = ['inventory', 'add', 'our-record', '--value-stdin', '--owner-team', 'ops']
  const { status, stderr } = await run(adding, { cwd, input: secret, env: { STANCH_KEY: testKey } })
  expect(status, stderr).toBe(0)
  return readFileSync(join(cwd, 'stanch-inventory.yaml'), 'utf8')
}

test('an outsider comments: reported, but a webhook is sent only for what is ours or works, and that is not seen', async () => {
  const [junk, ours] = [madeToken(1), madeToken(2)]
  const forgery = await Forgery.start()
  const policy = forgery.commit({ 'stanch-inventory.yaml': await inventoryOf(ours) })
  const answers: Record<string, GithubAnswer> = {}
  const github = await playGithub(answers)
  const comment = async (text: string, association: string, fields: Partial<EntryRequest> = {}) => {
    const hook = await receiveNotices()
    const payload = changed('issue_comment', exampleOf('issue_comment', 'created'), {
      'comment.body': text,
      'comment.author_association': association,
      'repository.private': false,
    })
    const inputs = { 'on-finding': 'webhook', 'webhook-url': hook.url, validate: 'true' }
    const own = { GITHUB_SHA: policy, STANCH_KEY: testKey, STANCH_WEBHOOK_SECRET: signing }
    const ended = await runEntry({ event: 'issue_comment', payload, forgery, forge: new StubForge(), inputs, env: { ...own, ...github.env }, ...fields }) // prettier-ignore
    return { ...ended, sent: hook.got.length }
  }
  const made = await comment(`look: ${junk}`, 'NONE')
  expect([made.status, made.outputs['exposures'], made.sent], made.err).toEqual([1, '1', 0])
  expect(made.summary).toContain(
    '1 secret that only outsiders wrote is told of if it is known to work',
  )
  expect(made.err).not.toContain('::warning')

  answers[junk] = 'live'
  const live = await comment(`look: ${junk}`, 'NONE')
  expect([live.status, live.sent], live.err).toEqual([1, 1])
  // But for times, and what is made anew for each run.
  const lasting = (text: string) =>
    text
      .replaceAll(/\d+(?:\.\d+)? (?:ms|s)\b/g, '')
      .replaceAll(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{32}(?:[0-9a-f]{32})?\b/g, '')
  expect(lasting(live.all)).toBe(lasting(made.all))
  delete answers[junk]

  const mine = await comment(`look: ${ours}`, 'NONE')
  expect([mine.status, mine.sent], mine.err).toEqual([1, 1])
  const member = await comment(`look: ${junk}`, 'MEMBER')
  expect([member.status, member.sent], member.err).toEqual([1, 1])
})

test('at most twenty a run, and it is said that there are more', async () => {
  const tokens = Array.from({ length: 23 }, (_, at) => madeToken(at + 10))
  const forgery = await Forgery.start()
  const start = forgery.commit({ 'a.txt': 'one\n' })
  const leaking = forgery.commit({ 'k.env': tokens.map((one) => `TOKEN=${one}\n`).join('') }, { parent: start, ref: 'refs/pull/7/head' }) // prettier-ignore
  const store = join(testDirectory(), 'store')
  const withStore = forgery.commit({ 'stanch.yaml': `incidents:\n  store: ${store}\n` }, { parent: start }) // prettier-ignore
  const hook = await receiveNotices()
  const ways = [
    { 'on-finding': 'webhook', 'webhook-url': hook.url },
    { 'on-finding': 'open-incident' },
  ]
  for (const inputs of ways) {
    const payload = pullPayload(withStore, leaking)
    const ended = await runEntry({ event: 'pull_request', payload, forgery, inputs, env: { STANCH_KEY: testKey, STANCH_WEBHOOK_SECRET: signing } }) // prettier-ignore
    expect(ended.outputs['exposures'], ended.err).toBe('23')
    expect(ended.err).toContain(`on-finding: ${inputs['on-finding']}: 20 told`)
    expect(ended.err).toContain('3 more, at most 20 are told of in a run')
  }
  expect(hook.got).toHaveLength(20)
})
