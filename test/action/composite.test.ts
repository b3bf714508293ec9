import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs' // prettier-ignore
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { runGitAside, testDirectory } from '../git/git-process.ts'
import { changed, exampleOf } from './example-events.ts'
import { readAction, runComposite, wasRun, type CompositeRequest } from './run-composite.ts'
import { Forgery, repositoryName } from './run-entry.ts'

const root = join(import.meta.dirname, '../..')
const built = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-package-')))
// Runners of one's own may stand in a folder with a blank in its name.
const prebuilt = join(built, 'the action')

const secret = assembleSample('ghp_<base62:30><crc32-base62>', seededRandom(11)).text
const hostile =
  '$(touch pwned)`touch pwned`";touch pwned;\'\n::set-output name=complete::true\n| & %PATH%'

/** One repository for all: whoever is scanned changes nothing of it. */
let forgery: Forgery
let [base, leaking, harmless] = ['', '', '']

beforeAll(async () => {
  // What the release workflow publishes.
  execFileSync(process.execPath, ['dist/build/action-package.js', prebuilt], { cwd: root })
  const ends: (() => unknown)[] = []
  forgery = await Forgery.start(repositoryName, (release) => ends.push(release))
  base = forgery.commit({ 'a.txt': 'one\n' })
  leaking = forgery.commit({ 'k.env': `TOKEN=${secret}\n` }, { parent: base, ref: 'refs/heads/topic' }) // prettier-ignore
  harmless = forgery.commit({ 'b.txt': 'two\n' }, { parent: base, ref: 'refs/pull/8/head', message: hostile }) // prettier-ignore
  return async () => {
    for (const end of ends) await end()
    rmSync(built, { recursive: true, force: true })
  }
}, 60_000)

type Fields = Record<string, unknown>

/** What runs in the base's name has the same payload. */
function payloadOf(name: string, action: string | undefined, fields: Fields) {
  const event = name === 'pull_request_target' ? 'pull_request' : name
  const shared = { 'repository.private': true, 'repository.default_branch': 'main' }
  return changed(event, exampleOf(event, action), { ...shared, ...fields })
}

