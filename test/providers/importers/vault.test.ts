import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { HttpClient } from '../../../src/providers/http-client.ts'
import { auditHashOf } from '../../../src/providers/importers/vault/vault-audit-hash.ts'
import { vaultImporter } from '../../../src/providers/importers/vault/vault.ts'
import { contextOf, importAll, secretsOf, tellingsOf, valuesOf } from './import-all.ts'

/**
 * Shapes as documented: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2, …/secret/kv/kv-v1,
 * …/system/internal-ui-mounts, …/system/leases, …/system/audit-hash; compared with what OpenBao 2.7.2 answers.
 */
type Answer = readonly [status: number, body: unknown]
type Routes = Record<string, Answer | ((body: string) => Answer)>

const keys = (...names: string[]): Answer => [200, { data: { keys: names } }]
const forbidden: Answer = [403, { errors: ['1 error occurred:\n\t* permission denied\n\n'] }]
const mounts = (secret: Record<string, unknown>): Answer => [200, { data: { auth: {}, secret } }]
const kv2 = { type: 'kv', options: { version: '2' } }
const data = (map: object): Answer => [200, { data: { data: map, metadata: {} } }]

function metadata(versions: Record<string, object>, more: object = {}): Answer {
  const filled = Object.entries(versions).map(([name, version]) => [
    name,
    { created_time: `2026-0${name}-01T10:00:00.123456789Z`, deletion_time: '', destroyed: false, ...version },
  ]) // prettier-ignore
  const current_version = Math.max(...Object.keys(versions).map(Number))
  return [200, { data: { created_time: '2026-01-01T10:00:00.945319214Z', custom_metadata: null, delete_version_after: '0s', current_version, versions: Object.fromEntries(filled), ...more } }] // prettier-ignore
}

/** @returns what was asked, in order, and the environment that leads there */
async function serveVault(routes: Routes) {
  const asked: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url!.replace('/v1/', '')
      const isList = path.endsWith('?list=true')
      const line = isList ? `LIST ${path.slice(0, -10)}` : `${request.method} ${path}`
      asked.push(line)
      headers.push(request.headers)
      const route = routes[line] ?? [404, { errors: [] }]
      const answer = typeof route === 'function' ? route(Buffer.concat(chunks).toString()) : route
      response.writeHead(answer[0], { 'content-type': 'application/json', 'retry-after': '0' })
      response.end(JSON.stringify(answer[1]))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const env = { VAULT_ADDR: `http://127.0.0.1:${port}/`, VAULT_TOKEN: 'token', HOME: '/nowhere' }
  return { asked, headers, env }
}

test('all live versions of each key, current one first, with what its metadata says', async () => {
  const { env, headers } = await serveVault({
    'GET sys/internal/ui/mounts': mounts({
      'secret/': kv2,
      'cubbyhole/': { type: 'cubbyhole', options: null },
    }),
    'LIST secret/metadata/': keys('app/', 'top'),
    'LIST secret/metadata/app/': keys('db'),
    'GET secret/metadata/app/db': metadata(
      {
        1: { destroyed: true },
        2: { deletion_time: '2026-02-02T00:00:00Z' },
        3: {},
        4: { deletion_time: '2027-01-01T00:00:00.5Z' },
      },
      {
        custom_metadata: {
          owner: 'payments',
          'on-call': '#pay-alerts',
          Environment: 'production',
          used_by: 'billing, ledger',
          CostCentre: 'kc-7',
          agent: 'refund-agent\nsecond line',
        },
        delete_version_after: '2160h0m0s',
      },
    ),
    'GET secret/data/app/db?version=4': data({ user: '--help', password: 'four', nested: { list: ['ü', 7, true, null] } }), // prettier-ignore
    'GET secret/data/app/db?version=3': data({ password: 'three', token: 'gone' }),
    'GET secret/metadata/top': metadata({ 1: {} }),
    'GET secret/data/top?version=1': data({ value: '' }),
  })
  const options = { map: ['purpose=CostCentre'] }
  const setting = { env: { ...env, VAULT_NAMESPACE: 'team/' }, options }
  const events = await importAll(vaultImporter, setting)
  expect(valuesOf(events)).toEqual({
    'vault/team/secret/app/db#user': ['4=--help'],
    'vault/team/secret/app/db#password': ['4=four', '3=three'],
    'vault/team/secret/app/db#nested.list.0': ['4=ü'],
    'vault/team/secret/app/db#nested.list.1': ['4=7'],
    'vault/team/secret/app/db#token': ['3=gone'],
    'vault/team/secret/top#value': ['1='],
  })
  expect(secretsOf(events)[1]!.draft).toEqual({
    id: 'vault/team/secret/app/db#password',
    owner: { team: 'payments', oncall: '#pay-alerts' },
    purpose: 'kc-7',
    environment: 'production',
    agent: 'refund-agent second line',
    consumers: ['billing', 'ledger'],
    store: { type: 'vault', path: 'team/secret/app/db', version: '4' },
    createdAt: '2026-01-01T10:00:00Z',
    lastRotatedAt: '2026-04-01T10:00:00Z',
    expiresAt: '2027-01-01T00:00:00Z',
    ttl: '90d',
  })
  expect(tellingsOf(events)).toEqual([
    'skipped team/secret/app/db: deleted: version 2; destroyed: version 1',
  ])
  expect(headers.every((one) => one['x-vault-namespace'] === 'team')).toBe(true)
  expect(headers.every((one) => one['x-vault-token'] === 'token')).toBe(true)
})

