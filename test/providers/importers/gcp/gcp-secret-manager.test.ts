import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { crc32c } from '../../../../src/providers/importers/gcp/crc32c.ts'
import { gcpSecretManager } from '../../../../src/providers/importers/gcp/gcp-secret-manager.ts'
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
 * Answers in the shapes of https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets and
 * https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions
 */
const home = 'https://secretmanager.googleapis.com'
const env = { GOOGLE_OAUTH_ACCESS_TOKEN: 'given-token', GOOGLE_CLOUD_PROJECT: 'shop-prod' }

function payload(text: string): Answer {
  const bytes = Buffer.from(text)
  const data = bytes.toString('base64')
  return { body: { payload: { data, dataCrc32c: String(crc32c(bytes)) } } }
}

const forbidden: Answer = {
  status: 403,
  body: {
    error: { code: 403, message: 'Permission denied on zu-geheim', status: 'PERMISSION_DENIED' },
  },
}

test('CRC-32C as of RFC 3720', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
})

test('pages, versions, labels, a 403 in the middle and a checksum that does not fit', async () => {
  const base = '/v1/projects/shop-prod/secrets'
  const secret = (name: string) => `projects/77/secrets/${name}`
  const { http, asked } = await playVendor(({ url }) => {
    const answers: Readonly<Record<string, Answer>> = {
      [`${base}?pageSize=250`]: {
        body: {
          secrets: [
            {
              name: secret('payment-key'),
              createTime: '2025-01-02T03:04:05.123456Z',
              expireTime: '2027-01-01T00:00:00Z',
              labels: { team: 'payments', env: 'production' },
              annotations: {
                'stanch.dev/oncall': '#payments-oncall',
                purpose: 'Überweisungen — €',
              },
              versionAliases: { current: '3', old: '1' },
              rotation: { nextRotationTime: '2026-12-01T00:00:00Z', rotationPeriod: '2592000s' },
            },
            { name: secret('denied') },
          ],
          nextPageToken: 'a b+c',
        },
      },
      [`${base}?pageSize=250&pageToken=a+b%2Bc`]: {
        body: {
          secrets: [
            { name: secret('damaged') },
            { name: '../../elsewhere' },
            { name: secret('gone') },
          ],
        },
      },
      [`/v1/${secret('payment-key')}/versions?pageSize=250`]: {
        body: {
          versions: [
            {
              name: `${secret('payment-key')}/versions/4`,
              state: 'DISABLED',
              createTime: '2026-05-01T00:00:00Z',
            },
            {
              name: `${secret('payment-key')}/versions/3`,
              state: 'ENABLED',
              createTime: '2026-04-01T00:00:00.9Z',
            },
          ],
          nextPageToken: 'more',
        },
      },
      [`/v1/${secret('payment-key')}/versions?pageSize=250&pageToken=more`]: {
        body: {
          versions: [
            { name: `${secret('payment-key')}/versions/2`, state: 'DESTROYED' },
            {
              name: `${secret('payment-key')}/versions/1`,
              state: 'ENABLED',
              createTime: '2025-01-02T03:04:06Z',
            },
          ],
        },
      },
      [`/v1/${secret('payment-key')}/versions/3:access`]: payload('--help'),
      [`/v1/${secret('payment-key')}/versions/1:access`]: payload('пароль-☃-1'),
      [`/v1/${secret('denied')}/versions?pageSize=250`]: forbidden,
      [`/v1/${secret('damaged')}/versions?pageSize=250`]: {
        body: { versions: [{ name: `${secret('damaged')}/versions/1`, state: 'ENABLED' }] },
      },
      [`/v1/${secret('damaged')}/versions/1:access`]: {
        body: { payload: { data: 'AAAA', dataCrc32c: '5' } },
      },
      [`/v1/${secret('gone')}/versions?pageSize=250`]: { body: {} },
    }
    return answers[url.pathname + url.search]
  })
  const told = await tell(importFrom(gcpSecretManager, http, { env }))
  const taken = told.secrets.get('gcp-secret-manager/shop-prod/payment-key')
  expect(valuesOf(taken)).toEqual(['3=--help', '1=пароль-☃-1'])
  expect(taken?.draft).toEqual({
    id: 'gcp-secret-manager/shop-prod/payment-key',
    owner: { team: 'payments', oncall: '#payments-oncall' },
    environment: 'production',
    purpose: 'Überweisungen — €',
    createdAt: '2025-01-02T03:04:05Z',
    expiresAt: '2027-01-01T00:00:00Z',
    nextRotationAt: '2026-12-01T00:00:00Z',
    lastRotatedAt: '2026-04-01T00:00:00Z',
    store: {
      type: 'gcp-secret-manager',
      path: secret('payment-key'),
      version: '3',
      stage: 'current',
    },
  })
  expect([...told.secrets.keys()]).toHaveLength(4)
  expect(told.rest).toEqual([
    `skipped ${secret('payment-key')}/versions: version 4: disabled: no value to be had`,
    `skipped ${secret('payment-key')}/versions: version 2: destroyed: no value any more`,
    `problem ${secret('denied')}: its versions cannot be listed: answered 403 (forbidden, PERMISSION_DENIED)`,
    `problem ${secret('damaged')}/versions/1: its value cannot be read: what came does not fit its checksum (dataCrc32c)`,
    'problem projects/shop-prod: an entry of the list is not understood',
  ])
  expect(asked.every(({ headers }) => headers.authorization === 'Bearer given-token')).toBe(true)
  expect(asked.every(({ url }) => url.origin === home)).toBe(true)
})