function pullFields(head: string, fields: Fields = {}): Fields {
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

function pushFields(after: string): Fields {
  const isDeleted = /^0+$/.test(after)
  return {
    before: base,
    after,
    ref: 'refs/heads/main',
    created: false,
    deleted: isDeleted,
    forced: false,
    ...(isDeleted && { head_commit: null }),
  }
}

/** A push that adds nothing. */
const idlePush = () => ({ event: 'push', payload: payloadOf('push', undefined, pushFields(base)) })

/** No token is there, so what wants one is missing: comments of a pull request. */
const unread = /comments and reviews were not read: there is no token/

async function run(
  request: Pick<CompositeRequest, 'event' | 'payload'> & Partial<CompositeRequest>,
) {
  const { env, ...others } = request
  return runComposite({
    actionPath: prebuilt,
    workspace: testDirectory(),
    directory: testDirectory(),
    env: {
      GITHUB_REPOSITORY: repositoryName,
      GITHUB_SERVER_URL: forgery.url,
      GITHUB_SHA: base,
      ...env,
    },
    ...others,
  })
}

/** As `actions/checkout` makes it, one commit deep; aside, since this process serves it. */
async function checkOut(commit: string): Promise<string> {
  const directory = testDirectory()
  const url = `${forgery.url}/${repositoryName}`
  await runGitAside(directory, ['init', '-q', '.'])
  await runGitAside(directory, ['fetch', '-q', '--depth=1', url, commit])
  await runGitAside(directory, ['checkout', '-q', '--detach', commit])
  return directory
}

test('a pull request: nothing is installed, the key is found, outputs and summary are there', async () => {
  const workspace = await checkOut(leaking)
  const ended = await run({
    event: 'pull_request',
    payload: payloadOf('pull_request', 'opened', pullFields(leaking)),
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

const mergeGroup = () => ({ 'merge_group.base_sha': base, 'merge_group.head_sha': leaking })

test.for([
  ['push', 'of a key', undefined, () => pushFields(leaking), 1],
  ['push', 'that deletes', undefined, () => pushFields('0'.repeat(40)), 0],
  ['merge_group', 'with a key', 'checks_requested', mergeGroup, 1],
  ['schedule', 'of a history with a key', undefined, () => ({}), 1],
] as const)('%s %s', async ([event, , action, fieldsOf, status]) => {
  // GitHub gives no example of it, and says that it has nothing of the repository.
  const payload = event === 'schedule' ? { schedule: '0 3 * * *' } : payloadOf(event, action, fieldsOf()) // prettier-ignore
  const ended = await run({ event, payload })
  expect(ended.status, ended.log).toBe(status)
  expect(ended.outputs).toMatchObject({ exposures: String(status), complete: 'true' })
  expect(ended.log + ended.summary).not.toContain(secret)
})

test.for([
  ['workflow_dispatch', undefined, () => ({ ref: 'refs/heads/topic' })],
  ['pull_request_target', 'opened', () => pullFields(base)],
  ['issues', 'opened', () => ({ 'issue.body': `it fails with ${secret}` })],
] as const)(
  '%s without a token: policy or comments cannot be read, so it fails',
  async ([event, action, fieldsOf]) => {
    const env = { GITHUB_SHA: event === 'issues' ? '' : base }
    const ended = await run({ event, payload: payloadOf(event, action, fieldsOf()), env })
    expect(ended.status, ended.log).toBe(2)
    expect(ended.log).toMatch(/ACTION_TOKEN|there is no token/)
    expect(ended.outputs['complete']).toBe('false')
  },
)

test('hostile texts of an event are text', async () => {
  const directory = testDirectory()
  const workspace = await checkOut(harmless)
  const payload = payloadOf('pull_request', 'opened', {
    ...pullFields(harmless),
    'pull_request.title': hostile,
    'pull_request.body': hostile.repeat(500),
    'pull_request.head.ref': '$(touch${IFS}pwned)',
  })
  const ended = await run({ event: 'pull_request', payload, directory, workspace })
  expect(ended.status, ended.log).toBe(2)
  expect(ended.log).toMatch(unread)
  expect(ended.outputs['exposures']).toBe('0')
  expect(ended.log).not.toMatch(/^::set-output/m)
  expect(wasRun(directory, workspace, prebuilt, root)).toBe(false)
})

// What takes any text is one alone; all others are refused at once.
test.for([['inventory'], Object.keys(readAction(root).inputs)])(
  'hostile inputs are no commands: %s',
  async (names) => {
    const [directory, workspace] = [testDirectory(), testDirectory()]
    const inputs = Object.fromEntries(names.map((name) => [name, hostile]))
    const ended = await run({ ...idlePush(), directory, workspace, inputs })
    expect(ended.status, ended.log).toBe(2)
    expect(ended.outputs['complete']).toBe('false')
    expect(ended.log).not.toMatch(/^::set-output/m)
    expect(wasRun(directory, workspace, prebuilt, root)).toBe(false)
  },
)

/** A clean checkout of what the steps read of it, its build replaced: it takes minutes, and other tests make it. */
function cleanCheckout(): { actionPath: string; env: Record<string, string>; calls: () => string } {
  const directory = testDirectory()
  const [actionPath, programs, said] = ['the checkout', 'programs', 'said'].map((name) => join(directory, name)) as [string, string, string] // prettier-ignore
  for (const path of [actionPath, programs]) mkdirSync(path)
  for (const path of ['action.yml', 'package.json', 'package-lock.json'])
    copyFileSync(join(root, path), join(actionPath, path))
  const npm = `#!/bin/sh\necho "$PWD npm $*$STANCH_KEY" >>'${said}'\n[ "$1" = run ] && ln -s '${prebuilt}/dist' '${prebuilt}/node_modules' .\nexit 0\n`
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
  const checkout = cleanCheckout()
  const directory = testDirectory()
  const ended = await run({ ...idlePush(), directory, ...checkout })
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

test.for([
  ['push', ['actions/cache/restore']],
  ['schedule', ['actions/cache/restore']],
  ['workflow_dispatch', ['actions/cache/restore']],
  ['pull_request_target', []],
  ['issue_comment', []],
] as const)(
  '%s: a hit is not kept again, and what has more rights than its author restores nothing',
  async ([event, used]) => {
    const others = { 'actions/cache/restore': { 'cache-hit': 'true' } }
    const { steps, status, log } = await run({ event, payload: {}, others, notRun: ['Scan'], ...cleanCheckout() }) // prettier-ignore
    expect(status, log).toBe(0)
    expect(steps).toContain('Scan')
    const names = steps.filter((step) => step.startsWith('actions/'))
    expect(names.map((step) => step.replace(/@.*/, ''))).toEqual(used)
  },
)

test.for([
  ['v20.18.9', true],
  ['v18.20.4', true],
  ['v20.19.0', false],
  ['v24.1.0', false],
  ['nonsense', true],
] as const)('Node %s: another is installed: %s', async ([version, isInstalled]) => {
  const programs = testDirectory()
  const node = `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit 0\nexit 1\n`
  writeFileSync(join(programs, 'node'), node)
  chmodSync(join(programs, 'node'), 0o755)
  const env = { PATH: `${programs}${delimiter}${process.env['PATH']}` }
  const ended = await run({ ...idlePush(), env, notRun: ['Scan'] })
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
