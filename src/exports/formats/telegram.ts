import type { JsonLayout, Scope } from '../layout.ts'
import { timeOfSeconds } from '../time.ts'

const chat: Scope = {
  // `finish` makes the address of what kind of chat it is.
  fields: { channel: 'name', channelId: 'id', url: 'type' },
}

const message: Scope = {
  isRecord: true,
  fields: {
    record: 'id',
    // Without it there is only a time without a zone.
    time: 'date_unixtime|date',
    user: 'from|actor',
    userId: 'from_id|actor_id',
  },
}

/** A chat or all of them: https://core.telegram.org/import-export and Telegram Desktop's `export_output_json.cpp` */
export const telegram: JsonLayout = {
  format: 'telegram',
  holds: 'chats',
  signs: [
    ['name', 'type', 'id', 'messages[].date', 'messages[].text'],
    ['type', 'id', 'messages[].date_unixtime', 'messages[].type'],
    ['chats.list[].messages[].date', 'chats.list[].messages[].type'],
    ['about', 'personal_information'],
    ['about', 'contacts.list'],
    ['about', 'chats.list[].id'],
  ],
  scopes: {
    '': chat,
    'chats.list[]': chat,
    'left_chats.list[]': chat,
    'messages[]': message,
    'chats.list[].messages[]': message,
    'left_chats.list[].messages[]': message,
    'contacts.list[]': {
      isRecord: true,
      fields: { user: 'first_name', time: 'date_unixtime|date' },
    },
    'sessions.list[]': { isRecord: true, fields: { time: 'last_active_unixtime|last_active' } },
    'web_sessions.list[]': { isRecord: true, fields: { time: 'last_active_unixtime|last_active' } },
  },
  joins: [
    // A link, a bold word or a piece of code cuts a text in pieces, plain ones as strings, others as objects.
    { at: '**.messages[].text', pieces: ['[]', '[].text'] },
    { at: '**.text_entities', pieces: ['[].text'] },
  ],
  files: [
    { at: '**.messages[].file', by: 'path' },
    { at: '**.messages[].photo', by: 'path' },
    { at: '**.messages[].contact_vcard', by: 'path' },
  ],
  opaque: ['**.from_id', '**.actor_id', '**.date_unixtime', '**.edited_unixtime'],
  finish({ url: type, ...said }) {
    return { ...said, ...timeOfSeconds(said.time), ...urlOf(type, said.channelId, said.record) }
  },
}

/** Messages as scripts over Telegram's API write them, with Telethon's names. */
export const telegramMessages: JsonLayout = {
  format: 'telegram',
  holds: 'messages of a channel',
  signs: [['[].sender_id', '[]."message.id"', '[].text']],
  scopes: {
    '[]': {
      isRecord: true,
      fields: { record: '"message.id"', time: 'date', userId: 'sender_id', user: 'sender_id' },
    },
  },
}

/** https://core.telegram.org/api/links#message-links */
function urlOf(type?: string, chatId?: string, record?: string): { url?: string } {
  if (chatId === undefined || record === undefined) return {}
  const isLinked = /supergroup|channel/.test(type ?? '')
  return isLinked ? { url: `https://t.me/c/${chatId}/${record}` } : {}
}
