import fc from 'fast-check'
import { expect, test } from 'vitest'
import { approvalText, parseApprovalText } from '../../src/incident/approval-text.ts'
import { findApprover, isSamePerson, keyNameOf } from '../../src/incident/approver.ts'
import type { Approval } from '../../src/incident/event.ts'
import { faultOfApprovals, type ApprovalRules } from '../../src/incident/fault-of-approvals.ts'
import { digestOf } from '../../src/incident/journal.ts'
import type { ApprovalNeed, Plan } from '../../src/incident/plan.ts'
import { makePlan } from './fake-journal.ts'

const now = Date.parse('2026-11-26T12:00:00.000Z')
const key = (letter: string) => `ssh-ed25519 ${btoa(`key of ${letter}`)} ${letter}`
const approvers = [
  { name: 'Ann', key: key('a'), aliases: ['ann@example.com', 'adm-ann'] },
  { name: 'Ben', key: key('b'), aliases: [] },
  { name: 'Cai', key: key('c'), aliases: ['root'] },
]
const signed = (text: string, by: string) => `${by} signs ${text}`
const rules: ApprovalRules = {
  approvers,
  now,
  isShared: true,
  faultOfSignature: (text, armour, by) =>
    armour === signed(text, by) ? undefined : 'it is not by that key',
}

function incidentWith(signatures: ApprovalNeed['signatures'], over: Partial<Plan> = {}) {
  const plan = makePlan([], { needs: { signatures, reason: 'Because.' }, ...over })
  const planDigest = digestOf(plan)
  return { id: 'i1', plan, planDigest, plannedBy: 'dan', approvals: [] as Approval[] }
}
type Incident = ReturnType<typeof incidentWith>

function approve(incident: Incident, name: string, over: Partial<Approval> = {}): Approval {
  const by = approvers.find((one) => one.name === name)!
  const statement = {
    planDigest: incident.planDigest,
    person: name,
    expiresAt: '2026-11-26T16:00:00.000Z',
    ...over,
  }
  const signature = signed(approvalText(incident, statement), by.key)
  return { key: keyNameOf(by.key), signature, ...statement, ...over }
}

function faultFor(incident: Incident, approvals: Approval[], over: Partial<ApprovalRules> = {}) {
  return faultOfApprovals({ ...incident, approvals }, { ...rules, ...over })
}

test('what needs no signature runs without, and what needs one waits and says who can give it', () => {
  expect(faultFor(incidentWith(0), [])).toBeUndefined()
  expect(faultFor(incidentWith(1), [])).toBe(
    'it waits for an approval. Because.\nAnn or Ben or Cai can: stanch incident approve i1',
  )
  expect(faultFor(incidentWith(1), [], { approvers: [] })).toMatch(/Nobody else is enrolled/)
})

test('one signature, or those of two people', () => {
  const one = incidentWith(1)
  expect(faultFor(one, [approve(one, 'Ann')])).toBeUndefined()
  const two = incidentWith(2)
  expect(faultFor(two, [approve(two, 'Ann')])).toMatch(
    /two approvals; it has that of Ann\. .*\nBen or Cai can/,
  )
  expect(faultFor(two, [approve(two, 'Ann'), approve(two, 'Ben')])).toBeUndefined()
  expect(faultFor(two, [approve(two, 'Ann'), approve(two, 'Ann')])).toMatch(/it has that of Ann/)
})

