import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faultOfWebhook } from '../../src/providers/notify/standard-webhook.ts'
import { readWebhook } from '../../src/scan/incident/webhook/read-webhook.ts'
import { run } from '../cli/run-stanch.ts'
import { testDirectory } from '../git/git-process.ts'
import { receiveNotices } from './receive-notices.ts'
import { madeToken, pullPayload, testKey } from './payloads.ts'
import { Forgery, runEntry, StubForge } from './run-entry.ts'

const secret = madeToken(1)
const signing = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

/** What an inventory says of the secret, and nobody in public may read. */
const withheld = ['team-platypus', 'env-wombat', 'agent-quokka', 'path-echidna', 'tool-numbat', 'purpose-bilby'] // prettier-ignore
const recordId = 'record-public-id'

/** The file of an inventory that knows the secret under the key, and by its unkeyed hash. */
async function inventoryFile(): Promise<string> {
  const cwd = testDirectory()
  const [team, environment, agent, path, tool, purpose] = withheld as [string, string, string, string, string, string] // prettier-ignore
  const added = await run(['inventory', 'add', recordId, '--value-stdin', '--hmsl', '--owner-team', team, '--environment', environment, '--agent', agent, '--kept-in', `vault:secret/${path}`, '--tool', tool, '--purpose', purpose], { cwd, input: secret, env: { STANCH_KEY: testKey } }) // prettier-ignore
  expect(added.status, added.stderr).toBe(0)
  return readFileSync(join(cwd, 'stanch-inventory.yaml'), 'utf8')
}

test('in public only the id of the inventory; the rest goes to the webhook, signed and thin', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'stanch-inventory.yaml': await inventoryFile() })
  const head = forgery.commit({ 'k.env': `TOKEN=${secret}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const hook = await receiveNotices()
  const forge = new StubForge()
  const start = (isPrivate: boolean, env: Record<string, string>) =>
    runEntry({
      event: 'pull_request',
      payload: pullPayload(base, head, { 'repository.private': isPrivate }),
      forgery,
      forge,
      inputs: { report: 'r.json', sarif: 's.sarif', 'on-finding': 'webhook', 'webhook-url': hook.url },
      env: { STANCH_WEBHOOK_SECRET: signing, ...env },
    }) // prettier-ignore

  const shown = await start(false, { STANCH_KEY: testKey })
  expect(shown.status, shown.err).toBe(1)
  for (const word of withheld) expect(shown.all, word).not.toContain(word)
  expect(shown.summary).toContain(recordId)
  expect(shown.all).not.toContain(hook.url)
  expect(shown.all).not.toContain(secret)
  expect(shown.all).not.toContain(signing.slice(6))

  expect(hook.got).toHaveLength(1)
  const [{ headers, body }] = hook.got as [{ headers: Record<string, string>; body: string }]
  const now = Date.parse('2026-11-26T12:00:00Z')
  expect(faultOfWebhook(headers, Buffer.from(body), [signing], now)).toBeUndefined()
  expect(body).toContain('team-platypus')
  expect(body).not.toContain(secret)
  const delivery = { body: Buffer.from(body), headers, env: { STANCH_WEBHOOK_SECRET: signing }, nowMs: now } // prettier-ignore
  const { notice, isSigned } = readWebhook(delivery, () => false)
  expect([isSigned, notice.opens, notice.rule]).toEqual([true, true, 'github-token'])

  // The same exposure is the same message, so that its receiver knows a repetition.
  const again = await start(false, { STANCH_KEY: testKey })
  expect(again.status).toBe(1)
  expect(hook.got[1]!.headers['webhook-id']).toBe(headers['webhook-id'])

  // Without a key the inventory knows it by the unkeyed hash; its id does not depend on the run either.
  const keyless = await start(false, {})
  expect(keyless.summary).toContain(recordId)
  for (const word of withheld) expect(keyless.all, word).not.toContain(word)

  const own = await start(true, { STANCH_KEY: testKey })
  expect(own.summary).toContain('team-platypus')
  expect(own.all).not.toContain(secret)
}, 120_000)

test('an incident is opened once, in the store that the base configures; in public nothing tells of it', async () => {
  const forgery = await Forgery.start()
  const store = join(testDirectory(), 'store-koala')
  const base = forgery.commit({ 'stanch.yaml': `incidents:\n  store: ${store}\n` })
  const head = forgery.commit({ 'k.env': `TOKEN=${secret}\n`, 'stanch.yaml': `incidents:\n  store: ${testDirectory()}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const start = (fields: Record<string, unknown>, env = { STANCH_KEY: testKey }) =>
    runEntry({
      event: 'pull_request',
      payload: pullPayload(base, head, fields),
      forgery,
      inputs: { 'on-finding': 'open-incident' },
      env,
    })
  const forked = await start({ 'pull_request.head.repo.id': 99 })
  expect(forked.status, forked.err).toBe(1)
  expect(() => readdirSync(store)).toThrow('ENOENT')
  expect(forked.err).toContain('a pull request of a fork starts nothing')

  for (let round = 0; round < 2; round++) {
    const opened = await start({ 'repository.private': false })
    expect(opened.status, opened.err).toBe(1)
    expect(opened.err).toContain('on-finding: open-incident: 1 told')
    expect(opened.all).not.toContain('store-koala')
    expect(opened.all).not.toContain(secret)
    expect(readdirSync(join(store, 'incidents'))).toHaveLength(1)
  }
  const [id] = readdirSync(join(store, 'incidents'))
  const journal = readFileSync(join(store, 'incidents', id!, 'journal.jsonl'), 'utf8')
  expect(journal).toContain('pull request octo/shop#7')
  expect(journal).not.toContain(secret)
  // What opens it elsewhere under another key opens no double.
  const keyless = await start({}, { STANCH_KEY: '' })
  expect(keyless.status, keyless.err).toBe(1)
  expect(readdirSync(join(store, 'incidents'))).toHaveLength(1)
}, 120_000)

test('without a store an incident cannot be opened, which is said and changes no status', async () => {
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `TOKEN=${secret}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const ended = await runEntry({
    event: 'pull_request',
    payload: pullPayload(base, head),
    forgery,
    inputs: { 'on-finding': 'open-incident' },
  })
  expect(ended.status, ended.err).toBe(1)
  expect(ended.err).toContain('expected incidents.store')
})

test('in public no hash is shown of a password that could be guessed', async () => {
  const password = ['correct', 'horse', '4711'].join('-')
  const forgery = await Forgery.start()
  const base = forgery.commit({ 'a.txt': 'one\n' })
  const head = forgery.commit({ 'k.env': `DB_PASSWORD=${password}\nTOKEN=${secret}\n` }, { parent: base, ref: 'refs/pull/7/head' }) // prettier-ignore
  const run = async (isPrivate: boolean) => {
    const payload = pullPayload(base, head, { 'repository.private': isPrivate })
    const { summary, err } = await runEntry({ event: 'pull_request', payload, forgery, inputs: { 'min-confidence': 'low' } }) // prettier-ignore
    expect(summary.match(/rule: .*/g), err).toContain('rule: github-token')
    return [summary.match(/ - secret: '[0-9a-f]{64}'/g)?.length, summary.includes('Of 1 secret none is shown')] // prettier-ignore
  }
  expect(await run(true)).toEqual([2, false])
  expect(await run(false)).toEqual([1, true])
})
