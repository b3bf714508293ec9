import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs' // prettier-ignore
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { runGit, runGitAside, testDirectory } from '../git/git-process.ts'
import { changed, exampleOf } from './example-events.ts'
import { readAction, runComposite, wasRun, type CompositeRequest } from './run-composite.ts'
import { Forgery, repositoryName } from './run-entry.ts'

const root = join(import.meta.dirname, '../..')
const built = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-package-')))
const prebuilt = join(built, 'action')

/** What the release workflow publishes. */
beforeAll(() => {
  execFileSync(process.execPath, ['dist/build/action-package.js', prebuilt], { cwd: root })
})
afterAll(() => rmSync(built, { recursive: true, force: true }))

const secret = assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(11)).text
const hostile =
  '$(touch pwned)`touch pwned`";touch pwned;\'\n::set-output name=complete::true\n| & %PATH%'

type Fields = Record<string, unknown>

/** What runs in the base's name has the same payload. */
function payloadOf(name: string, action: string | undefined, fields: Fields) {
  const event = name === 'pull_request_target' ? 'pull_request' : name
  const shared = { 'repository.private': true, 'repository.default_branch': 'main' }
  return changed(event, exampleOf(event, action), { ...shared, ...fields })
}

function pullFields(base: string, head: string, fields: Fields = {}): Fields {
  return {
    number: 7,
    'pull_request.number': 7,
    'pull_request.base.sha': base,
    'pull_request.head.sha': head,
    'pull_request.head.ref': 'topic',
    'pull_request.title': 'a title',
    'pull_request.body': 'a body',
    ...fields,
  }
}

/** A push that adds nothing. */
function pushPayload(before: string, after: string) {
  return payloadOf('push', undefined, { before, after, ref: 'refs/heads/main', created: false, deleted: false, forced: false }) // prettier-ignore
}

/** No token is there, so what wants one is missing: comments of a pull request. */
const unread = /comments and reviews were not read: there is no token/

async function run(
  forgery: Forgery,
  request: Pick<CompositeRequest, 'event' | 'payload'> & Partial<CompositeRequest>,
) {
  const { env, ...others } = request
  return runComposite({
    actionPath: prebuilt,
    workspace: testDirectory(),
    directory: testDirectory(),
    env: { GITHUB_REPOSITORY: repositoryName, GITHUB_SERVER_URL: forgery.url, ...env },
    ...others,
  })
}

/** As `actions/checkout` makes it, one commit deep; aside, since this process serves it. */
async function checkOut(forgery: Forgery, commit: string): Promise<string> {
  const directory = testDirectory()
  await runGitAside(directory, ['init', '-q', '.'])
  await runGitAside(directory, [
    'fetch',
    '-q',
    '--depth=1',
    `${forgery.url}/${repositoryName}`,
    commit,
  ])
  await runGitAside(directory, ['checkout', '-q', '--detach', commit])
  return directory
}

test('a pull request: nothing is installed, the key is found, outputs and summary are there', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${secret}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const workspace = await checkOut(forgery, head)
  const ended = await run(forgery, {
    event: 'pull_request',
    payload: payloadOf('pull_request', 'opened', pullFields(base, head)),
    workspace,
    inputs: { report: 'stanch.json', sarif: 'stanch.sarif' },
  })
  // Found, but not everything was read: that outranks it.
  expect(ended.status, ended.log).toBe(2)
  expect(ended.log).toMatch(unread)
  expect(ended.steps).toEqual(['Look at what is here', 'Scan'])
  expect(ended.outputs).toEqual({
    exposures: '1',
    findings: '1',
    complete: 'false',
    report: join(workspace, 'stanch.json'),
    sarif: join(workspace, 'stanch.sarif'),
  })
  expect(ended.summary).toContain('k.env')
  expect(ended.log).toMatch(/^::error .*file=k\.env/m)
  expect(ended.log + ended.summary).not.toContain(secret)
})

