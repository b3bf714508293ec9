import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { openGithub } from '../../src/github/open-github.ts'
import { readRepository } from '../../src/github/read-repository.ts'
import type { FaultKind } from './github-server.ts'
import { botAuth, botToken, botTokens, openSimulated, type OpenedGithub, type OpenedOptions } from './opened.ts' // prettier-ignore

let opened: OpenedGithub | undefined
afterEach(async () => {
  expect(opened?.server.violations ?? []).toEqual([])
  await opened?.close()
  opened = undefined
})

async function open(options: Partial<OpenedOptions> = {}): Promise<OpenedGithub> {
  const repositories = [
    { name: 'o/r', formerNames: ['o/old'], pulls: [{ number: 7, body: 'b' }] },
    { name: 'o/hidden', visibility: 'private' as const, branches: {} },
  ]
  const world = { repositories, tokens: botTokens, ...options.world }
  opened = await openSimulated({ auth: botAuth, ...options, world })
  return opened
}

const status = (code: number, headers: Record<string, string> = {}, message = 'Fault'): FaultKind => ({ kind: 'status', status: code, headers, body: { message } }) // prettier-ignore
const soon = () => String(Math.ceil(Date.now() / 1000))

test.for<[string, () => FaultKind]>([
  ['403 with retry-after', () => status(403, { 'retry-after': '0' })],
  ['429 with retry-after', () => status(429, { 'retry-after': '0' })],
  [
    'the hourly limit',
    () => status(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon() }),
  ],
])('%s is waited for, and told', async ([, fault]) => {
  const { github, server, notes } = await open()
  server.faults.push({ on: /./, with: fault() })
  expect((await github.get('/repos/o/r')).status).toBe(200)
  expect(notes).toHaveLength(1)
  expect(notes[0]).toMatch(/wants no more requests for now; going on at \d{4}-/)
})

test.for<[string, FaultKind]>([
  ['a secondary limit that does not say how long', status(403, {}, 'You have exceeded a secondary rate limit')],
  ['429 that does not say how long', status(429)],
  ['a long one', status(403, { 'retry-after': '3600' })],
  ['a limit of GraphQL', { kind: 'status', status: 200, body: { errors: [{ type: 'RATE_LIMITED', message: 'x' }] } }],
])('%s: what would be waited too long for is an error that says until when', async ([, fault]) => {
  const { github, server, notes } = await open({ limits: { waitMs: 5000 } })
  server.faults.push({ on: /./, times: 9, with: fault })
  const asked = fault.kind === 'status' && fault.status === 200 ? github.graphql('query { viewer { login } }', {}) : github.get('/repos/o/r')
  await expect(asked).rejects.toMatchObject({
    code: 'GITHUB_RATE_LIMITED',
    message: expect.stringMatching(/Come again after \d{4}-\d\d-\d\dT[\d:]+Z/) as string,
  })
  expect(notes).toEqual([])
  expect(server.requests).toHaveLength(1)
}) // prettier-ignore

test('whoever says again and again to come back at once is not asked for ever', async () => {
  const { github, server } = await open({ limits: { waitMs: 30, retryMs: 10 } })
  server.faults.push({ on: /./, times: 999, with: status(429, { 'retry-after': '0' }) })
  await expect(github.get('/repos/o/r')).rejects.toMatchObject({ code: 'GITHUB_RATE_LIMITED' })
  expect(server.requests.length).toBeLessThan(6)
})

test('a wait ends with the signal', async () => {
  const { github, server, abort } = await open()
  server.faults.push({ on: /./, with: status(429, { 'retry-after': '60' }) })
  const asked = github.get('/repos/o/r')
  await expect.poll(() => opened!.notes.length).toBe(1)
  abort.abort(new Error('stopped'))
  await expect(asked).rejects.toThrow('stopped')
})

test('what only reads is tried again, what changes something is not', async () => {
  const { github, server } = await open()
  server.faults.push({ on: /GET/, times: 3, with: status(502) })
  expect((await github.get('/repos/o/r')).status).toBe(200)
  server.faults.push({ on: /POST/, times: 1, with: status(502) })
  const sent = github.send('POST', '/repos/o/r/issues/7/comments', { body: 'x' })
  await expect(sent).rejects.toMatchObject({ code: 'GITHUB_FAILED' })
  expect(server.requests).toHaveLength(5)
})

test('401, 403, 404 and 422 are answers; none is asked for twice', async () => {
  const { github, server } = await open()
  for (const code of [401, 403, 404, 409, 410, 422, 451]) {
    server.faults.push({ on: /./, with: status(code, { 'x-accepted-github-permissions': 'issues=read; contents=read' }, 'no\u001b[31m\n::error::') }) // prettier-ignore
    const answer = await github.get('/repos/o/r')
    expect(answer).toMatchObject({ status: code, permissions: 'issues=read; contents=read' })
    expect(answer.message).toBe('no [31m ::error::')
  }
  expect(server.requests).toHaveLength(7)
})

test('what is as it was is answered with 304', async () => {
  const { github } = await open()
  const { etag } = await github.get('/repos/o/r')
  expect(await github.get('/repos/o/r', { etag })).toMatchObject({ status: 304, data: undefined })
})