test('a folder or a value that is forbidden is a problem, and the others are read', async () => {
  const { env } = await serveVault({
    'GET sys/internal/ui/mounts': mounts({ 'secret/': kv2 }),
    'LIST secret/metadata/': keys('a/', 'b/', 'c', 'd'),
    'LIST secret/metadata/a/': forbidden,
    'LIST secret/metadata/b/': keys('deep', '../', '..'),
    'GET secret/metadata/b/deep': forbidden,
    'GET secret/metadata/c': metadata({ 1: {}, 2: {} }),
    'GET secret/data/c?version=2': forbidden,
    'GET secret/metadata/d': metadata({ 1: {} }),
    'GET secret/data/d?version=1': data({ k: 'v' }),
  })
  const events = await importAll(vaultImporter, { env })
  expect(valuesOf(events)).toEqual({ 'vault/secret/c': [], 'vault/secret/d#k': ['1=v'] })
  expect(tellingsOf(events)).toEqual([
    'problem secret/a/: not listed: forbidden; the token needs list on secret/metadata/*',
    'problem secret/b/deep: metadata not read: forbidden; the token needs read on …/metadata/…',
    'problem secret/b/../: no address can hold a part . or ..',
    'problem secret/b/..: no address can hold a part . or ..',
    'problem secret/c: version 2: data not read: forbidden; the token needs read on …/data/…',
  ])
})

test('metadata alone asks for no value; an engine without versions then tells names', async () => {
  const { env, asked } = await serveVault({
    'GET sys/internal/ui/mounts': forbidden,
    'GET sys/mounts': [200, { data: { 'secret/': kv2, 'old/': { type: 'kv', options: null }, 'pki/': { type: 'pki' } } }], // prettier-ignore
    'LIST secret/metadata/': keys('c'),
    'GET secret/metadata/c': metadata({ 1: {} }),
    'LIST old/': keys('plain'),
  })
  const events = await importAll(vaultImporter, { env, options: { metadataOnly: true } })
  expect(valuesOf(events)).toEqual({ 'vault/secret/c': [], 'vault/old/plain': [] })
  expect(asked.filter((line) => line.includes('/data/') || line === 'GET old/plain')).toEqual([])
})

