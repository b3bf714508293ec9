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
  },
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
  opaque: ['**._id', '**.rid', '**.tmid', '**.fileId', '**.image_preview'],
  finish: (attribution) => ({ ...attribution, ...timeOfMilliseconds(attribution.time) }),
}
