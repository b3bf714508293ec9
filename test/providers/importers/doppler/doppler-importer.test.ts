import { expect, test } from 'vitest'
import { dopplerImporter } from '../../../../src/providers/importers/doppler/doppler-importer.ts'
import { StanchError } from '../../../../src/text/error.ts'
import { collectImport, textsOf } from '../collect-import.ts'
import { serveVendor, type VendorAnswer } from '../serve-vendor.ts'

// https://docs.doppler.com/reference/api, …/projects-list, …/configs-list, …/secrets-list

function secret(raw: string, rest: object = {}) {
  return {
    raw,
    computed: raw,
    note: '',
    rawVisibility: 'masked',
    computedVisibility: 'masked',
    ...rest,
  }
}

async function importFrom(
  answer: (url: URL) => VendorAnswer | undefined,
  token = 'dp.sa.token',
  options = {},
) {
  const vendor = await serveVendor((url, request) =>
    request.headers.authorization === `Bearer ${token}` ? answer(url) : { status: 401 },
  )
  const env = { DOPPLER_TOKEN: token, DOPPLER_API_HOST: vendor.address }
  return { vendor, ...(await collectImport(dopplerImporter, { env, options, http: vendor.http })) }
}

const config = (name: string, environment: string, root = false) => ({
  name, environment, root, locked: false, project: 'app', last_fetch_at: '2026-05-06T07:08:09.123Z', created_at: '2025-01-01T00:00:00Z',
}) // prettier-ignore

test('a value is one record: what a branch has of its root is passed by', async () => {
  const secrets: Record<string, object> = {
    dev: {
      KEY: secret('value of the root', { note: 'for mail' }),
      DOPPLER_CONFIG: secret('dev'),
      PORT: secret('8080', { rawVisibility: 'unmasked' }),
      COPY: secret('${KEY}', { computed: 'value of the root' }),
      URL: secret('https://u:${KEY}@h', { computed: 'https://u:value@h' }),
      EMPTY: secret(''),
      LOCKED: { raw: null, computed: null, note: '', rawVisibility: 'restricted' },
    },
    dev_bob: {
      KEY: secret('value of the root'),
      OWN: secret('--help ü'),
      LOCKED: { raw: null, computed: null },
    },
    prd: { KEY: secret('value of the root') },
  }
  const { secrets: taken, told } = await importFrom((url) => {
    if (url.pathname === '/v3/projects')
      return { body: { projects: [{ slug: 'app', name: 'App' }] } }
    if (url.pathname === '/v3/configs')
      return {
        body: {
          configs: [
            config('dev_bob', 'dev'),
            config('dev', 'dev', true),
            config('prd', 'prd', true),
          ],
        },
      }
    return { body: { secrets: secrets[url.searchParams.get('config')!], success: true } }
  })
  expect(Array.from(taken, ([id, one]) => [id, textsOf(one)])).toEqual([
    ['doppler/app/dev#KEY', ['value of the root']],
    ['doppler/app/dev#URL', ['https://u:value@h']],
    ['doppler/app/dev#LOCKED', []],
    ['doppler/app/dev_bob#OWN', ['--help ü']],
    ['doppler/app/dev_bob#LOCKED', []],
    ['doppler/app/prd#KEY', ['value of the root']],
  ])
  expect(taken.get('doppler/app/dev#KEY')!.draft).toEqual({
    id: 'doppler/app/dev#KEY',
    store: { type: 'doppler', path: 'app/dev/KEY' },
    purpose: 'for mail',
    environment: 'dev',
    lastAccessedAt: '2026-05-06T07:08:09Z',
  })
  expect(told).toEqual([
    expect.stringMatching(/^skipped app\/dev: 1 restricted values/),
    'skipped app/dev/DOPPLER_CONFIG: set by Doppler',
    'skipped app/dev/PORT: unmasked, so said to be no secret',
    'skipped app/dev/COPY: a reference to KEY: told there',
    'skipped app/dev/EMPTY: empty',
    expect.stringMatching(/^skipped app\/dev_bob: 1 restricted values/),
    'skipped app/dev_bob/KEY: the same as in dev, from which it comes',
  ])
})

test('pages of projects and configs, a 403 in the middle, a limit reached, 10,000 entries', async () => {
  const page = (url: URL, all: unknown[]) => {
    const [number, length] = ['page', 'per_page'].map((name) => Number(url.searchParams.get(name)))
    return all.slice((number! - 1) * length!, number! * length!)
  }
  const projects = Array.from({ length: 250 }, (_, at) => ({ slug: `p${at}` }))
  let limited = 0
  const { secrets, told, vendor } = await importFrom((url) => {
    const project = url.searchParams.get('project')
    if (url.pathname === '/v3/projects') return { body: { projects: page(url, projects) } }
    if (url.pathname === '/v3/configs') {
      if (project === 'p7') return { status: 403 }
      return { body: { configs: page(url, [config('prd', 'prd', true)]) } }
    }
    if (project === 'p9' && limited++ === 0)
      return { status: 429, headers: { 'retry-after': '0', 'x-ratelimit-remaining': '0' } }
    const names = Array.from({ length: 40 }, (_, at) => [
      `KEY_${at}`,
      secret(`value ${project} ${at}`),
    ])
    return { body: { secrets: Object.fromEntries(names) as object } }
  })
  expect(secrets.size).toBe(249 * 40)
  expect(told).toEqual(['problem p7: its configs: answered 403 (forbidden)'])
  expect(limited).toBe(2)
  expect(vendor.asked.filter((line) => line.includes('/v3/projects'))).toHaveLength(3)
}, 20_000)

test('a service token sees one config, which tells its own name', async () => {
  const { secrets, told, vendor } = await importFrom(
    () => ({
      body: {
        secrets: {
          DOPPLER_PROJECT: secret('app'),
          DOPPLER_CONFIG: secret('prd'),
          DOPPLER_ENVIRONMENT: secret('prd'),
          K: secret('some value'),
        },
      },
    }),
    'dp.st.prd.token',
  )
  expect([...secrets.keys()]).toEqual(['doppler/app/prd#K'])
  expect(told[0]).toBe('skipped all other configs: a service token sees app/prd only')
  expect(vendor.asked).toEqual(['GET /v3/configs/config/secrets'])
})

test('at the door it says what is needed', async () => {
  await expect(importFrom(() => ({ status: 403 }))).rejects.toThrow(/answered 403.*list projects/s)
  const env = { DOPPLER_TOKEN: 'x' }
  const silent = { send: () => Promise.reject(new StanchError('HTTP_FAILED', 'no answer')) }
  await expect(collectImport(dopplerImporter, { env, http: silent })).rejects.toThrow(
    /^Doppler: no answer\.$/,
  )
  await expect(collectImport(dopplerImporter, {})).rejects.toThrow(/DOPPLER_TOKEN is not set/)
  const { vendor } = await importFrom(() => ({ body: { configs: [] } }), 'dp.sa.token', {
    project: ['only'],
  })
  expect(vendor.asked).toEqual(['GET /v3/configs?project=only&page=1&per_page=100'])
})
