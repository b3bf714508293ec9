import { headlineOfNotification, type Notification } from '../notification.ts'
import { placesText } from './slack-message.ts'

/**
 * An Adaptive Card for the webhook of a workflow.
 *
 * Format: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using,
 * https://adaptivecards.io/explorer/
 */
export function teamsMessage(
  notification: Notification,
  to: readonly string[],
): Readonly<Record<string, unknown>> {
  const { severity, state, keyId, where, whereCount, next } = notification
  const facts = [
    ['Severity', severity],
    ['State', state],
    ['Whose', to.join(', ') || 'nobody is named'],
    ['Where', placesText(where, whereCount)],
    ...(keyId ? [['Key id', keyId]] : []),
  ]
  const text = (value: string, more = {}) => ({ type: 'TextBlock', wrap: true, text: escapeCard(value), ...more }) // prettier-ignore
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            text(headlineOfNotification(notification), { weight: 'Bolder', size: 'Medium' }),
            {
              type: 'FactSet',
              facts: facts.map(([title = '', value = '']) => ({
                title: escapeCard(title),
                value: escapeCard(value),
              })),
            },
            text(next.what),
            text(next.command, { fontType: 'Monospace' }),
          ],
        },
      },
    ],
  }
}

/** Cards read a part of Markdown. */
function escapeCard(text: string): string {
  return text.replaceAll(/[\\*_[\]`~#]/g, '\\$&')
}