test('names and engines of any characters reach their own address; a prefix may name a secret and a folder', async () => {
  const { env } = await serveVault({
    'GET sys/internal/ui/mounts/kv/of%20team': [200, { data: { path: 'kv/of team/', ...kv2 } }],
    'LIST kv/of%20team/metadata/a%3Fb%23%25/': keys('ü'),
    'GET kv/of%20team/metadata/a%3Fb%23%25': metadata({ 1: {} }),
    'GET kv/of%20team/data/a%3Fb%23%25?version=1': data({ '--help': 'x' }),
    'GET kv/of%20team/metadata/a%3Fb%23%25/%C3%BC': metadata({ 1: {} }),
    'GET kv/of%20team/data/a%3Fb%23%25/%C3%BC?version=1': data({ k: 'y' }),
    'GET sys/internal/ui/mounts/old': [200, { data: { path: 'old/', type: 'kv', options: { version: '1' } } }], // prettier-ignore
    'LIST old/a%3Fb%23%25/': keys(),
  })
  const options = {
    mount: ['kv/of team', 'old/', 'absent'],
    prefix: 'a?b#%',
    storeName: 'vault-prod',
  }
  const events = await importAll(vaultImporter, { env, options })
  expect(valuesOf(events)).toEqual({
    'vault-prod/kv/of~20team/a~3Fb~23~25#--help': ['1=x'],
    'vault-prod/kv/of~20team/a~3Fb~23~25/~C3~BC#k': ['1=y'],
  })
  expect(tellingsOf(events)).toEqual([
    'problem absent: no engine for keys and values that the token sees',
  ])
})

test('leases are records without values; those that could not be revoked are told', async () => {
  const { env } = await serveVault({
    'GET sys/internal/ui/mounts': mounts({ 'secret/': kv2 }),
    'LIST sys/leases/lookup/': keys('database/'),
    'LIST sys/leases/lookup/database/': keys('creds/'),
    'LIST sys/leases/lookup/database/creds/': keys('ended', 'lease-1'),
    'POST sys/leases/lookup': (body) =>
      body === '{"lease_id":"database/creds/lease-1"}'
        ? [200, { data: { id: 'database/creds/lease-1', issue_time: '2026-11-26T11:00:00.5Z', expire_time: '2026-11-26T12:00:00.5Z', last_renewal_time: null, renewable: true, ttl: 1200 } }] // prettier-ignore
        : [400, { errors: ['invalid lease'] }],
    'GET sys/leases/count?type=irrevocable': [200, { data: { counts: {}, lease_count: 2 } }],
  })
  const events = await importAll(vaultImporter, { env, options: { leases: true } })
  expect(secretsOf(events)).toEqual([
    {
      draft: {
        id: 'vault/leases/database/creds/lease-1',
        credentialRef: 'database/creds/lease-1',
        store: { type: 'vault', path: 'database/creds/lease-1' },
        createdAt: '2026-11-26T11:00:00Z',
        expiresAt: '2026-11-26T12:00:00Z',
        ttl: '1h',
        rotation: { strategy: 'replace' },
        revocation: { adapter: 'vault', identityProof: 'exact-match', reversible: false },
      },
      values: [],
    },
  ])
  expect(tellingsOf(events)).toEqual([
    'skipped database/creds/ended: the lease has ended',
    expect.stringContaining('sys/leases/count: 2 irrevocable'),
  ])
})

const faulty: [name: string, env: Record<string, string>, routes: Routes, code: string, text: string][] = [
  ['no address', { VAULT_ADDR: '' }, {}, 'VAULT_ADDRESS', 'VAULT_ADDR'],
  ['credentials in the address', { VAULT_ADDR: 'http://u:p@127.0.0.1' }, {}, 'VAULT_ADDRESS', 'without credentials'],
  ['no token', { VAULT_TOKEN: '' }, {}, 'VAULT_TOKEN', 'vault login'],
  ['a token that is two lines', { VAULT_TOKEN: 'a\nb' }, {}, 'VAULT_TOKEN', 'one line'],
  ['a token that is refused', {}, { 'GET sys/internal/ui/mounts': forbidden, 'GET sys/mounts': forbidden }, 'VAULT_FORBIDDEN', 'sys/mounts'],
  ['no engine', {}, { 'GET sys/internal/ui/mounts': mounts({}) }, 'VAULT_NO_MOUNT', '<mount>/metadata/*'],
  ...([[412, 'VAULT_FAILED'], [429, 'VAULT_LIMITED'], [472, 'VAULT_STANDBY'], [473, 'VAULT_STANDBY'], [503, 'VAULT_SEALED'], [500, 'VAULT_FAILED']] as const).map(
    ([status, code]) => [`status ${status}`, {}, { 'GET sys/internal/ui/mounts': [status, { errors: ['said by the server'] }] }, code, `answers ${status}`] as never,
  ),
] // prettier-ignore

