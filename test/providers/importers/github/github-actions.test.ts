import { expect, test } from 'vitest'
import { githubActions } from '../../../../src/providers/importers/github/github-actions.ts'
import { parseGithubPlace } from '../../../../src/providers/importers/github/github-place.ts'
import { importFrom, playInProcess, playVendor, tell, type Answer } from '../vendor.ts'

/**
 * Answers in the shapes of https://docs.github.com/en/rest/actions/secrets,
 * https://docs.github.com/en/rest/deployments/environments and https://docs.github.com/en/rest/dependabot/secrets
 */
const api = 'https://api.github.com'
const env = { GH_TOKEN: 'given-token' }
const dates = { created_at: '2025-01-02T03:04:05Z', updated_at: '2026-01-02T03:04:05Z' }

function link(next: string): Record<string, string> {
  return {
    link: `<${api}/x?page=1>; rel="prev", <${next}>; rel="next", <${api}/x?page=9>; rel="last"`,
  }
}

function byPath(answers: Readonly<Record<string, Answer>>) {
  return playVendor(
    ({ url }) =>
      answers[
        url.pathname + (url.searchParams.has('page') ? `#${url.searchParams.get('page')}` : '')
      ],
  )
}

test('a repository: pages, environments with any name, one of them forbidden, Dependabot', async () => {
  const repository = '/repos/octo/shop'
  const { http, asked } = await byPath({
    [`${repository}/actions/secrets`]: {
      headers: link(`${api}${repository}/actions/secrets?per_page=100&page=2`),
      body: { total_count: 2, secrets: [{ name: 'DEPLOY_KEY', ...dates }] },
    },
    [`${repository}/actions/secrets#2`]: {
      body: { total_count: 2, secrets: [{ name: '--help' }, { name: 'NPM_TOKEN', ...dates }] },
    },
    [`${repository}/environments`]: {
      body: {
        total_count: 3,
        environments: [
          { id: 1, name: 'Prod / Köln' },
          { id: 2, name: 'locked' },
          { id: 3, name: '--env' },
        ],
      },
    },
    [`${repository}/environments/Prod%20%2F%20K%C3%B6ln/secrets`]: {
      body: { total_count: 1, secrets: [{ name: 'DEPLOY_KEY', ...dates }] },
    },
    [`${repository}/environments/locked/secrets`]: { status: 403, body: { message: 'zu-geheim' } },
    [`${repository}/environments/--env/secrets`]: { body: { total_count: 0, secrets: [] } },
    [`${repository}/dependabot/secrets`]: {
      body: { total_count: 1, secrets: [{ name: 'REGISTRY', ...dates }] },
    },
  })
  const options = { dependabot: true, codespaces: true }
  const told = await tell(
    importFrom(githubActions, http, { env, arguments: ['octo/shop'], options }),
  )
  expect([...told.secrets.keys()]).toEqual([
    'github-actions/octo/shop/DEPLOY_KEY',
    'github-actions/octo/shop/NPM_TOKEN',
    'github-actions/octo/shop/Prod~20~2F~20K~C3~B6ln/DEPLOY_KEY',
    'github-dependabot/octo/shop/REGISTRY',
  ])
  expect(told.secrets.get('github-actions/octo/shop/Prod~20~2F~20K~C3~B6ln/DEPLOY_KEY')).toEqual({
    draft: {
      id: 'github-actions/octo/shop/Prod~20~2F~20K~C3~B6ln/DEPLOY_KEY',
      environment: 'Prod / Köln',
      consumers: ['octo/shop'],
      createdAt: '2025-01-02T03:04:05Z',
      lastRotatedAt: '2026-01-02T03:04:05Z',
      store: { type: 'github-actions', path: 'octo/shop/Prod / Köln/DEPLOY_KEY' },
    },
    values: [],
  })
  expect(told.rest).toEqual([
    'problem repos/octo/shop/actions/secrets: an entry of the list is not understood',
    expect.stringMatching(
      /^problem repos\/octo\/shop\/environments\/locked\/secrets: answered 403.*"Environments"/,
    ),
    expect.stringMatching(/^problem octo\/shop \(codespaces\): answered 404.*"Codespaces secrets"/),
  ])
  expect(told.covered).toEqual([])
  expect(told.rest.join()).not.toContain('zu-geheim')
  expect(asked[0]!.headers).toMatchObject({
    authorization: 'Bearer given-token',
    'x-github-api-version': '2022-11-28',
  })
})

