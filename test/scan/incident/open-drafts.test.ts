import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LeakedCredential, LeakPlace } from '../../../src/incident/exposure.ts'
import { foldIncident } from '../../../src/incident/fold-incident.ts'
import { identitiesOf } from '../../../src/incident/identities.ts'
import type { IncidentStore } from '../../../src/incident/incident-store.ts'
import type { IncidentDraft } from '../../../src/scan/incident/incident-draft.ts'
import { openDrafts, type OpenOptions } from '../../../src/scan/incident/open-drafts.ts'
import { withOwners } from '../../../src/scan/incident/with-owners.ts'
import { openFileIncidentStore } from '../../../src/store/incidents/file-incident-store.ts'
import { bytesOfUtf8 } from '../../../src/text/bytes.ts'
import { makeDirectory, testKey } from '../../cli/run-stanch.ts'
import { fingerprintUnder, recordOf } from '../../inventory/known-secret.ts'
import { sampleIncident } from '../../incident/sample-incident.ts'

const now = '2026-11-26T12:00:00.000Z'
const options: OpenOptions = {
  actor: { person: 'ann', via: 'cli' },
  group: undefined,
  publicSince: undefined,
  now,
  signal: new AbortController().signal,
}
const nothing = { value: [], unkeyed: undefined, parts: [] }

function openStore(): Promise<IncidentStore> {
  return openFileIncidentStore(join(makeDirectory(), 'incidents'))
}

function draftOf(
  store: IncidentStore,
  value: string,
  leaked: Partial<LeakedCredential> = {},
): IncidentDraft {
  const { keyId: _keyId, ...own } = sampleIncident.leaked
  const all = { ...own, ...leaked }
  return {
    label: value,
    leaked: all,
    identities: identitiesOf({ value: bytesOfUtf8(value), keyId: all.keyId }, store.key),
    lookup: nothing,
    source: 'a test',
  }
}

function placeAt(path: string, line = 1): LeakPlace {
  return { origin: { kind: 'file', path }, line, column: 1 }
}

test('however often and in whatever order, a credential has one incident with all its places once', async () => {
  const seen = fc.array(
    fc.record({
      value: fc.constantFrom('one', 'two', 'three'),
      line: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(seen, async (all) => {
      const store = await openStore()
      const drafts = all.map(({ value, line }) =>
        draftOf(store, value, { places: [placeAt('a', line)] }),
      )
      const opened = await openDrafts(drafts, store, options)
      const ids = new Map(opened.map(({ id, draft }) => [draft.label, id]))
      expect(new Set(ids.values()).size).toBe(new Set(all.map(({ value }) => value)).size)
      for (const [value, id] of ids) {
        const { leaked } = foldIncident(await store.read(id))
        const lines = all.filter((one) => one.value === value).map(({ line }) => line)
        expect(new Set(leaked.places.map(({ line }) => line))).toEqual(new Set(lines))
        expect(leaked.places).toHaveLength(new Set(lines).size)
      }
      // Once more tells nothing new, and writes nothing.
      const before = await recordsOf(store, ids.values())
      const again = await openDrafts(drafts, store, options)
      expect(again.every(({ result }) => result === 'known')).toBe(true)
      expect(await recordsOf(store, ids.values())).toEqual(before)
    }),
    { numRuns: 15 },
  )
})

async function recordsOf(store: IncidentStore, ids: Iterable<string>): Promise<number[]> {
  const counts: number[] = []
  for (const id of ids) counts.push((await store.read(id)).length)
  return counts
}

test('what is news is kept: since when it is public, the key id, the group, how bad it is', async () => {
  const store = await openStore()
  const first = await openDrafts([draftOf(store, 'one')], store, options)
  const more = { ...options, publicSince: '2026-11-01T00:00:00.000Z', group: 'shop' }
  const second = await openDrafts([draftOf(store, 'one', { keyId: 'AKIA1' })], store, more)
  expect(second[0]).toMatchObject({ id: first[0]!.id, result: 'seen-again' })
  const incident = foldIncident(await store.read(first[0]!.id))
  expect(incident).toMatchObject({
    publicSince: more.publicSince,
    group: 'shop',
    leaked: { keyId: 'AKIA1' },
    verdict: { severity: 'critical' },
  })
  // Later than what is known is no news, and neither is another group or a milder verdict.
  const third = { ...options, publicSince: '2026-11-20T00:00:00.000Z', group: 'other' }
  const [known] = await openDrafts(
    [draftOf(store, 'one', { status: 'inactive', keyId: 'AKIA1' })],
    store,
    third,
  )
  expect(known!.result).toBe('known')
})

test('a place that is told again with more about it is the same place', async () => {
  const store = await openStore()
  const origin = { kind: 'git', path: 'a', blob: 'b', commit: 'c' } as const
  const at = (extra: object) =>
    draftOf(store, 'one', { places: [{ origin: { ...extra, ...origin }, line: 1, column: 1 }] })
  await openDrafts([at({ inHead: true })], store, options)
  const [again] = await openDrafts([at({ inHead: false, refs: ['main'] })], store, options)
  expect(again!.result).toBe('known')
})

test('a journal is no report: of ten thousand places it keeps a hundred', async () => {
  const store = await openStore()
  const many = (from: number) =>
    draftOf(store, 'one', {
      places: Array.from({ length: 80 }, (_, at) => placeAt('a', from + at)),
    })
  const [one] = await openDrafts([many(1), many(1000), many(2000)], store, options)
  expect(foldIncident(await store.read(one!.id)).leaked.places).toHaveLength(100)
})

test('an incident that has ended says so', async () => {
  const store = await openStore()
  const [one] = await openDrafts([draftOf(store, 'one')], store, options)
  const lent = { waitMs: 0, signal: options.signal }
  await store.withJournal(one!.id, options.actor, lent, async (journal) => {
    await journal.append({ type: 'closed', as: 'false-alarm', reason: 'a test' })
  })
  const [again] = await openDrafts([draftOf(store, 'one')], store, options)
  expect(again).toMatchObject({ isEnded: true, result: 'known' })
})

test('the inventory says whose it is and what uses it, but never which key id it has', async () => {
  const record = recordOf('one', [testKey], {
    owner: { team: 'payments' },
    consumers: ['checkout'],
    agent: 'bot',
    credentialRef: 'AKIAOFTHENEWESTVERSION',
  })
  const value = fingerprintUnder('one', testKey)
  const store = await openStore()
  const draft = { ...draftOf(store, 'one'), lookup: { ...nothing, value: [value] } }
  const inventory = { match: () => Promise.resolve(new Map([[value, [record]]])) }
  const [owned, other] = await withOwners([draft, draftOf(store, 'two')], inventory)
  expect(owned!.leaked).toMatchObject({
    inventory: { id: 'gh-7', owner: 'payments' },
    consumers: ['checkout', 'agent bot'],
  })
  expect(owned!.leaked.keyId).toBeUndefined()
  expect(other!.leaked.inventory).toBeNull()
})
