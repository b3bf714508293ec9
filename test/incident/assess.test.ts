import { beforeEach, expect, test } from 'vitest'
import type { Adapter, ProbeVerdict } from '../../src/incident/adapter.ts'
import { assess } from '../../src/incident/assess.ts'
import { foldIncident } from '../../src/incident/fold-incident.ts'
import { judgeAssessed } from '../../src/incident/judge-assessed.ts'
import { faultOfChain } from '../../src/incident/journal.ts'
import { openLedger } from '../../src/incident/ledger.ts'
import { readingsOf } from '../../src/incident/readings-of.ts'
import { capable, fakeAction, fakeAdapter, sent } from './fake-adapter.ts'
import { openedEvent } from './fake-journal.ts'
import { Scene } from './scene.ts'

beforeEach(() => {
  sent.length = 0
})

const subject = { rule: 'acme-key', provider: 'Acme', keyId: 'k-1' }
const now = '2026-11-26T03:00:00.000Z'

async function assessed(adapter: Adapter, isCanary = false) {
  const scene = new Scene()
  await scene.journal.append(openedEvent)
  const { open, gaps } = readingsOf([adapter], subject, isCanary)
  const unknown = await assess(scene.setting, openLedger(scene.journal), {
    readings: open,
    subject,
    gaps,
    judge: (incident, facts) => judgeAssessed(incident, facts, now),
  })
  expect(faultOfChain(scene.journal.records)).toBeUndefined()
  const incident = foldIncident(scene.journal.records)
  return { incident, unknown, events: scene.journal.records.map(({ event }) => event) }
}

/** A probe that says so, and whose control does. */
function probing(verdict: ProbeVerdict, control: ProbeVerdict = 'dead'): Adapter {
  const action = fakeAction('whoami', 'probe', {}, { verdict })
  return fakeAdapter([
    { ...action, control: () => Promise.resolve({ detail: '', verdict: control }) } as never,
  ])
}

test('only what reads is asked, ids first, and each answer is kept', async () => {
  const { incident, events } = await assessed(capable)
  expect(sent).toEqual(['whoami control', 'whoami', 'usage', 'made', 'old-use'])
  expect(events.map(({ type }) => type)).toEqual([
    'opened',
    'probed',
    'probed',
    'minted',
    'assessed',
  ])
  expect(incident.facts).toMatchObject({
    live: 'yes',
    lastUsed: '2026-11-20',
    consumers: 'nightly-export',
  })
  expect(incident.minted).toMatchObject([{ kind: 'access-key', id: 'k-2' }])
  expect(incident.mintedComplete).toBe(true)
})

test.for([
  ['live', 'dead', 'yes'],
  ['dead', 'dead', 'no'],
  ['contained', 'dead', 'contained'],
  ['unverifiable', 'dead', 'unverifiable'],
  // A firewall that refuses everybody.
  ['dead', 'unverifiable', 'unverifiable'],
  ['dead', 'live', 'unverifiable'],
] as const)(
  'a probe that says %s beside a control that says %s',
  async ([verdict, control, live]) => {
    const { incident } = await assessed(probing(verdict, control))
    expect(incident.facts['live']).toBe(live)
  },
)

test('severity is told anew: what no longer works is low, what works is not', async () => {
  expect((await assessed(probing('dead'))).incident.verdict.severity).toBe('low')
  expect((await assessed(probing('live'))).incident.verdict.severity).not.toBe('low')
})

test('what lacks something, or fails, is a gap and no answer', async () => {
  const adapter = fakeAdapter([
    fakeAction('usage', 'evidence', { missing: ['ACME_ADMIN_KEY'] }),
    fakeAction('other', 'evidence', { missing: ['another kind of key'] }),
    {
      ...fakeAction('logs', 'evidence'),
      run: () => Promise.reject(new TypeError('with text')),
    } as never,
    fakeAction('made', 'minted', {}, { complete: false, gaps: ['no audit log'] }),
  ])
  const { unknown, incident } = await assessed(adapter)
  expect(unknown).toEqual([
    'Acme: usage lacks: ACME_ADMIN_KEY.',
    'Acme: logs: no answer (TypeError)',
    'Acme: no audit log',
  ])
  expect(incident.mintedComplete).toBe(false)
})

test('a canary is not touched by its own value', async () => {
  const { unknown } = await assessed(capable, true)
  expect(sent).toEqual(['usage'])
  expect(unknown.join('\n')).toMatch(/whoami would set the canary off/)
})

test('what identifies it is told to those that come after', async () => {
  const seen: unknown[] = []
  const adapter = fakeAdapter([
    {
      ...fakeAction('usage', 'evidence'),
      run: ({ subject: given }: { subject: typeof subject }) => {
        seen.push(given)
        return Promise.resolve({ facts: {}, complete: true, gaps: [], calls: [] })
      },
    } as never,
    fakeAction('find', 'identify', {}, { facts: { account: '4711', user: 'ci' } }),
  ])
  await assessed(adapter)
  expect(seen).toMatchObject([{ account: '4711', known: { user: 'ci' } }])
})
