import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

const variables = [
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
]

/**
 * Where AWS's own tools would look for credentials (https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html),
 * and whether anything is there; nobody is asked.
 *
 * @returns for people, without the credentials; `undefined`: there are none
 */
export function credentialPlaceOf(env: Environment): string | undefined {
  if (env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'] && !env['AWS_PROFILE'])
    return 'AWS credentials of the environment (AWS_ACCESS_KEY_ID)'
  if (env['AWS_PROFILE']) return `AWS profile ${env['AWS_PROFILE']}`
  const variable = variables.find((name) => env[name])
  if (variable !== undefined) return `AWS credentials of this machine (${variable})`
  const folder = join(env['HOME'] ?? homedir(), '.aws')
  const files = [
    env['AWS_SHARED_CREDENTIALS_FILE'] || join(folder, 'credentials'),
    env['AWS_CONFIG_FILE'] || join(folder, 'config'),
  ]
  if (files.some((path) => existsSync(path))) return 'AWS profile default'
  return isInstance() ? 'the role of this machine' : undefined
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html */
function isInstance(): boolean {
  try {
    return readFileSync('/sys/devices/virtual/dmi/id/sys_vendor', 'utf8').startsWith('Amazon EC2')
  } catch {
    return false
  }
}
