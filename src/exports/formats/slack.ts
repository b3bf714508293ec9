import type { Attribution } from '../attribution.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'
import { nameOfFolder } from '../file-path.ts'
import { timeOfSeconds } from '../time.ts'

/** https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports */
const message: Scope = {
  isRecord: true,
  fields: {
    record: 'client_msg_id|ts',
    time: 'ts',
    thread: 'thread_ts',
    userId: 'user|bot_id',
    user: 'user_profile.real_name|user_profile.display_name|user_profile.name|username',
    channelId: 'channel|channel_id',
  },
}

/** A day of a channel; or messages as the APIs give them. */
export const slackMessages: JsonLayout = {
  format: 'slack',
  holds: 'messages',
  signs: [
    ['[].type', '[].text', ['[].ts', /^\d{9,10}\.\d{1,6}$/]],
    ['[].subtype', ['[].ts', /^\d{9,10}\.\d{1,6}$/]],
    ['type', 'text', ['ts', /^\d{9,10}\.\d{1,6}$/]],
    ['messages[].type', 'messages[].text', ['messages[].ts', /^\d{9,10}\.\d{1,6}$/]],
  ],
  scopes: { '': message, '[]': message, 'messages[]': message },
  // A change of style cuts a word in two.
  joins: [{ at: '**.elements', pieces: ['[].text'] }],
  opaque: ['**.client_msg_id', '**.block_id', '**.ts', '**.thread_ts', '**.avatar_hash'],
  exportTokens: { at: ['**.files[].*', '**.file.*', '**.item.*'], secret: /^xoxe-/ },
  finish(attribution, file) {
    const channel = nameOfFolder(file.path)
    return {
      ...attribution,
      ...timeOfSeconds(attribution.time),
      ...userOf(attribution, file),
      ...(channel !== undefined && { channel }),
      ...channelOf(channel, file),
    }
  },
}

/** Who the ids are. */
export const slackUsers: JsonLayout = {
  format: 'slack',
  holds: 'users',
  signs: [['[].id', '[].name']],
  path: /(?:^|[!/])(?:org_)?users\.json$/,
  scopes: {
    '[]': {
      isRecord: true,
      names: 'user',
      fields: { userId: 'id', user: 'profile.real_name|real_name|profile.display_name|name' },
    },
  },
}

export const slackChannels: JsonLayout = {
  format: 'slack',
  holds: 'channels',
  signs: [['[].id', '[].members']],
  path: /(?:^|[!/])(?:channels|groups|dms|mpims)\.json$/,
  scopes: {
    '[]': { isRecord: true, names: 'channel', fields: { channelId: 'id', channel: 'name|id' } },
  },
}

export const slackIntegrations: JsonLayout = {
  format: 'slack',
  holds: 'installed apps',
  signs: [
    ['[].user_id', '[].change_type'],
    ['[].app_id', '[].change_type'],
  ],
  path: /(?:^|[!/])integration_logs\.json$/,
  scopes: {
    '[]': {
      isRecord: true,
      fields: { userId: 'user_id', user: 'user_name', time: 'date', channel: 'channel' },
    },
  },
}

function userOf({ user, userId }: Attribution, { names }: FileContext): Attribution {
  const name = names.get('user', userId) ?? user ?? userId
  return name === undefined ? {} : { user: name }
}

/** Messages of direct chats lie in folders named by their ids. */
function channelOf(channel: string | undefined, { names }: FileContext): Attribution {
  const id = names.idOf('channel', channel)
  return id === undefined ? {} : { channelId: id }
}
