import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { azureVaultOf } from '../../../../src/providers/importers/azure/azure-cloud.ts'
import { azureKeyVault } from '../../../../src/providers/importers/azure/azure-key-vault.ts'
import {
  importFrom,
  playInProcess,
  playVendor,
  tell,
  valuesOf,
  type Answer,
  type Asked,
} from '../vendor.ts'

/**
 * Answers in the shapes of https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets/get-secrets,
 * https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret-versions/get-secret-versions and
 * https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 */
/** What must stand in no message. */
const planted = ['zu', 'geheim'].join('-')
const vault = 'https://shop.vault.azure.net'
const options = { vault: 'shop' }
const env = { AZURE_ACCESS_TOKEN: tokenFor('https://vault.azure.net') }

function tokenFor(aud: string, exp = 4_000_000_000): string {
  return ['e30', Buffer.from(JSON.stringify({ aud, exp })).toString('base64url'), 'c2ln'].join('.')
}

function challenge(
  resource = 'https://vault.azure.net',
  authority = 'https://login.microsoftonline.com',
): Answer {
  const value = `Bearer authorization="${authority}/72f988bf-0000-0000-0000-2d7cd011db47", resource="${resource}"`
  return {
    status: 401,
    headers: { 'www-authenticate': value },
    body: { error: { code: 'Unauthorized' } },
  }
}

const refused = (code: string): Answer => ({
  status: 403,
  body: { error: { code: 'Forbidden', message: planted, innererror: { code } } },
})

function withChallenge(answer: (asked: Asked) => Answer | undefined) {
  return (asked: Asked) =>
    asked.url.origin === vault && asked.headers['authorization'] === undefined
      ? challenge()
      : answer(asked)
}

test('pages, versions, tags, certificates, disabled and forbidden ones', async () => {
  const item = (name: string, more: object = {}) => ({
    id: `${vault}/secrets/${name}`,
    attributes: {
      enabled: true,
      created: 1_700_000_000,
      updated: 1_700_000_001,
      recoveryLevel: 'Recoverable+Purgeable',
    },
    ...more,
  })
  const { http, asked } = await playVendor(
    withChallenge(({ url }) => {
      expect(url.searchParams.get('api-version')).toBe('7.4')
      const answers: Readonly<Record<string, Answer>> = {
        '/secrets': {
          body: {
            value: [
              item('db-password', {
                contentType: 'password of the billing database',
                tags: {
                  Owner: 'Lena@example.org',
                  'on-call': 'billing ☎',
                  Consumers: 'api, worker',
                },
              }),
              item('cert', { managed: true, contentType: 'application/x-pkcs12' }),
            ],
            nextLink: `${vault}:443/secrets?api-version=7.4&$skiptoken=abc&maxresults=25`,
          },
        },
        '/secrets?abc': {
          body: {
            value: [
              item('off', { attributes: { enabled: false, created: 5 } }),
              item('denied'),
              { id: 'https://elsewhere.vault.azure.net/secrets/stolen', attributes: {} },
            ],
            nextLink: null,
          },
        },
        '/secrets/db-password/versions': {
          body: {
            value: [
              {
                id: `${vault}/secrets/db-password/aa11`,
                attributes: { enabled: true, created: 1_600_000_000 },
              },
              {
                id: `${vault}/secrets/db-password/cc33`,
                attributes: { enabled: true, created: 1_700_000_000, exp: 1_800_000_000, nbf: 1 },
              },
              {
                id: `${vault}/secrets/db-password/bb22`,
                attributes: { enabled: false, created: 1_650_000_000 },
              },
            ],
          },
        },
        '/secrets/db-password/cc33': { body: { value: '--vault=密码-€', id: '' } },
        '/secrets/db-password/aa11': { body: { value: 'former one', id: '' } },
        '/secrets/off/versions': {
          body: {
            value: [
              { id: `${vault}/secrets/off/dd44`, attributes: { enabled: false, created: 5 } },
            ],
          },
        },
        '/secrets/denied/versions': {
          body: {
            value: [
              { id: `${vault}/secrets/denied/ee55`, attributes: { enabled: true, created: 5 } },
            ],
          },
        },
        '/secrets/denied/ee55': refused('ForbiddenByRbac'),
      }
      const token = url.searchParams.get('$skiptoken')
      return answers[token === null ? url.pathname : `${url.pathname}?${token}`]
    }),
  )
  const told = await tell(importFrom(azureKeyVault, http, { env, options }))
  const taken = told.secrets.get('azure-key-vault/shop/db-password')
  expect(valuesOf(taken)).toEqual(['cc33=--vault=密码-€', 'aa11=former one'])
  expect(taken?.draft).toEqual({
    id: 'azure-key-vault/shop/db-password',
    owner: { person: 'Lena@example.org', oncall: 'billing ☎' },
    purpose: 'password of the billing database',
    consumers: ['api', 'worker'],
    createdAt: '2020-09-13T12:26:40Z',
    lastRotatedAt: '2023-11-14T22:13:20Z',
    expiresAt: '2027-01-15T08:00:00Z',
    store: { type: 'azure-key-vault', path: `${vault}/secrets/db-password`, version: 'cc33' },
  })
  expect(told.secrets.get('azure-key-vault/shop/off')?.draft.state).toBe('suspended')
  expect([...told.secrets.keys()]).toHaveLength(3)
  expect(told.rest).toEqual([
    `skipped ${vault}/secrets/db-password: version bb22: disabled: no value to be had`,
    `skipped ${vault}/secrets/cert: private key of a certificate, which Key Vault keeps and rotates itself`,
    `skipped ${vault}/secrets/off: version dd44: disabled: no value to be had`,
    `problem ${vault}/secrets/denied/ee55: its value cannot be read: answered 403 (forbidden, ForbiddenByRbac)`,
    `problem ${vault}/secrets: an entry of the list is not understood`,
  ])
  expect(asked.every(({ url }) => url.origin === vault)).toBe(true)
})

