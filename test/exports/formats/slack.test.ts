import { expect, test } from 'vitest'
import { checkFormat, halves, noise, type Expected, type Plant } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const ts = '1737714849.675319'
const userId = 'U06NU4E26M9'

function richText(...parts: readonly string[]): object {
  const elements = parts.map((text, at) => ({ type: 'text', text, style: { bold: at % 2 === 1 } }))
  return {
    type: 'rich_text',
    block_id: noise('base62:5'),
    elements: [{ type: 'rich_text_section', elements }],
  }
}

/** Each field that can hold text has a secret of its own. */
function fullMessage(plant: Plant, more: object, expected: Expected = {}): object {
  const secret = () => plant(expected)
  const cut = secret()
  const both = secret()
  return {
    client_msg_id: noise('uuid'),
    type: 'message',
    user: userId,
    text: `see ${secret()} &amp; &lt;${secret()}&gt; <https://x.test/?t=${secret()}|${secret()}> ${both}`,
    ts,
    team: 'T06NRA6HM3P',
    user_profile: { avatar_hash: noise('hex:12'), real_name: 'not in users.json' },
    edited: { user: userId, ts },
    blocks: [
      richText('a ', ...halves(cut), ' b'),
      richText(...halves(both, 4)),
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_list', elements: [richText(...halves(secret(), 20))] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: secret() }] },
          {
            type: 'rich_text_section',
            elements: [{ type: 'link', url: `https://${secret()}@x.test` }],
          },
        ],
      },
      { type: 'section', text: { type: 'mrkdwn', text: secret() }, fields: [{ text: secret() }] },
    ],
    attachments: [
      {
        fallback: secret(),
        pretext: secret(),
        title: secret(),
        text: secret(),
        from_url: `https://x.test/${secret()}`,
        fields: [{ title: secret(), value: secret() }],
        footer: secret(),
        message_blocks: [{ message: { blocks: [richText(...halves(secret(), 9))] } }],
      },
    ],
    files: [
      {
        id: 'F07A32DC2GG',
        name: secret(),
        title: secret(),
        preview: secret(),
        preview_highlight: `<pre>${halves(secret()).join('<span class="cm-string">')}</span></pre>`,
        plain_text: secret(),
        initial_comment: { comment: secret() },
        permalink: 'https://acme.slack.com/files/U06NU4E26M9/F07A32DC2GG/x.json',
        thumb_tiny: noise('base64:600'),
        title_blocks: [richText(...halves(secret()))],
      },
    ],
    reactions: [{ name: secret(), users: [userId], count: 1 }],
    metadata: { event_type: 'x', event_payload: { note: secret() } },
    ...more,
  }
}

const users = [
  { id: userId, team_id: 'T06NRA6HM3P', name: 'ann', profile: { real_name: 'Ann Lee', avatar_hash: noise('hex:12') } },
] // prettier-ignore

const said = {
  user: 'Ann Lee',
  userId,
  channel: 'général',
  channelId: 'C05019B47SB',
  record: ts,
  time: '2025-01-24T10:34:09.675Z',
  workspace: 'T06NRA6HM3P',
}

const url = 'https://acme.slack.com/archives/C05019B47SB/p1737714849675319'

checkFormat('a workspace', {
  format: 'slack',
  build: (plant) => ({
    'export/users.json': [
      ...users,
      { id: 'U1', name: 'bo', profile: { title: plant({ user: 'bo', userId: 'U1' }), status_text: plant({}) } },
    ],
    'export/channels.json': [
      { id: 'C05019B47SB', name: 'général', members: [userId], topic: { value: plant({ channel: 'général' }) } },
    ],
    'export/dms.json': [{ id: 'D0123456789', created: 1, members: [userId, 'U1'] }],
    'export/integration_logs.json': [
      { user_id: userId, user_name: 'ann', date: '1681413815', change_type: 'added', app_id: 'A1', reason: plant({ time: '2023-04-13T19:23:35.000Z' }) },
    ],
    'export/canvases.json': [
      { id: 'F0CANVAS', filetype: 'quip', title: plant({ record: 'F0CANVAS', user: 'Ann Lee' }), user: userId, created: 1681413815 },
    ],
    'export/général/2025-01-24.json': [
      fullMessage(plant, {}, { ...said, url, thread: undefined }),
      fullMessage(plant, { ts: '1737714850.000200', thread_ts: ts, parent_user_id: userId }, {
        ...said,
        record: '1737714850.000200',
        time: '2025-01-24T10:34:10.000Z',
        thread: ts,
        url: `https://acme.slack.com/archives/C05019B47SB/p1737714850000200?thread_ts=${ts}&cid=C05019B47SB`,
      }),
      {
        type: 'message',
        subtype: 'thread_broadcast',
        ts: '1737714860.000100',
        user: 'U1',
        text: plant({ user: 'bo', record: '1737714860.000100' }),
        root: { type: 'message', ts, user: userId, text: plant({ user: 'Ann Lee', record: ts }) },
      },
    ],
    'export/D0123456789/2025-01-24.json': [
      { type: 'message', ts, bot_id: 'B1', subtype: 'bot_message', username: 'deploy', text: plant({ user: 'deploy', channelId: 'D0123456789' }) },
    ],
  }),
}) // prettier-ignore

