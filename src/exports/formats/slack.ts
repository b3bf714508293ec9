import type { Attribution } from '../attribution.ts'
import type { FileContext, JsonLayout, NameBook, Scope } from '../layout.ts'
import { nameOfFile, nameOfFolder, pathAbove } from '../file-path.ts'
import { timeOfSeconds } from '../time.ts'

/**
 * https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports; those of an organisation
 * (https://slack.com/help/articles/204897248-Guide-to-Slack-import-and-export-tools) and of the Discovery APIs have the
 * same messages. Where edits are kept, one has the message before and after it.
 */
const message: Scope = {
  isRecord: true,
  fields: {
    record: 'message.ts|previous_message.ts|deleted_ts|ts',
    time: 'ts',
    thread: 'thread_ts|message.thread_ts|previous_message.thread_ts',
    userId: 'user|bot_id|message.user|previous_message.user',
    user: 'user_profile.real_name|user_profile.display_name|user_profile.name|username|bot_profile.name',
    channelId: 'channel|channel_id|channel.id',
    workspace: 'team|user_team|source_team|message.team',
    // Names the host of the workspace; `finish` makes the address of it.
    url: 'permalink|files[].permalink',
  },
}

/** What is attached. */
const file: Scope = { fields: { file: 'name|title' } }

const ts = /^\d{9,10}\.\d{1,6}$/

/** A day of a channel; or messages as the APIs give them. */
export const slackMessages: JsonLayout = {
  format: 'slack',
  holds: 'messages',
  signs: [
    ['[].type', '[].text', ['[].ts', ts]],
    ['[].subtype', ['[].ts', ts]],
    [
      ['[].type', /^message$/],
      ['[].ts', ts],
    ],
    ['type', 'text', ['ts', ts]],
    [
      ['type', /^message$/],
      ['ts', ts],
    ],
    ['messages[].type', 'messages[].text', ['messages[].ts', ts]],
    ['edits[].type', ['edits[].ts', ts]],
  ],
  scopes: {
    '': message,
    '[]': message,
    'messages[]': message,
    'edits[]': message,
    // What was said again in the channel holds what the thread began with.
    '[].root': message,
    'messages[].root': message,
    root: message,
    ...Object.fromEntries(
      ['', '[].', 'messages[].', 'edits[].'].flatMap((outer) => [
        [`${outer}files[]`, file],
        [`${outer}file`, file],
      ]),
    ),
  },
  // Tools that fetch the files call each, or its folder, by its id:
  // https://github.com/rusq/slackdump, https://github.com/grundleborg/slack-advanced-exporter
  files: [
    { at: '**.files[].id', by: 'id' },
    { at: '**.file.id', by: 'id' },
  ],
  joins: [
    // A change of style cuts a word in two.
    { at: '**.elements', pieces: ['[].text'] },
    { at: '**.preview_highlight', pieces: [''], isHtml: true },
    { at: '**.simplified_html', pieces: [''], isHtml: true },
  ],
  opaque: [
    '**.client_msg_id', '**.block_id', '**.ts', '**.thread_ts', '**.parent_user_id', '**.avatar_hash',
    '**.thumb_tiny', '**.quip_thread_id',
  ], // prettier-ignore
  exportTokens: { at: ['**.files[].*', '**.file.*', '**.item.*'], secret: /^xoxe-/ },
  finish(attribution, file) {
    const { url, ...said } = attribution
    const all = { ...said, ...workspaceOf(file), ...userOf(said, file), ...channelOf(said, file) }
    return { ...all, ...timeOfSeconds(said.time), ...urlOf(url, all) }
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
      fields: {
        userId: 'id',
        user: 'profile.real_name|real_name|profile.display_name|name',
        workspace: 'team_id',
      },
    },
  },
  opaque: ['**.avatar_hash'],
}

export const slackChannels: JsonLayout = {
  format: 'slack',
  holds: 'channels',
  signs: [['[].id', '[].members']],
  path: /(?:^|[!/])(?:channels|groups|dms|mpims)\.json$/,
  scopes: {
    '[]': { isRecord: true, names: 'channel', fields: { channelId: 'id', channel: 'name|id' } },
  },
  // Every workspace has a `general`.
  learn({ channelId, channel }, { path, names }) {
    if (channelId !== undefined && channel !== undefined)
      names.set('channel', pathAbove(path) + channel, channelId)
  },
}

