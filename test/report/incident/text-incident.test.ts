import { expect, test } from 'vitest'
import type { Incident } from '../../../src/incident/incident.ts'
import { describeAge } from '../../../src/report/incident/describe-age.ts'
import { layoutIncident } from '../../../src/report/incident/text-incident.ts'
import { layoutIncidentList } from '../../../src/report/incident/text-incident-list.ts'
import { createInk } from '../../../src/report/terminal-ink.ts'
import { incidentWith, planWith, sampleIncident, stepWith } from '../../incident/sample-incident.ts'

const nowMs = Date.parse('2026-11-26T06:00:00.000Z')
const plain = createInk({ color: false, hyperlinks: false })
const color = createInk({ color: true, hyperlinks: false })

function show(changes: Partial<Incident>, width = 80): string {
  return layoutIncident(incidentWith(changes), { ink: plain, width, nowMs }).join('\n')
}

test('the first screen answers what one asks, and says what is next', () => {
  expect(show({ publicSince: '2026-11-24T10:00:00.000Z', group: 'shop' })).toBe(
    `HIGH  AWS secret access key  AKIAABCDEFGH
inc-20261126-030000-00abcd · open · group shop
opened 3 h ago by ann from scan report scan.json

whose    not known; no inventory has it
live     not asked yet
may do   not asked yet
public   since 2026-11-24 10:00 UTC, 44 h
used     not asked yet
breaks   nothing that is known of: nobody says who uses it

at       deploy/prod.env:2:23  (commit 9003b67c1d89, 2026-11-20, Ann)
why      The provider was not asked yet. It is of production.

next     Find out what it can do, and plan. That only reads; nothing is changed.
         stanch incident plan inc-20261126-030000-00abcd --probe`,
  )
})

test('what is known answers', () => {
  const shown = show({
    facts: {
      live: 'yes',
      checkedAt: '2026-11-26T05:50:00.000Z',
      scopes: 's3:*, iam:PassRole',
      lastUsed: '2026-11-26T05:00:00Z',
      lastUsedFrom: '192.0.2.7',
      goesWithIt: 'deploy key 7',
    },
    leaked: {
      ...sampleIncident.leaked,
      account: '123456789012',
      consumers: ['checkout-api', 'agent deploy-bot'],
      inventory: {
        id: 'aws/prod-key',
        owner: 'payments',
        tenant: null,
        environment: 'production',
        agent: 'deploy-bot',
        tool: null,
        purpose: null,
        state: 'active',
        form: 'key-id',
      },
    },
  })
  expect(shown).toContain(
    `whose    payments · production · agent deploy-bot (aws/prod-key), by its key id;
         AWS account 123456789012
live     yes, it works, asked 10 min ago
may do   s3:*, iam:PassRole
public   who has the repository could read it
used     by checkout-api, agent deploy-bot; last 2026-11-26 05:00 UTC, 60 min
         ago; from 192.0.2.7
breaks   checkout-api, agent deploy-bot; goes with it: deploy key 7`,
  )
})

test('what was done, what is open', () => {
  const { kind: _kind, description: _description, ...withoutAction } = stepWith('x')
  const shown = show({
    state: 'verifying',
    plan: planWith({
      steps: [
        stepWith('disable'),
        stepWith('ask', { kind: 'identify', title: 'Look it up' }),
        { ...withoutAction, id: 'tell', title: 'Tell the owner', manual: ['Tell ann.'] },
      ],
    }),
    steps: { disable: { state: 'done', attempts: 1, endedAt: '2026-11-26T05:30:00.000Z' } },
    minted: [{ kind: 'session', id: 'ASIA1', detail: 'role admin' }],
    notes: [{ at: '2026-11-26T05:31:00.000Z', person: 'bo', text: 'called the owner' }],
  })
  expect(shown).toContain(`steps    done     05:30  deactivates the access key
         pending         Tell the owner
`)
  expect(shown).toContain('minted   session ASIA1, role admin')
  expect(shown).toContain('open     nothing proves that the credential is dead')
  expect(shown).toContain('notes    2026-11-26 05:31 UTC bo: called the owner')
})

