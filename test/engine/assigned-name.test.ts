import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPasswordName, isPublicName, wordsOfName } from '../../src/engine/assigned-name.ts'

test.for([
  ['password', 'password'],
  ['dbPassword', 'db password'],
  ['DbPassword', 'db password'],
  ['DB_PASSWORD', 'db password'],
  ['db-password', 'db password'],
  ['--db-password', 'db password'],
  ['spring.datasource.dbPassword2', 'spring datasource db password'],
  ['HTTPToken', 'http token'],
  ['myAPIKey', 'my api key'],
  ['OAuth2Token', 'o auth token'],
  ['API_KEY_2', 'api key'],
  ['$password1', 'password'],
  ['key2Secret', 'key secret'],
  ['PGPASSWORD', 'pgpassword'],
  ['12345', ''],
  ['', ''],
  ['._-$', ''],
] as const)('%s has the words %s', ([name, words]) => {
  expect(wordsOfName(name).join(' ')).toBe(words)
})

/** Words that camel case parts at their beginnings alone. */
const word = fc.string({ unit: fc.constantFrom(...'abcdeprstwy'), minLength: 2, maxLength: 9 })
const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1)
const spellings: Readonly<Record<string, (words: readonly string[]) => string>> = {
  'snake case': (words) => words.join('_'),
  'capitals': (words) => words.join('_').toUpperCase(),
  'kebab case': (words) => words.join('-'),
  'dots': (words) => words.join('.'),
  'a flag': (words) => `--${words.join('-')}`,
  'camel case': (words) => words.map((each, at) => (at === 0 ? each : capital(each))).join(''),
  'Pascal case': (words) => words.map(capital).join(''),
  'numbers': (words) => words.map((each, at) => each + at).join('_'),
} // prettier-ignore

test.for(Object.keys(spellings))('in %s a name has the words it is made of', (spelling) => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      expect(wordsOfName(spellings[spelling]!(words))).toEqual(words)
    }),
    { seed: 1 },
  )
})

const isPublic = (name: string) => isPublicName(name, wordsOfName(name))

test.for([
  'password_hash', 'passwordHash', 'passwordhash', 'PASSWORD_SHA256', 'hashed_password', 'md5Password', 'encryptedPassword', 'enc_password', 'encrypted_key',
  'public_key', 'PUBLIC_KEY', 'publicKey', 'pubkey', 'publickey', 'NEXT_PUBLIC_TOKEN', 'publishable_key', 'csrf_token', 'XSRF-TOKEN', 'authenticity_token',
  'token_type', 'tokenType', 'tokentype', 'secret_name', 'secretName', 'key_id', 'keyId', 'keyid', 'access_key_id', 'password.length', 'privateKeyPath',
  'tokenUrl', 'token_expires_at', 'passwordField', 'password-label', 'secretRef', 'tokens.count', 'PASSWORD_MIN', 'auth_method',
  'has_password', 'isPassword', 'useToken', 'numTokens', 'max_password', 'requirePassword', 'config.useToken', 'no_password',
  'clientToken', 'ClientToken', 'request.clientRequestToken', 'client_request_token', 'Idempotency-Key', 'idempotencyToken', 'Sec-WebSocket-Key', 'token_last_eight',
  'sort_key', 'partitionKey', 'foreignKey', 'hash_key', 'cacheKey', 'sortkey', 'secret_code', 'error_code',
])('%s is public', (name) => expect(isPublic(name)).toBe(true)) // prettier-ignore

test.for([
  'client_token', 'vaultClientToken', 'socket_token', 'last_password',
  'password', 'admin_password', 'profile_token', 'account_token', 'timeline_secret', 'minimum_secret', 'issuer_secret', 'keystorePassword', 'tokenSecret',
  'clientSecretKey', 'encryption_key', 'token2', 'PASSWORD_1', 'db.password.2', 's3Key', 'IDToken', 'hashicorp_token', 'committee_password', 'publisher_token',
  'mustache_key', 'canary_token', 'allowance_token', 'disabled_user_password', 'noteToken', 'userToken', 'isolation_key', 'hashtag_secret', 'shared_secret',
  'authCode', 'auth_code', 'authorization_code', 'oauthCode', 'statistics_key', 'nonce_key', 'agent_token', 'stage_password', 'timestamping_key',
])('%s is not public', (name) => expect(isPublic(name)).toBe(false)) // prettier-ignore

test.for([
  'MinIOPassword', 'minIOSecretKey', 'maxMindLicenseKey', 'MaxCDNSecret', 'NoSQLPassword', 'noIPPassword', 'no_reply_password',
])('%s asks nothing: the product begins like that', (name) => expect(isPublic(name)).toBe(false)) // prettier-ignore

test.for(['no.acme.db.password', 'is.acme.secret', 'max.acme.apiKey'])(
  '%s asks nothing: that is where it belongs',
  (name) => expect(isPublic(name)).toBe(false),
)

test.for(['csrf_secret', 'WTF_CSRF_SECRET_KEY', 'hashSecret', 'checksum_key', 'encKey', 'ENC_SECRET'])(
  '%s is what something public is made with',
  (name) => expect(isPublic(name)).toBe(false),
) // prettier-ignore

test('a name without words is not public, and means no password', () => {
  for (const name of ['', '2', '..']) {
    expect(isPublic(name)).toBe(false)
    expect(isPasswordName(wordsOfName(name))).toBe(false)
  }
})

test.for([
  ['password', true], ['dbPassword', true], ['DB_PASSWD', true], ['pwd', true], ['userPwd', true], ['dbpwd', true], ['PGPASSWORD', true], ['pin', true],
  ['passphrase', true], ['keypass', true], ['kennwort', true], ['password2', true], ['smtp.pass', true],
  ['passwordToken', false], ['secret', false], ['api_key', false], ['spin', false], ['passenger', false], ['password_id', false],
] as const)('%s means a password: %s', ([name, expected]) => {
  expect(isPasswordName(wordsOfName(name))).toBe(expected)
}) // prettier-ignore
