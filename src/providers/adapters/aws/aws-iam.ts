import type { Adapter } from '../../../incident/adapter.ts'
import { awsEndpointOf, type AwsService } from '../../aws/aws-endpoint.ts'
import { awsRegions, otherPartitionRegions, recordRegionsOf, regionOf } from '../../aws/aws-regions.ts' // prettier-ignore
import type { AdapterSetting, AdapterSource } from '../adapter-setting.ts'
import { AwsActing } from './acting.ts'
import { deleteAction } from './delete-key.ts'
import { allowSessionsAction, denySessionsAction } from './deny-sessions.ts'
import { drainAction } from './drain.ts'
import { evidenceAction, identifyAction } from './evidence.ts'
import { promoteAction, rollBackAction } from './finish-rotation.ts'
import { awsKeyRules } from './leaked-key.ts'
import { mintedAction } from './minted.ts'
import { identityProbe, keyIdProbe } from './probe-identity.ts'
import { permissionProbe } from './probe-permission.ts'
import { endQuarantineAction, quarantineAction } from './quarantine.ts'
import { rotateAction } from './rotate.ts'
import { activateAction, deactivateAction, deactivateSelfAction } from './set-key-status.ts'

/** Access keys of users, and credentials of sessions. What is first of a kind is what a playbook takes. */
export async function openAwsIam(setting: AdapterSetting): Promise<Adapter> {
  const acting = new AwsActing(setting)
  return Promise.resolve({
    id: 'aws-iam',
    name: 'AWS access keys and sessions',
    rules: awsKeyRules,
    actions: [
      identifyAction(acting),
      identityProbe(acting),
      keyIdProbe(acting),
      permissionProbe(acting),
      evidenceAction(acting),
      mintedAction(acting),
      deactivateAction(acting),
      quarantineAction(acting),
      denySessionsAction(acting),
      deactivateSelfAction(acting),
      activateAction(acting),
      endQuarantineAction(acting),
      allowSessionsAction(acting),
      deleteAction(acting),
      rotateAction(acting),
      promoteAction(acting),
      drainAction(acting),
      rollBackAction(acting),
    ],
    manual: [
      'A key of the root user: sign in as root, https://console.aws.amazon.com/iam/home#/security_credentials, deactivate and then delete it; nobody else can.',
      'A session of IAM Identity Center: end it there, under the user’s active sessions.',
      'Answer AWS’s support case, if one was opened; see https://repost.aws/knowledge-center/potential-account-compromise.',
    ],
  })
}

/** All that it may speak to: the services of every region, or the one address that the environment names. */
export function awsHosts(env: AdapterSetting['env']): string[] {
  const regions = [...awsRegions, ...otherPartitionRegions, regionOf(env), ...recordRegionsOf(env).regions] // prettier-ignore
  const services: readonly AwsService[] = ['iam', 'sts', 'cloudtrail', 's3', 'secretsmanager']
  return [...new Set(regions.flatMap((region) => services.map((service) => awsEndpointOf(service, region, env).host)))] // prettier-ignore
}

export const awsIamSource: AdapterSource = {
  id: 'aws-iam',
  rules: awsKeyRules,
  hosts: awsHosts,
  open: openAwsIam,
}
