import { scopesAt, signsAt } from '../at-roots.ts'
import type { JsonLayout, Scope } from '../layout.ts'

const roots = ['results[]', 'tickets[]', '[]', '', '[].helpdesk_ticket', 'helpdesk_ticket']

const note: Scope = {
  isRecord: true,
  fields: { record: 'id', time: 'created_at', user: 'from_email|user.name', userId: 'user_id' },
}

/** https://developers.freshdesk.com/api/#tickets; an account's export wraps each in `helpdesk_ticket` (version 1). */
export const freshdesk: JsonLayout = {
  format: 'freshdesk',
  holds: 'tickets',
  signs: signsAt(roots, ['id', 'subject', 'requester_id', 'responder_id']),
  scopes: scopesAt(roots, {
    '': {
      isRecord: true,
      fields: {
        record: 'display_id|id', thread: 'display_id|id', time: 'created_at',
        user: 'requester.name|requester_name|requester.email', userId: 'requester_id', channel: 'product.name|group.name',
      }, // prettier-ignore
    },
    'conversations[]': note,
    'notes[]': note,
    'helpdesk_notes[]': note,
  }),
  joins: [
    { at: '**.description', pieces: [''], isHtml: true },
    { at: '**.description_html', pieces: [''], isHtml: true },
    { at: '**.body', pieces: [''], isHtml: true },
    { at: '**.body_html', pieces: [''], isHtml: true },
  ],
  files: [
    { at: '**.attachments[].name', by: 'name' },
    { at: '**.attachments[].content_file_name', by: 'name' },
    { at: '**.attachments[].id', by: 'id' },
  ],
  opaque: [
    '**.id',
    '**.requester_id',
    '**.responder_id',
    '**.user_id',
    '**.message_id',
    '**.attachment_url',
  ],
  finish: ({ thread, ...said }) => ({
    ...said,
    ...(thread !== undefined && thread !== said.record && { thread }),
  }),
}
