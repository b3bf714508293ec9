import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IncidentEvent } from '../../../src/incident/event.ts'
import { foldIncident } from '../../../src/incident/fold-incident.ts'
import { buildTimeline, isOwnProbe } from '../../../src/report/incident/build-timeline.ts'
import { figuresOf, milestonesOf } from '../../../src/report/incident/incident-figures.ts'
import { writeHtmlIncident } from '../../../src/report/incident/html-incident.ts'
import { headlineOf, makeIncidentReport } from '../../../src/report/incident/incident-report.ts'
import { writeMarkdownIncident } from '../../../src/report/incident/markdown-incident.ts'
import { parseAccesses } from '../../../src/report/incident/parse-accesses.ts'
import { layoutTimeline } from '../../../src/report/incident/text-timeline.ts'
import { createInk } from '../../../src/report/terminal-ink.ts'
import { journalOf, keyId, sampleAccesses, sampleEvents, sampleReport } from './sample-journal.ts'

/** In whole seconds, by id; what is not known is left out. */
function figuresAfter(count: number, more: [string, IncidentEvent][] = []): Record<string, number> {
  const records = journalOf([sampleEvents[0], ...sampleEvents.slice(1, count), ...more])
  const known = figuresOf(milestonesOf(records)).filter(({ ms }) => ms !== undefined)
  return Object.fromEntries(known.map(({ id, ms }) => [id, Math.floor(ms! / 1000)]))
}

const minute = 60

