import type { Attribution } from '../attribution.ts'
import { pathAbove } from '../file-path.ts'
import type { FileContext, JsonLayout } from '../layout.ts'
import { timeOfSeconds } from '../time.ts'

/** A link to a file. */
const upload = /\/user_uploads\/([^\s()<>"'\]]+)/g

/** `messages-000001.json` and so on: https://zulip.com/help/export-your-organization */
export const zulipMessages: JsonLayout = {
  format: 'zulip',
  holds: 'messages',
  signs: [['zerver_message[].id'], ['zerver_message', 'zerver_usermessage']],
  scopes: {
    'zerver_message[]': {
      isRecord: true,
      fields: {
        record: 'id',
        time: 'date_sent|pub_date',
        userId: 'sender|sender_id',
        user: 'sender_full_name|sender_email',
        channelId: 'recipient|recipient_id',
        thread: 'subject|topic_name',
        workspace: 'realm|realm_id',
      },
    },
  },
  files: [
    {
      at: 'zerver_message[].content',
      by: 'path',
      below: ['uploads/'],
      pattern: upload,
      holds: 'user_uploads',
    },
  ],
  // What was written before an edit is there as it was written, too: `edit_history[].prev_content`.
  joins: [
    { at: '**.rendered_content', pieces: [''], isHtml: true },
    { at: '**.prev_rendered_content', pieces: [''], isHtml: true },
  ],
  finish(attribution, file) {
    const { names } = file
    const { userId, channelId, workspace } = attribution
    const known = {
      user: names.get('user', idIn(file, userId)) ?? attribution.user ?? userId,
      channel: names.get('channel', idIn(file, channelId)),
      workspace: names.get('workspace', idIn(file, workspace)) ?? workspace,
    }
    const said = Object.entries(known).filter(([, name]) => name !== undefined)
    return { ...attribution, ...timeOfSeconds(attribution.time), ...Object.fromEntries(said) }
  },
}

const user = { userId: 'id', user: 'full_name|delivery_email|email' }

/** People, channels and the organisation; their numbers count only in this export. */
export const zulipRealm: JsonLayout = {
  format: 'zulip',
  holds: 'people and channels',
  signs: [
    ['zerver_realm'],
    ['zerver_userprofile'],
    ['zerver_stream'],
    ['zerver_recipient'],
    ['zerver_defaultstream'],
    ['zerver_client'],
  ],
  path: /(?:^|[!/])realm\.json$/,
  scopes: {
    'zerver_userprofile[]': { isRecord: true, fields: user },
    'zerver_userprofile_mirrordummy[]': { isRecord: true, fields: user },
    'zerver_userprofile_crossrealm[]': { isRecord: true, fields: user },
    // Messages name the recipient that a channel is.
    'zerver_stream[]': { isRecord: true, fields: { channelId: 'recipient|id', channel: 'name' } },
    'zerver_realm[]': { isRecord: true, fields: { record: 'id', workspace: 'name|string_id' } },
  },
  joins: [{ at: '**.rendered_description', pieces: [''], isHtml: true }],
  opaque: ['**.uuid', '**.zoom_token_hash'],
  learn(said, file) {
    learn('user', said.userId, said.user, file)
    learn('channel', said.channelId, said.channel, file)
    learn('workspace', said.record, said.workspace, file)
  },
}

/** Uploads, and what else has a file of its own. */
export const zulipTables: JsonLayout = {
  format: 'zulip',
  holds: 'uploads and settings',
  signs: [
    ['zerver_attachment'],
    ['zerver_archivedattachment'],
    ['analytics_realmcount'],
    ['analytics_usercount'],
  ],
  scopes: {
    'zerver_attachment[]': {
      isRecord: true,
      fields: { record: 'id', userId: 'owner', time: 'create_time', file: 'file_name' },
    },
  },
  files: [{ at: 'zerver_attachment[].path_id', by: 'path', below: ['uploads/'], isLast: true }],
  opaque: ['**.path_id'],
  finish: (attribution, file) => ({
    ...attribution,
    ...timeOfSeconds(attribution.time),
    ...ownerOf(attribution, file),
  }),
}

function ownerOf({ userId }: Attribution, file: FileContext): Attribution {
  const owner = file.names.get('user', idIn(file, userId))
  return owner === undefined ? {} : { user: owner }
}

function learn(
  kind: 'user' | 'channel' | 'workspace',
  id: string | undefined,
  name: string | undefined,
  file: FileContext,
): void {
  const known = idIn(file, id)
  if (known !== undefined && name !== undefined) file.names.set(kind, known, name)
}

/** Numbers of one export are none of another. */
function idIn({ path }: FileContext, id: string | undefined): string | undefined {
  return id === undefined ? undefined : `${pathAbove(path)}#${id}`
}
