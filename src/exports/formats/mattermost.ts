import type { JsonLayout, Scope } from '../layout.ts'
import { timeOfMilliseconds } from '../time.ts'

const reply: Scope = { isRecord: true, fields: { user: 'user', time: 'create_at' } }

/** Posts have no ids there: a reply's thread is told by the time of the post. */
const post: Scope = {
  isRecord: true,
  fields: {
    workspace: 'team',
    channel: 'channel',
    user: 'user',
    time: 'create_at',
    thread: 'create_at',
  },
}

/** Newer exports say of members more than their names. */
const members = 'channel_members[]|members[]|participants[].username'

/** It has no channel but who takes part. */
const directPost: Scope = {
  ...post,
  lists: ['channel'],
  fields: { ...post.fields, channel: members },
}

/**
 * One object a line, replies in the line of their post:
 * https://docs.mattermost.com/administration-guide/onboard/bulk-loading-data.html
 */
export const mattermost: JsonLayout = {
  format: 'mattermost',
  holds: 'posts',
  signs: [
    [['type', /^version$/], 'version'],
    [['type', /^post$/], 'post.message'],
    [['type', /^direct_post$/], 'direct_post.message'],
    [['type', /^user$/], 'user.username'],
    [['type', /^channel$/], 'channel.name'],
  ],
  scopes: {
    post,
    'post.replies[]': reply,
    direct_post: directPost,
    'direct_post.replies[]': reply,
    channel: { isRecord: true, fields: { workspace: 'team', channel: 'name' } },
    direct_channel: { isRecord: true, lists: ['channel'], fields: { channel: members } },
    team: { isRecord: true, fields: { workspace: 'name' } },
    user: { isRecord: true, fields: { user: 'username', userId: 'email' } },
    bot: { isRecord: true, fields: { user: 'username' } },
  },
  files: [{ at: '**.attachments[].path', by: 'path', below: ['data/', ''] }],
  finish({ time, thread, ...said }) {
    const begun = timeOfMilliseconds(thread).time
    return {
      ...said,
      ...timeOfMilliseconds(time),
      ...(begun !== undefined && thread !== time && { thread: begun }),
    }
  },
}