test('a renamed repository is found, and called by its name', async () => {
  const { github } = await open()
  const found = await readRepository(github, 'o/old')
  expect(found).toEqual({ name: 'o/r', visibility: 'public', defaultBranch: 'main', defaultCommit: '1'.repeat(40) }) // prettier-ignore
})

test('an empty repository has no newest commit; a hidden one is not there', async () => {
  const { github } = await open()
  expect(await readRepository(github, 'o/hidden')).toMatchObject({ visibility: 'private', defaultCommit: undefined }) // prettier-ignore
  await opened!.close()
  const anonymous = await open({ auth: { kind: 'none' } })
  await expect(readRepository(anonymous.github, 'o/hidden')).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' }) // prettier-ignore
})

test.for(['o', 'o/..', '../x', 'o/r/x', 'o/r?x', 'ö/r', 'o/r#1'])(
  '%s is no repository',
  async (name) => {
    const { github, server } = await open()
    await expect(readRepository(github, name)).rejects.toMatchObject({ code: 'GITHUB_NAME_INVALID' }) // prettier-ignore
    expect(server.requests).toEqual([])
  },
)

test('no error holds the token, a header or a body', async () => {
  const { github, server } = await open({ limits: { waitMs: 0, retryMs: 1 } })
  const kinds: readonly FaultKind[] = [
    status(500, {}, 'body-noise'), status(401, {}, 'body-noise'), status(429, { 'x-noise': 'header-noise' }, 'body-noise'),
    { kind: 'cut' }, { kind: 'hang up' }, { kind: 'no JSON' },
  ] // prettier-ignore
  for (const fault of kinds) {
    server.faults.push({ on: /./, times: 4, with: fault })
    const error: unknown = await readRepository(github, 'o/r').catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(Error)
    const shown = [String(error), (error as Error).stack, JSON.stringify(error, Object.getOwnPropertyNames(error)), String((error as Error).cause)].join('\n') // prettier-ignore
    expect(shown).not.toMatch(new RegExp(`${botToken}|noise`))
    await opened!.close()
    await open({ limits: { waitMs: 0, retryMs: 1 } })
  }
})

test('plain http to anything but this machine is refused, before anything is sent', async () => {
  const addresses = { apiUrl: 'http://github.example.org/api/v3', graphqlUrl: 'http://github.example.org/api/graphql', serverUrl: 'http://github.example.org' } // prettier-ignore
  const { signal } = new AbortController()
  const asked = openGithub({ addresses, auth: botAuth, env: {}, signal, onNote: () => undefined })
  await expect(asked).rejects.toMatchObject({ code: 'HTTP_PLAIN_REFUSED' })
})

test('an App asks as the installation that is there', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const installation = { id: 5, at: 'o/hidden', token: 'noise-of-an-installation' }
  const world = { repositories: [{ name: 'o/hidden', visibility: 'private' as const }], app: { id: '77', publicKey, installation } } // prettier-ignore
  const auth = { kind: 'app', id: '77', privateKey, installedAt: 'o/hidden' } as const
  const { github, server } = await open({ world, auth })
  expect((await readRepository(github, 'o/hidden')).name).toBe('o/hidden')
  expect(await github.readToken()).toBe(installation.token)
  expect(server.requests.filter((one) => one.includes('access_tokens'))).toHaveLength(1)
  await opened!.close()
  const elsewhere = open({ world, auth: { ...auth, installedAt: 'o/elsewhere' } })
  await expect(elsewhere).rejects.toMatchObject({ code: 'GITHUB_APP_NOT_INSTALLED' })
  const strange = open({ world, auth: { ...auth, privateKey: '-----BEGIN PRIVATE KEY-----\nx' } })
  await expect(strange).rejects.toMatchObject({ code: 'GITHUB_APP_INVALID' })
})

/** Another host, to which a download is sent on. */
async function startStore(): Promise<{ url: string; headers: object[] }> {
  const headers: object[] = []
  const server = createServer((request, response) => {
    headers.push(request.headers)
    response.end(Buffer.alloc(1000, 1))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/file`, headers }
}

test('a download follows to another host, where the token does not go', async () => {
  const store = await startStore()
  const { github, server } = await open()
  const directory = mkdtempSync(join(tmpdir(), 'stanch-download-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const to = { on: /zip/, times: 9, with: status(302, { location: store.url }) }
  server.faults.push(to)
  const file = join(directory, 'a')
  expect(await github.download('/repos/o/r/zip', file, 1000)).toEqual({ kind: 'done', bytes: 1000 })
  expect(readFileSync(file)).toHaveLength(1000)
  expect(store.headers[0]).not.toHaveProperty('authorization')
  const large = join(directory, 'b')
  expect(await github.download('/repos/o/r/zip', large, 999)).toEqual({ kind: 'too large' })
  expect(() => readFileSync(large)).toThrow('ENOENT')
  expect(await github.download('/repos/o/r/none', large, 999)).toMatchObject({ kind: 'refused', status: 404 }) // prettier-ignore
})

test('one answer of more than may be is not read', async () => {
  const { github } = await open({ limits: { answerBytesMax: 50 } })
  await expect(github.get('/repos/o/r')).rejects.toMatchObject({ code: 'HTTP_ANSWER_TOO_LARGE' })
})
