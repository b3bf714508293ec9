import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { createHttpClient } from '../../../../src/providers/http/create-http-client.ts'
import { openClusterAccess } from '../../../../src/providers/importers/kubernetes/cluster-access.ts'
import { kubernetes } from '../../../../src/providers/importers/kubernetes/kubernetes.ts'
import { makeCertificates } from '../../http/make-certificates.ts'
import { serve } from '../../http/serve.ts'
import { importFrom, playInProcess, playVendor, tell, type Answer } from '../vendor.ts'

/** Answers as of https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks */
/** What must stand in no message. */
const planted = ['zu', 'geheim'].join('-')

const forbidden: Answer = {
  status: 403,
  body: { kind: 'Status', status: 'Failure', message: planted, reason: 'Forbidden', code: 403 },
}

const certificates = makeCertificates(['localhost'])
afterAll(() => certificates.remove())

function item(name: string, namespace = 'n') {
  return {
    metadata: { name, namespace },
    type: 'Opaque',
    data: { key: Buffer.from(`value of ${name}`).toString('base64') },
  }
}

function listOf(names: readonly string[], next?: string): Answer {
  const metadata = { resourceVersion: '1', ...(next !== undefined && { continue: next }) }
  return {
    body: {
      kind: 'SecretList',
      apiVersion: 'v1',
      metadata,
      items: names.map((name) => item(name)),
    },
  }
}

/** Variables with a kubeconfig of one context. */
function kubeconfig(user: object, cluster: object = {}): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-kubeconfig-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'config')
  writeFileSync(join(folder, 'token-file'), 'token-of-file\n')
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'here',
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://cluster.example:6443', ...cluster } }],
      users: [{ name: 'u', user }],
    }),
  )
  return { KUBECONFIG: path }
}

test('pages to the end; a token that has ended goes on with the one in the answer', async () => {
  const { http, asked } = await playVendor(({ url }) => {
    const token = url.searchParams.get('continue')
    if (token === null) return listOf(['a', 'b'], 'old+token/=')
    if (token === 'old+token/=')
      return {
        status: 410,
        body: { kind: 'Status', reason: 'Expired', metadata: { continue: 'fresh' } },
      }
    return listOf(['b', 'c'])
  })
  const told = await tell(importFrom(kubernetes, http, { env: kubeconfig({ token: 'given' }) }))
  expect([...told.secrets.keys()]).toEqual(
    ['a', 'b', 'c'].map((name) => `kubernetes/n/${name}#key`),
  )
  expect(told.rest).toEqual([])
  expect(
    asked.every(
      ({ headers, url }) =>
        headers.authorization === 'Bearer given' && url.host === 'cluster.example:6443',
    ),
  ).toBe(true)
})

test('without one in the answer the list starts again, and tells nothing twice', async () => {
  let gone = 0
  const { http } = await playVendor(({ url }) => {
    if (url.searchParams.get('continue') === null) return listOf(['a', 'b'], `t${gone}`)
    return gone++ === 0 ? { status: 410, body: { reason: 'Expired' } } : listOf(['c'])
  })
  let count = 0
  for await (const event of importFrom(kubernetes, http, {
    env: kubeconfig({ tokenFile: 'token-file' }),
  })) {
    if (event.kind === 'secret') count++
  }
  expect(count).toBe(3)
})

test('a cluster whose tokens always end is not asked for ever', async () => {
  const { http, asked } = await playVendor(({ url }) =>
    url.searchParams.get('continue') === null ? listOf(['a'], 't') : { status: 410, body: {} },
  )
  const told = await tell(importFrom(kubernetes, http, { env: kubeconfig({}) }))
  expect(told.rest).toEqual(['problem secrets: the list ends early: its pages end too fast (410)'])
  expect(asked.length).toBeLessThan(12)
})

test('a namespace that is forbidden is a problem, the others are read; all of them are the door', async () => {
  const { http } = await playVendor(({ url }) =>
    url.pathname.includes('/closed/') ? forbidden : listOf(['a']),
  )
  const env = kubeconfig({ token: 'given' })
  const told = await tell(
    importFrom(kubernetes, http, { env, options: { namespace: 'open, closed' } }),
  )
  expect(told.secrets.size).toBe(1)
  expect(told.rest).toEqual([
    'problem closed/secrets: answered 403 (forbidden); it needs list on secrets',
  ])
  const error: unknown = await tell(
    importFrom(kubernetes, http, { env, options: { namespace: 'closed' } }),
  ).catch((one: unknown) => one)
  expect(error).toMatchObject({
    code: 'IMPORT_REFUSED',
    message: expect.stringMatching(/403 \(forbidden\)\.\n.*ClusterRole/) as string,
  })
  expect(String(error)).not.toContain(planted)
})

