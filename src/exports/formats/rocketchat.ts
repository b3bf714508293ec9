import type { JsonLayout, Scope } from '../layout.ts'
import { timeOfMilliseconds } from '../time.ts'

/** https://developer.rocket.chat/docs/message-object */
const message: Scope = {
  isRecord: true,
  fields: {
    record: '_id',
    time: 'ts.$date|ts.$date.$numberLong|ts',
    user: 'u.name|u.username|alias',
    userId: 'u._id',
    channelId: 'rid',
    thread: 'tmid',
    file: 'file.name',
  },
}

const room: Scope = {
  isRecord: true,
  names: 'channel',
  fields: { record: '_id', channelId: '_id', channel: 'fname|name', time: 'ts.$date|ts' },
}

/** Messages as the database holds them, one a line or in a list, or as the API gives them. */
export const rocketchat: JsonLayout = {
  format: 'rocketchat',
  holds: 'messages',
  signs: [
    ['_id', 'rid', 'msg', 'u.username'],
    ['[]._id', '[].rid', '[].msg', '[].u.username'],
    ['messages[]._id', 'messages[].rid', 'messages[].msg', 'messages[].u.username'],
  ],
  scopes: { '': message, '[]': message, 'messages[]': message },
  // What a client shows: the text, cut wherever its style changes.
  joins: [{ at: '**.md[]', pieces: ['**.value'] }],
  files: [
    { at: '**.file._id', by: 'id' },
    { at: '**.files[]._id', by: 'id' },
    { at: '**.attachments[].title_link', by: 'id', pattern: /\/(?:file-upload|ufs\/[^/]+)\/([^/?]+)/g },
  ], // prettier-ignore
  opaque: ['**._id', '**.rid', '**.tmid', '**.fileId', '**.image_preview'],
  finish(attribution, { names }) {
    const channel = names.get('channel', attribution.channelId)
    return {
      ...attribution,
      ...(channel !== undefined && { channel }),
      ...timeOfMilliseconds(attribution.time),
    }
  },
}

/** What channels and direct chats are called. */
export const rocketchatRooms: JsonLayout = {
  format: 'rocketchat',
  holds: 'rooms',
  path: /rocketchat_room\.(?:bson|json)$/,
  signs: [
    ['_id', 't'],
    ['[]._id', '[].t'],
  ],
  scopes: { '': room, '[]': room },
  opaque: ['**._id', '**.uids'],
  finish: (attribution) => ({ ...attribution, ...timeOfMilliseconds(attribution.time) }),
}