describe('figures', () => {
  const whole = {
    mttd: 13 * 86_400 + 12 * 3600 + 41 * minute,
    mtta: 13 * minute + 25,
    contain: 18 * minute + 54,
    verify: 19 * minute + 41,
    recover: 38 * minute + 36,
    propagation: 11,
    exposure: 13 * 86_400 + 13 * 3600 + 19 * minute + 36,
  }

  test('of the whole story', () => expect(figuresAfter(21)).toEqual(whole))

  test('are known as far as it has come', () => {
    expect(Object.keys(figuresAfter(1))).toEqual(['mttd'])
    expect(Object.keys(figuresAfter(2))).toEqual(['mttd'])
    expect(Object.keys(figuresAfter(9))).toEqual(['mttd', 'mtta'])
    expect(Object.keys(figuresAfter(10))).toEqual(['mttd', 'mtta', 'contain'])
    expect(Object.keys(figuresAfter(17))).toEqual(Object.keys(whole))
  })

  const at = '2026-11-26T03:22:00.000Z'
  const attempted = sampleEvents[9]![1] as Extract<IncidentEvent, { type: 'step-effected' }>
  const undone: IncidentEvent = { ...attempted, type: 'undo-effected' }

  test('containment ends at the last accepted action, and not at all when it was undone', () => {
    expect(figuresAfter(10, [[at, attempted]])['contain']).toBe(19 * minute + 20)
    expect(figuresAfter(10, [[at, undone]])).not.toHaveProperty('contain')
  })

  test.for(['not-found', 'ambiguous', 'refused', 'unknown'] as const)(
    'an action that ended as %s contains nothing',
    (result) => {
      const failed: IncidentEvent = { ...attempted, outcome: { result, detail: '' } }
      expect(figuresAfter(9, [[at, failed]])).not.toHaveProperty('contain')
    },
  )

  test('what is contained only stays usable, and reopening takes the proof back', () => {
    const contained: IncidentEvent = { type: 'verified', verdict: 'contained', probe: 'p', times: 3, propagationMs: 1 } // prettier-ignore
    expect(figuresAfter(10, [[at, contained]])).not.toHaveProperty('exposure')
    expect(figuresAfter(21, [[at, { type: 'reopened', reason: 'it works again' }]])).not.toHaveProperty('exposure') // prettier-ignore
  })

  test('none is ever negative, whatever the clocks say', () => {
    const time = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }) // prettier-ignore
    fc.assert(
      fc.property(fc.array(time, { minLength: 21, maxLength: 21 }), (times) => {
        const events = sampleEvents.map(([, event, actor], index) => [times[index]!.toISOString(), event, actor] as const) // prettier-ignore
        const [first, ...rest] = events
        for (const { ms } of figuresOf(milestonesOf(journalOf([first!, ...rest]))))
          expect(ms ?? 0).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the timeline', () => {
  test('is one column of times, with every record, every place and every access', () => {
    const entries = buildTimeline(journalOf(sampleEvents), sampleAccesses)
    const times = entries.map(({ at }) => Date.parse(at))
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    expect(entries.flatMap(({ sequence }) => sequence ?? [])).toHaveLength(sampleEvents.length)
    expect(entries.filter(({ title }) => title === 'Committed')).toHaveLength(1)
    expect(entries.filter(({ title }) => title === 'Written in a chat or run')).toHaveLength(1)
    expect(entries.filter(({ lane }) => lane === 'access')).toHaveLength(3)
  })

  test('tells our probes from the uses of others, by request id, or by address and time', () => {
    const records = journalOf(sampleEvents)
    const use = { action: 'use', outcome: 'allowed', proof: 'key-id' }
    const own = { ...use, address: '198.51.100.7', time: '2026-11-26T03:21:33Z' }
    expect(isOwnProbe({ ...use, request: 'probe-1' }, records)).toBe(true)
    expect(isOwnProbe(own, records)).toBe(true)
    expect(isOwnProbe({ ...own, request: 'of somebody else' }, records)).toBe(false)
    expect(isOwnProbe({ ...own, time: '2026-11-26T03:30:00Z' }, records)).toBe(false)
    expect(isOwnProbe({ ...own, address: '203.0.113.66' }, records)).toBe(false)
    expect(isOwnProbe(use, records)).toBe(false)
  })

  test.for(['', '[]', '{"groups":3}', 'null'])('%j is no report of accesses', (text) => {
    expect(() => parseAccesses(text, 'a.json')).toThrow(/^a.json: expected what stanch inventory/)
  })

  test('accesses are read as stanch inventory accesses writes them', () => {
    const event = { type: 'access', time: 't', action: 'read', outcome: 'allowed', proof: 'key-id', log: { file: 'x', line: 3, format: 'vault' } } // prettier-ignore
    const read = parseAccesses(JSON.stringify({ record: { id: 'r' }, groups: [{ events: [event] }], coverage: { complete: false } }), 'a') // prettier-ignore
    expect(read).toMatchObject({ record: 'r', complete: false, uses: [{ log: 'x:3', time: 't' }] })
  })
})

describe('the headline', () => {
  test.for([
    [1, 'Not contained'],
    [10, 'that it is dead is not proven'],
    [17, 'Proven dead'],
    [21, 'Proven dead'],
  ] as const)('after %i records says: %s', ([count, expected]) => {
    expect(headlineOf(sampleReport(count))).toContain(expected)
  })
})

describe('reports of hostile texts', () => {
  const hostile = '"><script>alert(1)</script>\u202e\u001b[31m|`*x*\n# @all'
  const events = sampleEvents.map(([at, event, actor]) => [at, spoil(event), actor && { ...actor, person: hostile }] as const) // prettier-ignore
  const [first, ...rest] = events
  const records = journalOf([first!, ...rest])
  const accesses = { ...sampleAccesses, uses: sampleAccesses.uses.map((use) => ({ ...use, principal: hostile })) } // prettier-ignore
  const report = makeIncidentReport(foldIncident(records), records, {
    accesses,
    madeAt: '2026-11-26T04:30:00.000Z',
  })

  function spoil(event: IncidentEvent): IncidentEvent {
    if (event.type === 'opened') return { ...event, source: hostile, leaked: { ...event.leaked, name: hostile } } // prettier-ignore
    return 'reason' in event ? { ...event, reason: hostile } : event
  }

  test('a page holds no script, nothing to load, and is well-formed', () => {
    const page = writeHtmlIncident(report)
    expect(page).not.toMatch(/<script|javascript:|\son\w+=|\p{Cf}/u)
    expect(page).not.toContain('\u001b')
    expect(page).not.toMatch(/\b(?:src|href)=|url\(|@import/)
    const open: string[] = []
    for (const [, slash, name] of page.matchAll(/<(\/?)([a-z0-9]+)(?:\s[^<>]*?)?>(?<!\/>)/g)) {
      if (['meta', 'br'].includes(name!)) continue
      if (slash === '') open.push(name!)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })

  test('Markdown keeps its tables, a terminal its lines', () => {
    const table = writeMarkdownIncident(report).split('\n').filter((line) => line.startsWith('| 2026')) // prettier-ignore
    for (const line of table) expect(line).not.toMatch(/@all|<script/)
    const text = layoutTimeline(report, createInk({ color: false, hyperlinks: false }), 100)
    for (const line of text) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text.join('\n')).toContain(keyId)
  })
})
