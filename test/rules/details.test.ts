import fc from 'fast-check'
import { expect, test } from 'vitest'
import { detailReaders, type DetailsName, type SecretDetails } from '../../src/rules/details.ts'

function read(name: DetailsName, marked: string): SecretDetails {
  const [before = '', secret = '', behind = ''] = marked.split(/[⟦⟧]/)
  return detailReaders[name]({ secret, before, behind })
}

const base64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: object) => `⟦${base64Url({ alg: 'HS256' })}.${base64Url(claims)}.${'x'.repeat(43)}⟧`

/** The key id of an account, as AWS makes them since 2019. */
function keyIdOf(account: number, prefix = 'AKIA'): string {
  const first50 = 2n ** 49n + (BigInt(account) << 9n)
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const digits = Array.from({ length: 10 }, (_, at) => letters[Number((first50 >> BigInt(45 - 5 * at)) & 31n)])
  return `${prefix}${digits.join('')}ABCDEF`
}

/** A routable token, as GitLab makes them but for its checksum. */
function gitlabPayload(routes: string): string {
  const bytes = Buffer.concat([Buffer.alloc(16, 7), Buffer.from(routes), Buffer.of(routes.length)])
  const payload = bytes.toString('base64url')
  return `⟦glpat-${payload}.01.${payload.length.toString(36).padStart(2, '0')}0000000⟧`
}

const uuid = '01234567-89ab-cdef-0123-456789abcdef'

test.for<readonly [DetailsName, string, string, SecretDetails]>([
  ['jwt', 'an expiry', jwt({ exp: 1893456000 }), { expires: '2030-01-01T00:00:00Z' }],
  ['jwt', 'an expiry with a fraction', jwt({ exp: 1893456000.9 }), { expires: '2030-01-01T00:00:00Z' }],
  ['jwt', 'an expiry that is no number', jwt({ exp: '1893456000' }), {}],
  ['jwt', 'an expiry in milliseconds', jwt({ exp: 1893456000000 }), {}],
  ['jwt', 'an issuer’s host', jwt({ iss: 'https://Accounts.example.com/o/token?x=1' }), { issuer: 'accounts.example.com' }],
  ['jwt', 'an issuer’s address with a password', jwt({ iss: 'https://a:hunter2@example.com/' }), {}],
  ['jwt', 'an issuer’s own word', jwt({ iss: 'kubernetes/serviceaccount' }), { issuer: 'kubernetes/serviceaccount' }],
  ['jwt', 'an issuer that may be a key', jwt({ iss: 'k3y9dk2l9d8sk2' }), {}],
  ['jwt', 'a service account', jwt({ sub: 'system:serviceaccount:prod:deployer' }), { account: 'service account prod:deployer' }],
  ['jwt', 'anybody else', jwt({ sub: 'somebody@example.com' }), {}],
  ['jwt', 'a tenant', jwt({ tid: uuid }), { account: `tenant ${uuid}` }],
  ['jwt', 'a project', jwt({ iss: 'supabase', ref: 'abcdefghijklmnopqrst' }), { issuer: 'supabase', account: 'project abcdefghijklmnopqrst' }],
  ['jwt', 'behind a prefix', `⟦ghs_1234_${jwt({ exp: 1893456000 }).slice(1)}`, { expires: '2030-01-01T00:00:00Z' }],
  ['jwt', 'none', '⟦nothing⟧', {}],
  ['aws-key-id', 'an account', `⟦${keyIdOf(123456789012)}⟧`, { account: '123456789012' }],
  ['aws-key-id', 'the account in an article on key ids', `⟦AKIAQYLPMN${'5HHHFPZAM2'}⟧`, { account: '052310077262' }],
  ['aws-key-id', 'an account that begins with zeros', `⟦${keyIdOf(42, 'ASIA')}⟧`, { account: '000000000042' }],
  ['aws-key-id', 'one from before 2019', '⟦AKIAI234567ABCDEFGHI⟧', {}],
  ['aws-key-id', 'a number that no account has', `⟦${keyIdOf(1_050_000_000_000)}⟧`, {}],
  ['aws-key-id', 'letters that are no base32', `⟦AKIA${'Z0189'.repeat(4)}⟧`, {}],
  ['aws-signed-url', 'an expiry and an account', `?X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600&X-Amz-Credential=${keyIdOf(7)}%2F20260101&X-Amz-Security-Token=⟦x⟧&X-Amz-Signature=x`, { expires: '2026-01-01T01:00:00Z', account: '000000000007' }],
  ['aws-signed-url', 'parameters behind it', 'X-Amz-Security-Token=⟦x⟧&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60', { expires: '2026-01-01T00:01:00Z' }],
  ['aws-signed-url', 'a token alone', '⟦x⟧', {}],
  ['azure-sas', 'an end before and a host', 'https://demo.blob.core.windows.net/c?sv=2022-11-02&se=2030-01-01T00%3A00%3A00Z&sig=⟦x⟧', { expires: '2030-01-01T00:00:00Z', account: 'demo' }],
  ['azure-sas', 'an end behind it', 'sig=⟦x⟧&se=2030-01-01&sp=r', { expires: '2030-01-01T00:00:00Z' }],
  ['azure-sas', 'an end in seconds', 'SharedAccessSignature sr=x&sig=⟦x⟧&se=1893456000', { expires: '2030-01-01T00:00:00Z' }],
  ['azure-sas', 'an end that is none', 'se=2030-13-45&sig=⟦x⟧', {}],
  ['azure-account', 'a name before it', 'DefaultEndpointsProtocol=https;AccountName=demo;AccountKey=⟦x⟧;EndpointSuffix=x', { account: 'demo' }],
  ['azure-account', 'a name behind it', 'AccountKey=⟦x⟧;AccountName=demo', { account: 'demo' }],
  ['azure-account', 'no name', 'AccountKey=⟦x⟧', {}],
  ['gitlab-routable', 'a user', gitlabPayload('c:1\no:1\nu:1z'), { account: 'user 71' }],
  ['gitlab-routable', 'a project', gitlabPayload('o:1\np:a'), { account: 'project 10' }],
  ['gitlab-routable', 'an organization alone', gitlabPayload('o:2'), { account: 'organization 2' }],
  ['gitlab-routable', 'a payload of another length', gitlabPayload('o:2').replace(/.(?=\.01)/, 'A'), {}],
  ['gitlab-routable', 'an older token', '⟦glpat-01234567890123456789⟧', {}],
  ['slack-url', 'a workspace', '⟦https://hooks.slack.com/services/T01234567/B01234567/x⟧', { account: 'workspace T01234567' }],
  ['slack-app', 'an app', '⟦xapp-1-A0123456789-1234567890-x⟧', { keyId: 'A0123456789' }],
  ['telegram-bot', 'a bot', '⟦123456789:x⟧', { account: 'bot 123456789' }],
  ['discord-bot', 'a bot', `⟦${Buffer.from('123456789012345678').toString('base64url')}.x.y⟧`, { account: 'bot 123456789012345678' }],
  ['discord-bot', 'something else', '⟦MTIz.x.y⟧', {}],
  ['sentry-org', 'an organization and a host', `⟦sntrys_${base64Url({ url: 'https://sentry.io', org: 'acme' })}_x⟧`, { account: 'organization acme', issuer: 'sentry.io' }],
  ['grafana-cloud', 'an organization', `⟦glc_${base64Url({ o: '12345', n: 'x', k: 'y' })}⟧`, { account: 'organization 12345' }],
  ['mapbox', 'a user', `⟦sk.${base64Url({ u: 'acme', a: 'x' })}.y⟧`, { account: 'acme' }],
  ['mapbox', 'a user who may be a key', `⟦sk.${base64Url({ u: 'Ab3dEf6hIj9lMn2pQr5tUv8xYz1', a: 'x' })}.y⟧`, {}],
])('%s of %s', ([name, , marked, details]) => {
  expect(read(name, marked)).toEqual(details)
})