test('10,000 Secrets, a page at a time', async () => {
  const { http, asked } = playInProcess(({ url }) => {
    const from = Number(url.searchParams.get('continue') ?? 0)
    const names = Array.from({ length: 50 }, (_, at) => `s${from + at}`)
    return listOf(names, from + 50 < 10_000 ? String(from + 50) : '')
  })
  let count = 0
  for await (const event of importFrom(kubernetes, http, { env: kubeconfig({}) })) {
    if (event.kind === 'covered') continue
    if (event.kind !== 'secret') throw new Error(event.reason)
    if (count++ === 0) expect(asked).toHaveLength(1)
  }
  expect(count).toBe(10_000)
})

test.for([
  ['a program', { exec: { command: 'aws' } }, {}, 'exec'],
  ['an old plugin', { 'auth-provider': { name: 'gcp' } }, {}, 'auth-provider'],
  ['a password', { username: 'u', password: planted }, {}, 'password'],
  [
    'no check of certificates',
    { token: planted },
    { 'insecure-skip-tls-verify': true },
    'insecure-skip-tls-verify',
  ],
] as const)('a kubeconfig with %s is refused with another way', async ([, user, cluster, word]) => {
  const { http, asked } = await playVendor(() => listOf([]))
  const error: unknown = await tell(
    importFrom(kubernetes, http, { env: kubeconfig(user, cluster) }),
  ).catch((one: unknown) => one)
  expect(error).toMatchObject({ code: 'KUBECONFIG_UNSUPPORTED' })
  expect(String(error)).toContain(word)
  expect(String(error)).toContain(
    'kubectl get secrets -A -o json | stanch inventory import kubernetes -',
  )
  expect(String(error)).not.toContain(planted)
  expect(asked).toEqual([])
})

test('the cluster’s own authority, and the account of a pod', async () => {
  const served = await serve((request, response) => {
    const isKnown = request.headers.authorization === 'Bearer token-of-pod'
    response.writeHead(isKnown ? 200 : 401)
    response.end(JSON.stringify(listOf(isKnown ? ['a'] : []).body))
  }, certificates)
  const folder = mkdtempSync(join(tmpdir(), 'stanch-account-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'ca.crt'), certificates.ca)
  writeFileSync(join(folder, 'token'), 'token-of-pod\n')
  const env = { KUBERNETES_SERVICE_HOST: 'localhost', KUBERNETES_SERVICE_PORT: String(served.port) }
  const access = await openClusterAccess({ env, options: {} }, folder)
  const client = createHttpClient({ allowedHosts: [access.server.host], tls: access.tls, env: {} })
  onTestFinished(() => client.close())
  const url = new URL('/api/v1/secrets', access.server)
  const answer = await client.send(
    { method: 'GET', url, headers: await access.headers() },
    new AbortController().signal,
  )
  expect(answer.status).toBe(200)
})

test('of several kubeconfigs the first that has a name counts, and --context chooses', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-kubeconfig-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const first = write(
    '1',
    'current-context: a\ncontexts:\n- {name: a, context: {cluster: c, user: u}}\nclusters:\n- {name: c, cluster: {server: "https://one.example"}}\n',
  )
  const second = write(
    '2',
    `contexts:\n- {name: b, context: {cluster: d, user: u}}\nclusters:\n- {name: c, cluster: {server: "https://no.example"}}\n- {name: d, cluster: {server: "https://two.example", certificate-authority-data: ${Buffer.from('PEM').toString('base64')}}}\nusers:\n- {name: u, user: {token: shared}}\n`,
  )
  const env = { KUBECONFIG: [first, join(folder, 'none'), second].join(':') }
  const one = await openClusterAccess({ env, options: {} })
  expect([one.server.host, await one.headers()]).toEqual([
    'one.example',
    { authorization: 'Bearer shared' },
  ])
  const two = await openClusterAccess({ env, options: { context: 'b' } })
  expect([two.server.host, two.tls]).toEqual(['two.example', { ca: 'PEM' }])
  await expect(openClusterAccess({ env, options: { context: '--help' } })).rejects.toThrow(
    /among: a, b/,
  )
})