test('an organisation: who may use each, and all its repositories', async () => {
  const { http } = await byPath({
    '/orgs/octo/actions/secrets': {
      body: {
        secrets: [
          { name: 'ALL', ...dates, visibility: 'all' },
          {
            name: 'SOME',
            ...dates,
            visibility: 'selected',
            selected_repositories_url: 'https://evil.example/',
          },
          { name: 'PRIVATE', ...dates, visibility: 'private' },
          { name: 'LOCKED', ...dates, visibility: 'selected' },
        ],
      },
    },
    '/orgs/octo/actions/secrets/SOME/repositories': {
      headers: link(`${api}/orgs/octo/actions/secrets/SOME/repositories?page=2`),
      body: { repositories: [{ full_name: 'octo/web' }] },
    },
    '/orgs/octo/actions/secrets/SOME/repositories#2': {
      body: { repositories: [{ full_name: 'octo/api' }] },
    },
    '/orgs/octo/repos': { body: [{ full_name: 'octo/web' }, { full_name: 'octo/denied' }] },
    '/repos/octo/web/actions/secrets': { body: { secrets: [{ name: 'OWN', ...dates }] } },
    '/repos/octo/web/environments': { body: { environments: [] } },
  })
  const given = { env, arguments: ['octo'], options: { repositories: true } }
  const told = await tell(importFrom(githubActions, http, given))
  expect(told.covered).toEqual(['github-actions/octo/web/'])
  const consumers = [...told.secrets].map(([id, { draft }]) => [id, draft.consumers])
  expect(consumers).toEqual([
    ['github-actions/octo/ALL', ['octo/*']],
    ['github-actions/octo/SOME', ['octo/api', 'octo/web']],
    ['github-actions/octo/PRIVATE', ['octo/* (private)']],
    ['github-actions/octo/LOCKED', undefined],
    ['github-actions/octo/web/OWN', ['octo/web']],
  ])
  expect(told.rest).toEqual([
    expect.stringMatching(
      /^problem orgs\/octo\/actions\/secrets\/LOCKED\/repositories: .*answered 404/,
    ),
    expect.stringMatching(/^problem octo\/denied: .*it needs "Secrets"/),
  ])
})

test('a link to another host is not followed', async () => {
  const { http, asked } = await playVendor(({ url }) =>
    url.pathname.endsWith('environments')
      ? { body: { environments: [] } }
      : {
          headers: link('https://evil.example/page'),
          body: { secrets: [{ name: 'A', ...dates }] },
        },
  )
  await expect(
    tell(importFrom(githubActions, http, { env, arguments: ['octo/shop'] })),
  ).rejects.toMatchObject({ code: 'GITHUB_HOST_CHANGED' })
  expect(asked.map(({ url }) => url.host)).toEqual(['api.github.com'])
})

test('a secondary rate limit is waited out, one of an hour is told', async () => {
  let tries = 0
  const limited = await playVendor(({ url }) => {
    if (url.pathname.endsWith('environments')) return { body: { environments: [] } }
    if (tries++ < 2) return { status: 403, headers: { 'retry-after': '0' }, body: {} }
    return { body: { secrets: [{ name: 'A', ...dates }] } }
  })
  const told = await tell(
    importFrom(githubActions, limited.http, { env, arguments: ['octo/shop'] }),
  )
  expect(told.secrets.size).toBe(1)
  const reset = String(Math.floor(Date.now() / 1000) + 3000)
  const spent = await playVendor(() => ({
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    body: {},
  }))
  await expect(
    tell(importFrom(githubActions, spent.http, { env, arguments: ['octo/shop'] })),
  ).rejects.toThrow(/a rate limit; it ends at 20\d\d-/)
  expect(spent.asked).toHaveLength(1)
})

test('at the door: which permission is missing', async () => {
  const { http } = await playVendor(() => undefined)
  await expect(tell(importFrom(githubActions, http, { env, arguments: ['octo'] }))).rejects.toThrow(
    /GitHub, octo.*404[\s\S]*admin:org/,
  )
  await expect(
    tell(importFrom(githubActions, http, { env, arguments: ['octo/shop'] })),
  ).rejects.toMatchObject({ code: 'IMPORT_REFUSED' })
  await expect(
    tell(importFrom(githubActions, http, { arguments: ['octo'] })),
  ).rejects.toMatchObject({ code: 'GITHUB_TOKEN_MISSING' })
})

test('an Enterprise Server by GITHUB_API_URL', async () => {
  const { http, asked } = await playVendor(({ url }) => ({
    body: url.pathname.endsWith('environments') ? { environments: [] } : { secrets: [] },
  }))
  const server = { ...env, GITHUB_API_URL: 'https://github.example.org/api/v3' }
  await tell(importFrom(githubActions, http, { env: server, arguments: ['octo/shop'] }))
  expect(asked[0]!.url.href).toBe(
    'https://github.example.org/api/v3/repos/octo/shop/actions/secrets?per_page=100',
  )
})

test('10,000 secrets', async () => {
  const { http, asked } = playInProcess(({ url }) => {
    if (url.pathname.endsWith('environments')) return { body: { environments: [] } }
    const page = Number(url.searchParams.get('page') ?? 1)
    const secrets = Array.from({ length: 100 }, (_, at) => ({ name: `S_${page}_${at}`, ...dates }))
    const headers = page < 100 ? link(`${api}${url.pathname}?per_page=100&page=${page + 1}`) : {}
    return { headers, body: { total_count: 10_000, secrets } }
  })
  let count = 0
  for await (const event of importFrom(githubActions, http, { env, arguments: ['octo/shop'] })) {
    if (event.kind === 'covered') continue
    if (event.kind !== 'secret') throw new Error(event.reason)
    if (count++ === 0) expect(asked).toHaveLength(1)
  }
  expect(count).toBe(10_000)
})

test.for([
  '--help',
  '',
  'a/b/c',
  'octo/..',
  '../x',
  'octo/shop?x',
  'https://github.com/octo/shop',
  '-o/x',
])('no place: %s', (text) => {
  expect(() => parseGithubPlace(text)).toThrow(
    expect.objectContaining({ code: 'IMPORT_ARGUMENT_INVALID' }) as Error,
  )
})