export const slackIntegrations: JsonLayout = {
  format: 'slack',
  holds: 'installed apps',
  signs: [
    ['[].user_id', '[].change_type'],
    ['[].app_id', '[].change_type'],
    ['[].service_id', '[].change_type'],
  ],
  path: /(?:^|[!/])integration_logs\.json$/,
  scopes: {
    '[]': {
      isRecord: true,
      fields: { userId: 'user_id', user: 'user_name', time: 'date', channel: 'channel' },
    },
  },
  finish: (attribution) => ({ ...attribution, ...timeOfSeconds(attribution.time) }),
}

/** Canvases, lists and what else is a file of its own. */
export const slackFiles: JsonLayout = {
  format: 'slack',
  holds: 'canvases and files',
  signs: [
    ['[].id', '[].filetype'],
    ['[].id', '[].url_private'],
    ['[].file_id', '[].messages'],
  ],
  path: /(?:^|[!/])(?:canvases|lists|huddle_transcripts|file_conversations)\.json$/,
  scopes: {
    '[]': {
      isRecord: true,
      fields: {
        record: 'id|file_id', userId: 'user|canvas_creator_id', user: 'username', time: 'created',
        url: 'permalink', workspace: 'user_team',
      }, // prettier-ignore
    },
  },
  joins: slackMessages.joins!,
  opaque: slackMessages.opaque!,
  files: [{ at: '[].id', by: 'id', isLast: true }],
  finish: (attribution, file) => ({
    ...attribution,
    ...userOf(attribution, file),
    ...timeOfSeconds(attribution.time),
  }),
}

function userOf({ user, userId }: Attribution, { names }: FileContext): Attribution {
  const name = names.get('user', userId) ?? user ?? userId
  return name === undefined ? {} : { user: name }
}

/** An organisation's export has a folder for each of its workspaces; channels of more than one lie beside it. */
function workspaceOf({ path }: FileContext): Attribution {
  const workspace = /(?:^|[!/])teams\/([^/!]+)\/[^/!]+\/[^/!]+$/.exec(path)?.[1]
  return workspace === undefined ? {} : { workspace }
}

/** A day lies in the folder of its channel, called by its name or, of direct messages, its id. */
function channelOf({ channelId }: Attribution, { path, names }: FileContext): Attribution {
  const folder = /^\d{4}-\d\d-\d\d\.json/.test(nameOfFile(path)) ? nameOfFolder(path) : undefined
  const idOfFolder = folder !== undefined && /^[CDG][A-Z0-9]{8,}$/.test(folder) ? folder : undefined
  const id = channelId ?? idOfChannel(folder, path, names) ?? idOfFolder
  const channel = folder ?? names.get('channel', id)
  return { ...(channel !== undefined && { channel }), ...(id !== undefined && { channelId: id }) }
}

/** The list of channels lies beside their folders, or above those of workspaces. */
function idOfChannel(
  folder: string | undefined,
  path: string,
  names: NameBook,
): string | undefined {
  if (folder === undefined) return undefined
  for (let above = pathAbove(pathAbove(path)); ; above = pathAbove(above)) {
    const id = names.get('channel', above + folder)
    if (id !== undefined || above === '') return id
  }
}

/** https://api.slack.com/methods/chat.getPermalink */
function urlOf(known: string | undefined, attribution: Attribution): Attribution {
  const { channelId, record, thread } = attribution
  if (known === undefined) return {}
  if (/\/archives\//.test(known)) return { url: known }
  const [host] = /^https:\/\/[\w-]+(?:\.enterprise)?\.slack\.com\//.exec(known) ?? []
  if (host === undefined || channelId === undefined || record === undefined) return {}
  const isReply = thread !== undefined && thread !== record
  const query = isReply ? `?thread_ts=${thread}&cid=${channelId}` : ''
  return { url: `${host}archives/${channelId}/p${record.replace('.', '')}${query}` }
}