const names = Object.keys(detailReaders) as DetailsName[]
/** What a detail may look like: numbers, host names, plain names; nothing that could be a key. */
const harmless: Readonly<Record<keyof SecretDetails, RegExp>> = {
  expires: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  account:
    /^(?:(?:bot|user|project|group|organization|workspace|tenant) )?(?:\d{1,20}|T[0-9A-Z]{8,14}|[a-z][a-z0-9-]{0,31}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$|^service account [a-z0-9:.-]{3,144}$/,
  keyId: /^A[0-9A-Z]{8,14}$/,
  issuer: /^[a-z0-9./-]{2,200}$/,
}

test('whatever stands there, no reader fails, and what it tells cannot be a key', () => {
  const claims = fc.dictionary(fc.constantFrom('exp', 'iss', 'sub', 'tid', 'ref', 'o', 'u', 'org', 'url'), fc.anything())
  const place = fc.record({
    secret: fc.oneof(
      fc.string(),
      fc.tuple(fc.string(), claims).map(([head, body]) => `eyJ${head}.${base64Url(body)}.x`),
      claims.map((body) => `glc_${base64Url(body)}`),
    ),
    before: fc.string(),
    behind: fc.string(),
  })
  fc.assert(
    fc.property(fc.constantFrom(...names), place, (name, given) => {
      const details = detailReaders[name](given)
      for (const [key, value] of Object.entries(details)) {
        expect(value).toMatch(harmless[key as keyof SecretDetails])
      }
    }),
    { numRuns: 400 },
  )
})
