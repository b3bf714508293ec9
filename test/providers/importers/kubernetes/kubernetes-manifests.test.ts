import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { HttpClient } from '../../../../src/providers/http-client.ts'
import { kubernetes } from '../../../../src/providers/importers/kubernetes/kubernetes.ts'
import { importFrom, tell, valuesOf, type ImportOptions } from '../vendor.ts'

/** Types of Secrets as of https://kubernetes.io/docs/concepts/configuration/secret/#secret-types */
const base64 = (text: string) => Buffer.from(text).toString('base64')

const noNetwork: HttpClient = {
  send: () => Promise.reject(new Error('nothing is asked for manifests')),
}

function told(input: string, given: ImportOptions = {}) {
  return tell(importFrom(kubernetes, noNetwork, { arguments: ['-'], input, ...given }))
}

function secret(
  type: string,
  data: Readonly<Record<string, string>>,
  metadata: object = {},
): string {
  const encoded = Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, base64(value)]),
  )
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    type,
    metadata: { name: 's', namespace: 'n', ...metadata },
    data: encoded,
  })
}

test('many documents, lists, text and base64, unicode, a key that looks like an option', async () => {
  const input = `
apiVersion: v1
kind: Secret
metadata:
  name: shop
  namespace: prod
  creationTimestamp: 2025-01-02T03:04:05Z
  labels: { app.kubernetes.io/name: shop-api, env: production }
  annotations: { stanch.dev/owner: payments, stanch.dev/agent: support-bot }
type: Opaque
data:
  --help: ${base64('--version')}
  both: ${base64('overridden')}
  folded: >-
    ${base64('folded value').slice(0, 6)}
    ${base64('folded value').slice(6)}
  placeholder: <base64>
  empty: ""
stringData:
  both: пароль-☃
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
---
# only a comment
---
apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: Secret, metadata: { name: listed }, stringData: { token: listed-value } }
  - { apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: { name: sealed }, spec: { encryptedData: { a: AgBy } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: from-vault }
---
apiVersion: v1
kind: Secret
metadata: { name: encrypted }
stringData: { a: ENC }
sops: { mac: ENC }
---
apiVersion: v1
kind: Secret
metadata: { name: wrong }
stringData: { port: 5432 }
`
  const { secrets, rest } = await told(input)
  expect([...secrets].map(([id, one]) => [id, ...valuesOf(one)])).toEqual([
    ['kubernetes/prod/shop#--help', '--version'],
    ['kubernetes/prod/shop#both', 'пароль-☃'],
    ['kubernetes/prod/shop#folded', 'folded value'],
    ['kubernetes/default/listed#token', 'listed-value'],
  ])
  expect(secrets.get('kubernetes/prod/shop#both')?.draft).toEqual({
    id: 'kubernetes/prod/shop#both',
    owner: { team: 'payments' },
    environment: 'production',
    agent: 'support-bot',
    consumers: ['shop-api'],
    createdAt: '2025-01-02T03:04:05Z',
    store: { type: 'kubernetes', path: 'prod/shop' },
  })
  expect(rest).toEqual([
    'problem prod/shop#placeholder: expected base64 in data',
    'skipped prod/shop#empty: empty',
    expect.stringMatching(/^skipped standard input:28, item 2: SealedSecret sealed: sealed:/),
    expect.stringMatching(
      /^skipped standard input:34: ExternalSecret from-vault: refers to another store/,
    ),
    expect.stringMatching(/^skipped standard input:38: encrypted by SOPS/),
    'problem standard input:44: a Secret is not understood: stringData.port',
  ])
})

const privateKey = ['-----BEGIN', 'PRIVATE KEY-----\nAA\n-----END', 'PRIVATE KEY-----'].join(' ')

