import type { Actor, IncidentEvent } from '../../../src/incident/event.ts'
import { chainRecord, type JournalRecord } from '../../../src/incident/journal.ts'
import { planDigestOf, type Plan, type PlanStep } from '../../../src/incident/plan.ts'
import { idempotencyKeyOf } from '../../../src/incident/idempotency-key.ts'
import { foldIncident } from '../../../src/incident/fold-incident.ts'
import {
  makeIncidentReport,
  type IncidentReport,
} from '../../../src/report/incident/incident-report.ts'
import type { AccessReport } from '../../../src/report/incident/parse-accesses.ts'

export const sampleId = 'inc-7f3a91c2'
export const keyId = `AKIA${'QYLPMN5HEXAMPLE1'}`

export const ann: Actor = { person: 'ann', via: 'cli', host: 'laptop-7' }
const ci: Actor = { person: 'github-actions', via: 'action', host: 'runner' }

const retry = { attempts: 3, waitMs: 2000, waitMsMax: 30_000 }

function stepOf(
  step: Partial<PlanStep> & Pick<PlanStep, 'incident' | 'id' | 'title' | 'phase'>,
): PlanStep {
  return { timeoutMs: 30_000, retry, onFailure: 'stop', ...step }
}

const calls = (method: string, path: string) => [{ method, host: 'iam.amazonaws.com', path }]

const described = {
  actsAs: 'AWS credentials of this machine (AWS_PROFILE)',
  permissions: ['iam:UpdateAccessKey'],
  sideEffects: [],
  missing: [],
  reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html',
} as const

export const samplePlanOf = (incident: string): Plan => ({
  incident,
  playbook: {
    id: 'stop-the-bleeding',
    name: 'Stop the bleeding',
    order: 'stop-the-bleeding',
    digest: '5'.repeat(64),
  },
  reason: 'it is live and public, and nobody can say who uses it',
  warnings: ['The invoice exporter uses this key and will fail until it has a new one.'],
  needs: { signatures: 2, reason: 'deleting a key of production cannot be undone' },
  steps: [
    stepOf({
      incident,
      id: 'disable',
      title: 'Deactivate the access key',
      phase: 'contain',
      adapter: 'aws-iam',
      action: 'deactivate',
      kind: 'disable',
      proof: 'id-embedded',
      description: {
        ...described,
        calls: calls('POST', '/?Action=UpdateAccessKey'),
        summary: `deactivates the access key ${keyId}`,
        proof: 'id-embedded',
        reversible: true,
        undoneBy: 'activate',
        completion: 'accepted',
        effect: 'dead',
        provedBy: 'identity',
      },
    }),
    stepOf({
      incident,
      id: 'rotate',
      title: 'Give the exporter a new key',
      phase: 'rotate',
      manual: ['Make a new key for the invoice exporter and deploy it.'],
    }),
    stepOf({
      incident,
      id: 'verify',
      title: 'Prove that it is dead',
      phase: 'verify',
      adapter: 'aws-iam',
      action: 'identity',
      kind: 'probe',
      description: {
        ...described,
        calls: [{ method: 'POST', host: 'sts.amazonaws.com', path: '/?Action=GetCallerIdentity' }],
        summary: 'asks whose key it is',
        reversible: true,
        completion: 'sync',
        effect: 'none',
      },
    }),
  ],
  leftOut: [
    { id: 'session-deny', title: 'Deny its sessions', reason: 'none was made since the leak' },
  ],
  dependants: ['invoice-exporter'],
  notAutomated: ['Deploying the invoice exporter.'],
})

export const samplePlan = samplePlanOf(sampleId)

const answer = { status: 200, requestId: 'c1f0a7e2-55d1-4c6e', egress: '198.51.100.7' }
const proven = { proof: 'id-embedded', id: keyId } as const

function probed(
  phase: 'before' | 'after',
  dead: boolean,
  n: number,
  isControl = false,
): IncidentEvent {
  return {
    type: 'probed', step: 'verify', probe: 'aws-iam/identity', phase, isControl,
    outcome: {
      verdict: dead ? 'dead' : 'live', status: dead ? 403 : 200, requestId: `probe-${n}`, egress: '198.51.100.7',
      detail: dead ? 'InvalidClientTokenId' : 'it is a key of account 4417',
      ...(!dead && { facts: { account: '4417' } }),
    },
  } // prettier-ignore
}

function approvedBy(person: string, key: string, planDigest: string): IncidentEvent {
  return {
    type: 'approved',
    approval: {
      planDigest,
      person,
      key: `SHA256:${key.repeat(43).slice(0, 43)}`,
      expiresAt: '2026-11-26T07:20:00.000Z',
      signature: '-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n',
    },
  }
}

