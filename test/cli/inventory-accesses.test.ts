import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { fingerprintOf, parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { tokenOf } from '../../src/redact/token.ts'
import { makeDirectory, run, testKey } from './run-stanch.ts'

const key = parseFingerprintKey(testKey, 'test')
const bytes = (text: string) => new TextEncoder().encode(text)
const secret = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(8)).text
const keyId = assembleSample('⟦AKIA<base32:16>⟧', seededRandom(9)).text
const id = 'vault/secret/support/crm#TOKEN'
const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const span = '00f067aa0ba902b7'
const session = '0f3c2a7e-5d1b-4e59-9a57-1f0a8c2d6b11'

/** As an audit device of Vault writes it, under its own salt. */
function auditHash(value: string): string {
  return `hmac-sha256:${createHmac('sha256', 'salt').update(value).digest('hex')}`
}

const inventory = {
  version: 1,
  records: [
    {
      id,
      provider: 'GitHub',
      owner: { team: 'support' },
      environment: 'production',
      agent: 'support-bot',
      state: 'active',
      store: { type: 'vault', path: 'secret/support/crm#TOKEN', version: '3' },
      fingerprints: [{ form: 'raw', value: fingerprintOf(bytes(secret), key), version: '3' }],
    },
    {
      id: 'aws/deploy',
      state: 'active',
      credentialRef: keyId,
      store: { type: 'aws-secrets-manager', path: 'prod/deploy' },
      fingerprints: [],
    },
  ],
}

function vaultEntry(type: 'request' | 'response', told: Record<string, unknown> = {}): object {
  const { error, value = secret, version = 3, path = 'secret/data/support/crm', request = 'r1', headers = {}, metadata } = told // prettier-ignore
  return {
    time: '2026-11-20T10:02:11.250Z',
    type,
    auth: {
      client_token: auditHash('hvs.other'),
      display_name: 'approle-support-bot',
      policies: ['default', 'support-read'],
      policy_results: { allowed: true, granting_policies: [{ name: 'support-read', type: 'acl' }] },
      ...(metadata ? { metadata } : {}),
    },
    request: { id: request, operation: 'read', path, mount_type: 'kv', remote_address: '10.0.0.7', headers },
    ...(error ? { error } : {}),
    ...(type === 'response' && !error
      ? { response: { data: { data: { TOKEN: auditHash(String(value)) }, metadata: { version } } } }
      : {}),
  } // prettier-ignore
}

const vaultLog = [
  vaultEntry('request', { headers: { traceparent: [`00-${trace}-${span}-01`] } }),
  vaultEntry('response', { headers: { traceparent: [`00-${trace}-${span}-01`] } }),
  vaultEntry('response', { request: 'r2', path: 'secret/data/other', value: 'something else' }),
  vaultEntry('response', { request: 'r3', value: 'an older value', version: 2 }),
  vaultEntry('response', { request: 'r4', error: '1 error occurred: permission denied', metadata: { run_id: session } }),
] // prettier-ignore

const spans = {
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: trace,
              spanId: 'b7ad6b7169203331',
              name: 'invoke_agent support-bot',
              startTimeUnixNano: '1795168930000000000',
              attributes: [
                { key: 'gen_ai.conversation.id', value: { stringValue: session } },
                { key: 'gen_ai.agent.name', value: { stringValue: 'support-bot' } },
              ],
            },
            {
              traceId: trace,
              spanId: span,
              parentSpanId: 'b7ad6b7169203331',
              name: 'execute_tool crm_lookup',
              startTimeUnixNano: '1795168931000000000',
              attributes: [
                { key: 'gen_ai.tool.name', value: { stringValue: 'crm_lookup' } },
                { key: 'gen_ai.tool.call.id', value: { stringValue: 'toolu_01A' } },
              ],
            },
          ],
        },
      ],
    },
  ],
}

function transcriptLine(uuid: string, time: string, text: string): object {
  return {
    parentUuid: null,
    isSidechain: false,
    userType: 'external',
    cwd: '/srv/support',
    sessionId: session,
    version: '2.1.4',
    gitBranch: 'main',
    type: 'user',
    message: {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'toolu_01B', content: text }],
    },
    uuid,
    timestamp: time,
  }
}

const transcript = [
  transcriptLine('u1', '2026-11-20T10:02:14.000Z', `Authorization: token ${secret}`),
  transcriptLine('u2', '2026-11-20T10:02:20.000Z', `retry with ${tokenOf('github-pat', bytes(secret), key)}`),
] // prettier-ignore

const gitHubLog = [
  {
    '@timestamp': Date.parse('2026-11-20T11:00:00Z'),
    action: 'git.clone',
    actor: 'mallory',
    actor_ip: '203.0.113.9',
    repo: 'acme/crm',
    hashed_token: createHash('sha256').update(secret).digest('base64'),
    token_scopes: 'repo,read:org',
    _document_id: 'd1',
  },
  { '@timestamp': 1, action: 'git.clone', actor: 'ann', repo: 'acme/crm', hashed_token: 'other' },
]

