import type { Subject } from '../../../../src/incident/adapter.ts'
import { awsIamSource } from '../../../../src/providers/adapters/aws/aws-sources.ts'
import { AwsSimulator, type AwsSimulatorOptions } from '../../../../src/providers/simulators/aws.ts'
import { adapterLaws } from '../adapter-laws.ts'
import { onStage, type Stage } from '../simulated.ts'

async function open(options: AwsSimulatorOptions = {}, subject: Partial<Subject> = {}) {
  const simulator = new AwsSimulator(options)
  const store = { type: 'aws-secrets-manager', path: 'us-east-1/app/deploy-1' }
  const stage = await onStage(awsIamSource, simulator, { subject: { store, ...subject } })
  return { stage, simulator }
}

const policyOf = ({ planted }: Stage) => `StanchDenySessions-${planted.keyId}`
const v4 = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV4'

adapterLaws({
  name: 'AWS access keys',
  open,
  probes: ['identity', 'key-id', 'permission'],
  effects: [
    { name: 'deactivate', what: 'deactivated', dead: 'identity' },
    { name: 'deactivate-self', what: 'deactivated', dead: 'identity' },
    { name: 'activate', what: 'activated', after: 'deactivate' },
    { name: 'delete', what: 'deleted', after: 'deactivate', dead: 'identity' },
    { name: 'quarantine', what: 'attached', id: () => `deploy-1/${v4}` },
    { name: 'deny-sessions', what: 'policy-put', id: (stage) => `deploy-1/${policyOf(stage)}` },
    { name: 'allow-sessions', what: 'policy-deleted', after: 'deny-sessions', id: (stage) => `deploy-1/${policyOf(stage)}` }, // prettier-ignore
  ],
  evidence: ['evidence', 'minted'],
})

adapterLaws({
  name: 'AWS sessions',
  open: () => open({ leaks: 'session' }),
  probes: ['identity', 'permission'],
  effects: [
    { name: 'deny-sessions', what: 'policy-put', id: (stage) => `deploy-1-role/${policyOf(stage)}` }, // prettier-ignore
  ],
  evidence: ['minted'],
})
