import type { Status } from '../../../engine/finding.ts'
import { unknownRule } from '../identify-value.ts'
import { objectOf, ordinalOf, textOf, timeOf, type PayloadObject } from './payload-fields.ts'
import type { WebhookNotice } from './webhook-notice.ts'

const rulesOfDetectors: Readonly<Record<string, readonly [rule: string, provider: string]>> = {
  aws_iam: ['aws-secret-access-key', 'AWS'],
  github_token: ['github-token', 'GitHub'],
  gitlab_token: ['gitlab-token', 'GitLab'],
  googleaiza: ['google-api-key', 'Google'],
  googlecloud_keys: ['gcp-service-account-key', 'Google'],
  npm_token: ['npm-token', 'npm'],
  openai_apikey: ['openai-api-key', 'OpenAI'],
  slack_bot_token: ['slack-token', 'Slack'],
  stripe_keys: ['stripe-secret-key', 'Stripe'],
}

const ends = /resolved|ignored|unassigned|revoked|unshared/

const statuses: Readonly<Record<string, Status>> = {
  valid: 'active',
  invalid: 'inactive',
  failed_to_check: 'unverifiable',
  no_checker: 'unverifiable',
}

/**
 * An event of GitGuardian's custom webhook. It never tells the value.
 *
 * @see https://docs.gitguardian.com/platform/configure-alerting/notifiers-integrations/custom-webhook
 * @returns `undefined` for what is none
 */
export function readGitGuardianNotice(payload: PayloadObject): WebhookNotice | undefined {
  const incident = objectOf(payload['incident'])
  const id = ordinalOf(incident['id'])
  const isTheirs = /^gitguardian$/i.test(textOf(payload['source']) ?? '')
  if (!isTheirs || id === undefined) return undefined
  const detector = objectOf(incident['detector'])
  const detectorName = textOf(detector['name'], /^\w{1,80}$/) ?? ''
  const [rule, provider] = rulesOfDetectors[detectorName] ?? [unknownRule, '']
  const action = textOf(payload['action'], /^[\w .-]{1,60}$/) ?? ''
  const detectedAt = timeOf(incident['date']) ?? timeOf(payload['timestamp'])
  const tags = Array.isArray(incident['tags']) ? incident['tags'] : []
  const isPublic = tags.some((tag) => tag === 'PUBLICLY_EXPOSED' || tag === 'PUBLICLY_LEAKED')
  return {
    kind: 'gitguardian',
    alert: `gitguardian ${id}`,
    source: `GitGuardian incident ${id}`,
    opens: !ends.test(action),
    action,
    rule,
    name:
      textOf(detector['display_name']) ??
      (detectorName === '' ? 'secret' : detectorName.replaceAll('_', ' ')),
    provider,
    status: statuses[String(incident['validity'])] ?? 'unverified',
    ...(detectedAt !== undefined && { detectedAt }),
    ...(detectedAt !== undefined && isPublic && { publicSince: detectedAt }),
  }
}
