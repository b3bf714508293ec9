import { spawnSync } from 'node:child_process'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { makeDirectory, program, run } from './run-stanch.ts'

let pair: Awaited<ReturnType<typeof generateKeyPair>>
let publicKey: Record<string, unknown>
beforeAll(async () => {
  pair = await generateKeyPair('ES256', { extractable: true })
  publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'one' }
})

const connector = {
  id: 'crm',
  issuers: ['https://id.example.com'],
  audience: 'https://crm.example.com',
  scopes: ['crm.read'],
  clients: ['agent-7'],
  maxTtl: '15m',
}

const seconds = () => Math.floor(Date.now() / 1000)

function claims(changes: JWTPayload = {}): JWTPayload {
  const now = seconds()
  return {
    iss: 'https://id.example.com',
    aud: ['https://crm.example.com'],
    scope: 'openid crm.read',
    client_id: 'agent-7',
    iat: now,
    exp: now + 300,
    cnf: { jkt: 'x' },
    ...changes,
  }
}

function sign(payload: JWTPayload, typ = 'at+jwt'): Promise<string> {
  const header = { alg: 'ES256', kid: 'one', typ }
  return new SignJWT(payload).setProtectedHeader(header).sign(pair.privateKey)
}

async function audit(
  token: string,
  declared: object = { ...connector, jwks: { keys: [publicKey] } },
) {
  const cwd = makeDirectory({ 'stanch.yaml': stringify({ connectors: [declared] }) })
  const ended = await run(['audit', 'token', '--format', 'json', '-'], { cwd, input: `${token}\n` })
  const signature = token.split('.')[2]
  if (signature !== undefined && signature !== '') expect(ended.stdout).not.toContain(signature)
  const { checks } = JSON.parse(ended.stdout || '{"checks":[]}') as {
    checks: { id: string; verdict: string; note?: string }[]
  }
  const of = (verdict: string) =>
    checks.filter((one) => one.verdict === verdict).map(({ id }) => id)
  return { ...ended, fails: of('fails'), open: of('open'), checks }
}

test('a token that is meant for the connector', async () => {
  const { status, fails, open, checks } = await audit(await sign(claims()))
  expect({ status, fails, open }).toEqual({ status: 0, fails: [], open: [] })
  expect(checks.map(({ id }) => id)).toEqual([
    'format', 'alg', 'signature', 'typ', 'iss', 'aud', 'scope', 'scope-excess', 'exp', 'iat', 'lifetime', 'client', 'binding',
  ]) // prettier-ignore
})

test.for(['azp', 'appid', 'cid'])('the client under %s', async (name) => {
  const { client_id: client, ...others } = claims({ client_id: undefined, azp: undefined })
  expect(client).toBeUndefined()
  const told = { ...others, [name]: 'support-bot-client' }
  const { checks } = await audit(await sign(told), {
    ...connector,
    clients: ['support-bot-client'],
  })
  expect(checks.find(({ id }) => id === 'client')?.verdict).toBe('holds')
})

test.for<readonly [string, () => JWTPayload, readonly string[]]>([
  ['meant for somebody else', () => claims({ aud: 'https://graph.example.com' }), ['aud']],
  ['an audience with a slash more', () => claims({ aud: 'https://crm.example.com/' }), ['aud']],
  ['of another issuer', () => claims({ iss: 'https://id.example.org' }), ['iss']],
  ['over, and made to live too long', () => claims({ iat: seconds() - 7200, exp: seconds() - 3600 }), ['exp', 'lifetime']],
  ['without an end', () => claims({ exp: undefined }), ['exp', 'lifetime']],
  ['made tomorrow', () => claims({ iat: seconds() + 90_000, exp: seconds() + 90_300 }), ['iat']],
  ['that allows nothing', () => claims({ scope: undefined }), ['scope']],
  ['that allows more, in scp and roles', () => claims({ scope: undefined, scp: ['crm.read'], roles: ['crm.admin'] }), ['scope-excess']],
  ['of another client', () => claims({ client_id: undefined, azp: 'agent-8' }), ['client']],
] as never)('a token %s', async ([, make, expected]) => {
  const { status, fails } = await audit(await sign(make()))
  expect({ status, fails }).toEqual({ status: 1, fails: expected })
}) // prettier-ignore

test('a token that nobody signed, or somebody else', async () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = await audit(`${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(claims())}.`)
  expect(unsigned.fails).toEqual(['alg', 'signature'])
  const [header, , signature] = (await sign(claims())).split('.')
  const forged = await audit(`${header}.${encode(claims({ sub: 'root' }))}.${signature}`)
  expect(forged).toMatchObject({ status: 1, fails: ['signature'] })
})

test('an ID token, and one whose keys are not declared', async () => {
  const idToken = await audit(await sign(claims({ nonce: 'n' }), 'JWT'))
  expect(idToken.fails).toEqual(['typ'])
  const unproven = await audit(await sign(claims()), connector)
  expect(unproven).toMatchObject({ status: 0, open: ['signature'] })
})

test.for([
  ['an opaque token', 'x'.repeat(40), 'RFC 7662'],
  ['nothing', '', 'nothing on standard input'],
  ['a damaged one', 'aa.bb.cc', 'no JSON object'],
] as const)('%s is no JWT', async ([, token, text]) => {
  const { status, stderr, stdout } = await audit(token)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(text)
})

test('a token as an argument is refused and not repeated; private keys are, too', async () => {
  const token = await sign(claims())
  const cwd = makeDirectory({ 'stanch.yaml': stringify({ connectors: [connector] }) })
  for (const args of [[token], ['-', token], ['--connector', token]]) {
    const { status, stdout, stderr } = await run(['audit', 'token', ...args], { cwd, input: token })
    expect(status).toBe(2)
    expect(stdout + stderr).not.toContain(token)
  }
  const jwks = { keys: [await exportJWK(pair.privateKey)] }
  const { status, stderr } = await audit(token, { ...connector, jwks })
  expect(status).toBe(2)
  expect(stderr).toContain('private or shared part')
  expect(stderr).not.toContain(jwks.keys[0]!.d)
})

test('a token may be slow to come through a pipe', async () => {
  const cwd = makeDirectory({ 'stanch.yaml': stringify({ connectors: [connector] }) })
  const { status, stderr } = spawnSync(
    'sh',
    [
      '-c',
      '(sleep 1; printf %s "$1") | "$2" "$3" audit token -',
      'sh',
      await sign(claims()),
      process.execPath,
      program,
    ],
    { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: cwd } },
  )
  expect(stderr).not.toContain('EAGAIN')
  expect(status).not.toBe(2)
})