test.for([
  [
    'kubernetes.io/tls',
    { 'tls.crt': 'CERT', 'tls.key': privateKey, 'ca.crt': 'CERT' },
    ['tls.key'],
  ],
  ['kubernetes.io/tls', { 'tls.crt': `CERT ${privateKey}` }, ['tls.crt']],
  ['kubernetes.io/basic-auth', { username: 'u', password: 'p-value' }, ['password']],
  [
    'kubernetes.io/ssh-auth',
    { 'ssh-privatekey': privateKey, known_hosts: 'h' },
    ['ssh-privatekey'],
  ],
  [
    'kubernetes.io/service-account-token',
    { token: 't-value', 'ca.crt': 'CERT', namespace: 'n' },
    ['token'],
  ],
  [
    'bootstrap.kubernetes.io/token',
    { 'token-id': 'abcdef', 'token-secret': 's', expiration: '2' },
    ['token-secret'],
  ],
  ['helm.sh/release.v1', { release: 'H4sI' }, []],
] as const)('%s', async ([type, data, taken]) => {
  const { secrets, rest } = await told(secret(type, data as unknown as Record<string, string>))
  expect([...secrets.keys()]).toEqual(taken.map((key) => `kubernetes/n/s#${key}`))
  expect(rest).toHaveLength(Object.keys(data).length - taken.length)
  expect(rest.every((line) => line.startsWith('skipped n/s#'))).toBe(true)
})

test('passwords of a Docker configuration are known by themselves, too', async () => {
  const config = JSON.stringify({
    auths: {
      'ghcr.io': { auth: base64('bot:first:pass') },
      'r.example': { username: 'u', password: 'second', auth: base64('u:second') },
    },
  })
  const { secrets } = await told(
    secret('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': config }),
  )
  expect(valuesOf(secrets.get('kubernetes/n/s#.dockerconfigjson'))).toEqual([
    config,
    'first:pass',
    'second',
  ])
})

test('a token of a service account names its account; changes of data are rotations', async () => {
  const metadata = {
    annotations: { 'kubernetes.io/service-account.name': 'deployer' },
    managedFields: [
      { time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:data': { '.': {} } } },
      { time: '2026-09-01T00:00:00Z', fieldsV1: { 'f:metadata': {} } },
    ],
  }
  const { secrets } = await told(
    secret('kubernetes.io/service-account-token', { token: 'value' }, metadata),
    { options: { cluster: 'eu 1' } },
  )
  expect(secrets.get('kubernetes/@eu~201/n/s#token')?.draft).toMatchObject({
    provider: 'Kubernetes',
    consumers: ['serviceaccount/n/deployer'],
    lastRotatedAt: '2026-01-01T00:00:00Z',
  })
})

test('folders: a file that is not understood is a problem at its line, which is not repeated', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-kubernetes-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'inner'))
  writeFileSync(join(folder, 'inner', 'a.json'), secret('Opaque', { key: 'value-1' }))
  writeFileSync(
    join(folder, 'b.yaml'),
    'kind: Secret\ndata:\n  a: {{ zu-geheim }\n  b: "zu-geheim\n',
  )
  writeFileSync(join(folder, 'c.yml'), 'kind: ConfigMap\n')
  writeFileSync(join(folder, 'd.txt'), 'kind: Secret')
  const { secrets, rest } = await told('', { arguments: [folder] })
  expect([...secrets.keys()]).toEqual(['kubernetes/n/s#key'])
  expect(rest).toEqual([
    expect.stringMatching(/b\.yaml:4: expected YAML \([A-Z_]+\)$/),
    `skipped ${join(folder, 'c.yml')}: no Secret in it`,
  ])
  await expect(told('', { arguments: [join(folder, 'none')] })).rejects.toMatchObject({
    code: 'IMPORT_FILE_UNREADABLE',
  })
})

test('aliases that would fill the memory are refused', async () => {
  const levels = Array.from(
    { length: 9 },
    (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(',')}]`,
  )
  const { rest } = await told(['l0: &l0 x', ...levels].join('\n'))
  expect(rest).toEqual([expect.stringMatching(/^problem standard input:1: expected aliases/)])
})

test('10,000 Secrets as kubectl prints them', async () => {
  const items = Array.from({ length: 10_000 }, (_, at) => ({
    apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name: `s${at}`, namespace: 'n' }, data: { key: base64(`value ${at}`) },
  })) // prettier-ignore
  const { secrets, rest } = await told(
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 4),
  )
  expect(secrets.size).toBe(10_000)
  expect(rest).toEqual([])
})