/** All that happened, each with its time; a whole story from the leak to the closing. */
export function sampleEventsOf(
  incident: string,
  approvals?: (plan: Plan, digest: string) => readonly IncidentEvent[],
): SampleEvents {
  const plan = samplePlanOf(incident)
  const planDigest = planDigestOf(plan)!
  const idempotencyKey = idempotencyKeyOf({ id: incident, planDigest, epoch: 1 }, 'disable')
  const [first, second] = approvals?.(plan, planDigest) ?? [
    approvedBy('bob', 'k', planDigest),
    approvedBy('carol', 'm', planDigest),
  ]
  return [
  [
    '2026-11-26T03:04:11.210Z',
    {
      type: 'opened',
      leaked: {
        rule: 'aws-access-key',
        name: 'AWS access key',
        provider: 'aws',
        redacted: 'AKIA…',
        status: 'active',
        keyId,
        account: '4417',
        inventory: {
          id: 'aws-iam/4417/invoice-exporter',
          owner: 'payments',
          tenant: null,
          environment: 'production',
          agent: null,
          tool: null,
          purpose: 'writes invoices to S3',
          state: 'active',
          form: 'key-id',
        } as never,
        places: [
          {
            origin: {
              kind: 'git',
              path: 'deploy/exporter.env',
              commit: '9f2c41d07b6e55aa01f3c9d2b8e4a6170c5d3e21',
              author: 'Sam <sam@example.org>',
              date: '2026-11-12T14:21:40Z',
              inHead: true,
            },
            line: 7,
            column: 23,
          },
          {
            origin: {
              kind: 'export',
              path: 'slack/deploys/2026-11-20.json',
              format: 'slack',
              channel: '#deploys',
              user: 'sam',
              time: '2026-11-20T09:12:00Z',
            },
            line: 1,
            column: 511,
          },
        ],
      },
      identities: ['v1:1a2b3c4d:00112233445566778899aabbccddeeff'],
      verdict: {
        severity: 'critical',
        reasons: ['it works', 'production', 'public for two weeks'],
      },
      source: 'scan report nightly.json',
      detectedAt: '2026-11-26T03:02:40.000Z',
      publicSince: '2026-11-13T08:00:00.000Z',
    },
    ci,
  ],
  ['2026-11-26T03:04:12.000Z', { type: 'notified', channel: 'oncall', to: 'payments', id: 'msg_1', result: 'sent', detail: 'pagerduty answered 202' }, ci],
  ['2026-11-26T03:16:05.100Z', { type: 'planned', plan, digest: planDigest }],
  ['2026-11-26T03:19:40.000Z', first!],
  ['2026-11-26T03:20:58.000Z', second!],
  ['2026-11-26T03:21:30.000Z', { type: 'run-begun', planDigest, resumes: false }],
  ['2026-11-26T03:21:31.000Z', probed('before', false, 1)],
  ['2026-11-26T03:21:32.000Z', probed('before', true, 2, true)],
  ['2026-11-26T03:21:33.000Z', { type: 'step-intended', step: 'disable', attempt: 1, idempotencyKey, action: 'aws-iam/deactivate' }],
  ['2026-11-26T03:21:34.400Z', { type: 'step-effected', step: 'disable', attempt: 1, idempotencyKey, outcome: { result: 'accepted', identity: proven, detail: 'the key is Inactive', ...answer } }],
  ['2026-11-26T03:21:36.000Z', probed('after', false, 3)],
  ['2026-11-26T03:40:10.000Z', { type: 'step-attested', step: 'rotate', statement: 'the exporter runs with the new key since 03:38' }],
  ['2026-11-26T03:41:10.000Z', probed('after', true, 4)],
  ['2026-11-26T03:41:12.000Z', probed('after', true, 5)],
  ['2026-11-26T03:41:14.000Z', probed('after', true, 6)],
  ['2026-11-26T03:41:15.000Z', probed('after', true, 7, true)],
  ['2026-11-26T03:41:16.000Z', { type: 'verified', verdict: 'dead', probe: 'aws-iam/identity', times: 3, propagationMs: 11_600 }],
  ['2026-11-26T03:41:20.000Z', { type: 'minted', items: [{ kind: 'session', id: 'ASIA-session-1', createdAt: '2026-11-24T02:10:00Z' }], complete: true, gaps: [] }],
  ['2026-11-26T03:41:21.000Z', { type: 'run-ended', result: 'finished', detail: 'all steps are done' }],
  ['2026-11-26T03:52:00.000Z', { type: 'minted-settled', kind: 'session', id: 'ASIA-session-1', disposition: 'expired', reason: 'ended an hour after it began' }],
  ['2026-11-26T04:10:00.000Z', { type: 'closed', as: 'closed', reason: 'dead, and the exporter has a new key' }],
] // prettier-ignore
}

type SampleEvent = readonly [string, IncidentEvent, Actor?]
export type SampleEvents = readonly [SampleEvent, ...SampleEvent[]]

export const sampleEvents = sampleEventsOf(sampleId)

/** The chain of these events. */
export function journalOf(events: SampleEvents): JournalRecord[] {
  const records: JournalRecord[] = []
  for (const [at, event, actor = ann] of events)
    records.push(chainRecord(records.at(-1), { incident: sampleId, at, actor, event }))
  return records
}

export const sampleAccesses: AccessReport = {
  record: 'aws-iam/4417/invoice-exporter',
  complete: true,
  uses: [
    { time: '2026-11-14T02:11:09Z', action: 'use', outcome: 'allowed', proof: 'key-id', operation: 'sts:GetCallerIdentity', principal: 'invoice-exporter', address: '203.0.113.66', client: 'Boto3/1.34', log: 'trail.json:18' },
    { time: '2026-11-24T02:09:58Z', action: 'use', outcome: 'allowed', proof: 'key-id', operation: 's3:ListBuckets', principal: 'invoice-exporter', address: '203.0.113.66', log: 'trail.json:44' },
    { time: '2026-11-26T03:21:31Z', action: 'use', outcome: 'allowed', proof: 'key-id', operation: 'sts:GetCallerIdentity', principal: 'invoice-exporter', address: '198.51.100.7', request: 'probe-1', log: 'trail.json:51' },
  ],
} // prettier-ignore

export function sampleReport(
  count = sampleEvents.length,
  accesses: AccessReport | undefined = sampleAccesses,
): IncidentReport {
  const records = journalOf(sampleEvents.slice(0, count))
  return makeIncidentReport(foldIncident(records), records, {
    accesses,
    madeAt: '2026-11-26T04:30:00.000Z',
  })
}
