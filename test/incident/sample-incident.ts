import type { ActionDescription } from '../../src/incident/adapter.ts'
import type { Incident } from '../../src/incident/incident.ts'
import type { Plan, PlanStep } from '../../src/incident/plan.ts'

/** An incident that was just opened from a report. */
export const sampleIncident: Incident = {
  id: 'inc-20261126-030000-00abcd',
  state: 'open',
  isAborted: false,
  leaked: {
    rule: 'aws-secret-access-key',
    name: 'AWS secret access key',
    provider: 'AWS',
    redacted: '…',
    status: 'unverified',
    keyId: 'AKIAABCDEFGHIJKLMNOP'.slice(0, 12),
    inventory: null,
    places: [
      {
        origin: {
          kind: 'git',
          path: 'deploy/prod.env',
          blob: 'b1',
          commit: '9003b67c1d89aa',
          author: 'Ann <ann@x.example>',
          date: '2026-11-20T09:00:00.000Z',
          inHead: true,
        },
        line: 2,
        column: 23,
      },
    ],
  },
  identities: [],
  verdict: {
    severity: 'high',
    reasons: ['The provider was not asked yet.', 'It is of production.'],
  },
  source: 'scan report scan.json',
  openedAt: '2026-11-26T03:00:00.000Z',
  openedBy: 'ann',
  detectedAt: '2026-11-26T02:50:00.000Z',
  facts: {},
  epoch: 0,
  approvals: [],
  steps: {},
  isRunning: false,
  standing: [],
  probes: [],
  minted: [],
  mintedComplete: false,
  wantsReview: false,
  notes: [],
  lastSequence: 1,
}

export function incidentWith(changes: Partial<Incident>): Incident {
  return { ...sampleIncident, ...changes }
}

const description: ActionDescription = {
  calls: [],
  summary: 'deactivates the access key',
  reversible: true,
  completion: 'sync',
  effect: 'dead',
  actsAs: 'AWS credentials of this machine',
  permissions: [],
  sideEffects: [],
  missing: [],
  reference: 'https://docs.aws.amazon.com/',
}

export function stepWith(id: string, changes: Partial<PlanStep> = {}): PlanStep {
  return {
    id,
    incident: sampleIncident.id,
    title: `Do ${id}`,
    phase: 'contain',
    adapter: 'aws-iam',
    action: 'deactivate',
    kind: 'disable',
    description,
    timeoutMs: 1000,
    retry: { attempts: 1, waitMs: 0, waitMsMax: 0 },
    onFailure: 'stop',
    ...changes,
  }
}

export function planWith(changes: Partial<Plan> = {}): Plan {
  return {
    incident: sampleIncident.id,
    playbook: { id: 'stop', name: 'Stop the bleeding', order: 'stop-the-bleeding', digest: 'd' },
    reason: 'It is public.',
    warnings: [],
    needs: { signatures: 0, reason: 'it can be undone' },
    steps: [stepWith('disable')],
    leftOut: [],
    dependants: [],
    notAutomated: [],
    ...changes,
  }
}
