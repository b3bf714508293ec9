import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { scan } from '../../../src/scan/scan.ts'
import { findNoticeValue } from '../../../src/scan/incident/find-notice-value.ts'
import type { WebhookNotice } from '../../../src/scan/incident/webhook/webhook-notice.ts'
import type { FoundSecret } from '../../../src/scan/found-secret.ts'
import { withGcpDetails } from '../../../src/scan/incident/gcp-key-details.ts'
import { locateFile } from '../../../src/scan/incident/locate-file.ts'
import { outerPaths } from '../../../src/scan/incident/outer-paths.ts'
import { PlaceReader } from '../../../src/scan/incident/place-reader.ts'
import { readLeakedValue, type ValueOrigin } from '../../../src/scan/incident/read-leaked-value.ts'
import { openQuarantine } from '../../../src/stream/filter/quarantine.ts'
import type { Finding } from '../../../src/engine/finding.ts'
import { identitiesOf } from '../../../src/incident/identities.ts'
import { bytesOfUtf8, latin1Of } from '../../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'
import { makeDirectory } from '../../cli/run-stanch.ts'
import { keepInLfs } from '../../git/keep-in-lfs.ts'
import { sampleIncident } from '../../incident/sample-incident.ts'

const storeKey = fingerprintKeyOf(new Uint8Array(32).fill(7))
const scanKey = fingerprintKeyOf(new Uint8Array(32).fill(9))
const { signal } = new AbortController()

function sample(template: string, seed: number): string {
  return assembleSample(template, seededRandom(seed)).text
}
const token = (seed: number) => sample('ghp_<base62:30><crc32-base62>', seed)

function readerIn(root: string): PlaceReader {
  return new PlaceReader({
    configuration: defaultConfiguration,
    rules: undefined,
    root,
    key: storeKey,
    signal,
  })
}

async function findingsIn(root: string): Promise<readonly Finding[]> {
  const request = {
    paths: [root],
    configuration: defaultConfiguration,
    directory: root,
    key: scanKey,
    isKeyEphemeral: true,
    threads: 1,
    signal,
  }
  const { findings } = await scan(request, {
    onFound: () => true,
    onProgress: () => undefined,
    onRegexFallback: () => undefined,
    onIndexRefused: () => undefined,
    needsValues: false,
    suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
  })
  return findings
}

function incidentOf(value: string, places: readonly Finding[], keyId?: string) {
  return {
    ...sampleIncident,
    identities: identitiesOf({ value: bytesOfUtf8(value), keyId }, storeKey),
    leaked: { ...sampleIncident.leaked, places },
  }
}

function readValue(root: string, incident: ReturnType<typeof incidentOf>, origin: ValueOrigin) {
  const options = { configuration: defaultConfiguration, rules: undefined, root, signal }
  return readLeakedValue(incident, origin, { ...options, storeKey, keys: [] })
}

const place = { kind: 'place' } as const
const revealed = ({ secret }: { secret: { reveal(): Uint8Array } }) => latin1Of(secret.reveal())