test('proven dead is told as such, contained is not dead', () => {
  const at = '2026-11-26T05:58:00.000Z'
  const proof = { at, probe: 'x', propagationMs: 1 }
  expect(show({ verification: { ...proof, verdict: 'dead' } })).toContain(
    'no: proven dead 2 min ago',
  )
  expect(show({ verification: { ...proof, verdict: 'contained' } })).toContain('it lives')
})

test.for([60, 80, 120])('at %d columns no line is longer but a command', (width) => {
  const long = 'word '.repeat(60)
  const lines = show(
    {
      verdict: { severity: 'critical', reasons: [long] },
      notes: [{ at: '2026-11-26T05:31:00.000Z', person: 'bo', text: long }],
      facts: { scopes: long, consumers: long, goesWithIt: long },
    },
    width,
  ).split('\n')
  expect(lines.filter((line) => line.length > width && !line.includes('stanch incident'))).toEqual(
    [],
  )
})

const hostile = '\u001b[2J\u202e\u0007\r\n::error::##[group]x'

test('nothing that others wrote reaches the terminal as it is', () => {
  const shown = layoutIncident(
    incidentWith({
      source: hostile,
      openedBy: hostile,
      group: hostile,
      facts: {
        scopes: hostile,
        owner: hostile,
        lastUsed: hostile,
        lastUsedFrom: hostile,
        goesWithIt: hostile,
      },
      notes: [{ at: hostile, person: hostile, text: hostile }],
      minted: [{ kind: hostile, id: hostile, detail: hostile }],
      state: 'verifying',
      publicSince: hostile,
      leaked: {
        ...sampleIncident.leaked,
        name: hostile,
        provider: hostile,
        account: hostile,
        keyId: hostile,
        places: [
          { origin: { kind: 'file', path: hostile }, line: 1, column: 1 },
          {
            origin: { kind: 'git', path: hostile, commit: hostile, author: hostile, date: hostile },
            line: 1,
            column: 1,
          },
          {
            origin: { kind: 'export', path: hostile, format: hostile, user: hostile, url: hostile },
            line: 1,
            column: 1,
          },
        ],
      },
    }),
    { ink: plain, width: 80, nowMs },
  )
  const list = layoutIncidentList(
    [incidentWith({ group: hostile, leaked: { ...sampleIncident.leaked, name: hostile } })],
    { ink: plain, width: 80, nowMs },
  )
  for (const line of [...shown, ...list]) {
    // oxlint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u001f\u007f\u202e]/)
    expect(line).not.toMatch(/^\s*::/)
  }
})

test('a list is aligned, worst first, groups together', () => {
  const of = (id: string, severity: 'critical' | 'high' | 'low', group?: string) =>
    incidentWith({
      id: `inc-20261126-030000-${id}`,
      verdict: { severity, reasons: [] },
      ...(group !== undefined && { group }),
    })
  const lines = layoutIncidentList(
    [of('000001', 'low', 'shop'), of('000002', 'high'), of('000003', 'critical', 'shop')],
    { ink: plain, width: 80, nowMs },
  )
  expect(lines.join('\n')).toBe(
    `severity  id      state  age  what                               whose      next
group shop  2 incidents: 1 critical, 1 low
critical  000003  open   3 h  AWS secret access key AKIAABCDEF…  not known  plan
low       000001  open   3 h  AWS secret access key AKIAABCDEF…  not known  plan

in no group  1 incident: 1 high
high      000002  open   3 h  AWS secret access key AKIAABCDEF…  not known  plan`,
  )
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('colours come only where they are wanted', () => {
  const colored = layoutIncident(sampleIncident, { ink: color, width: 80, nowMs }).join('\n')
  expect(colored).toContain('\u001b[31mHIGH\u001b[0m')
  // oxlint-disable-next-line no-control-regex
  expect(colored.replaceAll(/\u001b\[[\d;]+m/g, '').replaceAll(/ +$/gm, '')).toBe(show({}))
})

test.for([
  ['2026-11-26T05:59:30.000Z', '30 s'],
  ['2026-11-26T05:50:00.000Z', '10 min'],
  ['2026-11-26T03:00:00.000Z', '3 h'],
  ['2026-11-20T03:00:00.000Z', '6 d'],
  ['2026-11-27T00:00:00.000Z', '0 s'],
  ['never', '?'],
] as const)('since %s it is %s', ([time, age]) => {
  expect(describeAge(time, nowMs)).toBe(age)
})