test.for([
  [
    'push',
    undefined,
    (before: string, after: string) => ({
      before,
      after,
      ref: 'refs/heads/main',
      created: false,
      deleted: false,
      forced: false,
    }),
    1,
  ],
  [
    'merge_group',
    'checks_requested',
    (base: string, head: string) => ({
      'merge_group.base_sha': base,
      'merge_group.head_sha': head,
    }),
    1,
  ],
  [
    'push',
    undefined,
    (before: string) => ({
      before,
      after: '0'.repeat(40),
      ref: 'refs/heads/main',
      created: false,
      deleted: true,
      forced: false,
      head_commit: null,
    }),
    0,
  ],
] as const)('%s %s', async ([event, action, fieldsOf, status]) => {
  // prettier-ignore
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${secret}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const ended = await run(forgery, { event, payload: payloadOf(event, action, fieldsOf(base, head)) }) // prettier-ignore
  expect(ended.status, ended.log).toBe(status)
  expect(ended.outputs).toMatchObject({ exposures: status === 0 ? '0' : '1', complete: status === 2 ? 'false' : 'true' }) // prettier-ignore
})

test.for([
  ['pull_request_target', 'opened', pullFields],
  ['issues', 'opened', () => ({ 'issue.body': `it fails with ${secret}` })],
] as const)(
  '%s without a token: policy or comments cannot be read, so it fails',
  async ([event, action, fieldsOf]) => {
    // prettier-ignore
    const forgery = await Forgery.start()
    const base = forgery.commit({ 'a.txt': 'one\n' })
    const ended = await run(forgery, { event, payload: payloadOf(event, action, fieldsOf(base, base)) }) // prettier-ignore
    expect(ended.status, ended.log).toBe(2)
    expect(ended.log).toMatch(/ACTION_TOKEN|there is no token/)
    expect(ended.outputs['complete']).toBe('false')
  },
)

test('hostile texts of an event are text', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'b.txt': 'two\n' }, { parent: base, ref: 'refs/pull/7/head', message: hostile }) // prettier-ignore
  const directory = testDirectory()
  const workspace = await checkOut(forgery, head)
  const payload = payloadOf('pull_request', 'opened', {
    ...pullFields(base, head),
    'pull_request.title': hostile,
    'pull_request.body': hostile.repeat(500),
    'pull_request.head.ref': '$(touch${IFS}pwned)',
  })
  const ended = await run(forgery, { event: 'pull_request', payload, directory, workspace })
  expect(ended.status, ended.log).toBe(2)
  expect(ended.log).toMatch(unread)
  expect(ended.outputs['exposures']).toBe('0')
  expect(ended.log).not.toMatch(/^::set-output/m)
  expect(wasRun(directory, workspace, prebuilt, root)).toBe(false)
})

test.for(Object.keys(readAction(root).inputs))(
  'a hostile input is no command: %s',
  async (name) => {
    const forgery = await Forgery.start()
    const base = forgery.commit({ 'a.txt': 'one\n' })
    const [directory, workspace] = [testDirectory(), testDirectory()]
    const payload = pushPayload(base, base)
    const ended = await run(forgery, { event: 'push', payload, directory, workspace, inputs: { [name]: hostile } }) // prettier-ignore
    expect([0, 2], ended.log).toContain(ended.status)
    expect(ended.outputs['complete']).toBe(ended.status === 0 ? 'true' : 'false')
    expect(ended.log).not.toMatch(/^::set-output/m)
    expect(wasRun(directory, workspace, prebuilt, root)).toBe(false)
  },
)

/** A clean checkout of what is committed, its build replaced: it takes minutes, and other tests make it. */
function cleanCheckout(): { actionPath: string; env: Record<string, string>; calls: () => string } {
  const directory = testDirectory()
  const actionPath = join(directory, 'checkout')
  runGit(directory, ['clone', '-q', '--depth=1', `file://${root}`, actionPath])
  // What is not committed yet is tried as well.
  for (const path of ['action.yml', 'package.json', 'package-lock.json'])
    cpSync(join(root, path), join(actionPath, path))
  const programs = join(directory, 'programs')
  mkdirSync(programs)
  const said = join(directory, 'said')
  const npm = `#!/bin/sh\necho "$PWD npm $*$STANCH_KEY" >>'${said}'\n[ "$1" = run ] && cp -R '${prebuilt}/dist' '${prebuilt}/node_modules' .\nexit 0\n`
  writeFileSync(join(programs, 'npm'), npm)
  chmodSync(join(programs, 'npm'), 0o755)
  return {
    actionPath,
    env: {
      PATH: `${programs}${delimiter}${process.env['PATH']}`,
      STANCH_KEY: '0123456789abcdef'.repeat(4),
    },
    calls: () => (existsSync(said) ? readFileSync(said, 'utf8') : ''),
  }
}