function trail(name: string, more: object): object {
  return {
    eventVersion: '1.11',
    eventTime: '2026-11-20T09:00:00Z',
    eventSource: 'secretsmanager.amazonaws.com',
    eventName: name,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.4',
    userAgent: 'aws-sdk-js/3',
    eventID: `e-${name}`,
    userIdentity: {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions',
      sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::123456789012:role/deploy' } },
    },
    ...more,
  }
}

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/deploy-AbCdEf'
const cloudTrail = {
  Records: [
    trail('GetSecretValue', { requestParameters: { secretId: arn } }),
    trail('GetSecretValue', { requestParameters: { secretId: 'prod/deployment' }, eventID: 'other' }),
    trail('ListBuckets', {
      eventSource: 's3.amazonaws.com',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/ci', accessKeyId: keyId },
      errorCode: 'AccessDenied',
    }),
    trail('UpdateAccessKey', { eventSource: 'iam.amazonaws.com', requestParameters: { accessKeyId: keyId } }),
  ],
} // prettier-ignore

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

function makeLogs(): string {
  return makeDirectory({
    'stanch-inventory.yaml': JSON.stringify(inventory),
    'vault.log': lines(vaultLog),
    'spans.json': JSON.stringify(spans),
    'session.jsonl': lines(transcript),
    'audit.json': JSON.stringify(gitHubLog, null, 1),
    'trail.json.gz': gzipSync(JSON.stringify(cloudTrail)),
  })
}

const allLogs = ['vault.log', 'spans.json', 'session.jsonl', 'audit.json', 'trail.json.gz']

async function accessesTo(
  record: string,
  args: readonly string[],
  input?: string,
  cwd = makeLogs(),
  env: NodeJS.ProcessEnv = {},
): Promise<{ events: Record<string, unknown>[]; status: number | null; stderr: string }> {
  const logs = allLogs.flatMap((log) => ['--log', log])
  const { status, stdout, stderr } = await run(
    ['inventory', 'accesses', record, ...logs, '--format', 'jsonl', ...args],
    { cwd, env, ...(input === undefined ? {} : { input }) },
  )
  expect(stdout + stderr).not.toContain(secret)
  const told = stdout.split('\n').filter((line) => line !== '')
  const events = told
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ type }) => type === 'access')
  return { events, status, stderr }
}

test('what a store, a trace, a transcript and a provider tell of one secret is one timeline by run', async () => {
  const { events, status, stderr } = await accessesTo(
    id,
    ['--audit-hash', auditHash(secret), '--value-stdin'],
    secret,
  )
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(events).toMatchObject([
    {
      action: 'read',
      outcome: 'allowed',
      proof: 'audit-hash',
      principal: 'approle-support-bot',
      policies: ['support-read'],
      run: session,
      trace,
      agent: 'support-bot',
      tool: 'crm_lookup',
      toolCall: 'toolu_01A',
      version: '3',
      address: '10.0.0.7',
      log: { file: 'vault.log', line: 2, format: 'vault' },
    },
    { action: 'read', outcome: 'denied', proof: 'store-path', run: session, request: 'r4' },
    { action: 'seen', proof: 'fingerprint', run: session, toolCall: 'toolu_01B', log: { line: 1 } },
    { action: 'seen', proof: 'redaction-token', run: session, log: { line: 2 } },
    { action: 'use', proof: 'token-hash', principal: 'mallory', policies: ['repo', 'read:org'], address: '203.0.113.9' },
  ]) // prettier-ignore
  expect(events).toHaveLength(5)
})

test('a whole folder may be given: the inventory in it is no log', async () => {
  const { stdout } = await run(['inventory', 'accesses', id, '--log', '.', '--format', 'json'], {
    cwd: makeLogs(),
  })
  const { groups } = JSON.parse(stdout) as { groups: { events: { log: { file: string } }[] }[] }
  const files = groups.flatMap(({ events }) => events.map(({ log }) => log.file))
  expect([...new Set(files)].sort()).toEqual(['session.jsonl', 'vault.log'])
})

test('without the hash a read is told by its path, and of every version', async () => {
  const { events } = await accessesTo(id, [])
  const found = events.flatMap(({ log, proof, version, request, outcome }) =>
    (log as { format: string }).format === 'vault'
      ? [JSON.stringify([request, proof, version, outcome])]
      : [],
  )
  expect(found.toSorted()).toEqual([
    '["r1","store-path","3","allowed"]',
    '["r3","store-path","2","allowed"]',
    '["r4","store-path",null,"denied"]',
  ])
})