function git(cwd: string, ...args: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']
  return execFileSync('git', [...who, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString()
}

test('whatever a scan finds in files, archives, encodings and chats is read again', async () => {
  const root = makeDirectory({
    'a.env': `A=${token(1)}\nB=${token(2)}\n`,
    'log.gz': gzipSync(`start\nT=${token(3)}\n`),
    'b64.txt': `X=${Buffer.from(`GITHUB_TOKEN=${token(4)}`).toString('base64')}\n`,
    'odd!name.env': `A=${token(5)}\n`,
    'slack/channels.json': JSON.stringify([{ id: 'C1ABCDEF', name: 'general' }]),
    'slack/general/2026-01-02.json': JSON.stringify([
      { type: 'message', user: 'U1ABCDEF', ts: '1767312000.000100', text: `here: ${token(6)}` },
      { type: 'message', user: 'U1ABCDEF', ts: '1767312001.000100', text: `and ${token(7)}` },
    ]),
  })
  const findings = await findingsIn(root)
  const reader = readerIn(root)
  const values = new Set<string>()
  for (const finding of findings) {
    const read = await reader.read(finding)
    expect(read, finding.origin.path).toHaveProperty('found')
    if ('found' in read) values.add(latin1Of(read.found.value))
  }
  expect([...values].sort()).toEqual([1, 2, 3, 4, 5, 6, 7].map(token).sort())
  reader.close()
})

test('a file that has changed is not taken for what it was', async () => {
  const root = makeDirectory({ 'a.env': `A=${token(1)}\n` })
  const [finding] = await findingsIn(root)
  writeFileSync(join(root, 'a.env'), `AB=${token(1)}\n`)
  expect(await readerIn(root).read(finding!)).toHaveProperty('gone')
  // Another one at the very same bytes is another one only to who knows the fingerprint.
  writeFileSync(join(root, 'a.env'), `AB=${token(1)}\n`)
  const incident = incidentOf(token(1), [finding!])
  expect(revealed(await readValue(root, incident, place))).toBe(token(1))
  writeFileSync(join(root, 'a.env'), `A=${token(2)}\n`)
  await expect(readValue(root, incident, place)).rejects.toMatchObject({
    code: 'LEAKED_VALUE_GONE',
  })
})

test('what was removed is found in git, also where only the reference log has it', async () => {
  const root = makeDirectory({ 'a.env': `A=${token(1)}\n` })
  const [finding] = await findingsIn(root)
  git(root, 'init', '-q')
  git(root, 'add', '-A')
  git(root, 'commit', '-qm', 'one')
  rmSync(join(root, 'a.env'))
  git(root, 'rm', '-q', '--cached', 'a.env')
  git(root, 'commit', '-qm', 'two', '--allow-empty')
  const incident = incidentOf(token(1), [finding!])
  const value = await readValue(root, incident, place)
  expect(revealed(value)).toBe(token(1))
  expect(value.from).toMatch(/^git history of /)
  git(root, 'checkout', '-q', '--orphan', 'fresh')
  git(root, 'commit', '-qm', 'three', '--allow-empty')
  for (const branch of git(root, 'branch', '--format=%(refname:short)').split('\n'))
    if (branch !== '' && branch !== 'fresh') git(root, 'branch', '-qD', branch)
  expect(revealed(await readValue(root, incident, place))).toBe(token(1))
})

test('a message of a commit is read again', async () => {
  const root = makeDirectory({ 'a.txt': 'a' })
  git(root, 'init', '-q')
  git(root, 'add', '-A')
  git(root, 'commit', '-qm', `oops\n\n${token(1)}`)
  const commit = git(root, 'rev-parse', 'HEAD').trim()
  const origin = { kind: 'git', path: '', part: 'message', commit } as const
  const found = await readerIn(root).readAll(origin)
  expect(found.map(({ value }) => latin1Of(value))).toEqual([token(1)])
})

test('what Git LFS keeps of a file is read again', async () => {
  const root = makeDirectory({})
  git(root, 'init', '-q')
  const { pointer } = keepInLfs(root, `first\nT=${token(1)}\n`)
  writeFileSync(join(root, 'data.csv'), pointer)
  git(root, 'add', '-A')
  const blob = git(root, 'rev-parse', ':data.csv').trim()
  const origin = { kind: 'git', path: 'data.csv!lfs', blob, commit: null } as const
  const found = await readerIn(root).readAll(origin)
  expect(found.map(({ value }) => latin1Of(value))).toEqual([token(1)])
})

test('only ordinary files are opened', () => {
  const root = makeDirectory({ 'a.zip': 'x', 'b!c': 'x' })
  execFileSync('mkfifo', [join(root, 'pipe')])
  expect(locateFile('pipe', root)).toEqual({ gone: 'it is no ordinary file' })
  expect(locateFile('/dev/zero', root)).toEqual({ gone: 'it is no ordinary file' })
  expect(locateFile('a.zip!in/x.env', root)).toMatchObject({ label: 'a.zip' })
  expect(locateFile('b!c', root)).toMatchObject({ label: 'b!c' })
  expect(locateFile('none', root)).toHaveProperty('gone')
  expect(outerPaths('a!b!c')).toEqual(['a!b!c', 'a!b', 'a'])
})

test('a value on standard input is this credential, or refused; what was read is overwritten', async () => {
  const root = makeDirectory()
  const incident = incidentOf(token(1), [])
  const bytes = bytesOfUtf8(`${token(1)}\n`)
  const value = await readValue(root, incident, { kind: 'stdin', bytes })
  expect(revealed(value)).toBe(token(1))
  expect(bytes.every((byte) => byte === 0)).toBe(true)
  value.wipe()
  expect(value.secret.reveal().every((byte) => byte === 0)).toBe(true)
  const other = readValue(root, incident, { kind: 'stdin', bytes: bytesOfUtf8(token(2)) })
  await expect(other).rejects.toMatchObject({ code: 'LEAKED_VALUE_OTHER' })
  await expect(other).rejects.not.toThrow(token(2))
})

test('of a key that is known by its id the secret is taken that stands with that id', async () => {
  const keyId = sample('AKIA<[A-Z2-7]:16>', 2)
  const otherId = sample('AKIA<[A-Z2-7]:16>', 3)
  const secretKey = sample('<base64:40>', 4)
  const incident = { ...incidentOf('', []), identities: identitiesOf({ keyId }, storeKey) }
  const pair = (id: string) =>
    bytesOfUtf8(`AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secretKey}\n`)
  const value = await readValue('/', incident, { kind: 'stdin', bytes: pair(keyId) })
  expect(revealed(value)).toBe(secretKey)
  expect(value.keyId).toBe(keyId)
  expect(latin1Of(value.components['aws-access-key-id']!.reveal())).toBe(keyId)
  await expect(
    readValue('/', incident, { kind: 'stdin', bytes: pair(otherId) }),
  ).rejects.toMatchObject({ code: 'LEAKED_VALUE_OTHER' })
})

test('a record in quarantine gives its value to who has the identity', async () => {
  const { generateX25519Identity, identityToRecipient } = await import('age-encryption')
  const identity = await generateX25519Identity()
  const root = makeDirectory({
    'key.txt': `# made\n${identity}\n`,
    'other.txt': `${await generateX25519Identity()}\n`,
  })
  const path = join(root, 'kept')
  const quarantine = await openQuarantine(path, await identityToRecipient(identity))
  quarantine.keep(bytesOfUtf8(`{"msg":"nothing"}\n`))
  quarantine.keep(bytesOfUtf8(`{"msg":"token ${token(1)} used"}\n`))
  await quarantine.close()
  const origin = { kind: 'quarantine', path, identityPath: join(root, 'key.txt') } as const
  const value = await readValue(root, incidentOf(token(1), []), origin)
  expect(revealed(value)).toBe(token(1))
  await expect(readValue(root, incidentOf(token(2), []), origin)).rejects.toMatchObject({
    code: 'LEAKED_VALUE_OTHER',
  })
  const wrong = { ...origin, identityPath: join(root, 'other.txt') }
  await expect(readValue(root, incidentOf(token(1), []), wrong)).rejects.toMatchObject({
    code: 'QUARANTINE_UNREADABLE',
  })
})

test('of a key of a Google service account the id and the account are told', async () => {
  const keyId = sample('<hex:40>', 5)
  const lines = Array.from({ length: 24 }, (_, at) => sample('<base64:64>', 20 + at)).join('\n')
  const account = 'deploy@demo.iam.gserviceaccount.com'
  const pem = `${'-'.repeat(5)}BEGIN PRIVATE KEY${'-'.repeat(5)}\nMII${lines.slice(3)}\n${'-'.repeat(5)}END PRIVATE KEY${'-'.repeat(5)}\n`
  const text = JSON.stringify({
    type: 'service_account',
    private_key_id: keyId,
    private_key: pem,
    client_email: account,
  })
  const at = text.indexOf('-----BEGIN')
  const end = text.indexOf('PRIVATE KEY-----', at + 40) + 16
  const found = {
    finding: { rule: 'gcp-service-account-key', start: at, end },
    value: new Uint8Array(),
    componentValues: [],
  } as unknown as FoundSecret
  const { finding } = withGcpDetails(found, bytesOfUtf8(text))
  expect(finding.details).toEqual({ keyId, account })
  const two = withGcpDetails(
    { ...found, finding: { ...found.finding, end: end - 400 } },
    bytesOfUtf8('x'.repeat(at)),
  )
  expect(two.finding.details).toBeUndefined()
})

test('an alert that names a line is tied to the only secret of its kind there, where the repository is', async () => {
  const other = sample('xoxb-<digits:12>-<digits:12>-<base62:24>', 3)
  const root = makeDirectory({
    'a.env': `A=${token(1)}\nB=${token(2)} C=${token(3)}\nD=${other}\n`,
  })
  git(root, 'init', '-q')
  git(root, 'add', '-A')
  git(root, 'commit', '-qm', 'one')
  const blob = git(root, 'rev-parse', 'HEAD:a.env').trim()
  const noticeAt = (line: number, over: Partial<WebhookNotice> = {}) =>
    findNoticeValue(
      {
        kind: 'github',
        alert: 'github a/b#1',
        source: 'x',
        opens: true,
        action: 'created',
        rule: 'github-token',
        name: 'x',
        provider: 'GitHub',
        status: 'unverified',
        place: { origin: { kind: 'git', path: 'a.env', blob, commit: 'c' }, line, column: 3 },
        ...over,
      },
      { storeKey, reader: readerIn(root) },
    )
  expect(latin1Of((await noticeAt(1))!.value)).toBe(token(1))
  // Two of them, one of another kind, none: the wrong key must not be taken.
  for (const line of [2, 3, 4]) expect(await noticeAt(line)).toBeUndefined()
  expect(await noticeAt(1, { rule: 'unknown-secret' })).toBeUndefined()
  const sent = await noticeAt(9, { value: bytesOfUtf8(token(4)) })
  expect(latin1Of(sent!.value)).toBe(token(4))
})
