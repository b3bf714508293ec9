import type { Platform } from './file-kind.ts'

/** A cloud that takes the identity of a build in place of a key. */
export interface Cloud {
  readonly id: string
  readonly name: string
  /** Names under which its long-lived keys usually go, as secrets and as variables. */
  readonly names: RegExp
  /** Inputs of its action on GitHub that take one; `uses` says of which action, where the name alone could mean another. */
  readonly inputs: RegExp
  readonly uses?: RegExp
  /** Texts of a job that say that its keys are of another service with the same interface, which takes no identity. */
  readonly elsewhere?: RegExp
  /** How it is done without a key, on each platform. */
  readonly identity: Readonly<Record<Platform, string>>
}

/**
 * https://docs.github.com/en/actions/concepts/security/openid-connect, https://docs.gitlab.com/ci/cloud_services/,
 * https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/,
 * https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/.
 */
export const clouds: readonly Cloud[] = [
  {
    id: 'aws',
    name: 'AWS',
    names: /AWS_?(?:\w+_)?(?:ACCESS_?KEY(?:_?ID)?|SECRET(?:_?ACCESS)?_?KEY|SECRET)(?:_\w+)?$/i,
    inputs: /^aws[-_](?:access[-_]key[-_]id|secret[-_]access[-_]key)$/i,
    elsewhere: /^(?:AWS_ENDPOINT_URL(?:_S3)?|SCCACHE_ENDPOINT|AWS_S3_ENDPOINT|endpoint[-_]url)$|--endpoint-url\b|\b(?:r2\.cloudflarestorage|digitaloceanspaces|backblazeb2|wasabisys)\.com\b/im,
    identity: {
      github: 'permissions: id-token: write, and role-to-assume of aws-actions/configure-aws-credentials',
      gitlab: 'id_tokens: with aud, and AWS_ROLE_ARN with AWS_WEB_IDENTITY_TOKEN_FILE',
      bitbucket: 'oidc: true, and AWS_OIDC_ROLE_ARN, or BITBUCKET_STEP_OIDC_TOKEN as AWS_WEB_IDENTITY_TOKEN_FILE',
      circleci: 'CIRCLE_OIDC_TOKEN_V2, or aws-cli/setup with role_arn',
    },
  },
  {
    id: 'google',
    name: 'Google Cloud',
    names:
      /^(?:\w+_)?(?:GOOGLE_(?:APPLICATION_|CLOUD_)?CREDENTIALS(?:_JSON|_FILE)?|(?:GCP|GCLOUD|GKE|GCR|GOOGLE)_(?:SA_|SERVICE_(?:ACCOUNT_)?)?(?:KEY|CREDENTIALS|JSON)(?:_\w+)?|GOOGLE_SERVICE_ACCOUNT|GCLOUD_AUTH)$/i,
    inputs: /^(?:credentials_json|service_account_key)$/i,
    identity: {
      github: 'permissions: id-token: write, and workload_identity_provider of google-github-actions/auth',
      gitlab: 'id_tokens: with aud, and gcloud iam workload-identity-pools create-cred-config',
      bitbucket: 'oidc: true, and a workload identity pool that trusts BITBUCKET_STEP_OIDC_TOKEN',
      circleci: 'CIRCLE_OIDC_TOKEN_V2, and gcp-cli/setup with use_oidc: true',
    },
  },
  {
    id: 'azure',
    name: 'Azure',
    names:
      /^(?:\w+_)?(?:AZURE_CREDENTIALS|(?:AZURE|ARM)_(?:SP_|SERVICE_PRINCIPAL_|APP_)?(?:CLIENT_)?(?:SECRET|PASSWORD))(?:_\w+)?$/i,
    inputs: /^(?:creds|client-secret)$/i,
    uses: /^azure\//i,
    identity: {
      github: 'permissions: id-token: write, and client-id, tenant-id, subscription-id of azure/login',
      gitlab: 'id_tokens: with aud, and az login --federated-token',
      bitbucket: 'oidc: true, and az login --federated-token "$BITBUCKET_STEP_OIDC_TOKEN"',
      circleci: 'CIRCLE_OIDC_TOKEN_V2, and az login --federated-token',
    },
  },
  {
    id: 'vault',
    name: 'Vault',
    names: /^(?:\w+_)?(?:VAULT|BAO)_TOKEN$/i,
    inputs: /^token$/i,
    uses: /^hashicorp\/vault-action/i,
    identity: {
      github: 'permissions: id-token: write, and method: jwt of hashicorp/vault-action',
      gitlab: 'id_tokens: with aud, and secrets: vault:, or vault write auth/jwt/login',
      bitbucket: 'oidc: true, and vault write auth/jwt/login with BITBUCKET_STEP_OIDC_TOKEN',
      circleci: 'CIRCLE_OIDC_TOKEN_V2, and vault write auth/jwt/login',
    },
  },
] // prettier-ignore
