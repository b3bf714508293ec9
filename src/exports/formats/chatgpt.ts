import type { Attribution } from '../attribution.ts'
import { pathAbove } from '../file-path.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'
import { roleOf } from '../roles.ts'
import { timeOfSeconds } from '../time.ts'

/** What it says stands behind its messages. */
const conversation: Scope = {
  fields: {
    run: 'conversation_id|id',
    channel: 'title',
    model: 'default_model_slug',
    time: 'create_time',
  },
}

/** All branches of a conversation are in one map; what was asked or answered anew is there still. */
const node: Scope = {
  isRecord: true,
  fields: {
    record: 'message.id|id',
    role: 'message.author.role',
    time: 'message.create_time|message.update_time',
    model: 'message.metadata.model_slug|message.metadata.default_model_slug',
    turn: 'message.metadata.turn_exchange_id|message.metadata.request_id',
    // Who says it, or to whom it is said.
    tool: 'message.author.name|message.recipient',
  },
}

const attachment: Scope = { fields: { file: 'name' } }

/** Places of a conversation: alone, in the list of all, and in what a browser has captured. */
const places = ['', '[]', 'conversations[]', 'raw_provider_payload']

function inEach(place: string, scope: Scope): Record<string, Scope> {
  return Object.fromEntries(
    places.map((outer) => [outer === '' ? place : `${outer}.${place}`, scope]),
  )
}

const whole = { start: 'start_ix', end: 'end_ix', unit: 'code-point' } as const

/** `conversations.json` and parts of it: https://help.openai.com/en/articles/7260999 */
export const chatgptConversations: JsonLayout = {
  format: 'chatgpt',
  holds: 'conversations',
  signs: places.flatMap((place) => {
    const outer = place === '' ? '' : `${place}.`
    return [
      [`${outer}mapping.*.message.author.role`, `${outer}mapping.*.message.content`],
      [`${outer}mapping.*.parent`, `${outer}mapping.*.children`],
      [`${outer}mapping.*.id`, `${outer}mapping.*.message`],
    ]
  }),
  scopes: {
    ...Object.fromEntries(places.map((place) => [place, conversation])),
    session: { fields: { run: 'provider_session_id', channel: 'title', model: 'model', time: 'created_at' } },
    'session.turns[]': { isRecord: true, fields: { record: 'provider_turn_id', role: 'role', time: 'timestamp' } },
    'session.attachments[]': attachment,
    ...inEach('mapping.*', node),
    ...inEach('mapping.*.message.metadata.attachments[]', attachment),
  },
  joins: [
    // What a program prints, and what is thought, comes in pieces.
    { at: '**.aggregate_result.messages', pieces: ['[].text'] },
    { at: '**.jupyter_messages', pieces: ['[].content.text'] },
    { at: '**.chunks', pieces: ['[]'] },
  ],
  // `file-<id>-notes.txt`, since 2025 `file-<id>.dat`.
  files: [
    { at: '**.metadata.attachments[].id', by: 'id' },
    { at: '**.asset_pointer', by: 'id', pattern: /^(?:file-service|sediment):\/\/(?:.*\/)?([\w-]+)/g },
  ],
  offsets: [
    { at: '**.message', text: 'content.parts[]', ranges: 'metadata.citations[]', ...whole },
    { at: '**.message', text: 'content.parts[]', ranges: 'metadata.content_references[]', ...whole, start: 'start_idx', end: 'end_idx' },
  ],
  opaque: ['**.encrypted_content', '**.asset_pointer', '**.request_id', '**.turn_exchange_id', '**.conversation_id'],
  finish(said, file) {
    const { role, tool, run } = said
    const { tool: _, ...rest } = said
    return {
      ...rest,
      ...timeOfSeconds(said.time),
      ...roleOf(role),
      ...(tool !== undefined && tool !== 'all' && { tool }),
      ...(run !== undefined && { url: `https://chatgpt.com/c/${run}` }),
      ...(role === 'user' && userOf(file)),
    }
  },
} // prettier-ignore

/** Whose export it is. */
export const chatgptUser: JsonLayout = {
  format: 'chatgpt',
  holds: 'the account',
  signs: [
    ['id', 'email', 'chatgpt_plus_user'],
    ['id', 'email', 'phone_number'],
  ],
  path: /(?:^|[!/])user\.json$/,
  scopes: { '': { isRecord: true, fields: { user: 'email', userId: 'id' } } },
  learn({ user, userId }, { path, names }) {
    if (user !== undefined) names.set('user', ownerOf(path), user)
    if (userId !== undefined) names.set('user', `${ownerOf(path)}id`, userId)
  },
}

/** What else lies beside the conversations: feedback, what was shared, what was compared. */
export const chatgptFiles: JsonLayout = {
  format: 'chatgpt',
  holds: 'feedback and what was shared',
  signs: [
    ['[].id', '[].conversation_id'],
    ['[].conversation_id', '[].rating'],
    ['[].conversation_id', '[].title'],
  ],
  path: /(?:^|[!/])(?:message_feedback|shared_conversations|model_comparisons|group_chats)\.json$/,
  scopes: {
    '[]': {
      isRecord: true,
      fields: {
        record: 'id',
        run: 'conversation_id',
        channel: 'title',
        time: 'create_time',
        userId: 'user_id',
      },
    },
  },
}

function userOf({ path, names }: FileContext): Attribution {
  const user = names.get('user', ownerOf(path))
  const userId = names.get('user', `${ownerOf(path)}id`)
  return { ...(user !== undefined && { user }), ...(userId !== undefined && { userId }) }
}

/** Where in the names the owner of the export stands that a file is of. */
function ownerOf(path: string): string {
  return `${pathAbove(path)}@me`
}