test('an access key is told by its id, a stored secret by name or ARN, and no other', async () => {
  const { events } = await accessesTo('aws/deploy', [])
  const found = events.map(({ action, outcome, proof, operation }) => JSON.stringify([action, outcome, proof, operation])) // prettier-ignore
  expect(found.toSorted()).toEqual([
    '["manage","allowed","key-id","iam:UpdateAccessKey"]',
    '["read","allowed","store-path","secretsmanager:GetSecretValue"]',
    '["use","denied","key-id","s3:ListBuckets"]',
  ])
})

/** https://developer.hashicorp.com/vault/api-docs/system/audit-hash */
async function startVault(): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const isAsked = request.url === '/v1/sys/audit-hash/file' && request.headers['x-vault-token'] === 'root'
      const { input } = (isAsked ? JSON.parse(body) : {}) as { input?: string }
      response.statusCode = isAsked ? 200 : 403
      response.end(JSON.stringify(isAsked ? { data: { hash: auditHash(input!) } } : { errors: ['permission denied'] }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
} // prettier-ignore

test('Vault itself tells what its log calls the value', async () => {
  const env = { VAULT_ADDR: await startVault(), VAULT_TOKEN: 'root' }
  const args = ['--vault-audit-device', 'file']
  const told = await accessesTo(id, args, secret, makeLogs(), env)
  expect(told.stderr).toBe('')
  expect(told.events[0]).toMatchObject({ proof: 'audit-hash', request: 'r1', version: '3' })
  const refused = await accessesTo(id, args, secret, makeLogs(), { ...env, VAULT_TOKEN: 'other' })
  expect(refused.status).toBe(2)
  expect(refused.stderr).toContain('the token needs update on sys/audit-hash/file')
})

test('a value that is not this record’s is refused, and not repeated', async () => {
  const other = assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(77)).text
  const { status, stderr } = await accessesTo(id, ['--value-stdin'], other)
  expect(status).toBe(2)
  expect(stderr).toContain('Expected the value of')
  expect(stderr).not.toContain(other)
})

test('a damaged log is told with its line, what stands around it is read, and the status says incomplete', async () => {
  const cwd = makeDirectory({
    'stanch-inventory.yaml': JSON.stringify(inventory),
    'vault.log': `${lines(vaultLog.slice(0, 2))}{"time":"2026\n${lines(vaultLog.slice(2))}`,
  })
  const { status, stdout, stderr } = await run(
    ['inventory', 'accesses', id, '--log', 'vault.log', '--format', 'json'],
    { cwd },
  )
  expect(status).toBe(2)
  expect(stderr).toContain('vault.log: 1 record is no JSON, the first on line 3')
  const { groups, coverage } = JSON.parse(stdout) as {
    groups: { events: unknown[] }[]
    coverage: unknown
  }
  expect(groups.flatMap(({ events }) => events)).toHaveLength(3)
  expect(coverage).toMatchObject({ complete: false })
})

test('what is an audit log is not searched for values a second time', async () => {
  const { stdout } = await run(
    ['inventory', 'accesses', id, '--log', '.', '--format', 'json'],
    { cwd: makeDirectory({
      'stanch-inventory.yaml': JSON.stringify({ version: 1, records: inventory.records }),
      'logs/vault.log': lines(vaultLog),
      'logs/trail.json.gz': gzipSync(JSON.stringify(cloudTrail)),
      'logs/session.jsonl': lines(transcript),
    }) },
  )
  const { groups, coverage } = JSON.parse(stdout) as { groups: { events: { action: string }[] }[]; coverage: { documents: number; logs: object[] } }
  expect(coverage.logs).toHaveLength(2)
  expect(coverage.documents).toBe(2)
  expect(groups.flatMap(({ events }) => events).filter(({ action }) => action === 'seen')).toHaveLength(2)
}) // prettier-ignore

test('the screen tells whose it is, then each run', async () => {
  const cwd = makeLogs()
  const { stdout } = await run(
    ['inventory', 'accesses', id, ...allLogs.flatMap((log) => ['--log', log]), '--audit-hash', auditHash(secret)],
    { cwd },
  ) // prettier-ignore
  expect(stdout).toContain(`${id}  support · production · agent support-bot · active\n`)
  expect(stdout).toContain('4 accesses by 2 principals in 1 run, 2026-11-20 10:02:11 to 2026-11-20 10:02:20')
  expect(stdout).toContain(`run ${session} · agent support-bot · trace ${trace}\n`)
  expect(stdout).toContain('by its hash in the log · policy support-read · version 3 · from 10.0.0.7 · vault.log:2')
}) // prettier-ignore

test.for([
  ['an unknown record', ['vault/none'], 'there is no record vault/none'],
  ['a hash that is none', [id, '--audit-hash', 'abc'], 'expected hmac-sha256:'],
  ['an unknown format', [id, '--format', 'sarif'], 'expected one of text, json, jsonl'],
] as const)('%s is told', async ([, args, message]) => {
  const { status, stderr } = await run(['inventory', 'accesses', ...args, '--log', 'vault.log'], {
    cwd: makeLogs(),
  })
  expect(status).toBe(2)
  expect(stderr).toContain(message)
})