checkFormat('two workspaces', {
  format: 'slack',
  build: (plant) =>
    Object.fromEntries(
      ['C1', 'C2'].flatMap((channelId) => [
        [`all/${channelId}.zip!channels.json`, [{ id: channelId, name: 'general', members: [] }]],
        [`all/${channelId}.zip!general/2025-01-24.json`, [{ type: 'message', ts, text: plant({ channelId }) }]],
      ]),
    ),
}) // prettier-ignore

checkFormat('an organisation, its edits, and answers of APIs', {
  format: 'slack',
  build: (plant) => ({
    'org/org_users.json': users,
    'org/channels.json': [{ id: 'C7', name: 'ops', members: [] }],
    'org/teams/Acme Labs/ops/2025-01-24.json': [
      { type: 'message', ts, user: userId, team: 'T1', text: plant({ workspace: 'Acme Labs', channel: 'ops', channelId: 'C7', user: 'Ann Lee' }) },
      {
        type: 'message',
        subtype: 'message_changed',
        ts: '1737714999.000000',
        message: { type: 'message', user: userId, ts, text: plant({ record: ts, user: 'Ann Lee' }) },
        previous_message: { type: 'message', user: userId, ts, text: plant({ record: ts, user: 'Ann Lee' }) },
      },
      {
        type: 'message',
        subtype: 'message_deleted',
        ts: '1737714999.000000',
        deleted_ts: ts,
        previous_message: { type: 'message', user: userId, ts, text: plant({ record: ts, user: 'Ann Lee' }) },
      },
    ],
    'org/shared/2025-01-24.json': [{ type: 'message', ts, user: userId, team: 'T1', text: plant({ workspace: 'T1', channel: 'shared' }) }],
    'teams/a/backup/org/shared/2025-01-24.json': [{ type: 'message', ts, user: userId, text: plant({ workspace: undefined }) }],
    'history.json': { ok: true, messages: [{ type: 'message', ts, user: userId, text: plant({ user: 'Ann Lee', channel: undefined }) }] },
    'edits.json': { ok: true, edits: [{ type: 'message', ts, channel: 'C1', previous_message: { user: userId, text: plant({ channelId: 'C1', user: 'Ann Lee' }) } }] },
    'loose/one.json': { type: 'message', ts, user: userId, text: plant({ channel: undefined }), permalink: `${url}?x=1` },
  }),
}) // prettier-ignore

test('a code block is a copy, whichever of both is escaped', () => {
  const secret = githubToken(1)
  const text = `\`\`\`a -&gt; "${secret}"\`\`\``
  const elements = [{ type: 'text', text: `a -> "${secret}"` }]
  const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements }] }]
  const { found } = scanText(JSON.stringify({ type: 'message', text, ts, blocks }))
  expect(found.map(({ path, copies }) => [path, copies])).toEqual([
    ['text', ['blocks[0].elements[0].elements[0].text']],
  ])
})

test('ids, hashes and tiny images are no secrets, whatever they look like', () => {
  const text = JSON.stringify([
    { type: 'message', text: '', ts, client_msg_id: noise('hex:32'), files: [{ thumb_tiny: `/9j/${noise('base64:900')}` }] },
  ]) // prettier-ignore
  expect(scanText(text).found).toEqual([])
})
