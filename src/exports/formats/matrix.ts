import type { JsonLayout, Scope } from '../layout.ts'
import { timeOfMilliseconds } from '../time.ts'

/** https://spec.matrix.org/latest/client-server-api/#room-event-format */
const event: Scope = {
  isRecord: true,
  fields: {
    record: 'event_id',
    time: 'origin_server_ts',
    user: 'content.displayname|sender',
    userId: 'sender',
    channelId: 'room_id',
    thread: 'content."m.relates_to".event_id',
    // Only of a thread the relation is one; `finish` looks at it.
    turn: 'content."m.relates_to".rel_type',
  },
}

/** https://spec.matrix.org/latest/client-server-api/#matrix-content-mxc-uris */
const media = /^mxc:\/\/[^/]+\/(.+)$/g

/** What Element writes of a room, or events as servers give them, also one a line. */
export const matrix: JsonLayout = {
  format: 'matrix',
  holds: 'events of a room',
  signs: [
    ['messages[].event_id', 'messages[].origin_server_ts'],
    ['room_name', 'room_creator', 'exported_by'],
    ['chunk[].event_id', 'chunk[].origin_server_ts'],
    ['[].event_id', '[].origin_server_ts', '[].sender'],
    ['event_id', 'origin_server_ts', 'sender'],
  ],
  scopes: {
    '': { ...event, fields: { ...event.fields, channel: 'room_name' } },
    'messages[]': event,
    'chunk[]': event,
    '[]': event,
  },
  // Element calls a file as the message does, with its time: `files/deploy-1-24-2025 at 10-15-00 AM.env`.
  files: [
    { at: '**.content.filename', by: 'name' },
    { at: '**.content.body', by: 'name' },
    { at: '**.content.url', by: 'id', pattern: media },
    { at: '**.content.file.url', by: 'id', pattern: media },
  ],
  joins: [{ at: '**.formatted_body', pieces: [''], isHtml: true }],
  opaque: [
    '**.event_id', '**.ciphertext', '**.sender_key', '**.session_id', '**.device_id', '**.hashes.*', '**.signatures.**',
    '**.prev_events.**', '**.auth_events.**', '**.transaction_id', '**.file.iv', '**.avatar_url', '**."xyz.amorgan.blurhash"',
  ], // prettier-ignore
  finish({ turn: relation, thread, ...said }) {
    const { channelId, record } = said
    const hasUrl = channelId !== undefined && record !== undefined
    return {
      ...said,
      ...timeOfMilliseconds(said.time),
      ...(relation === 'm.thread' && thread !== undefined && { thread }),
      ...(hasUrl && { url: `https://matrix.to/#/${channelId}/${record}` }),
    }
  },
}
