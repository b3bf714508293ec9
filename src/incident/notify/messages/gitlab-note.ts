import { headlineOfNotification, type Notification } from '../notification.ts'
import { placesText } from './slack-message.ts'

/**
 * A note under an issue, seen by members of the project only.
 *
 * Call: `POST /projects/:id/issues/:issue_iid/notes`, https://docs.gitlab.com/api/notes/#create-new-issue-note
 */
export function gitlabNote(
  notification: Notification,
  to: readonly string[],
): Readonly<Record<string, unknown>> {
  const { severity, state, where, whereCount, next } = notification
  const lines = [
    `**${escapeNote(headlineOfNotification(notification))}**`,
    `Severity ${severity}, ${state}. Whose: ${escapeNote(to.join(', ') || 'nobody is named')}.`,
    `Where: ${escapeNote(placesText(where, whereCount))}`,
    `${escapeNote(next.what)} \`${next.command.replaceAll('`', "'")}\``,
  ]
  return { body: lines.join('\n\n'), internal: true }
}

/** No Markdown, no mentions, and no quick actions, which begin a line with a slash. */
function escapeNote(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[\\`*_[\]#|~$<>&!]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replace(/^\//, '\\/')
}
