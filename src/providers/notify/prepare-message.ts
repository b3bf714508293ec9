import type { NotifyChannel } from '../../incident/notify/channel.ts'
import type { Incident } from '../../incident/incident.ts'
import { alertsOf, githubAlertMessage } from '../../incident/notify/messages/github-alert.ts'
import { gitlabNote } from '../../incident/notify/messages/gitlab-note.ts'
import { pagerdutyMessage } from '../../incident/notify/messages/pagerduty-message.ts'
import { partnerAlert } from '../../incident/notify/messages/partner-alert.ts'
import { slackMessage } from '../../incident/notify/messages/slack-message.ts'
import { teamsMessage } from '../../incident/notify/messages/teams-message.ts'
import { webhookMessage } from '../../incident/notify/messages/webhook-message.ts'
import type { Notification } from '../../incident/notify/notification.ts'
import { StanchError } from '../../text/error.ts'
import type { HttpRequest } from '../http-client.ts'
import { signPartnerAlert } from './partner-signature.ts'
import { signWebhook } from './standard-webhook.ts'

/** What a message is made of. */
export interface MessageSource {
  readonly channel: NotifyChannel
  readonly notification: Notification
  readonly incident: Incident
  readonly to: readonly string[]
  /** The same in every attempt. */
  readonly id: string
  readonly nowMs: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Standard Webhooks asks for less; more is a mistake of ours. */
const bodyBytesMax = 20_000

/**
 * The calls that tell a channel of it; none when it has nothing to say there. Sends nothing.
 *
 * @throws StanchError `NOTIFY_UNCONFIGURED` naming the variable that is missing, `NOTIFY_KEY_INVALID`, `NOTIFY_ADDRESS`
 */
export function prepareMessages(source: MessageSource): HttpRequest[] {
  const { channel, notification, to, incident } = source
  switch (channel.type) {
    case 'webhook':
      return [signed(source, JSON.stringify(webhookMessage(notification, to)))]
    case 'partner':
      return [partner(source, JSON.stringify(partnerAlert(notification, incident)))]
    case 'slack':
      return [post(addressOf(source), slackMessage(notification, to))]
    case 'teams':
      return [post(addressOf(source), teamsMessage(notification, to))]
    case 'pagerduty':
      return [
        post(addressOf(source, 'https://events.pagerduty.com/v2/enqueue'), {
          routing_key: secretOf(source, undefined),
          ...pagerdutyMessage(notification, to),
        }),
      ]
    case 'gitlab-issue':
      return [note(source, gitlabNote(notification, to))]
    case 'github-alert':
      return alerts(source)
  }
}

function signed(source: MessageSource, body: string): HttpRequest {
  const { id, nowMs, channel } = source
  const keys = secretOf(source, undefined)
  const headers = signWebhook(keys, { id, atMs: nowMs, body }, whereOf(channel))
  return post(addressOf(source), body, { ...headers })
}

function partner(source: MessageSource, body: string): HttpRequest {
  const headers = signPartnerAlert(secretOf(source, undefined), body, whereOf(source.channel))
  return post(addressOf(source), body, headers)
}

function note(source: MessageSource, body: unknown): HttpRequest {
  const [, project, number] = /^(.+)#(\d+)$/.exec(source.channel.issue ?? '') ?? []
  if (project === undefined)
    throw unconfigured(source.channel, 'expected issue: GROUP/PROJECT#NUMBER')
  const base = addressOf(source, 'https://gitlab.com')
  const path = `/api/v4/projects/${encodeURIComponent(project)}/issues/${number}/notes`
  return post(new URL(base.pathname.replace(/\/$/, '') + path, base), body, {
    'private-token': secretOf(source, 'GITLAB_TOKEN'),
  })
}

function alerts(source: MessageSource): HttpRequest[] {
  const body = githubAlertMessage(source.notification)
  const found = alertsOf(source.incident)
  if (body === undefined || found.length === 0) return []
  const base = addressOf(source, source.env['GITHUB_API_URL'] || 'https://api.github.com')
  return found.map(({ owner, repository, number }) => ({
    ...post(
      new URL(
        `${base.pathname.replace(/\/$/, '')}/repos/${owner}/${repository}/secret-scanning/alerts/${number}`,
        base,
      ),
      body,
      {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${secretOf(source, 'GH_TOKEN')}`,
        'x-github-api-version': '2022-11-28',
      },
    ),
    method: 'PATCH' as const,
  }))
}

function post(url: URL, body: unknown, headers: Record<string, string> = {}): HttpRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  if (Buffer.byteLength(text) > bodyBytesMax)
    throw new StanchError(
      'NOTIFY_TOO_LARGE',
      `A message to ${url.host} would have more than ${bodyBytesMax} bytes; nothing was sent.`,
    )
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
    isIdempotent: false,
  }
}

/** Never repeats the address: it may be a secret. */
function addressOf({ channel, env }: MessageSource, usual?: string): URL {
  const { url, urlVariable } = channel
  const text = urlVariable === undefined ? (url ?? usual) : env[urlVariable]?.trim()
  if (!text) throw unconfigured(channel, urlVariable === undefined ? 'expected url, or urlVariable' : `expected an address in ${urlVariable}; it is not set`) // prettier-ignore
  if (URL.canParse(text)) {
    const parsed = new URL(text)
    const isPlain = parsed.protocol === 'http:' && channel.private
    if ((parsed.protocol === 'https:' || isPlain) && parsed.username === '') return parsed
  }
  throw new StanchError(
    'NOTIFY_ADDRESS',
    `${whereOf(channel)}: expected an https address without credentials before the host; http is for receivers in a network of your own (private: true).`,
  )
}

function secretOf({ channel, env }: MessageSource, usual: string | undefined): string {
  const variable = channel.secretVariable ?? usual
  const secret = variable === undefined ? undefined : env[variable]?.trim()
  if (secret) return secret
  throw unconfigured(channel, variable === undefined ? 'expected secretVariable' : `expected a secret in ${variable}; it is not set`) // prettier-ignore
}

function whereOf({ name }: NotifyChannel): string {
  return `notify: ${name}`
}

function unconfigured(channel: NotifyChannel, what: string): StanchError {
  return new StanchError('NOTIFY_UNCONFIGURED', `${whereOf(channel)}: ${what}. Nothing was sent.`)
}
