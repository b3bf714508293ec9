import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { StanchError } from '../../../text/error.ts'
import { optionTexts } from '../asking/option-values.ts'
import type { ImportContext } from '../importer.ts'

type Environment = ImportContext['env']

/** Read by AWS's own command, too (https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html). */
export const awsEnvironment = [
  { name: 'AWS_ACCESS_KEY_ID', description: 'with AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN' },
  { name: 'AWS_PROFILE', description: 'profile of ~/.aws/config: SSO, roles, web identity; else the machine’s role' }, // prettier-ignore
  { name: 'AWS_REGION', description: 'region (AWS_DEFAULT_REGION, or the profile’s)' },
  { name: 'AWS_ENDPOINT_URL', description: 'another address (AWS_ENDPOINT_URL_SECRETS_MANAGER, _SSM, _IAM)' }, // prettier-ignore
] as const

export const regionOption = {
  flags: '--region <region...>',
  description: 'regions to read (default: the environment’s or the profile’s)',
}

/**
 * @param standard where none is set
 * @throws StanchError `AWS_REGION` when there is none, or it is no region's name
 */
export async function awsRegionsOf(
  context: Pick<ImportContext, 'env' | 'options'>,
  standard?: string,
): Promise<string[]> {
  const { env } = context
  const typed = optionTexts(context, 'region') ?? []
  const found =
    env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await readProfileRegion(env)) || standard
  const regions = typed.length > 0 ? typed : found ? [found] : []
  if (regions.length > 0 && regions.every((region) => /^[a-z]{2,8}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/.test(region)))
    return [...new Set(regions)] // prettier-ignore
  throw new StanchError(
    'AWS_REGION',
    `AWS: expected a region such as eu-west-1, got ${regions.length === 0 ? 'none' : 'something else'}. ` +
      'Set AWS_REGION, or give --region.',
  )
}

/** Of `~/.aws/config`: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html. */
async function readProfileRegion(env: Environment): Promise<string | undefined> {
  const path = env['AWS_CONFIG_FILE'] || join(env['HOME'] ?? homedir(), '.aws', 'config')
  const profile = env['AWS_PROFILE'] || 'default'
  const heads = [`profile ${profile}`, ...(profile === 'default' ? ['default'] : [])]
  let isOurs = false
  for (const line of (await readFile(path, 'utf8').catch(() => '')).split('\n')) {
    const head = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1]
    if (head !== undefined) isOurs = heads.includes(head.replaceAll(/\s+/g, ' '))
    const region = /^region\s*=\s*(\S+)/.exec(line)?.[1]
    if (isOurs && region !== undefined) return region
  }
  return undefined
}