test('10,000 secrets: pages are asked for as they are read, and all are told', async () => {
  const { http, asked } = playInProcess(({ url }) => {
    const [, name, number] =
      /secrets\/s(\d+)\/versions(?:\/(\d+):access)?$/.exec(url.pathname) ?? []
    if (number !== undefined) return payload(`value of ${name}`)
    if (name !== undefined)
      return {
        body: { versions: [{ name: `projects/1/secrets/s${name}/versions/1`, state: 'ENABLED' }] },
      }
    const from = Number(url.searchParams.get('pageToken') ?? 0)
    const secrets = Array.from({ length: 250 }, (_, at) => ({
      name: `projects/1/secrets/s${from + at}`,
    }))
    return { body: { secrets, ...(from + 250 < 10_000 && { nextPageToken: String(from + 250) }) } }
  })
  let count = 0
  for await (const event of importFrom(gcpSecretManager, http, { env })) {
    if (event.kind === 'covered') continue
    if (event.kind !== 'secret') throw new Error(event.reason)
    if (count++ === 0) expect(asked.length).toBeLessThan(1 + 2 * 8 + 1)
  }
  expect(count).toBe(10_000)
})

test('at the door: which permission is missing, and nothing of the vendor’s message', async () => {
  const { http } = await playVendor(() => forbidden)
  await expect(tell(importFrom(gcpSecretManager, http, { env }))).rejects.toMatchObject({
    code: 'IMPORT_REFUSED',
    message: expect.stringMatching(
      /projects\/shop-prod.*403.*\n.*secretmanager\.secrets\.list/,
    ) as string,
  })
  await expect(tell(importFrom(gcpSecretManager, http, { env }))).rejects.not.toThrow('zu-geheim')
})

test('a later page that fails ends the list with a problem; 429 is waited out', async () => {
  let tries = 0
  const { http } = await playVendor(({ url }) => {
    if (url.pathname.endsWith('/versions')) return { body: {} }
    if (url.searchParams.has('pageToken')) return { status: 404, body: {} }
    if (tries++ === 0) return { status: 429, headers: { 'retry-after': '0' }, body: {} }
    return { body: { secrets: [{ name: 'projects/1/secrets/a' }], nextPageToken: 'x' } }
  })
  const told = await tell(importFrom(gcpSecretManager, http, { env }))
  expect([...told.secrets.keys()]).toEqual(['gcp-secret-manager/shop-prod/a'])
  expect(told.covered).toEqual([])
  expect(told.rest).toEqual([
    'problem projects/shop-prod/secrets: the list ends early, with page 2: answered 404 (not there, or hidden)',
  ])
})

test('--metadata-only reads no value, --location has its endpoint, --versions limits', async () => {
  const play = () =>
    playVendor(({ url }) => {
      const name = 'projects/1/locations/europe-west3/secrets/a'
      if (url.pathname.endsWith(':access')) return payload(`value ${url.pathname.at(-8)}`)
      if (url.pathname.endsWith('/versions')) {
        return {
          body: {
            versions: [1, 2, 3].map((at) => ({ name: `${name}/versions/${at}`, state: 'ENABLED' })),
          },
        }
      }
      return { body: { secrets: [{ name }] } }
    })
  const names = await play()
  const options = { location: 'europe-west3', metadataOnly: true }
  const told = await tell(importFrom(gcpSecretManager, names.http, { env, options }))
  expect(valuesOf(told.secrets.get('gcp-secret-manager/shop-prod@europe-west3/a'))).toEqual([])
  expect(told.rest).toEqual([])
  expect(told.covered).toEqual(['gcp-secret-manager/shop-prod@europe-west3/'])
  expect(names.asked.map(({ url }) => url.host)).toEqual(
    Array(2).fill('secretmanager.europe-west3.rep.googleapis.com'),
  )
  const two = await play()
  const limited = await tell(
    importFrom(gcpSecretManager, two.http, {
      env,
      options: { location: 'europe-west3', versions: '2' },
    }),
  )
  expect(valuesOf([...limited.secrets.values()][0])).toEqual(['3=value 3', '2=value 2'])
  expect(limited.rest).toEqual([
    'skipped projects/1/locations/europe-west3/secrets/a/versions: version 1: older than --versions reaches',
  ])
})