test('a checkout without dist is built without install scripts and without keys, its packages cached', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const payload = pushPayload(base, base)
  const checkout = cleanCheckout()
  const directory = testDirectory()
  const ended = await run(forgery, { event: 'push', payload, directory, ...checkout })
  expect(ended.status, ended.log).toBe(0)
  const names = ended.steps.map((step) => step.replace(/@.*/, ''))
  expect(names).toEqual([
    'Look at what is here',
    'actions/cache/restore',
    'Build (this commit of the Action has no dist)',
    'actions/cache/save',
    'Scan',
  ])
  expect(checkout.calls()).toBe(
    `${checkout.actionPath} npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --cache ${directory}/temp/stanch-npm\n` +
      `${checkout.actionPath} npm run --silent build\n`,
  )
})

test('a hit is not kept again; what has more rights than its author restores nothing', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const others = { 'actions/cache/restore': { 'cache-hit': 'true' } }
  const stepsOf = async (event: string) => {
    const payload = event === 'push' ? pushPayload(base, base) : payloadOf(event, 'opened', pullFields(base, base)) // prettier-ignore
    const { steps, status, log } = await run(forgery, { event, payload, others, ...cleanCheckout() }) // prettier-ignore
    expect(status, log).toBe(event === 'push' ? 0 : 2)
    return steps
      .filter((step) => step.startsWith('actions/'))
      .map((step) => step.replace(/@.*/, ''))
  }
  expect(await stepsOf('push')).toEqual(['actions/cache/restore'])
  expect(await stepsOf('pull_request_target')).toEqual([])
})

test.for([
  ['v20.18.9', true],
  ['v18.20.4', true],
  ['v20.19.0', false],
  ['v24.1.0', false],
  ['nonsense', true],
] as const)('Node %s: another is installed: %s', async ([version, isInstalled]) => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const programs = testDirectory()
  const node = `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit 0\nexec '${process.execPath}' "$@"\n`
  writeFileSync(join(programs, 'node'), node)
  chmodSync(join(programs, 'node'), 0o755)
  const payload = pushPayload(base, base)
  const env = { PATH: `${programs}${delimiter}${process.env['PATH']}` }
  const ended = await run(forgery, { event: 'push', payload, env })
  expect(ended.status, ended.log).toBe(0)
  const used = ended.steps.filter((step) => step.startsWith('actions/setup-node@'))
  expect(used).toHaveLength(isInstalled ? 1 : 0)
})

test('the published package holds nothing that is native or has to be installed', () => {
  const files = readdirSync(prebuilt, { recursive: true, encoding: 'utf8' })
  expect(files.filter((path) => /\.node$|binding\.gyp$|package-lock/.test(path))).toEqual([])
  const packed = JSON.parse(readFileSync(join(prebuilt, 'package.json'), 'utf8')) as Fields
  expect(packed['dependencies']).toBeUndefined()
  expect(packed['scripts']).toBeUndefined()
  // Whatever is imported by name is Node's own, or there.
  const names = files
    .filter((path) => /^dist.*\.js$/.test(path))
    .flatMap((path) => Array.from(readFileSync(join(prebuilt, path), 'utf8').matchAll(/^import (?:[^'"]* from )?["']([^."'][^"']*)["'];$/gm), ([, name]) => name!)) // prettier-ignore
  const foreign = names.filter((name) => !name.startsWith('node:'))
  expect(foreign.filter((name) => !isBuiltin(name))).toEqual([])
})
