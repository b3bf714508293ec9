import { awsEndpointOf, type AwsService } from '../../aws/aws-endpoint.ts'
import { awsRegions, otherPartitionRegions, recordRegionsOf, regionOf } from '../../aws/aws-regions.ts' // prettier-ignore
import type { AdapterSetting, AdapterSource } from '../adapter-setting.ts'
import { awsKeyRules } from './aws-key-rules.ts'

type Environment = AdapterSetting['env']

const services: readonly AwsService[] = ['iam', 'sts', 'cloudtrail', 's3', 'secretsmanager']

/** Access keys of users, and credentials of sessions. */
export const awsIamSource: AdapterSource = {
  id: 'aws-iam',
  rules: awsKeyRules,
  hosts: (env) => hostsOf(env, services),
  namedHosts,
  open: async (setting) => (await import('./aws-iam.ts')).openAwsIam(setting),
}

/** Secrets that Secrets Manager rotates by itself; only playbooks that name it use it. */
export const awsSecretsManagerSource: AdapterSource = {
  id: 'aws-secrets-manager',
  rules: [],
  hosts: (env) => hostsOf(env, ['secretsmanager', 'sts']),
  namedHosts,
  open: async (setting) =>
    (await import('./aws-secrets-manager.ts')).openAwsSecretsManager(setting),
}

/** The services of every region, or the one address that the environment names. */
function hostsOf(env: Environment, names: readonly AwsService[]): string[] {
  const regions = [...awsRegions, ...otherPartitionRegions, regionOf(env), ...recordRegionsOf(env).regions] // prettier-ignore
  return [...new Set(regions.flatMap((region) => names.map((service) => awsEndpointOf(service, region, env).host)))] // prettier-ignore
}

/** Of `AWS_ENDPOINT_URL` and its like: a person named them, so they may lie in a private network. */
function namedHosts(env: Environment): string[] {
  const none = services.map((service) => awsEndpointOf(service, regionOf(env), {}).hostname)
  const named = services.map((service) => awsEndpointOf(service, regionOf(env), env).hostname)
  return [...new Set(named.filter((host, at) => host !== none[at]))]
}
