import { expect, test } from 'vitest'
import { isSecretName, knownOfEnvironment } from '../../../src/stream/exec/known-environment.ts'

test.for([
  'PASSWORD', 'DB_PASS', 'db_password', 'PGPASSWORD', 'GITHUB_TOKEN', 'npm_config__authToken', 'AWS_SECRET_ACCESS_KEY',
  'STRIPE_KEY', 'APIKEY', 'OPENAI_API_KEY', 'GH_PAT', 'SENTRY_DSN', 'STANCH_KEY', 'PROXY_AUTH', 'SESSION_COOKIE',
])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true)) // prettier-ignore

test.for([
  'PATH', 'PWD', 'OLDPWD', 'GIT_AUTHOR_NAME', 'AUTHOR', 'STANCH_KEY_FILE', 'SSH_AUTH_SOCK', 'GPG_KEY', 'AWS_ACCESS_KEY_ID', 'KEYBOARD',
  'TOKEN_URL', 'SECRET_NAME', 'COMPASS', 'MONKEY', 'XAUTHORITY', 'PATIENT', 'SPINNER',
])('%s does not', (name) => expect(isSecretName(name)).toBe(false)) // prettier-ignore

const address = (start: string, password: string) => `${start}:${password}@host`

test('takes values of secret names, of names that are asked for, and passwords of addresses', () => {
  const env = {
    API_TOKEN: 'one',
    EMPTY_TOKEN: '',
    PLAIN: 'two',
    ASKED: 'three',
    SITE: `see https://example.org:8080/ and ${address('postgres://app', 'f%40our')}/x ${address('redis://', 'five')}`,
  }
  const found = knownOfEnvironment(env, ['ASKED']).map(({ name, value }) => [
    name,
    Buffer.from(value).toString(),
  ])
  expect(found).toEqual([
    ['API_TOKEN', 'one'],
    ['ASKED', 'three'],
    ['SITE', 'f%40our'],
    ['SITE', 'f@our'],
    ['SITE', 'five'],
  ])
})
