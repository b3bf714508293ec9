import { headlineOfNotification, type Notification } from '../notification.ts'

/**
 * Blocks for an incoming webhook; `text` is what a notification shows.
 *
 * Format: https://docs.slack.dev/block-kit/, https://docs.slack.dev/messaging/formatting-message-text/#escaping
 */
export function slackMessage(
  notification: Notification,
  to: readonly string[],
): Readonly<Record<string, unknown>> {
  const { severity, state, keyId, where, whereCount, next } = notification
  const headline = headlineOfNotification(notification)
  const field = (name: string, value: string) => ({
    type: 'mrkdwn',
    text: `*${name}*\n${escapeSlack(value)}`,
  })
  return {
    text: escapeSlack(headline),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: headline.slice(0, 150), emoji: false } },
      {
        type: 'section',
        fields: [
          field('Severity', severity),
          field('State', state),
          field('Whose', to.join(', ') || 'nobody is named'),
          field('Where', placesText(where, whereCount)),
          ...(keyId ? [field('Key id', keyId)] : []),
        ],
      },
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: `${escapeSlack(next.what)}\n\`\`\`${escapeSlack(next.command)}\`\`\``,
        },
      },
    ],
  }
}

export function placesText(where: readonly string[], count: number): string {
  if (where.length === 0) return 'not known'
  return `${where.join(', ')}${count > where.length ? `, and ${count - where.length} more` : ''}`.slice(0, 1500) // prettier-ignore
}

function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