test('10,000 secrets', async () => {
  const { http, asked } = playInProcess(({ url, headers }) => {
    if (headers['authorization'] === undefined) return challenge()
    const [, name, version] = /^\/secrets\/(s\d+)\/(\w+)$/.exec(url.pathname) ?? []
    if (version === 'versions')
      return {
        body: {
          value: [
            { id: `${vault}/secrets/${name}/f00`, attributes: { enabled: true, created: 1 } },
          ],
        },
      }
    if (version !== undefined) return { body: { value: `value of ${name}` } }
    const from = Number(url.searchParams.get('$skiptoken') ?? 0)
    const value = Array.from({ length: 25 }, (_, at) => ({ id: `${vault}/secrets/s${from + at}` }))
    const next = from + 25 < 10_000 ? `${vault}/secrets?$skiptoken=${from + 25}` : null
    return { body: { value, nextLink: next } }
  })
  let count = 0
  for await (const event of importFrom(azureKeyVault, http, { env, options })) {
    if (event.kind === 'covered') continue
    if (event.kind !== 'secret') throw new Error(event.reason)
    if (count++ === 0) expect(asked.length).toBeLessThan(25)
  }
  expect(count).toBe(10_000)
})

test.for([
  ['another vault’s host in nextLink', `https://evil.vault.azure.net/secrets?x=1`],
  ['plain http', `http://shop.vault.azure.net/secrets?x=1`],
  ['a foreign host', `https://shop.vault.azure.net.evil.example/secrets`],
])('%s is given no token', async ([, nextLink]) => {
  const { http, asked } = await playVendor(
    withChallenge(({ url }) =>
      url.origin === vault ? { body: { value: [], nextLink } } : { body: { value: [] } },
    ),
  )
  const told = await tell(importFrom(azureKeyVault, http, { env, options }))
  expect(told.rest[0]).toMatch(/ends early.*got an address elsewhere$/)
  expect(asked.every(({ url }) => url.origin === vault)).toBe(true)
})

test.for([
  ['a resource of another cloud', challenge('https://vault.azure.cn')],
  ['a resource that only begins so', challenge('https://vault.azure.net.evil.example')],
  ['a foreign authority', challenge(undefined, 'https://login.evil.example')],
  ['no challenge', { status: 200, body: { value: [] } }],
  [
    'another one of a proxy',
    { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: {} },
  ],
] as const)('a vault that answers with %s is sent no token', async ([, answer]) => {
  const { http, asked } = await playVendor(() => answer)
  const told = tell(importFrom(azureKeyVault, http, { env, options }))
  await expect(told).rejects.toMatchObject({ code: 'AZURE_CHALLENGE_INVALID' })
  expect(asked.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
})

test.for([
  'https://shop.vault.azure.net.evil.example', 'http://shop.vault.azure.net', 'https://evil.example', '--help', '',
  'https://user:password@shop.vault.azure.net', 'https://shop.vault.azure.net:8443', 'https://a.shop.vault.azure.net',
])('no vault: %s', (given) => {
  expect(() => azureVaultOf(given)).toThrow(expect.objectContaining({ code: 'AZURE_VAULT_INVALID' }) as Error)
}) // prettier-ignore

test('clouds by their hosts', () => {
  const resourceOf = (given: string) => azureVaultOf(given).resource
  expect(resourceOf('shop')).toBe('https://vault.azure.net')
  expect(resourceOf('https://Shop.vault.azure.cn/')).toBe('https://vault.azure.cn')
  expect(resourceOf('https://shop.vault.usgovcloudapi.net')).toBe('https://vault.usgovcloudapi.net')
})

/** What is asked of others than the vault, and the token that the vault is sent. */
async function credentialsOf(given: Readonly<Record<string, string>>, answer: Answer) {
  const { http, asked } = await playVendor(
    withChallenge(({ url }) => (url.origin === vault ? { body: { value: [] } } : answer)),
  )
  await tell(importFrom(azureKeyVault, http, { env: given, options }))
  const [one] = asked.filter(({ url }) => url.origin !== vault)
  return { one, sent: asked.at(-1)!.headers.authorization }
}

test('an application by its secret, in the tenant that the vault names', async () => {
  const given = { AZURE_CLIENT_ID: 'app-1', AZURE_CLIENT_SECRET: 'p&s=w' }
  const { one, sent } = await credentialsOf(given, {
    body: { access_token: 'fetched', expires_in: 3599 },
  })
  expect(one!.url.href).toBe(
    'https://login.microsoftonline.com/72f988bf-0000-0000-0000-2d7cd011db47/oauth2/v2.0/token',
  )
  expect(Object.fromEntries(new URLSearchParams(one!.body))).toEqual({
    client_id: 'app-1',
    client_secret: 'p&s=w',
    grant_type: 'client_credentials',
    scope: 'https://vault.azure.net/.default',
  })
  expect(sent).toBe('Bearer fetched')
})

test('workload identity by its file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-azure-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'token'), 'assertion\n')
  const { one } = await credentialsOf(
    {
      AZURE_CLIENT_ID: 'a',
      AZURE_TENANT_ID: 't',
      AZURE_FEDERATED_TOKEN_FILE: join(folder, 'token'),
    },
    { body: { access_token: 'fetched' } },
  )
  expect(one!.url.pathname).toBe('/t/oauth2/v2.0/token')
  expect(new URLSearchParams(one!.body).get('client_assertion')).toBe('assertion')
})

