import type { Status } from '../../../engine/finding.ts'
import type { LeakPlace } from '../../../incident/exposure.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { unknownRule } from '../identify-value.ts'
import {
  addressOf,
  isObject,
  objectOf,
  ordinalOf,
  textOf,
  timeOf,
  type PayloadObject,
} from './payload-fields.ts'
import type { WebhookNotice } from './webhook-notice.ts'

/** Rules for GitHub's names of kinds: https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns */
const rulesOfTypes: Readonly<Record<string, readonly [rule: string, provider: string]>> = {
  anthropic_api_key: ['anthropic-api-key', 'Anthropic'],
  aws_access_key_id: ['aws-access-key-id', 'AWS'],
  aws_secret_access_key: ['aws-secret-access-key', 'AWS'],
  azure_active_directory_application_secret: ['azure-entra-client-secret', 'Microsoft Azure'],
  cloudflare_api_token: ['cloudflare-token', 'Cloudflare'],
  github_personal_access_token: ['github-token', 'GitHub'],
  gitlab_access_token: ['gitlab-token', 'GitLab'],
  google_api_key: ['google-api-key', 'Google'],
  google_cloud_private_key_id: ['gcp-service-account-key', 'Google'],
  google_cloud_service_account_credentials: ['gcp-service-account-key', 'Google'],
  hashicorp_vault_service_token: ['hashicorp-vault-token', 'HashiCorp'],
  npm_access_token: ['npm-token', 'npm'],
  openai_api_key: ['openai-api-key', 'OpenAI'],
  sendgrid_api_key: ['sendgrid-api-key', 'SendGrid'],
  slack_api_token: ['slack-token', 'Slack'],
  slack_incoming_webhook_url: ['slack-webhook', 'Slack'],
  stripe_api_key: ['stripe-secret-key', 'Stripe'],
}

/** Actions that tell of an end. */
const ends = new Set(['resolved', 'revoked', 'unassigned', 'metadata_removed'])

const statuses: Readonly<Record<string, Status>> = { active: 'active', inactive: 'inactive' }

/**
 * An event `secret_scanning_alert` or `secret_scanning_alert_location` of GitHub. Neither tells the value; should one do,
 * it is taken.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#secret_scanning_alert
 * @returns `undefined` for what is none
 */
export function readGitHubNotice(payload: PayloadObject): WebhookNotice | undefined {
  const alert = objectOf(payload['alert'])
  const repository = objectOf(payload['repository'])
  const type = textOf(alert['secret_type'], /^\w{1,80}$/)
  const number = ordinalOf(alert['number'])
  const name = textOf(repository['full_name'], /^[\w.-]{1,100}\/[\w.-]{1,100}$/)
  if (type === undefined || number === undefined || name === undefined) return undefined
  const action = textOf(payload['action'], /^\w{1,40}$/) ?? ''
  const [rule, provider] = rulesOfTypes[type] ?? [unknownRule, '']
  const since = timeOf(alert['created_at'])
  const isPublic = repository['private'] === false || alert['publicly_leaked'] === true
  const place = placeOf(payload['location'], name)
  const secret = alert['secret']
  return {
    kind: 'github',
    alert: `github ${name.toLowerCase()}#${number}`,
    source: `GitHub alert ${name}#${number}`,
    opens: !ends.has(action) && alert['state'] !== 'resolved',
    action,
    rule,
    name: textOf(alert['secret_type_display_name']) ?? type.replaceAll('_', ' '),
    provider,
    status: statuses[String(alert['validity'])] ?? 'unverified',
    ...(typeof secret === 'string' && secret !== '' && { value: bytesOfUtf8(secret) }),
    ...(place !== undefined && { place }),
    ...(since !== undefined && { detectedAt: since }),
    ...(since !== undefined && isPublic && { publicSince: since }),
  }
}

/** @see https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-locations-for-a-secret-scanning-alert */
function placeOf(location: unknown, repository: string): LeakPlace | undefined {
  if (!isObject(location)) return undefined
  const details = objectOf(location['details'])
  const type = textOf(location['type'], /^[a-z_]{1,60}$/) ?? ''
  const path = textOf(details['path'])
  const blob = textOf(details['blob_sha'], /^[0-9a-f]{40,64}$/)
  const commit = textOf(details['commit_sha'], /^[0-9a-f]{40,64}$/)
  const line = ordinalOf(details['start_line']) ?? 1
  const column = ordinalOf(details['start_column']) ?? 1
  if (type === 'commit' && path !== undefined && commit !== undefined) {
    return {
      origin: { kind: 'git', path, ...(blob !== undefined && { blob }), commit },
      line,
      column,
    }
  }
  const url = addressOf(Object.values(details).find((value) => addressOf(value) !== undefined))
  return {
    origin: {
      kind: 'export',
      path: `github.com/${repository}`,
      format: 'github',
      ...(type !== '' && { field: type }),
      ...(url !== undefined && { url }),
    },
    line,
    column,
  }
}
