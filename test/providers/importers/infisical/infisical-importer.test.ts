import { expect, test } from 'vitest'
import { infisicalImporter } from '../../../../src/providers/importers/infisical/infisical-importer.ts'
import { collectImport, textsOf } from '../collect-import.ts'
import { serveVendor, type VendorAnswer } from '../serve-vendor.ts'

// https://infisical.com/docs/api-reference/endpoints/secrets/list, …/folders/list, …/projects/list-projects, …/universal-auth/login

const project = {
  id: 'p-1',
  slug: 'shop',
  type: 'secret-manager',
  environments: [{ slug: 'prod', name: 'Production', id: 'e' }],
}

function secret(secretKey: string, secretValue: string, rest: object = {}) {
  return {
    id: `id-${secretKey}`,
    workspace: 'p-1',
    environment: 'prod',
    version: 2,
    type: 'shared',
    secretKey,
    secretValue,
    secretComment: '',
    secretValueHidden: false,
    createdAt: '2025-01-02T03:04:05.678Z',
    updatedAt: '2026-01-02T03:04:05.678Z',
    ...rest,
  }
}

async function importFrom(answer: (url: URL) => VendorAnswer | undefined, options = {}) {
  const vendor = await serveVendor((url, request, body) => {
    if (url.pathname === '/api/v1/auth/universal-auth/login') {
      const { clientId, clientSecret } = JSON.parse(body) as Record<string, string>
      return clientId === 'machine' && clientSecret === 'its secret'
        ? {
            body: {
              accessToken: 'short-lived',
              expiresIn: 7200,
              accessTokenMaxTTL: 7200,
              tokenType: 'Bearer',
            },
          }
        : { status: 401 }
    }
    return request.headers.authorization === 'Bearer short-lived' ? answer(url) : { status: 401 }
  })
  const env = {
    INFISICAL_API_URL: `${vendor.address}/api`,
    INFISICAL_UNIVERSAL_AUTH_CLIENT_ID: 'machine',
    INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET: 'its secret',
  }
  return {
    vendor,
    ...(await collectImport(infisicalImporter, { env, options, http: vendor.http })),
  }
}

test('folders below folders, with what the store says of each secret', async () => {
  const folders: Record<string, string[]> = { '/': ['app'], '/app': ['db', 'closed'] }
  const { secrets, told } = await importFrom((url) => {
    const folder = url.searchParams.get('path') ?? url.searchParams.get('secretPath')!
    if (url.pathname === '/api/v1/projects')
      return { body: { projects: [project, { id: 'k', slug: 'keys', type: 'kms' }] } }
    if (url.pathname === '/api/v2/folders')
      return { body: { folders: (folders[folder] ?? []).map((name) => ({ id: name, name })) } }
    if (url.pathname !== '/api/v4/secrets') return undefined
    if (folder === '/app/closed') return { status: 403, body: { message: 'private words' } }
    const isExpanded = url.searchParams.get('expandSecretReferences') === 'true'
    if (folder === '/')
      return {
        body: {
          secrets: [
            secret('KEY', '--help ü', {
              tags: [{ id: 't', slug: 'team-mail', name: 'team: mail' }],
              secretMetadata: [
                { key: 'agent', value: 'support' },
                { key: 'tool', value: 'x', isEncrypted: true },
              ],
              isRotatedSecret: true,
              rotationId: 'r',
              secretReminderRepeatDays: 90,
              secretReminderNote: 'turn it',
            }),
            secret('MINE', 'own value', { type: 'personal' }),
            secret('COPY', isExpanded ? '--help ü' : '${KEY}'),
            secret('URL', isExpanded ? 'https://u:pw@h' : 'https://u:${app.KEY}@h'),
            secret('HIDDEN', '<hidden-by-infisical>', { secretValueHidden: true }),
            secret('EMPTY', ''),
          ],
          imports: [
            {
              secretPath: '/base',
              environment: 'dev',
              secrets: [secret('A', 'b'), secret('C', 'd')],
            },
          ],
        },
      }
    return { body: { secrets: [secret('PASSWORD', `in ${folder}`)], imports: [] } }
  })
  expect(Array.from(secrets, ([id, one]) => [id, textsOf(one)])).toEqual([
    ['infisical/shop/prod#KEY', ['--help ü']],
    ['infisical/shop/prod#URL', ['https://u:pw@h']],
    ['infisical/shop/prod#HIDDEN', []],
    ['infisical/shop/prod/app#PASSWORD', ['in /app']],
    ['infisical/shop/prod/app/db#PASSWORD', ['in /app/db']],
  ])
  expect(secrets.get('infisical/shop/prod#KEY')!.draft).toEqual({
    id: 'infisical/shop/prod#KEY',
    owner: { team: 'mail' },
    agent: 'support',
    environment: 'prod',
    purpose: 'turn it',
    store: { type: 'infisical', path: 'shop/prod/KEY', version: '2' },
    createdAt: '2025-01-02T03:04:05Z',
    lastRotatedAt: '2026-01-02T03:04:05Z',
    nextRotationAt: '2026-04-02T03:04:05Z',
    rotation: { strategy: 'dual', currentVersion: '2' },
  })
  expect(told).toEqual([
    expect.stringMatching(/^skipped shop\/prod: 1 values are hidden/),
    'skipped shop/prod/MINE: a personal override: it is one person’s own',
    'skipped shop/prod/COPY: a reference to KEY: told there',
    'skipped shop/prod/EMPTY: empty',
    'skipped shop/prod: 2 imported from dev:/base: told there',
    'problem shop/prod/app/closed: answered 403 (forbidden)',
    'skipped keys: a project that is not for secrets',
  ])
})

