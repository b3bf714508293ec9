import { scopesAt, signsAt } from '../at-roots.ts'
import type { JsonLayout } from '../layout.ts'
import { timeOfSeconds } from '../time.ts'

const roots = ['conversations[]', 'data[]', '[]', '']

/** https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/conversation */
export const intercom: JsonLayout = {
  format: 'intercom',
  holds: 'conversations',
  signs: signsAt(
    roots,
    ['id', 'created_at', 'source.author.type', 'source.body'],
    ['id', 'conversation_parts.conversation_parts[].part_type'],
    ['id', 'conversation_message.body', 'conversation_message.author'],
  ),
  scopes: scopesAt(roots, {
    '': {
      isRecord: true,
      fields: {
        record: 'id', thread: 'id', time: 'created_at', channel: 'title|source.subject|source.type', url: 'source.url',
        user: 'source.author.name|source.author.email|conversation_message.author.name',
        userId: 'source.author.id|conversation_message.author.id',
      }, // prettier-ignore
    },
    'conversation_parts.conversation_parts[]': {
      isRecord: true,
      fields: {
        record: 'id', time: 'created_at', user: 'author.name|author.email', userId: 'author.id',
      }, // prettier-ignore
    },
  }),
  joins: [{ at: '**.body', pieces: [''], isHtml: true }],
  files: [{ at: '**.attachments[].name', by: 'name' }],
  opaque: ['**.id', '**.external_id', '**.workspace_id', '**.delivered_as'],
  finish: ({ thread, ...said }) => ({
    ...said,
    ...timeOfSeconds(said.time),
    ...(thread !== undefined && thread !== said.record && { thread }),
  }),
}
