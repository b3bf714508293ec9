import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { knownEvents } from '../../src/action/target-of-event.ts'
import { variableOf } from '../../src/action/inputs.ts'
import { hashSecret } from '../../src/scan/suppressions/hash-secret.ts'
import { watchProcesses } from '../cli/incident/watch-processes.ts'
import { testDirectory } from '../git/git-process.ts'
import { makeFullEstate } from '../github/full-estate.ts'
import { botToken } from '../github/opened.ts'
import { serveEstate } from '../github/run-estate.ts'
import type { WorldPull, WorldRepository } from '../github/world.ts'
import { changed, exampleOf } from './example-events.ts'
import { madeToken, pullPayload, pushPayload, testKey } from './payloads.ts'
import { builtAction, runBuilt } from './run-built.ts'
import { Forgery, repositoryName } from './run-entry.ts'
import { holdToDescriptions, judge, serveBuilt } from './serve-built.ts'

const [first, second] = [madeToken(1), madeToken(2)]

holdToDescriptions()

test('a pull request over the interface: texts of all kinds, comments kept up, nothing in any argument', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `A=1\nTOKEN=${first}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const server = await serveBuilt(forgery, base, {
    pulls: [
      {
        number: 7,
        title: 'a title',
        body: 'a body',
        base: { ref: 'main', sha: base },
        head: { ref: 'topic', sha: head },
        commits: [head],
        files: { 'k.env': [1, 2] },
        comments: [{ body: `try ${second}` }],
      },
    ],
  })
  const watch = watchProcesses(`GITHUB_SERVER_URL=${server.url}`)
  const payload = pullPayload(base, head, { 'pull_request.commits': 1 })
  const ended = await runBuilt(server, 'pull_request', payload)
  watch.stop()
  expect(ended.status, ended.output).toBe(1)
  expect(ended.outputs).toMatchObject({ exposures: '2', complete: 'true' })
  expect(server.violations).toEqual([])
  const pull = () => server.repositories[0]!.pulls.find(({ number }) => number === 7)!
  const bodies = () => [...pull().threads.flatMap(({ comments }) => comments), ...pull().comments].map(({ body }) => body).filter((body) => body.includes('stanch:')) // prettier-ignore
  expect(pull().threads).toMatchObject([{ path: 'k.env', line: 2 }])
  expect(bodies()).toHaveLength(2)
  const again = await runBuilt(server, 'pull_request', payload)
  expect(again.status, again.output).toBe(1)
  expect(bodies()).toHaveLength(2)
  expect(ended.left).toEqual([])
  const everything = [ended.output, ended.summary, again.output, ...bodies(), ...server.requests].join('\n') // prettier-ignore
  for (const secret of [first, second, testKey, botToken]) expect(everything).not.toContain(secret)
  const commands = [...watch.seen].map((text) => text.split('\n')[0]!)
  expect(commands.some((command) => command.startsWith('git'))).toBe(true)
  for (const secret of [
    first,
    second,
    testKey,
    botToken,
    Buffer.from(`x-access-token:${botToken}`).toString('base64'),
  ])
    // prettier-ignore
    expect(commands.join('\n')).not.toContain(secret)
}, 120_000)

/** Where each event has a text that somebody writes. */
const textFields: Readonly<Record<string, readonly [action: string, field: string]>> = {
  issues: ['opened', 'issue.body'],
  issue_comment: ['created', 'comment.body'],
  pull_request_review: ['submitted', 'review.body'],
  pull_request_review_comment: ['created', 'comment.body'],
  discussion: ['created', 'discussion.body'],
  discussion_comment: ['created', 'comment.body'],
  release: ['published', 'release.body'],
}

const idOf = (event: string, key: string) => {
  const id = (exampleOf(event, textFields[event]![0])[key] as { readonly id: number }).id
  return { id, body: 'a text' }
}

/** What GitHub's examples of events are about. */
function textsOfExamples(): Omit<WorldRepository, 'name'> {
  return {
    issues: [{ number: 1, body: 'a text', comments: [idOf('issue_comment', 'comment')] }],
    discussions: [{ number: 4, body: 'a text', comments: [idOf('discussion_comment', 'comment')] }],
    releases: [{ tag: 'v1', ...idOf('release', 'release') }],
  }
}

function pullOfExamples(): WorldPull {
  const comments = [idOf('pull_request_review_comment', 'comment')]
  const reviews = [idOf('pull_request_review', 'review')]
  return { number: 2, body: 'a text', reviews, threads: [{ path: 'a', line: 1, comments }] }
}

test('every event with a secret, and one of each kind without', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const leaking = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref: 'refs/heads/topic' }) // prettier-ignore
  const clean = forgery.commit({ 'b.txt': 'two\n' }, { parent: base, ref: 'refs/heads/clean' })
  const pull = (number: number, sha: string): WorldPull => ({
    number,
    title: 'a title',
    body: 'a body',
    base: { ref: 'main', sha: base },
    head: { ref: 'topic', sha },
    commits: [sha],
  })
  const server = await serveBuilt(forgery, base, {
    ...textsOfExamples(),
    pulls: [pull(7, leaking), pull(8, clean), pullOfExamples()],
  })
  const payloadOf = (event: string, isLeaking: boolean): unknown => {
    const [head, number] = isLeaking ? [leaking, 7] : [clean, 8]
    if (event.startsWith('pull_request') && textFields[event] === undefined)
      return pullPayload(base, head, { number, 'pull_request.number': number })
    if (event === 'push') return pushPayload({ before: base, after: head })
    if (event === 'merge_group')
      return changed(event, exampleOf(event), { 'merge_group.base_sha': base, 'merge_group.head_sha': head, 'repository.private': true }) // prettier-ignore
    if (event === 'schedule') return { schedule: '0 3 * * *' }
    if (event === 'workflow_dispatch') return exampleOf(event)
    const [action, field] = textFields[event]!
    const fields: Record<string, unknown> = { [field]: isLeaking ? first : 'nothing', 'repository.private': true } // prettier-ignore
    if (event.startsWith('pull_request')) fields['pull_request.base.sha'] = base
    return changed(event, exampleOf(event, action), fields)
  }
  for (const event of knownEvents) {
    const ended = await runBuilt(server, event, payloadOf(event, true), { GITHUB_SHA: base })
    expect([event, ended.status, ended.outputs['complete']], ended.output).toEqual([event, 1, 'true']) // prettier-ignore
    expect(ended.output + ended.summary).not.toContain(first)
    // One of each kind: a pull request, other commits, a text.
    if (!['pull_request_target', 'push', 'issues'].includes(event)) continue
    const passed = await runBuilt(server, event, payloadOf(event, false), { GITHUB_SHA: base })
    expect([event, passed.status, passed.outputs['complete']], passed.output).toEqual([event, 0, 'true']) // prettier-ignore
    expect(passed.left).toEqual([])
  }
  expect(server.violations).toEqual([])
  // Texts are read as they are now, too.
  const asked = server.requests.join('\n')
  for (const path of ['issues/1', 'issues/comments/', 'pulls/2/reviews/', 'pulls/comments/', 'releases/'])
    expect(asked).toContain(`200 GET /repos/octo/shop/${path}`)
  expect(asked).not.toContain('404 GET')
}, 400_000) // prettier-ignore

test('comments are brought up to date, and folded away', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const ref = 'refs/pull/7/head'
  const leaking = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: base, ref })
  const pull: WorldPull = {
    number: 7,
    body: 'a body',
    base: { ref: 'main', sha: base },
    head: { ref: 'topic', sha: leaking },
    files: { 'k.env': [1] },
    comments: [{ body: `try ${second}` }],
  }
  const server = await serveBuilt(forgery, base, { pulls: [pull] })
  const run = (...given: Parameters<typeof pullPayload>) => runBuilt(server, 'pull_request', pullPayload(...given)) // prettier-ignore
  expect((await run(base, leaking)).status).toBe(1)
  const { threads, comments } = server.repositories[0]!.pulls[0]!
  expect([threads, comments]).toMatchObject([[{ isResolved: false }], [{}, {}]])

  const removed = forgery.commit({ 'k.env': null }, { parent: leaking, ref })
  const deleted = await run(base, removed, { before: leaking, after: removed }, 'synchronize')
  expect(deleted.status, deleted.output).toBe(1)
  expect(threads).toMatchObject([{ isResolved: false, comments: [{ body: expect.stringContaining(leaking.slice(0, 7)) as string }] }]) // prettier-ignore

  const salt = Buffer.alloc(16, 1)
  const entries = [first, second].map((secret) => `  - secret: '${hashSecret(Buffer.from(secret), salt)}'\n    rule: github-token\n    owner: ops\n    reason: revoked by hand\n    expires: 2099-01-01\n`) // prettier-ignore
  const allowed = `version: 1\nsalt: '${salt.toString('hex')}'\nentries:\n${entries.join('')}`
  const allowing = forgery.commit({ '.stanch-suppressions.yaml': allowed }, { parent: base })
  const onTop = forgery.commit({ 'k.env': `TOKEN=${first}\n` }, { parent: allowing, ref })
  const suppressed = await run(allowing, onTop)
  expect(suppressed.status, suppressed.output).toBe(0)
  expect([threads, comments]).toMatchObject([[{ isResolved: true }], [{}, {}]])
  const asked = server.requests.join('\n')
  for (const mutation of [
    'updatePullRequestReviewComment',
    'updateIssueComment',
    'resolveReviewThread',
  ])
    // prettier-ignore
    expect(asked).toContain(`{ ${mutation}(`)
}, 60_000)

test('scan: github reads the code and every list; one that is refused makes it red', async () => {
  const { world, web, tokens } = makeFullEstate()
  const forgery = await Forgery.start('acme/web')
  const inCode = madeToken(100)
  const base = forgery.commit({ 'k.env': `TOKEN=${inCode}\n` })
  web.branches.set('main', base)
  const server = await serveEstate(world)
  server.onExchange = judge.take
  server.gitRoot = forgery.root
  const env = { GITHUB_REPOSITORY: 'acme/web', GITHUB_SHA: base, [variableOf('scan')]: 'github' }
  const run = () => runBuilt(server, 'schedule', { schedule: '0 3 * * *' }, env)
  const ended = await run()
  const exposures = String(Object.keys(tokens).length + 1)
  expect([ended.status, ended.outputs], ended.output).toMatchObject([1, { exposures, complete: 'true' }]) // prettier-ignore
  for (const secret of [inCode, ...Object.values(tokens)])
    expect(ended.output + ended.summary).not.toContain(secret)
  expect(ended.left).toEqual([])
  server.faults.push({ path: /^\/repos\/acme\/web\/releases\?/, status: 403, times: Infinity })
  const refused = await run()
  expect([refused.status, refused.outputs], refused.output).toMatchObject([2, { complete: 'false' }]) // prettier-ignore
}, 60_000)

test('a signal removes what was made, and says 130', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit(
    { 'k.env': `TOKEN=${first}\n` },
    { parent: base, ref: 'refs/heads/x' },
  )
  const server = await serveBuilt(forgery, base)
  const directory = testDirectory()
  writeFileSync(join(directory, 'event.json'), JSON.stringify(pushPayload({ ref: 'refs/heads/main', before: base, after: head }))) // prettier-ignore
  mkdirSync(join(directory, 'temp'))
  const child = spawn(process.execPath, [builtAction], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GITHUB_EVENT_NAME: 'push',
      GITHUB_EVENT_PATH: join(directory, 'event.json'),
      GITHUB_REPOSITORY: repositoryName,
      GITHUB_SERVER_URL: server.url,
      RUNNER_TEMP: join(directory, 'temp'),
    },
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => said.push(String(text)))
  // As soon as something is there to be removed.
  const timer = setInterval(() => {
    if (readdirSync(join(directory, 'temp')).length > 0) child.kill('SIGTERM')
  }, 2)
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearInterval(timer)
  expect(status, said.join('')).toBe(130)
  expect(readdirSync(join(directory, 'temp'))).toEqual([])
}, 60_000)