test('managed identity of a machine and of App Service', async () => {
  const until = { body: { access_token: 'of-machine', expires_on: '4000000000' } }
  const machine = await credentialsOf({}, until)
  expect(machine.one!.url.href).toBe(
    'http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net',
  )
  expect(machine.one!.headers['metadata']).toBe('true')
  expect(machine.sent).toBe('Bearer of-machine')
  const service = await credentialsOf(
    {
      IDENTITY_ENDPOINT: 'http://127.0.0.1:41021/msi/token',
      IDENTITY_HEADER: 'header',
      AZURE_CLIENT_ID: 'c',
    },
    until,
  )
  expect(service.one!.url.search).toContain('api-version=2019-08-01&resource=')
  expect(service.one!.headers['x-identity-header']).toBe('header')
})

test.for([
  [
    'for another service',
    { AZURE_ACCESS_TOKEN: tokenFor('https://management.azure.com/') },
    'AZURE_TOKEN_REFUSED',
  ],
  [
    'that has ended',
    { AZURE_ACCESS_TOKEN: tokenFor('https://vault.azure.net', 1) },
    'AZURE_TOKEN_REFUSED',
  ],
  ['without its application', { AZURE_CLIENT_SECRET: planted }, 'AZURE_CREDENTIALS_MISSING'],
  [
    'for a foreign authority',
    {
      AZURE_CLIENT_ID: 'a',
      AZURE_CLIENT_SECRET: planted,
      AZURE_AUTHORITY_HOST: 'https://evil.example',
    },
    'AZURE_CREDENTIALS_UNSUPPORTED',
  ],
  [
    'of a foreign identity endpoint',
    { IDENTITY_ENDPOINT: 'http://evil.example/', IDENTITY_HEADER: planted },
    'AZURE_CREDENTIALS_UNSUPPORTED',
  ],
] as const)('credentials %s are not sent', async ([, given, code]) => {
  const { http, asked } = await playVendor(withChallenge(() => ({ body: {} })))
  const error: unknown = await tell(importFrom(azureKeyVault, http, { env: given, options })).catch(
    (one: unknown) => one,
  )
  expect(error).toMatchObject({ code })
  expect(String(error)).not.toContain(planted)
  expect(
    asked.every(({ headers, body }) => headers.authorization === undefined && body === ''),
  ).toBe(true)
})

test('what the Azure command prints is taken whole', async () => {
  const accessToken = tokenFor('https://vault.azure.net')
  const { sent } = await credentialsOf(
    { AZURE_ACCESS_TOKEN: JSON.stringify({ accessToken, tokenType: 'Bearer' }) },
    { body: {} },
  )
  expect(sent).toBe(`Bearer ${accessToken}`)
})

test('at the door: the permission or the firewall, and nothing of the vendor’s message', async () => {
  const { http } = await playVendor(withChallenge(() => refused('ForbiddenByFirewall')))
  const error: unknown = await tell(importFrom(azureKeyVault, http, { env, options })).catch(
    (one: unknown) => one,
  )
  expect(error).toMatchObject({
    code: 'IMPORT_REFUSED',
    message: expect.stringContaining('firewall') as string,
  })
  expect(String(error)).not.toContain(planted)
})
