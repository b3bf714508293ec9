import { StanchError } from '../../text/error.ts'

export type AwsService = keyof typeof endpointVariables

type Environment = Readonly<Record<string, string | undefined>>

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
const endpointVariables = {
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  ssm: 'AWS_ENDPOINT_URL_SSM',
  iam: 'AWS_ENDPOINT_URL_IAM',
  sts: 'AWS_ENDPOINT_URL_STS',
  cloudtrail: 'AWS_ENDPOINT_URL_CLOUDTRAIL',
  s3: 'AWS_ENDPOINT_URL_S3',
} as const

/**
 * Address of a service: the environment's, or AWS's own (https://docs.aws.amazon.com/general/latest/gr/rande.html).
 *
 * @throws StanchError `AWS_ENDPOINT`
 */
export function awsEndpointOf(service: AwsService, region: string, env: Environment): URL {
  const own = env[endpointVariables[service]] || env['AWS_ENDPOINT_URL']
  if (own) {
    const url = URL.canParse(own) ? new URL(own) : undefined
    if (url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === '')
      return url
    throw new StanchError(
      'AWS_ENDPOINT',
      `${endpointVariables[service]} or AWS_ENDPOINT_URL: expected an address as https://host:port, without credentials.`,
    )
  }
  const isChina = region.startsWith('cn-')
  const domain = isChina ? 'amazonaws.com.cn' : 'amazonaws.com'
  if (service === 'iam' && !isChina)
    return new URL(region.startsWith('us-gov-') ? 'https://iam.us-gov.amazonaws.com' : 'https://iam.amazonaws.com') // prettier-ignore
  return new URL(`https://${service}.${region}.${domain}`)
}

/** IAM is one for all regions of a partition and signs as the first (https://docs.aws.amazon.com/general/latest/gr/iam-service.html). */
export function globalRegionOf(region: string): string {
  if (region.startsWith('cn-')) return 'cn-north-1'
  return region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-east-1'
}
