import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { knownEvents } from '../../src/action/target-of-event.ts'
import { variableOf } from '../../src/action/inputs.ts'
import { watchProcesses } from '../cli/incident/watch-processes.ts'
import { testDirectory } from '../git/git-process.ts'
import { answerWithGit } from '../github/git-server.ts'
import { startGithubServer, type GithubServer } from '../github/github-server.ts'
import { botToken, botTokens } from '../github/opened.ts'
import type { WorldPull } from '../github/world.ts'
import { changed, exampleOf } from './example-events.ts'
import { madeToken, pullPayload, pushPayload, testKey } from './payloads.ts'
import { Forgery, parseOutputs, repositoryName } from './run-entry.ts'

const program = join(import.meta.dirname, '../../dist/bin/action.js')
const [first, second] = [madeToken(1), madeToken(2)]

interface Ended {
  readonly status: number | null
  readonly output: string
  readonly outputs: Record<string, string>
  readonly summary: string
  readonly left: readonly string[]
}

/** The built file, as a step of a workflow runs it. */
async function runBuilt(
  server: GithubServer,
  event: string,
  payload: unknown,
  env: Record<string, string> = {},
): Promise<Ended> {
  const directory = testDirectory()
  const place = (name: string) => join(directory, name)
  mkdirSync(place('temp'))
  mkdirSync(place('workspace'))
  writeFileSync(place('event.json'), JSON.stringify(payload))
  const child = spawn(process.execPath, [program], {
    cwd: place('workspace'),
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: place('event.json'),
      GITHUB_REPOSITORY: repositoryName,
      GITHUB_SERVER_URL: server.url,
      GITHUB_API_URL: `${server.url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${server.url}/api/graphql`,
      GITHUB_OUTPUT: place('output'),
      GITHUB_STEP_SUMMARY: place('summary'),
      GITHUB_WORKSPACE: place('workspace'),
      RUNNER_TEMP: place('temp'),
      STANCH_KEY: testKey,
      [variableOf('token')]: botToken,
      ...env,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const read = (name: string) => (existsSync(place(name)) ? readFileSync(place(name), 'utf8') : '')
  return {
    status,
    output,
    outputs: parseOutputs(read('output')),
    summary: read('summary'),
    left: readdirSync(place('temp')),
  }
}

async function serve(forgery: Forgery, main: string, pulls: readonly WorldPull[] = []) {
  const server = await startGithubServer({
    world: {
      tokens: botTokens,
      repositories: [{ name: repositoryName, visibility: 'private', defaultBranch: 'main', branches: { main }, pulls }],
    },
    others: answerWithGit({ root: forgery.root, token: botToken }),
  }) // prettier-ignore
  onTestFinished(() => server.stop())
  return server
}

test('a pull request over the interface: texts of all kinds, comments kept up, nothing in any argument', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `A=1\nTOKEN=${first}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const server = await serve(forgery, base, [
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
  ])
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
  const server = await serve(forgery, base, [pull(7, leaking), pull(8, clean)])
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
}, 400_000)

test('scan: github reads the code and asks for every list; one that is refused makes it red', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'k.env': `TOKEN=${first}\n` })
  const server = await serve(forgery, base)
  const env = { GITHUB_SHA: base, [variableOf('scan')]: 'github' }
  const ended = await runBuilt(server, 'schedule', { schedule: '0 3 * * *' }, env)
  expect([ended.status, ended.outputs['exposures'], ended.outputs['complete']], ended.output).toEqual([2, '1', 'false']) // prettier-ignore
  for (const list of ['issues', 'releases', 'actions/runs', 'labels'])
    expect(server.requests.join('\n')).toContain(`/repos/octo/shop/${list}`)
  expect(ended.left).toEqual([])
}, 60_000)

test('a signal removes what was made, and says 130', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit(
    { 'k.env': `TOKEN=${first}\n` },
    { parent: base, ref: 'refs/heads/x' },
  )
  const server = await serve(forgery, base)
  const directory = testDirectory()
  writeFileSync(join(directory, 'event.json'), JSON.stringify(pushPayload({ ref: 'refs/heads/main', before: base, after: head }))) // prettier-ignore
  mkdirSync(join(directory, 'temp'))
  const child = spawn(process.execPath, [program], {
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