const one = incidentWith(1)
test.for<[string, Approval, RegExp]>([
  ['of another plan', approve(one, 'Ann', { planDigest: 'f'.repeat(64) }), /another plan/],
  ['expired', approve(one, 'Ann', { expiresAt: '2026-11-26T12:00:00.000Z' }), /expired at/],
  ['no time', approve(one, 'Ann', { expiresAt: 'tomorrow' }), /expired at/],
  ['for days', approve(one, 'Ann', { expiresAt: '2026-11-27T12:00:01.000Z' }), /24 hours/],
  ['by nobody enrolled', { ...approve(one, 'Ann'), person: 'Eve' }, /does not name that person/],
  ['under an alias', { ...approve(one, 'Ann'), person: 'adm-ann' }, /does not name that person/],
  ['with another key', { ...approve(one, 'Ann'), key: keyNameOf(key('b')) }, /another key/],
  ['signed by another', { ...approve(one, 'Ann'), signature: approve(one, 'Ben').signature }, /not by that key/],
  ['prolonged', { ...approve(one, 'Ann'), expiresAt: '2026-11-26T17:00:00.000Z' }, /not by that key/],
  ['with a reason added', { ...approve(one, 'Ann'), breakGlass: 'now' }, /not by that key/],
  ['breaking the glass for nothing', approve(one, 'Ann', { breakGlass: ' ' }), /without a reason/],
])('an approval that does not count: %s', ([, approval, fault]) => {
  expect(faultFor(one, [approval])).toMatch(fault)
  expect(faultFor(one, [approval, approve(one, 'Ben')])).toBeUndefined()
}) // prettier-ignore

test.for(['Ann', 'ann', 'ANN@example.com', ' adm-ann '])(
  'who made the plan may not approve it: %s',
  (plannedBy) => {
    const incident = { ...incidentWith(1), plannedBy }
    expect(faultFor(incident, [approve(incident, 'Ann')])).toMatch(
      /who made the plan may not approve it\nBen or Cai can/,
    )
    expect(faultFor(incident, [approve(incident, 'Ben')])).toBeUndefined()
  },
)

test('two people need a store that both reach; breaking the glass needs one person and a reason', () => {
  const two = { ...incidentWith(2), plannedBy: 'Ann' }
  const both = [approve(two, 'Cai'), approve(two, 'Ben')]
  expect(faultFor(two, both)).toBeUndefined()
  expect(faultFor(two, both, { isShared: false })).toMatch(/--store postgres:.*--break-glass/s)
  const glass = approve(two, 'Ann', { breakGlass: 'production is on fire' })
  expect(faultFor(two, [glass], { isShared: false })).toBeUndefined()
  expect(faultFor(two, [{ ...glass, breakGlass: 'another reason' }])).toMatch(/not by that key/)
})

test('an approval of a group is for its plans together, whichever incident is asked', () => {
  const group = { name: 'leak', members: [{ incident: 'i1', digest: '1' }] }
  const incident = incidentWith(1, { group })
  const approval = approve(incident, 'Ann')
  expect(faultFor({ ...incident, id: 'i2' }, [approval])).toBeUndefined()
  expect(faultFor({ ...one, planDigest: incident.planDigest }, [approval])).toMatch(/not by that/)
})

test('a statement is read again from its text, and from no other', () => {
  const reason = fc.string({ minLength: 1, unit: 'binary' })
  fc.assert(
    fc.property(fc.option(reason, { nil: undefined }), fc.string(), (breakGlass, person) => {
      const said = {
        planDigest: one.planDigest,
        person,
        expiresAt: '2026-11-26T16:00:00.000Z',
        ...(breakGlass === undefined ? {} : { breakGlass }),
      }
      const text = approvalText(one, said)
      expect(text).toMatch(/^\{.*\}\n$/)
      expect(parseApprovalText(one, text)).toEqual(said)
      for (const other of [text.trimEnd(), ` ${text}`, text.replace('"i1"', '"i2"'), '', '{}'])
        expect(parseApprovalText(one, other)).toBeUndefined()
      expect(parseApprovalText({ ...one, planDigest: 'f' }, text)).toBeUndefined()
    }),
  )
})

test('people are known by their names and aliases', () => {
  expect(findApprover(approvers, 'ADM-ANN')?.name).toBe('Ann')
  expect(findApprover(approvers, 'a')).toBeUndefined()
  expect(isSamePerson(approvers, 'ann', 'ann@example.com')).toBe(true)
  expect(isSamePerson(approvers, 'root', 'Ben')).toBe(false)
  expect(isSamePerson([], 'dan', 'Dan')).toBe(true)
})
