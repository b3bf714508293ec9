import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { cacaoFaults } from '../../report/incident/cacao-schema.ts'
import { makeDirectory, run, type Ended } from '../run-stanch.ts'

const tokens = [7, 8].map(
  (seed) => assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(seed)).text,
)

const root = mkdtempSync(join(tmpdir(), 'stanch-plan-'))
const calls: string[] = []
/** In place of GitHub. */
const server = createServer((request, response) => {
  calls.push(`${request.method} ${request.url}`)
  const isKnown = tokens.some((token) => request.headers.authorization === `Bearer ${token}`)
  response.setHeader('content-type', 'application/json')
  response.setHeader('x-oauth-scopes', 'repo')
  response.statusCode = isKnown ? 200 : 401
  const user = JSON.stringify({ login: 'octo', id: 7 })
  response.end(!isKnown ? '{"message":"Bad credentials"}' : request.url === '/user' ? user : '[]')
})
let ids: string[] = []

function stanch(args: readonly string[], input = ''): Promise<Ended> {
  const env = {
    XDG_STATE_HOME: join(root, 'state'),
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    STANCH_ACTOR: 'ada',
  }
  return run(args, { cwd: root, env, input })
}

const incident = (...args: string[]) => stanch(['incident', ...args])

/** Two open incidents of a group. */
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  mkdirSync(join(root, 'state'))
  for (const [at, token] of tokens.entries()) writeFileSync(join(root, `${at}.env`), `A=${token}\n`)
  const { stdout: report } = await stanch(['scan', '.', '--format', 'json'])
  const opened = await stanch(
    ['incident', 'open', '-', '--group', 'october', '--format', 'json'],
    report,
  )
  ids = [...new Set(opened.stdout.match(/inc-[a-z\d]+-[a-z\d]+-[a-z\d]+/g))]
})

afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true })
})

const written = () => textBelow(join(root, 'state'))
const plannedCount = () => written().match(/"type":"planned"/g)?.length ?? 0

function textBelow(path: string): string {
  return readdirSync(path)
    .map((name) => join(path, name))
    .map((inner) =>
      statSync(inner).isDirectory() ? textBelow(inner) : readFileSync(inner, 'latin1'),
    )
    .join('\n')
}

function expectNoToken(text: string): void {
  for (const token of tokens) expect(text).not.toContain(token.slice(8, 30))
}

test('plan: nothing is sent; the same plan again is the same one, and can be exported', async () => {
  expect(ids).toHaveLength(2)
  const first = await incident('plan', ids[0]!)
  expect(first).toMatchObject({ stderr: '', status: 0 })
  expect(first.stdout).toContain('nothing was sent')
  expect(first.stdout).toContain(`Next  stanch incident plan ${ids[0]} --probe`)
  const [json, cacao, playbook] = await Promise.all([
    incident('plan', ids[0]!.slice(-6), '--format', 'json'),
    incident('playbooks', 'export', '--plan', ids[0]!, '--format', 'cacao'),
    incident('playbooks', 'export', 'aws-access-key'),
  ])
  const { digest, plan } = JSON.parse(json.stdout) as {
    digest: string
    plan: { playbook: { id: string } }
  }
  expect(first.stdout).toContain(digest.slice(0, 16))
  expect(plan.playbook.id).toBe('github-token')
  expect(plannedCount()).toBe(1)
  expect(cacaoFaults(JSON.parse(cacao.stdout))).toEqual([])
  expect(cacaoFaults(JSON.parse(playbook.stdout))).toEqual([])
  expect(calls).toEqual([])
  expectNoToken(first.stdout + json.stdout + cacao.stdout + written())
})

test('plan --group: one digest, each incident its own plan', async () => {
  const json = await incident('plan', '--group', 'october', '--format', 'json')
  const screen = await incident('plan', '--group', 'october')
  expect(json.status).toBe(0)
  const { plans, digest } = JSON.parse(json.stdout) as {
    digest: string
    plans: { incident: string; digest: string; plan: { steps: { incident: string }[] } }[]
  }
  expect(plans.map((one) => one.incident).toSorted()).toEqual(ids.toSorted())
  for (const one of plans) {
    expect(one.digest).toBe(digest)
    expect(new Set(one.plan.steps.map((step) => step.incident))).toEqual(new Set([one.incident]))
  }
  expect(screen.stdout).toContain('group october  2 incidents, worst first')
  expect(screen.stdout).toContain('Then  stanch incident approve --group october')
  expect(plannedCount()).toBe(3)
  expect(calls).toEqual([])
})

test('refused: other playbooks, and two ways to say what is meant', async () => {
  const ended = await Promise.all([
    incident('plan', ids[0]!, '--playbook', 'no-outrage'),
    incident('plan', ids[1]!, '--playbook', 'aws-access-key'),
    incident('plan', ids[0]!, '--group', 'october'),
    incident('plan', '--group', 'november'),
  ])
  for (const { status, stdout } of ended)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  const messages = [
    /do you mean no-outage\?/,
    /made for aws-secret-access-key/,
    /expected the id of an incident, or --group/,
    /--group november: expected a group/,
  ]
  for (const [at, message] of messages.entries()) expect(ended[at]!.stderr).toMatch(message)
  expect(calls).toEqual([])
})

test('plan --probe: asks, changes nothing, and keeps what it was told', async () => {
  const { stdout, stderr, status } = await incident('plan', ids[0]!, '--probe', '--format', 'json')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    facts: { live: 'yes', account: 'octo', scopes: 'repo' },
    verdict: { severity: 'high' },
  })
  expect(calls.length).toBeGreaterThan(1)
  expect(calls.filter((call) => !call.startsWith('GET '))).toEqual([])
  expect(stderr).toContain('Asking, changing nothing:')
  expect(stderr).toMatch(/a token that cannot be one \(401\)/)
  expect(written()).toContain('"type":"assessed"')
  expectNoToken(stdout + stderr + written())
})

test('playbooks: listed, shown, and own ones tested', async () => {
  const broken = 'id: ours\nname: Ours\n'
  const cwd = makeDirectory({ 'bad.yaml': broken })
  const stanch = (...args: string[]) => run(['incident', 'playbooks', ...args], { cwd })
  const [list, shown, tested, unknown] = await Promise.all([
    stanch(),
    stanch('show', 'break-glass'),
    stanch('test', 'bad.yaml'),
    stanch('show', 'brake-glass'),
  ])
  expect(list.stdout).toMatch(/^stop-the-bleeding {2}Stop the bleeding$/m)
  expect(shown.stdout).toContain('It does not close without a review.')
  expect(tested.status).toBe(1)
  expect(tested.stdout).toMatch(
    /^bad\.yaml:1: steps: expected a list of steps; the key is missing$/m,
  )
  expect(unknown.status).toBe(2)
  expect(unknown.stderr).toMatch(/do you mean break-glass\?/)
})
