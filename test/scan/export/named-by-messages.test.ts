import { describe, expect, test } from 'vitest'
import type { Attribution } from '../../../src/exports/attribution.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { githubToken } from '../../exports/scan-text.ts'
import { makeZip } from '../../sources/archives/make-archives.ts'
import { makeDatabase } from '../../sources/sqlite/make-database.ts'
import { scanFiles, type Container, type Files } from './scan-files.ts'

const secret = githubToken(900)
const settings = `A=1\n\nGH_TOKEN=${secret}\n`
const json = JSON.stringify
const day = '2025-01-24T10:34:09.675Z'

interface Case {
  readonly name: string
  /** The file with the secret. */
  readonly at: string
  readonly files: Files
  /** Of what is found there. */
  readonly said: Attribution & { readonly format: string }
}

const slackFile = { id: 'F0123ABCDEF', name: 'deploy.env', mimetype: 'text/plain' }
const slackMessages = (files: unknown[]) =>
  json([
    { type: 'message', user: 'U2', text: 'hi', ts: '1737714000.000100' },
    { type: 'message', user: 'U1', text: 'see', ts: '1737714849.675319', files },
  ])
const slackNames = {
  'users.json': json([{ id: 'U1', name: 'ann', profile: { real_name: 'Ann' } }, { id: 'U2', name: 'bo' }]),
  'channels.json': json([{ id: 'C0123ABCD', name: 'incident', members: ['U1'] }]),
} // prettier-ignore
const slackSaid = {
  format: 'slack', channel: 'incident', channelId: 'C0123ABCD', user: 'Ann', record: '1737714849.675319', file: 'deploy.env',
} // prettier-ignore
const session = '0f8b1c2d-1111-4222-8333-444455556666'
const claudeCode = (parts: Record<string, unknown>) => ({
  sessionId: session, parentUuid: null, uuid: 'u-2', timestamp: day, cwd: '/w', version: '2.1.0', ...parts,
}) // prettier-ignore
const toolUse = claudeCode({
  type: 'assistant',
  message: { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_01AbCdEf', name: 'Bash', input: {} }] },
}) // prettier-ignore
const toolResult = (toolUseResult: unknown) =>
  claudeCode({
    type: 'user',
    toolUseResult,
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_01AbCdEf', content: 'too long' }] },
  }) // prettier-ignore
const lines = (...values: unknown[]) => values.map((value) => `${json(value)}\n`).join('')
const mattermost = (path: string) =>
  lines(
    { type: 'version', version: 1 },
    { type: 'post', post: { team: 't', channel: 'incident', user: 'bo', message: 'x', create_at: 1737714000000,
      replies: [{ user: 'ann', message: 'y', create_at: 1737714849675, attachments: [{ path }] }] } },
  ) // prettier-ignore
const chatgpt = (message: Record<string, unknown>) =>
  json([{
    id: 'c-1', conversation_id: 'c-1', title: 'Deploy', create_time: 1737714000,
    mapping: { n1: { id: 'n1', parent: null, children: [], message: {
      id: 'm-1', author: { role: 'user' }, create_time: 1737714849.675, content: { content_type: 'text', parts: ['x'] }, ...message,
    } } },
  }]) // prettier-ignore
const chatgptSaid = { format: 'chatgpt', run: 'c-1', channel: 'Deploy', record: 'm-1', role: 'user', time: day } // prettier-ignore
const matrixEvent = (content: Record<string, unknown>) =>
  json({ room_name: 'Ops', messages: [{
    type: 'm.room.message', room_id: '!r:x.test', event_id: '$e1', sender: '@ann:x.test', origin_server_ts: 1737714849675, content,
  }] }) // prettier-ignore
const matrixSaid = {
  format: 'matrix',
  channel: 'Ops',
  user: '@ann:x.test',
  record: '$e1',
  time: day,
}
const discord = (url: string) =>
  json({
    guild: { id: '1', name: 'Shop' }, channel: { id: '100', type: 'GuildTextChat', name: 'incident' }, dateRange: {},
    messages: [{ id: '7', timestamp: day, content: '', author: { id: '9', name: 'ann' },
      attachments: [{ id: '8', url, fileName: 'deploy.env', fileSizeBytes: 3 }] }],
  }) // prettier-ignore
const discordSaid = { format: 'discord', workspace: 'Shop', channel: 'incident', user: 'ann', record: '7', time: day, file: 'deploy.env' } // prettier-ignore
const telegram = (parts: object) => ({
  name: 'Ops', type: 'private_supergroup', id: 5,
  messages: [{ id: 3, type: 'message', date: '2025-01-24T10:34:09', date_unixtime: '1737714849', from: 'Ann', from_id: 'user1', text: '', ...parts }],
}) // prettier-ignore
const telegramSaid = { format: 'telegram', channel: 'Ops', user: 'Ann', record: '3', time: '2025-01-24T10:34:09.000Z' } // prettier-ignore
const teams = json([{
  Id: '17', MessageType: 'message', CreatedDateTime: day, From: { User: { Id: 'u1', DisplayName: 'Ann' } }, ChatId: '19:x',
  Body: { ContentType: 'html', Content: '<attachment id="f2a0c6de-1111-4222-8333-444455556666">' },
  Attachments: [{ Id: 'f2a0c6de-1111-4222-8333-444455556666', ContentType: 'reference', Name: 'deploy.env' }],
}]) // prettier-ignore
const teamsSaid = { format: 'teams', user: 'Ann', channelId: '19:x', record: '17', time: day }
const rocketchat = (parts: object) =>
  lines({ _id: 'm1', rid: 'GENERAL', msg: '', ts: { $date: day }, u: { _id: 'u1', username: 'ann' }, ...parts }) // prettier-ignore
const rocketchatSaid = { format: 'rocketchat', channelId: 'GENERAL', user: 'ann', record: 'm1', time: day } // prettier-ignore

const cases: readonly Case[] = [
  {
    name: 'Slack, as slackdump writes for Mattermost',
    at: '__uploads/F0123ABCDEF/deploy.env',
    files: { ...slackNames, 'incident/2025-01-24.json': slackMessages([slackFile]) },
    said: { ...slackSaid, time: '2025-01-24T10:34:09.675Z' },
  },
  {
    name: 'Slack, as slackdump writes by itself',
    at: 'incident/attachments/F0123ABCDEF-deploy.env',
    files: { ...slackNames, 'incident/2025-01-24.json': slackMessages([slackFile]) },
    said: slackSaid,
  },
  {
    name: 'Slack, the old way of one file',
    at: '__uploads/F0123ABCDEF/deploy.env',
    files: {
      'incident/2016-01-24.json': json([
        { type: 'message', subtype: 'file_share', user: 'U1', text: '', ts: '1437714849.675319', file: slackFile },
      ]),
    },
    said: { format: 'slack', channel: 'incident', userId: 'U1', file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Slack, a canvas',
    at: 'F0123ABCDEF/canvas.html',
    files: {
      ...slackNames,
      'canvases.json': json([{ id: 'F0123ABCDEF', created: 1737714849, filetype: 'quip', user: 'U1', title: 'Runbook' }]),
    },
    said: { format: 'slack', user: 'Ann', record: 'F0123ABCDEF', time: '2025-01-24T10:34:09.000Z', file: 'canvas.html' },
  }, // prettier-ignore
  {
    name: 'Mattermost',
    at: 'data/20250124/teams/noteam/f1/deploy.env',
    files: { 'import.jsonl': mattermost('20250124/teams/noteam/f1/deploy.env') },
    said: {
      format: 'mattermost', workspace: 't', channel: 'incident', user: 'ann', time: day, thread: '2025-01-24T10:20:00.000Z',
      file: 'deploy.env',
    },
  }, // prettier-ignore
  {
    name: 'Mattermost, where the path has the folder',
    at: 'data/20250124/deploy.env',
    files: { 'import.jsonl': mattermost('data/20250124/deploy.env') },
    said: { format: 'mattermost', user: 'ann', file: 'deploy.env' },
  },
  {
    name: 'Google Chat',
    at: 'Takeout/Google Chat/Groups/Space AAAA/File-deploy.env',
    files: {
      'Takeout/Google Chat/Groups/Space AAAA/group_info.json': json({ name: 'Ops', members: [{ email: 'a', user_type: 'Human' }] }),
      'Takeout/Google Chat/Groups/Space AAAA/messages.json': json({ messages: [{
        creator: { name: 'Ann', email: 'ann@x.test', user_type: 'Human' }, created_date: 'Friday, January 24, 2025 at 10:34:09 AM UTC',
        topic_id: 't1', message_id: 'AAAA/t1/m1', attached_files: [{ original_name: 'deploy.env', export_name: 'File-deploy.env' }],
      }] }),
    },
    said: { format: 'google-chat', channel: 'Ops', user: 'Ann', record: 'AAAA/t1/m1', thread: 't1', file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Telegram, one chat',
    at: 'files/deploy.env',
    files: { 'result.json': json(telegram({ file: 'files/deploy.env', thumbnail: 'files/deploy.env_thumb.jpg' })) },
    said: { ...telegramSaid, file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Telegram, all of an account',
    at: 'chats/chat_01/files/deploy (1).env',
    files: {
      'result.json': json({
        about: 'x', personal_information: {}, chats: { list: [telegram({ file: 'chats/chat_01/files/deploy (1).env', file_name: 'deploy.env' })] },
      }),
    },
    said: { ...telegramSaid, file: 'deploy (1).env' },
  }, // prettier-ignore
  {
    name: 'Telegram, a contact',
    at: 'contacts/contact_1.vcard',
    files: { 'result.json': json(telegram({ contact_vcard: 'contacts/contact_1.vcard' })) },
    said: telegramSaid,
  },
  {
    name: 'WhatsApp on iOS',
    at: '00000012-deploy.env',
    files: {
      '_chat.txt':
        '[24.01.25, 10:33:00] Bo: hi\n\u200e[24.01.25, 10:34:09] Ann: \u200e<attached: 00000012-deploy.env>\n[24.01.25, 10:35:00] Bo: ok\n',
    },
    said: { format: 'whatsapp', user: 'Ann', time: '24.01.25, 10:34:09', file: '00000012-deploy.env' },
  }, // prettier-ignore
  {
    name: 'WhatsApp on iOS, in French, with a title',
    at: '00000012-clés.env',
    files: {
      '_chat.txt':
        '[24.01.25, 10:33:00] Bo: hi\n\u200e[24.01.25, 10:34:09] Ann: clés \u2022 \u200e1 page \u200e<pièce jointe : 00000012-cle\u0301s.env>\n',
    },
    said: { format: 'whatsapp', user: 'Ann', file: '00000012-clés.env' },
  }, // prettier-ignore
  {
    name: 'WhatsApp on Android',
    at: 'deploy notes.env',
    files: {
      'WhatsApp Chat with Ops.txt':
        '1/24/25, 10:33 - Bo: hi\n1/24/25, 10:34 - Ann: \u200edeploy notes.env (file attached)\nhere it is\n1/24/25, 10:35 - Bo: ok\n',
    },
    said: { format: 'whatsapp', channel: 'Ops', user: 'Ann', file: 'deploy notes.env' },
  }, // prettier-ignore
  {
    name: 'WhatsApp on Android, in German',
    at: 'deploy.env',
    files: {
      'WhatsApp Chat mit Ops.txt': '24.01.25, 10:34 - Ann: deploy.env (Datei angehängt)\n24.01.25, 10:35 - Bo: ok\n',
    },
    said: { format: 'whatsapp', user: 'Ann', file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Zulip',
    at: 'uploads/2/ab/Xy_z-1/deploy.env',
    files: {
      'attachment.json': json({ zerver_attachment: [
        { id: 4, path_id: '2/ab/Xy_z-1/deploy.env', file_name: 'deploy.env', owner: 8, create_time: 1737714000, messages: [11] },
      ] }),
      'realm.json': json({ zerver_realm: [{ id: 2, name: 'Shop' }], zerver_userprofile: [{ id: 9, full_name: 'Ann' }] }),
      'messages-000001.json': json({ zerver_message: [
        { id: 10, sender: 9, recipient: 3, subject: 'x', content: 'none', date_sent: 1737714000 },
        { id: 11, sender: 9, recipient: 3, subject: 'keys', content: 'see [deploy.env](/user_uploads/2/ab/Xy_z-1/deploy.env) and [b](/user_uploads/2/b)',
          date_sent: 1737714849.675 },
      ], zerver_usermessage: [] }),
    },
    said: { format: 'zulip', user: 'Ann', record: '11', thread: 'keys', time: day, file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Zulip, a file that no message links to',
    at: 'uploads/2/ab/Xy_z-1/deploy.env',
    files: {
      'attachment.json': json({ zerver_attachment: [
        { id: 4, path_id: '2/ab/Xy_z-1/deploy.env', file_name: 'my deploy.env', owner: 9, create_time: 1737714849.675 },
      ] }),
      'realm.json': json({ zerver_realm: [{ id: 2, name: 'Shop' }], zerver_userprofile: [{ id: 9, full_name: 'Ann' }] }),
    },
    said: { format: 'zulip', user: 'Ann', record: '4', time: day, file: 'my deploy.env' },
  }, // prettier-ignore
  {
    name: 'Discord with media',
    at: 'Shop - incident [100].json_Files/deploy-1A2B3.env',
    files: {
      'Shop - incident [100].json': discord('Shop - incident [100].json_Files/deploy-1A2B3.env'),
    },
    said: discordSaid,
  },
  {
    name: 'Discord with media, written on Windows',
    at: 'a.json_Files/deploy-1A2B3.env',
    files: { 'a.json': discord('a.json_Files\\deploy-1A2B3.env') },
    said: discordSaid,
  },
  {
    name: 'Discord with media in a folder beside',
    at: 'media/deploy-1A2B3.env',
    files: { 'chats/a.json': discord('../media/deploy-1A2B3.env') },
    said: discordSaid,
  },
  {
    name: 'Discord with media in a folder of another place',
    at: 'media/deploy-1A2B3.env',
    files: { 'a.json': discord('C:\\Users\\ann\\media\\deploy-1A2B3.env') },
    said: discordSaid,
  },
  {
    name: 'Discord, an address that is encoded',
    at: 'a.json_Files/clés 1.env',
    files: { 'a.json': discord('a.json_Files/cl%C3%A9s%201.env') },
    said: discordSaid,
  },
  {
    name: 'Rocket.Chat, as the server stores files',
    at: 'uploads/GENERAL/u1/kQ3sXn5yG8aBcDeFg',
    files: { 'rocketchat_message.json': rocketchat({ file: { _id: 'kQ3sXn5yG8aBcDeFg', name: 'deploy.env' } }) },
    said: { ...rocketchatSaid, file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Rocket.Chat, as a user exports them',
    at: 'files/kQ3sXn5yG8aBcDeFg-deploy.env',
    files: { 'rocketchat_message.json': rocketchat({ attachments: [{ title_link: '/file-upload/kQ3sXn5yG8aBcDeFg/deploy.env' }] }) },
    said: rocketchatSaid,
  }, // prettier-ignore
  {
    name: 'Teams, by name',
    at: 'files/deploy.env',
    files: { 'messages_1.json': teams },
    said: { ...teamsSaid, file: 'deploy.env' },
  },
  {
    name: 'Teams, by id',
    at: 'files/f2a0c6de-1111-4222-8333-444455556666.txt',
    files: { 'users/1/messages_1.json': teams },
    said: teamsSaid,
  },
  {
    name: 'Matrix, as Element writes it',
    at: 'files/deploy-1-24-2025 at 10-34-09 AM.env',
    files: { 'export.json': matrixEvent({ msgtype: 'm.file', body: 'deploy.env', url: 'mxc://x.test/abc' }) },
    said: matrixSaid,
  }, // prettier-ignore
  {
    name: 'Matrix, a file with a caption',
    at: 'files/deploy-24.1.2025 um 10-34-09.env',
    files: { 'export.json': matrixEvent({ msgtype: 'm.file', body: 'here', filename: 'deploy.env' }) },
    said: matrixSaid,
  }, // prettier-ignore
  {
    name: 'Matrix, by the id of the server',
    at: 'media/SEsfnsuifSDFSSEF.txt',
    files: { 'export.json': matrixEvent({ msgtype: 'm.file', body: 'x', file: { url: 'mxc://x.test/SEsfnsuifSDFSSEF' } }) },
    said: matrixSaid,
  }, // prettier-ignore
  {
    name: 'Messenger',
    at: 'your_activity/messages/inbox/ops_1/files/deploy.txt',
    files: {
      'your_activity/messages/inbox/ops_1/message_1.json': json({
        participants: [{ name: 'Ann' }], title: 'Ops',
        messages: [{ sender_name: 'Ann', timestamp_ms: 1737714849675, files: [{ uri: 'your_activity/messages/inbox/ops_1/files/deploy.txt' }] }],
      }),
    },
    said: { format: 'messenger', channel: 'Ops', user: 'Ann', time: day, file: 'deploy.txt' },
  }, // prettier-ignore
  {
    name: 'ChatGPT',
    at: 'file-AbC123xyZ456-deploy.env',
    files: { 'conversations.json': chatgpt({ metadata: { attachments: [{ id: 'file-AbC123xyZ456', name: 'deploy.env', size: 3 }] } }) },
    said: { ...chatgptSaid, file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'ChatGPT since 2025',
    at: 'file_00000000abcd1234.dat',
    files: {
      'conversations-000.json': chatgpt({ metadata: { attachments: [{ name: 'deploy.env', id: 'file_00000000abcd1234' }] } }),
      'conversation_asset_file_names.json': json({ 'file_00000000abcd1234.dat': 'deploy.env' }),
    },
    said: { ...chatgptSaid, file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'ChatGPT, a file that was made',
    at: 'user-abc/file_00000000abcd1234-deploy.csv',
    files: { 'conversations.json': chatgpt({ content: { content_type: 'multimodal_text', parts: [{ asset_pointer: 'sediment://file_00000000abcd1234' }] } }) },
    said: { ...chatgptSaid, file: 'file_00000000abcd1234-deploy.csv' },
  }, // prettier-ignore
  {
    name: 'Claude.ai',
    at: 'files/deploy.env',
    files: {
      'conversations.json': json([{ uuid: 'c-1', name: 'Deploy', chat_messages: [
        { uuid: 'm-1', sender: 'human', text: 'x', created_at: day, files: [{ file_name: 'deploy.env' }] },
      ] }]),
    },
    said: { format: 'claude-ai', run: 'c-1', channel: 'Deploy', record: 'm-1', role: 'user', file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Claude.ai, by id',
    at: 'files/0a0b0c0d-1111-4222-8333-444455556666_deploy.env',
    files: {
      'conversations.json': json([{ uuid: 'c-1', name: 'Deploy', chat_messages: [
        { uuid: 'm-1', sender: 'human', text: 'x', created_at: day,
          files_v2: [{ file_uuid: '0a0b0c0d-1111-4222-8333-444455556666', file_name: 'my deploy.env' }] },
      ] }]),
    },
    said: { format: 'claude-ai', run: 'c-1', record: 'm-1', file: 'my deploy.env' },
  }, // prettier-ignore
  {
    name: 'Claude Code, what a tool has printed',
    at: `projects/-w/${session}/tool-results/toolu_01AbCdEf.txt`,
    files: { [`projects/-w/${session}.jsonl`]: lines(toolUse, toolResult({ stdout: '' })) },
    said: { format: 'claude-code', run: session, role: 'tool', tool: 'Bash', toolCall: 'toolu_01AbCdEf', time: day },
  }, // prettier-ignore
  {
    name: 'Claude Code, under another name',
    at: `projects/-w/${session}/tool-results/b2ospvvmu.txt`,
    files: {
      [`projects/-w/${session}.jsonl`]: lines(
        toolUse,
        toolResult({ persistedOutputPath: `/home/ann/.claude/projects/-w/${session}/tool-results/b2ospvvmu.txt` }),
      ),
    },
    said: { format: 'claude-code', run: session, role: 'tool', tool: 'Bash', toolCall: 'toolu_01AbCdEf' },
  }, // prettier-ignore
  {
    name: 'Claude Code, where only the place of the file tells its session',
    at: `projects/-w/${session}/tool-results/mcp-x-1737714849.txt`,
    files: { [`projects/-w/${session}.jsonl`]: lines(toolUse) },
    said: { format: 'claude-code', run: session, role: 'tool' },
  },
  {
    name: 'Claude Code, a file before it was changed',
    at: `file-history/${session}/3f2a8c110d5e4c7b@v2`,
    files: {
      [`projects/-w/${session}.jsonl`]: lines({
        type: 'file-history-snapshot', messageId: 'm-1', isSnapshotUpdate: false,
        snapshot: { messageId: 'm-1', timestamp: day, trackedFileBackups: {
          'config/.env': { backupFileName: '3f2a8c110d5e4c7b@v2', version: 2, backupTime: day },
        } },
      }),
    },
    said: { format: 'claude-code', run: session, file: 'config/.env', time: day },
  }, // prettier-ignore
  {
    name: 'Claude Code, what was pasted',
    at: 'paste-cache/5c1d2e3f4a5b6c7d.txt',
    files: {
      'history.jsonl': lines({
        display: '[Pasted text #1]', pastedContents: { 1: { id: 1, type: 'text', contentHash: '5c1d2e3f4a5b6c7d' } },
        timestamp: 1737714849675, project: '/w', sessionId: session,
      }),
    },
    said: { format: 'claude-code', run: session, role: 'user', time: day },
  }, // prettier-ignore
  {
    name: 'Gemini CLI',
    at: 'tool-outputs/session-1/run_shell_command_1737714849-abc123.txt',
    files: {
      'chats/session-1.json': json({ sessionId: 's-1', projectHash: 'h', startTime: day, messages: [
        { id: 'm-1', type: 'gemini', timestamp: day, content: '', toolCalls: [{ id: '1737714849-abc123', name: 'run_shell_command', args: {} }] },
      ] }),
    },
    said: { format: 'gemini-cli', run: 's-1', role: 'tool', tool: 'run_shell_command', toolCall: '1737714849-abc123' },
  }, // prettier-ignore
  {
    name: 'Gemini CLI, where only the place of the file tells its session',
    at: 'tmp/h/tool-outputs/session-s-1/other.txt',
    files: { 'tmp/h/chats/session-1.json': json({ sessionId: 's-1', projectHash: 'h', startTime: day, messages: [] }) },
    said: { format: 'gemini-cli', run: 's-1', role: 'tool' },
  }, // prettier-ignore
  {
    name: 'Zendesk',
    at: 'attachments/deploy.env',
    files: {
      'tickets.json': json({ tickets: [{ id: 5, subject: 'x', requester_id: 7, submitter_id: 7, via: { channel: 'web' },
        comments: [{ id: 6, author_id: 7, created_at: day, body: 'x', attachments: [{ id: 360001234567, file_name: 'deploy.env' }] }] }] }),
    },
    said: { format: 'zendesk', record: '6', userId: '7', time: day, file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Zendesk, by number',
    at: 'attachments/360001234567_deploy.env',
    files: {
      'tickets.json': json({ tickets: [{ id: 5, subject: 'x', requester_id: 7, submitter_id: 7, via: { channel: 'web' },
        comments: [{ id: 6, author_id: 7, created_at: day, body: 'x', attachments: [{ id: 360001234567, file_name: 'deploy.env' }] }] }] }),
    },
    said: { format: 'zendesk', record: '6', userId: '7', time: day },
  }, // prettier-ignore
  {
    name: 'Freshdesk',
    at: 'deploy.env',
    files: {
      'tickets.json': json([{ id: 5, subject: 'x', requester_id: 7, responder_id: 8, created_at: day, attachments: [{ id: 9, name: 'deploy.env' }] }]),
    },
    said: { format: 'freshdesk', record: '5', userId: '7', time: day, file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Intercom',
    at: 'files/deploy.env',
    files: {
      'conversations.json': json({ conversations: [{ id: '5', created_at: 1737714849, source: { author: { type: 'user', name: 'Ann', id: 'a' }, body: 'x',
        attachments: [{ name: 'deploy.env', url: 'https://x.test/deploy.env' }] } }] }),
    },
    said: { format: 'intercom', record: '5', user: 'Ann', file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Jira, as a feed',
    at: 'files/deploy.env',
    files: {
      'jira.xml': `<rss><channel><item><title>[OPS-1] x</title><key id="1">OPS-1</key><project key="OPS">Ops</project>
<attachments><attachment id="10001" name="deploy.env" size="3" author="ann" created="Fri, 24 Jan 2025 10:34:09 +0000"/></attachments>
</item></channel></rss>`,
    },
    said: { format: 'jira', channel: 'Ops', user: 'ann', record: 'OPS-1', time: '2025-01-24T10:34:09.000Z', file: 'deploy.env' },
  }, // prettier-ignore
  {
    name: 'Jira',
    at: 'OPS-1/deploy.env',
    files: {
      'issues.json': json({ issues: [{ key: 'OPS-1', fields: { summary: 'x', project: { key: 'OPS' },
        attachment: [{ id: '10001', filename: 'deploy.env', created: day, author: { displayName: 'Ann', accountId: 'a' } }] } }] }),
    },
    said: { format: 'jira', channel: 'OPS', user: 'Ann', record: '10001', thread: 'OPS-1', time: day, file: 'deploy.env' },
  }, // prettier-ignore
]

async function check({ at, files, said }: Case, container: Container, isFirst: boolean) {
  const attached = { [at]: settings }
  const all = isFirst ? { ...attached, ...files } : { ...files, ...attached }
  const { found, problems } = await scanFiles(all, container)
  expect(problems).toEqual([])
  expect([...found.keys()]).toEqual([secret])
  const [place, ...others] = found.get(secret)!
  expect(others).toEqual([])
  expect(place).toMatchObject({ ...said, path: at, line: 3 })
}

describe('a file beside a message is told with what the message says', () => {
  for (const item of cases) {
    test(item.name, async () => {
      await check(item, 'folder', false)
      await check(item, 'zip', true)
      await check(item, 'zip', false)
      if (Object.keys(item.files).every((name) => name.length < 90) && item.at.length < 90)
        await check(item, 'tar.gz', true)
    })
  }
})

const slackExport = { ...slackNames, 'incident/2025-01-24.json': slackMessages([slackFile]) }

/** Where the secret is found, as much of it as is asked for. */
async function placesOf(files: Files, container: Container = 'zip', format?: string) {
  const { found, problems } = await scanFiles(files, container, format)
  return { places: found.get(secret) ?? [], problems }
}

test('of several messages the first one counts, wherever the file is', async () => {
  const later = json([{ type: 'message', user: 'U2', text: 'again', ts: '1737800000.000100', files: [slackFile] }]) // prettier-ignore
  const files = { ...slackExport, 'incident/2025-01-25.json': later }
  for (const at of ['__uploads/F0123ABCDEF/deploy.env', 'incident/attachments/F0123ABCDEF-x']) {
    const { places } = await placesOf({ ...files, [at]: settings })
    expect(places).toEqual([expect.objectContaining({ user: 'Ann', path: at })])
  }
})

test.for([
  ['out of the archive', 'result.json', '../deploy.env'],
  ['out of the archive, and back to it', 'chats/result.json', '../../in.zip/deploy.env'],
  ['an absolute one that is not there', 'result.json', '/etc/passwd'],
  ['an address', 'result.json', 'https://x.test/deploy.env'],
  [
    'what is not there',
    'result.json',
    '(File not included. Change data exporting settings to download.)',
  ],
  ['nothing', 'result.json', ''],
  ['a folder', 'result.json', 'files/'],
] as const)('a name that leads %s names nothing', async ([, at, file]) => {
  const inner = { name: at, content: json(telegram({ file })) }
  const files = { 'in.zip': makeZip([inner]), 'deploy.env': settings, 'files/other.env': settings }
  const { places } = await placesOf(files, 'folder')
  expect(places.map(({ format, user }) => [format, user])).toEqual([
    ['text', undefined],
    ['text', undefined],
  ])
})

test('of two files of one name neither is told by it', async () => {
  const files = { 'messages_1.json': teams, 'files/deploy.env': settings, 'more/deploy.env': settings } // prettier-ignore
  const { places } = await placesOf(files)
  expect(places.map(({ user }) => user)).toEqual([undefined, undefined])
})

test('a name counts only beside or below its message', async () => {
  const { places } = await placesOf({ 'chats/messages_1.json': teams, 'deploy.env': settings })
  expect(places.map(({ format, user }) => [format, user])).toEqual([['text', undefined]])
})

test('archives that are attached, and what is in them', async () => {
  const inner = makeZip([{ name: 'config/.env', content: settings }])
  const outer = makeZip([{ name: 'old.zip', content: inner }])
  const files = { 'result.json': json(telegram({ file: 'files/backup.zip' })), 'files/backup.zip': outer } // prettier-ignore
  for (const container of ['folder', 'zip', 'tar.gz'] as const) {
    const { places } = await placesOf(files, container)
    expect(places).toEqual([
      expect.objectContaining({
        ...telegramSaid, path: 'files/backup.zip!old.zip!config/.env', file: 'backup.zip!old.zip!config/.env', line: 3,
      }),
    ]) // prettier-ignore
  }
})

test('an export of several archives', async () => {
  const folder = 'Takeout/Google Chat/Groups/Space AAAA'
  const message = {
    creator: { name: 'Ann', user_type: 'Human' }, created_date: 'x', topic_id: 't', message_id: 'm',
    attached_files: [{ original_name: 'deploy.env', export_name: 'File-deploy.env' }],
  } // prettier-ignore
  const files = {
    'takeout-001.zip': makeZip([{ name: `${folder}/File-deploy.env`, content: settings }]),
    'takeout-002.zip': makeZip([{ name: `${folder}/messages.json`, content: json({ messages: [message] }) }]),
  } // prettier-ignore
  const { places } = await placesOf(files, 'folder')
  expect(places).toEqual([expect.objectContaining({ user: 'Ann', file: 'deploy.env' })])
})

test('notebooks, tables and settings of tools are told by their message, with their own places', async () => {
  const notebook = { cells: [{ cell_type: 'code', source: ['x\n', `KEY="${secret}"`] }], nbformat: 4, metadata: {} }
  for (const [name, content, place] of [
    ['a.ipynb', json(notebook), { field: 'cells[0].source[1]' }],
    ['a.csv', `name,token\nann,${secret}\n`, { field: '[0].token' }],
    ['.mcp.json', json({ mcpServers: { a: { command: 'x', env: { T: secret } } } }), { field: 'mcpServers.a.env.T' }],
    ['a.json', json({ deep: { key: secret } }), { field: 'deep.key' }],
    ['Dockerfile', `ENV T=${secret}\n`, {}],
  ] as const) {
    const files = { 'result.json': json(telegram({ file: `files/${name}` })), [`files/${name}`]: content }
    const { places } = await placesOf(files)
    expect(places).toEqual([expect.objectContaining({ ...telegramSaid, ...place, file: name })])
  }
}) // prettier-ignore

test('a chat that is attached tells its own messages', async () => {
  const files = { 'result.json': json(telegram({ file: 'files/_chat.txt' })),
    'files/_chat.txt': `[24.01.25, 10:33:00] Bo: ${secret}\n` } // prettier-ignore
  const { places } = await placesOf(files)
  expect(places).toEqual([expect.objectContaining({ format: 'whatsapp', user: 'Bo' })])
})

test('what is no text is passed over, and said with its kind', async () => {
  const { skipped, problems } = await scanFiles({
    'result.json': json(telegram({ photo: 'photos/a.jpg' })),
    'photos/a.jpg': Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 1, 2, 3),
    'voice/a.ogg': Buffer.from('OggS\0\x02\0\0\0'),
    'files/a.zip': makeZip([{ name: '.env', content: settings, isEncrypted: true }]),
  })
  expect(skipped).toEqual(
    expect.arrayContaining([
      { path: 'photos/a.jpg', reason: 'image' },
      { path: 'voice/a.ogg', reason: 'audio' },
    ]),
  )
  expect(problems).toEqual([{ path: 'files/a.zip!.env', reason: 'encrypted' }])
})

test('of an export that is cut off behind the name of a file the message is told', async () => {
  const whole = slackMessages([slackFile])
  const cut = whole.slice(0, whole.indexOf('"mimetype"'))
  const files = { ...slackExport, 'incident/2025-01-24.json': cut, '__uploads/F0123ABCDEF/x': settings } // prettier-ignore
  const { places, problems } = await placesOf(files)
  expect(places).toEqual([expect.objectContaining({ channel: 'incident', user: 'Ann' })])
  expect(problems).toHaveLength(1)
})

test('a format that is asked for changes nothing of that', async () => {
  const files = { ...slackExport, '__uploads/F0123ABCDEF/deploy.env': settings }
  const { places } = await placesOf(files, 'zip', 'slack')
  expect(places).toEqual([expect.objectContaining(slackSaid)])
})

test('a name that is a secret is not shown', async () => {
  const files = { 'result.json': json(telegram({ file: `files/${secret}.env` })), [`files/${secret}.env`]: settings } // prettier-ignore
  const { found } = await scanFiles(files)
  expect(json([...found.values()])).not.toContain(secret)
  expect(found.get(secret)).toContainEqual(
    expect.objectContaining({ user: 'Ann', path: 'files/*', file: '*' }),
  )
})

test('without messages a file is what it is', async () => {
  const { places } = await placesOf({ 'a.env': settings })
  expect(places).toEqual([{ kind: 'export', format: 'text', path: 'a.env', line: 3 }])
})

test('the credential of an export is not told to be of the file in whose address it stands', async () => {
  const token = assembleSample('⟦xoxe-<digits:11>-<digits:12>-<digits:12>-<hex:32>⟧', seededRandom(7)).text // prettier-ignore
  const file = { ...slackFile, url_private: `https://files.slack.com/T1-F1/deploy.env?t=${token}` }
  const files = { ...slackNames, 'incident/2025-01-24.json': slackMessages([{ ...file, preview: `T=${secret}` }]) } // prettier-ignore
  const { found } = await scanFiles(files)
  expect(found.get(token)).toEqual([expect.objectContaining({ user: 'Ann' })])
  expect(found.get(token)![0]).not.toHaveProperty('file')
  expect(found.get(secret)).toEqual([expect.objectContaining({ file: 'deploy.env' })])
})

test('values of a database are of the message that names it, and are none themselves', async () => {
  const { database } = makeDatabase((made) => {
    made.exec('create table files (id text primary key, value text)')
    made.run('insert into files values (?, ?)', ['deploy.env', `T=${secret}`])
  })
  for (const [file, user] of [
    ['files/a.db', 'Ann'],
    ['files/a.db!files/deploy.env', undefined],
  ] as const) {
    const { places } = await placesOf({ 'result.json': json(telegram({ file })), 'files/a.db': database }) // prettier-ignore
    expect(places.map((place) => place.user)).toEqual([user])
  }
})