test.for(faulty)('%s is told with what to do', async ([, more, routes, code, text]) => {
  const { env } = await serveVault(routes)
  await expect(importAll(vaultImporter, { env: { ...env, ...more } })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(text) as string,
  })
})

test('a Vault that is sealed in between ends the import', async () => {
  const { env } = await serveVault({
    'GET sys/internal/ui/mounts': mounts({ 'secret/': kv2 }),
    'LIST secret/metadata/': keys('a'),
    'GET secret/metadata/a': [503, { errors: ['Vault is sealed'] }],
  })
  await expect(importAll(vaultImporter, { env })).rejects.toMatchObject({ code: 'VAULT_SEALED' })
})

test('the token of vault login is taken from its file', async () => {
  const home = mkdtempSync(join(tmpdir(), 'stanch-vault-'))
  writeFileSync(join(home, '.vault-token'), 'of-the-file\n', { mode: 0o600 })
  const { env, headers } = await serveVault({
    'GET sys/internal/ui/mounts': mounts({ 'secret/': kv2 }),
  })
  const { VAULT_ADDR } = env
  await importAll(vaultImporter, { env: { BAO_ADDR: VAULT_ADDR, HOME: home } })
  expect(headers[0]!['x-vault-token']).toBe('of-the-file')
})

test('10,000 secrets are asked for eight at a time, and none is held', async () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  let underWay = 0
  let most = 0
  const http: HttpClient = {
    async send({ url: { pathname, search } }) {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay--
      const path = pathname.replace('/v1/', '')
      const folder = /^secret\/metadata\/(?:d\d+\/)?$/.exec(path)
      const names = path === 'secret/metadata/' ? Array.from({ length: 100 }, (_, at) => `d${at}/`) : Array.from({ length: 100 }, (_, at) => `s${at}`) // prettier-ignore
      const [status, body] = path.startsWith('sys/')
        ? mounts({ 'secret/': kv2 })
        : search === '?list=true' && folder
          ? keys(...names)
          : search === ''
            ? metadata({ 1: {} })
            : data({ value: `of ${path}` })
      return { status, headers: {}, body: bytes(body) }
    },
  }
  const env = { VAULT_ADDR: 'https://vault.example.com', VAULT_TOKEN: 't' }
  const context = { ...(await contextOf(vaultImporter, { env })), http }
  let count = 0
  let last = ''
  for await (const event of vaultImporter.events(context)) {
    if (event.kind !== 'secret') continue
    last = event.secret.draft.id
    count++
  }
  expect(count).toBe(10_000)
  expect(last).toBe('vault/secret/d99/s99#value')
  expect(most).toBe(8)
})

test('an audit hash is asked for in the body, and a refusal repeats no value', async () => {
  const hash = `hmac-sha256:${'0123456789abcdef'.repeat(4)}`
  const { env, asked } = await serveVault({
    'POST sys/audit-hash/logs%20of/file': (body) => [200, { data: { hash: body === '{"input":"ü\\"v"}' ? hash : '' } }], // prettier-ignore
    'POST sys/audit-hash/other': forbidden,
  })
  const context = await contextOf(vaultImporter, { env })
  expect(await auditHashOf(context, 'logs of/file/', Buffer.from('ü"v'))).toBe(hash)
  expect(asked).toEqual(['POST sys/audit-hash/logs%20of/file'])
  const refused = auditHashOf(context, 'other', Buffer.from('the value'))
  await expect(refused).rejects.toMatchObject({
    code: 'VAULT_AUDIT_HASH',
    message: expect.not.stringContaining('the value') as string,
  })
  await expect(auditHashOf(context, 'other', Uint8Array.of(255))).rejects.toThrow('not UTF-8')
})
