import { StanchError } from '../../text/error.ts'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Asked before each call: credentials of roles end within the hour and are then fetched anew. */
export type AwsCredentialSource = () => Promise<AwsCredentials>

/**
 * The environment's keys; a profile, SSO, a web identity, a process, or the machine's role as AWS's own library finds them,
 * which is loaded only then and speaks to its issuers itself.
 *
 * @throws StanchError `AWS_CREDENTIALS` when there are none
 */
export async function readAwsCredentials(env: Environment): Promise<AwsCredentialSource> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE } = env
  // A profile outranks keys that happen to be set, as in AWS's own tools.
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY && !AWS_PROFILE) {
    const credentials = {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    }
    return () => Promise.resolve(credentials)
  }
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  const provider = defaultProvider(AWS_PROFILE ? { profile: AWS_PROFILE } : {})
  return async () => {
    try {
      const { accessKeyId, secretAccessKey, sessionToken } = await provider()
      return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
    } catch (error) {
      // The text of such an error may quote what a process or an issuer answered.
      const name = error instanceof Error ? error.name : 'an error'
      throw new StanchError(
        'AWS_CREDENTIALS',
        `AWS: no credentials (${name}). Expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of this machine.\n` +
          'See: aws sts get-caller-identity; for SSO: aws sso login',
      )
    }
  }
}
