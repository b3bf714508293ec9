/**
 * Regions, those that an account must opt into too (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html).
 * One that is missing here is reached when `AWS_REGION` or `STANCH_AWS_REGIONS` names it.
 */
export const awsRegions: readonly string[] = [
  'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-1', 'ap-south-2',
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4',
  'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-central-1', 'ca-west-1', 'eu-central-1', 'eu-central-2', 'eu-north-1',
  'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1',
  'sa-east-1',
] // prettier-ignore

/** Of partitions of their own, with accounts of their own. */
export const otherPartitionRegions: readonly string[] = ['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1'] // prettier-ignore

const regionPattern = /^[a-z]{2,8}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/

type Environment = Readonly<Record<string, string | undefined>>

/** Of the environment; `us-east-1` where it names none. */
export function regionOf(env: Environment): string {
  const named = env['AWS_REGION'] || env['AWS_DEFAULT_REGION']
  return named !== undefined && regionPattern.test(named) ? named : 'us-east-1'
}

/**
 * Regions whose records are read: `STANCH_AWS_REGIONS`, names joined by commas, or `all`; else the environment's, and the
 * one in which IAM keeps its records.
 *
 * @returns `isChosen`: a person has said which; else others may hold records, too
 */
export function recordRegionsOf(env: Environment): {
  readonly regions: readonly string[]
  readonly isChosen: boolean
} {
  // prettier-ignore
  const own = regionOf(env)
  const partition = own.startsWith('cn-') ? 'cn-' : own.startsWith('us-gov-') ? 'us-gov-' : undefined // prettier-ignore
  const all = partition === undefined ? awsRegions : otherPartitionRegions.filter((region) => region.startsWith(partition)) // prettier-ignore
  const named = (env['STANCH_AWS_REGIONS'] ?? '').split(',').map((region) => region.trim()).filter((region) => region !== '') // prettier-ignore
  const home = partition === 'cn-' ? 'cn-north-1' : partition === 'us-gov-' ? 'us-gov-west-1' : 'us-east-1' // prettier-ignore
  if (named.includes('all')) return { regions: [...new Set([home, ...all])], isChosen: true }
  const regions = named.filter((region) => regionPattern.test(region))
  return {
    regions: [...new Set([home, ...(regions.length > 0 ? regions : [own])])],
    isChosen: regions.length > 0,
  }
}