/** A file of credentials, and what was asked before the list. */
async function askWith(credentials: object, answer: (asked: Asked) => Answer | undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-gcp-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'credentials.json')
  writeFileSync(join(folder, 'subject'), 'subject-token\n')
  writeFileSync(path, JSON.stringify(credentials).replaceAll('FOLDER', folder))
  const vendor = await playVendor((asked) =>
    asked.url.origin === home ? { body: { secrets: [] } } : answer(asked),
  )
  const given = { env: { GOOGLE_APPLICATION_CREDENTIALS: path }, options: { project: 'p' } }
  const told = tell(importFrom(gcpSecretManager, vendor.http, given))
  return { told, asked: vendor.asked }
}

test('a service account signs an assertion, which is exchanged', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { told, asked } = await askWith(
    {
      type: 'service_account',
      client_email: 'reader@p.iam.gserviceaccount.com',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      private_key_id: 'k1',
      token_uri: 'https://attacker.example/token',
    },
    () => ({ body: { access_token: 'fetched', expires_in: 3599, token_type: 'Bearer' } }),
  )
  await told
  expect(asked.map(({ url }) => url.href.split('?')[0])).toEqual([
    'https://oauth2.googleapis.com/token',
    `${home}/v1/projects/p/secrets`,
  ])
  const form = new URLSearchParams(asked[0]!.body)
  expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
  const [head, claims] = form
    .get('assertion')!
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString())
  expect(JSON.parse(head!)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' })
  expect(JSON.parse(claims!)).toMatchObject({
    iss: 'reader@p.iam.gserviceaccount.com',
    aud: 'https://oauth2.googleapis.com/token',
    scope: 'https://www.googleapis.com/auth/cloud-platform',
  })
  expect(asked[1]!.headers.authorization).toBe('Bearer fetched')
})

test('workload identity: a file’s token is exchanged, and a service account impersonated', async () => {
  const { told, asked } = await askWith(
    {
      type: 'external_account',
      audience:
        '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/a/providers/b',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: 'https://sts.googleapis.com/v1/token',
      service_account_impersonation_url:
        'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b:generateAccessToken',
      credential_source: { file: 'FOLDER/subject' },
    },
    ({ url }) =>
      url.host === 'sts.googleapis.com'
        ? { body: { access_token: 'federated', expires_in: 3600 } }
        : { body: { accessToken: 'impersonated', expireTime: '2099-01-01T00:00:00Z' } },
  )
  await told
  expect(new URLSearchParams(asked[0]!.body).get('subject_token')).toBe('subject-token')
  expect(asked[1]!.headers.authorization).toBe('Bearer federated')
  expect(asked[2]!.headers.authorization).toBe('Bearer impersonated')
})

test('a file of credentials that leads elsewhere is not followed', async () => {
  const { told, asked } = await askWith(
    {
      type: 'external_account',
      audience: 'a',
      subject_token_type: 'b',
      token_url: 'https://sts.googleapis.com.attacker.example/v1/token',
      credential_source: { file: 'FOLDER/subject' },
    },
    () => ({ body: {} }),
  )
  await expect(told).rejects.toMatchObject({ code: 'GCP_CREDENTIALS_UNSUPPORTED' })
  expect(asked).toEqual([])
})

test.for([
  ['no JSON', '{"private_key": "zu-geheim"', 'GCP_CREDENTIALS_INVALID'],
  [
    'a broken key',
    JSON.stringify({ type: 'service_account', client_email: 'a@b', private_key: 'zu-geheim' }),
    'GCP_CREDENTIALS_INVALID',
  ],
  [
    'of AWS',
    JSON.stringify({
      type: 'external_account',
      audience: 'a',
      subject_token_type: 'b',
      token_url: 'https://sts.googleapis.com/v1/token',
      credential_source: { environment_id: 'aws1' },
    }),
    'GCP_CREDENTIALS_UNSUPPORTED',
  ],
] as const)(
  'credentials that are %s are an error that does not repeat them',
  async ([, text, code]) => {
    const folder = mkdtempSync(join(tmpdir(), 'stanch-gcp-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'application_default_credentials.json'), text)
    const { http } = await playVendor(() => undefined)
    const given = { env: { CLOUDSDK_CONFIG: folder }, options: { project: 'p' } }
    const error: unknown = await tell(importFrom(gcpSecretManager, http, given)).catch(
      (one: unknown) => one,
    )
    expect(error).toMatchObject({ code })
    expect(String(error)).not.toContain('zu-geheim')
  },
)

test('on a machine of Google’s its metadata server names project and token', async () => {
  const { http, asked } = await playVendor(({ url, headers }) => {
    if (url.origin === home) return { body: {} }
    expect(headers['metadata-flavor']).toBe('Google')
    return url.pathname.endsWith('project-id')
      ? { body: 'machine-project' }
      : { body: { access_token: 'of-machine', expires_in: 100 } }
  })
  await tell(importFrom(gcpSecretManager, http))
  expect(asked.map(({ url }) => url.href.split('?')[0])).toEqual([
    'http://metadata.google.internal/computeMetadata/v1/project/project-id',
    'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token',
    `${home}/v1/projects/machine-project/secrets`,
  ])
})
