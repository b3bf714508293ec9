import { nameOfFolder } from '../file-path.ts'
import type { Attribution } from '../attribution.ts'
import type { JsonLayout } from '../layout.ts'
import { timeOfProse } from '../time.ts'

/** `Takeout/Google Chat/Groups/{DM|Space} <id>/messages.json`: https://support.google.com/chat/answer/10126829 */
export const googleChatMessages: JsonLayout = {
  format: 'google-chat',
  holds: 'messages',
  signs: [
    ['messages[].created_date', 'messages[].creator.user_type'],
    ['messages[].created_date', 'messages[].topic_id'],
    ['messages[].created_date', 'messages[].message_id'],
  ],
  scopes: {
    'messages[]': {
      isRecord: true,
      fields: {
        record: 'message_id',
        time: 'created_date',
        user: 'creator.name',
        userId: 'creator.email',
        thread: 'topic_id',
      },
    },
    'messages[].attached_files[]': { fields: { file: 'original_name' } },
  },
  files: [{ at: 'messages[].attached_files[].export_name', by: 'path' }],
  opaque: ['**.message_id', '**.topic_id', '**.export_name'],
  // https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages#Annotation; in what units is not
  // said there: those of Java and JavaScript.
  offsets: [
    {
      at: 'messages[]',
      text: 'text',
      ranges: 'annotations[]',
      start: 'start_index',
      length: 'length',
      unit: 'utf-16',
    },
  ],
  finish(attribution, { path, names }) {
    const channelId = groupOf(path)
    const channel = names.get('channel', channelId)
    return {
      ...attribution,
      ...timeOfProse(attribution.time),
      ...(channelId !== undefined && { channelId }),
      ...(channel !== undefined && { channel }),
      ...addressOf(channelId, attribution.record),
    }
  },
}

/** What "Copy link" of a message gives; its id names the space, the topic and the message. */
function addressOf(group: string | undefined, id: string | undefined): Attribution {
  const kind = group?.startsWith('DM/') ? 'dm' : 'room'
  if (group === undefined || !/^[\w-]+\/[\w-]+\/[\w-]+$/.test(id ?? '')) return {}
  return { url: `https://chat.google.com/${kind}/${id}` }
}

/** What a space is called, and who is in it. */
export const googleChatGroup: JsonLayout = {
  format: 'google-chat',
  holds: 'a space',
  signs: [['members[].user_type'], ['members[].email'], ['name', 'members']],
  path: /(?:^|[!/])group_info\.json$/,
  scopes: { '': { isRecord: true, fields: { channel: 'name' } } },
  learn({ channel }, { path, names }) {
    const channelId = groupOf(path)
    if (channelId !== undefined && channel !== undefined) names.set('channel', channelId, channel)
  },
  finish(attribution, { path }) {
    const channelId = groupOf(path)
    return { ...attribution, ...(channelId !== undefined && { channelId }) }
  },
}

/** The account, and in which spaces it is. */
export const googleChatUser: JsonLayout = {
  format: 'google-chat',
  holds: 'the account',
  signs: [['user.user_type'], ['user.email', 'membership_info'], ['membership_info[].group_id']],
  path: /(?:^|[!/])user_info\.json$/,
  scopes: {
    user: { isRecord: true, fields: { user: 'name', userId: 'email' } },
    'membership_info[]': {
      isRecord: true,
      fields: { channelId: 'group_id', channel: 'group_name' },
    },
  },
  learn({ channelId, channel }, { names }) {
    if (channelId !== undefined && channel !== undefined)
      names.set('channel', channelId.replace(' ', '/'), channel)
  },
}

/** `Space/AAAA` of the folder `Space AAAA`, as the account's memberships have it. */
function groupOf(path: string): string | undefined {
  return /^(?:DM|Space) \S+$/.exec(nameOfFolder(path) ?? '')?.[0].replace(' ', '/')
}