test('older servers, and 10,000 entries in 100 folders', async () => {
  const { secrets, told, vendor } = await importFrom((url) => {
    const folder = url.searchParams.get('path') ?? url.searchParams.get('secretPath')!
    if (url.pathname === '/api/v1/workspace')
      return { body: { workspaces: [{ ...project, type: undefined }] } }
    if (url.pathname === '/api/v2/folders')
      return {
        body: {
          folders:
            folder === '/' ? Array.from({ length: 100 }, (_, at) => ({ name: `f${at}` })) : [],
        },
      }
    if (url.pathname !== '/api/v3/secrets/raw' || url.searchParams.get('workspaceId') !== 'p-1')
      return undefined
    const count = folder === '/' ? 0 : 100
    return {
      body: {
        secrets: Array.from({ length: count }, (_, at) =>
          secret(`K${at}`, `value ${folder} ${at}`),
        ),
      },
    }
  })
  expect(secrets.size).toBe(10_000)
  expect(told).toEqual([])
  expect(vendor.asked).toContain('GET /api/v1/projects')
}, 20_000)

test('references that cannot be put in are told, and no half value is taken', async () => {
  const { secrets, told } = await importFrom((url) => {
    if (url.pathname === '/api/v1/projects') return { body: { projects: [project] } }
    if (url.pathname === '/api/v2/folders') return { body: { folders: [] } }
    if (url.searchParams.get('expandSecretReferences') === 'true') return { status: 403 }
    return {
      body: {
        secrets: [secret('URL', 'https://u:${other.prod.KEY}@h'), secret('K', 'some value')],
      },
    }
  })
  expect([...secrets.keys()]).toEqual(['infisical/shop/prod#K'])
  expect(told).toEqual(['problem shop/prod: its references: answered 403 (forbidden)'])
})

test('--project and --env choose', async () => {
  const two = { ...project, environments: [{ slug: 'dev' }, { slug: 'prod' }] }
  const { vendor } = await importFrom(
    ({ pathname }) => ({
      body:
        pathname === '/api/v1/projects'
          ? { projects: [two, { ...two, id: 'p-2', slug: 'other' }] }
          : {},
    }),
    { project: ['shop'], env: ['dev'] },
  )
  const asked = vendor.asked.filter((line) => line.includes('environment='))
  expect(asked).toHaveLength(2)
  for (const line of asked) expect(line).toMatch(/projectId=p-1&environment=dev/)
})

test('at the door it says what is needed', async () => {
  await expect(importFrom(() => ({ status: 403 }))).rejects.toThrow(
    /answered 403.*member of the projects/s,
  )
  await expect(collectImport(infisicalImporter, {})).rejects.toThrow(
    /INFISICAL_UNIVERSAL_AUTH_CLIENT_ID/,
  )
  const vendor = await serveVendor(() => ({ status: 401 }))
  const env = {
    INFISICAL_API_URL: vendor.address,
    INFISICAL_UNIVERSAL_AUTH_CLIENT_ID: 'a',
    INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET: 'b',
  }
  await expect(collectImport(infisicalImporter, { env, http: vendor.http })).rejects.toThrow(
    /Universal auth was not accepted/,
  )
})
