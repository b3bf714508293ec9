/** A message of Slack whose text is cut by style, as `pieces` are. */
export function slackMessage(text: string, pieces: readonly string[], more: object = {}): object {
  const elements = pieces.map((piece) => ({ type: 'text', text: piece }))
  return {
    type: 'message',
    user: 'U1',
    text,
    ts: '1737714849.675319',
    blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }],
    ...more,
  }
}
