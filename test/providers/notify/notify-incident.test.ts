import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Clock } from '../../../src/incident/clock.ts'
import type { OpenJournal } from '../../../src/incident/incident-store.ts'
import { chainRecord, type JournalRecord } from '../../../src/incident/journal.ts'
import { retryWaitsMs } from '../../../src/incident/notify/delivery.ts'
import type { NotifyChannel } from '../../../src/incident/notify/channel.ts'
import { createHttpClient } from '../../../src/providers/http/create-http-client.ts'
import { notifyIncident, type NotifyDesk } from '../../../src/providers/notify/notify-incident.ts'
import { faultOfWebhook } from '../../../src/providers/notify/standard-webhook.ts'
import { journalOf, sampleEvents, sampleId } from '../../report/incident/sample-journal.ts'

interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Answer = { readonly status: number; readonly headers?: Record<string, string> }

/** A receiver on this machine. @param answers one for each request, the last for all further ones */
async function listen(...answers: Answer[]): Promise<{ url: string; got: Received[] }> {
  const got: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, headers = {} } = answers[Math.min(got.length, answers.length - 1)]!
      got.push({ method: request.method!, path: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() }) // prettier-ignore
      response.writeHead(status, headers).end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`, got }
}

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

function channelOf(more: Partial<NotifyChannel> & Pick<NotifyChannel, 'name'>): NotifyChannel {
  return { type: 'webhook', secretVariable: 'HOOK_SECRET', severity: 'low', private: true, ...more }
}

/** Time passes only when somebody waits. */
class TestClock implements Clock {
  nowMs = Date.parse('2026-11-26T05:00:00Z')
  readonly waits: number[] = []
  now(): number {
    return this.nowMs
  }
  sleep(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds)
    this.nowMs += milliseconds
    return Promise.resolve()
  }
}

class TestJournal implements OpenJournal {
  readonly records: JournalRecord[]
  constructor(count: number) {
    this.records = journalOf([sampleEvents[0], ...sampleEvents.slice(1, count)])
  }
  append(event: JournalRecord['event']): Promise<JournalRecord> {
    const actor = { person: 'ann', via: 'cli' }
    const at = this.records.at(-1)!.at
    const record = chainRecord(this.records.at(-1), { incident: sampleId, at, actor, event })
    this.records.push(record)
    return Promise.resolve(record)
  }
  told() {
    return this.records.flatMap(({ event }) => (event.type === 'notified' && event.channel !== 'oncall' ? [event] : [])) // prettier-ignore
  }
}

function deskOf(channels: NotifyChannel[], clock: Clock, env = {}): NotifyDesk {
  return {
    channels,
    env: { HOOK_SECRET: secret, ...env },
    clock,
    random: () => 0,
    owner: { oncall: 'pager-7' },
    codeOwners: [],
    clientFor: (channel, url) => {
      const client = createHttpClient({
        allowedHosts: [url.host],
        allowsPlainHttp: channel.private,
        publicOnly: { except: channel.private ? [url.hostname] : [] },
        returnsRedirects: true,
        limits: { attemptsMax: 1 },
        env: {},
      })
      onTestFinished(() => client.close())
      return client
    },
  }
}

const once = { retry: false, patienceMs: 0, signal: new AbortController().signal }

describe('a channel', () => {
  test('is told everything once, in order, signed, and never again', async () => {
    const { url, got } = await listen({ status: 204 })
    const [journal, clock] = [new TestJournal(sampleEvents.length), new TestClock()]
    const desk = deskOf([channelOf({ name: 'hook', url })], clock)
    const results = await notifyIncident(journal, desk, once)
    const kinds = ['opened', 'approval-needed', 'accepted', 'dead', 'closed']
    expect(results.map(({ kind, result }) => [kind, result])).toEqual(kinds.map((kind) => [kind, 'sent'])) // prettier-ignore
    expect(got.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(kinds.map((kind) => `incident.${kind}`)) // prettier-ignore
    for (const { headers, body } of got)
      expect(faultOfWebhook(headers as Record<string, string>, Buffer.from(body), [secret], clock.nowMs)).toBeUndefined() // prettier-ignore
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(kinds.length)
    expect(await notifyIncident(journal, desk, once)).toEqual([])
    expect(got).toHaveLength(kinds.length)
  })

  test('that fails is tried by the schedule under one id, until it is a dead letter; --retry tries that', async () => {
    const { url, got } = await listen(...Array.from({ length: 10 }, () => ({ status: 500 })), { status: 200 }) // prettier-ignore
    const [journal, clock] = [new TestJournal(1), new TestClock()]
    const desk = deskOf([channelOf({ name: 'hook', url })], clock)
    for (let attempt = 1; attempt <= 10; attempt++) {
      const [result] = await notifyIncident(journal, desk, once)
      expect(result!.result).toBe(attempt < 10 ? 'failed' : 'given-up')
      expect(await notifyIncident(journal, desk, once)).toMatchObject([{ result: attempt < 10 ? 'waiting' : 'given-up' }]) // prettier-ignore
      if (attempt < 10)
        expect(Date.parse(result!.retryAt!) - clock.nowMs).toBe(retryWaitsMs[attempt])
      clock.nowMs = Date.parse(result!.retryAt ?? new Date(clock.nowMs + 1e9).toISOString())
    }
    expect(got).toHaveLength(10)
    const retried = await notifyIncident(journal, desk, { ...once, retry: true })
    expect(retried).toMatchObject([{ result: 'sent' }])
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(got.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(11)
    expect(journal.told().map(({ result }) => result)).toEqual([...Array.from({ length: 9 }, () => 'failed'), 'given-up', 'sent']) // prettier-ignore
  })

  test('that recovers at once is waited for, as long as that is worth it', async () => {
    const { url, got } = await listen({ status: 502 }, { status: 200 })
    const [journal, clock] = [new TestJournal(1), new TestClock()]
    const desk = deskOf([channelOf({ name: 'hook', url })], clock)
    const results = await notifyIncident(journal, desk, { ...once, patienceMs: 8000 })
    expect(results).toMatchObject([{ result: 'sent' }])
    expect(clock.waits).toEqual([5000])
    expect(got).toHaveLength(2)
  })

  test.for([
    ['3600', 3_600_000],
    ['Thu, 26 Nov 2026 06:00:00 GMT', 3_600_000],
    ['1', 5000],
    ['9999999', 86_400_000],
  ] as const)('that asks for %s is left alone for so long', async ([header, waitMs]) => {
    const { url } = await listen({ status: 429, headers: { 'retry-after': header } })
    const [journal, clock] = [new TestJournal(1), new TestClock()]
    const desk = deskOf([channelOf({ name: 'hook', url })], clock)
    const [result] = await notifyIncident(journal, desk, once)
    expect(Date.parse(result!.retryAt!) - clock.nowMs).toBe(waitMs)
  })

  test('that answers 410 is told nothing more, not even by --retry', async () => {
    const { url, got } = await listen({ status: 410 })
    const journal = new TestJournal(sampleEvents.length)
    const desk = deskOf([channelOf({ name: 'hook', url })], new TestClock())
    expect(await notifyIncident(journal, desk, once)).toMatchObject([{ result: 'given-up' }])
    expect(await notifyIncident(journal, desk, { ...once, retry: true })).toEqual([])
    expect(got).toHaveLength(1)
  })

  test('that sends elsewhere is not followed', async () => {
    const other = await listen({ status: 200 })
    const { url, got } = await listen({ status: 307, headers: { location: other.url } })
    const journal = new TestJournal(1)
    const desk = deskOf([channelOf({ name: 'hook', url })], new TestClock())
    const results = await notifyIncident(journal, desk, once)
    expect(results).toMatchObject([{ result: 'failed', detail: expect.stringContaining('307') as string }]) // prettier-ignore
    expect([got.length, other.got.length]).toEqual([1, 0])
  })

  test('at an address that is not public is not spoken to, unless somebody said so', async () => {
    const { got } = await listen({ status: 200 })
    const addresses = ['https://127.0.0.1/x', 'https://169.254.169.254/latest', 'https://[::1]/', 'https://10.1.2.3/', 'https://localhost/'] // prettier-ignore
    for (const url of addresses) {
      const journal = new TestJournal(1)
      const desk = deskOf([channelOf({ name: 'hook', url, private: false })], new TestClock())
      const [result] = await notifyIncident(journal, desk, once)
      expect(result, url).toMatchObject({ result: 'failed' })
    }
    expect(got).toEqual([])
  })

  test('that is not configured keeps no other from being told', async () => {
    const { url, got } = await listen({ status: 200 })
    const broken = channelOf({ name: 'broken', url, secretVariable: 'MISSING' })
    const plain = channelOf({ name: 'plain', url: 'http://example.org/', private: false })
    const desk = deskOf([broken, plain, channelOf({ name: 'hook', url })], new TestClock())
    const journal = new TestJournal(1)
    const results = await notifyIncident(journal, desk, once)
    expect(results.map(({ result }) => result)).toEqual(['failed', 'failed', 'sent'])
    expect(results[0]!.detail).toContain('MISSING')
    // Whoever mends it need not wait.
    const mended = { ...desk, env: { ...desk.env, MISSING: secret } }
    expect((await notifyIncident(journal, mended, once)).map(({ channel, result }) => [channel, result])).toEqual([['broken', 'sent'], ['plain', 'failed']]) // prettier-ignore
    expect(got).toHaveLength(2)
  })

  test('hears only of what it wants', async () => {
    const { url, got } = await listen({ status: 200 })
    const desk = deskOf([channelOf({ name: 'hook', url, when: ['dead'], severity: 'critical' })], new TestClock()) // prettier-ignore
    const results = await notifyIncident(new TestJournal(sampleEvents.length), desk, once)
    expect(results.map(({ kind }) => kind)).toEqual(['dead'])
    expect(got).toHaveLength(1)
  })
})

describe('each type', () => {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString()
  const env = { TOKEN: 'plain-word-of-this-test', URL_OF: '', PEM: pem }

  test.for([
    ['slack', { urlVariable: 'URL_OF' }, 'POST', /"blocks"/],
    ['teams', { urlVariable: 'URL_OF' }, 'POST', /adaptive/],
    ['pagerduty', { secretVariable: 'TOKEN' }, 'POST', /"routing_key":"plain/],
    ['partner', { secretVariable: 'PEM', when: ['opened'] }, 'POST', /"token_fingerprint"/],
    ['gitlab-issue', { secretVariable: 'TOKEN', issue: 'group/sub/project#7' }, 'POST', /"internal":true/], // prettier-ignore
  ] as const)('%s is spoken to as it wants, and its secret stays out of the journal', async ([type, more, method, body]) => {
    const { url, got } = await listen({ status: 202 })
    const journal = new TestJournal(1)
    const address = 'urlVariable' in more ? {} : { url }
    const { secretVariable: _none, ...bare } = channelOf({ name: 'it', type })
    const desk = deskOf([{ ...bare, ...address, ...more }], new TestClock(), { ...env, URL_OF: `${url}/T000/B000/secret-part` }) // prettier-ignore
    expect(await notifyIncident(journal, desk, once)).toMatchObject([{ result: 'sent' }])
    expect(got).toHaveLength(1)
    expect(got[0]!.method).toBe(method)
    expect(got[0]!.body).toMatch(body)
    if (type === 'gitlab-issue') {
      expect(got[0]!.path).toBe('/in/api/v4/projects/group%2Fsub%2Fproject/issues/7/notes')
      expect(got[0]!.headers['private-token']).toBe(env.TOKEN)
    }
    const written = JSON.stringify(journal.records)
    for (const part of ['secret-part', env.TOKEN, 'PRIVATE KEY', secret])
      expect(written).not.toContain(part)
  }) // prettier-ignore

  test('github-alert resolves the alert that the incident came from, once it is dead', async () => {
    const { url, got } = await listen({ status: 200 })
    const journal = new TestJournal(sampleEvents.length)
    const first = journal.records[0]!
    const opened = { ...first.event, source: 'https://github.com/acme/web/security/secret-scanning/42' } as typeof first.event // prettier-ignore
    const rest = sampleEvents.slice(1)
    journal.records.splice(0, Infinity, ...journalOf([[first.at, opened, first.actor], ...rest]))
    const channel = channelOf({ name: 'alert', type: 'github-alert', url: new URL('/', url).href, secretVariable: 'TOKEN' }) // prettier-ignore
    const results = await notifyIncident(journal, deskOf([channel], new TestClock(), env), once)
    expect(results).toMatchObject([{ kind: 'dead', result: 'sent' }])
    expect(got).toMatchObject([
      { method: 'PATCH', path: '/repos/acme/web/secret-scanning/alerts/42' },
    ])
    expect(JSON.parse(got[0]!.body)).toMatchObject({ state: 'resolved', validity: 'inactive' })
    expect(got[0]!.headers['authorization']).toBe(`Bearer ${env.TOKEN}`)
  })
})
