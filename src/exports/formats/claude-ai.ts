import type { FileContext, JsonLayout, Scope } from '../layout.ts'
import { roleOf } from '../roles.ts'

const conversation: Scope = {
  fields: {
    run: 'uuid',
    channel: 'name|title',
    workspace: 'project.name|project.uuid|project_uuid',
    model: 'model',
    userId: 'account.uuid',
    time: 'created_at',
  },
}

const message: Scope = {
  isRecord: true,
  fields: { record: 'uuid', role: 'sender', time: 'created_at' },
}

/** A text, a thought, a call of a tool, or what it gave back. */
const block: Scope = {
  // Only a result has a `span`; `finish` says so by the role.
  fields: { toolCall: 'tool_use_id|id', tool: 'name', span: 'tool_use_id' },
}
const attachment: Scope = { fields: { file: 'file_name' } }

const places = ['', '[]', 'conversations[]', 'raw_provider_payload']

function inEach(scopes: Readonly<Record<string, Scope>>): Record<string, Scope> {
  const all = places.flatMap((outer) =>
    Object.entries(scopes).map(([place, scope]) => {
      const parts = [outer, 'chat_messages[]', place].filter((part) => part !== '')
      return [parts.join('.'), scope] as const
    }),
  )
  return Object.fromEntries(all)
}

/**
 * `conversations.json`, or one conversation: https://support.claude.com/en/articles/9450526; the text of a message stands
 * in `text` or in the blocks of `content`, or in both.
 */
export const claudeAiConversations: JsonLayout = {
  format: 'claude-ai',
  holds: 'conversations',
  signs: places.flatMap((place) => {
    const outer = place === '' ? '' : `${place}.`
    return [
      [`${outer}uuid`, `${outer}chat_messages[].sender`],
      [`${outer}uuid`, `${outer}name`, `${outer}chat_messages`],
      [`${outer}chat_messages[].sender`, `${outer}chat_messages[].text`],
    ]
  }),
  scopes: {
    ...Object.fromEntries(places.map((place) => [place, conversation])),
    ...inEach({
      '': message,
      'content[]': block,
      'attachments[]': attachment,
      'files[]': attachment,
      'files_v2[]': attachment,
    }),
  },
  offsets: [
    { at: '**.content[]', text: 'text', ranges: 'citations[]', start: 'start_index', end: 'end_index', unit: 'code-point' },
  ],
  files: [
    { at: '**.files[].file_uuid', by: 'id' },
    { at: '**.files_v2[].file_uuid', by: 'id' },
    { at: '**.files[].file_name', by: 'name' },
    { at: '**.files_v2[].file_name', by: 'name' },
    { at: '**.attachments[].file_name', by: 'name' },
  ],
  carried: [{ key: 'tool', by: 'toolCall' }],
  opaque: ['**.uuid', '**.file_uuid', '**.signature', '**.encrypted_content', '**.tool_use_id', '**.account_uuid'],
  finish(said, file) {
    const { role, run, userId, span, ...rest } = said
    const user = file.names.get('user', userId)
    return {
      ...rest,
      ...roleOf(span === undefined ? role : 'tool'),
      ...(run !== undefined && { run, url: `https://claude.ai/chat/${run}` }),
      ...(role === 'human' && userId !== undefined && { user: user ?? userId, userId }),
    }
  },
} // prettier-ignore

/** Whose export it is. */
export const claudeAiUsers: JsonLayout = {
  format: 'claude-ai',
  holds: 'users',
  signs: [
    ['[].uuid', '[].full_name'],
    ['[].uuid', '[].email_address'],
  ],
  path: /(?:^|[!/])users\.json$/,
  scopes: {
    '[]': {
      isRecord: true,
      names: 'user',
      fields: { userId: 'uuid', user: 'full_name|email_address' },
    },
  },
  opaque: ['**.uuid'],
}

const project: Scope = {
  isRecord: true,
  fields: {
    record: 'uuid',
    workspace: 'name',
    time: 'created_at',
    userId: 'creator.uuid',
    user: 'creator.full_name',
  },
}
const projectDocument: Scope = {
  isRecord: true,
  fields: { record: 'uuid', file: 'filename', time: 'created_at' },
}

/** Instructions and documents of projects: `projects.json`, or a file for each. */
export const claudeAiProjects: JsonLayout = {
  format: 'claude-ai',
  holds: 'projects',
  signs: ['[].', ''].flatMap((outer) => [
    [`${outer}uuid`, `${outer}docs`],
    [`${outer}uuid`, `${outer}prompt_template`],
    [`${outer}uuid`, `${outer}is_starter_project`],
  ]),
  scopes: { '': project, '[]': project, 'docs[]': projectDocument, '[].docs[]': projectDocument },
  opaque: ['**.uuid'],
}

/** What is remembered of a user. */
export const claudeAiMemories: JsonLayout = {
  format: 'claude-ai',
  holds: 'memories',
  signs: [['[].conversations_memory'], ['[].project_memories'], ['conversations_memory']],
  scopes: {
    '': { isRecord: true, fields: { userId: 'account_uuid' } },
    '[]': { isRecord: true, fields: { userId: 'account_uuid' } },
  },
  opaque: ['**.account_uuid'],
  finish: (said, { names }: FileContext) => ({
    ...said,
    ...nameOf(names.get('user', said.userId)),
  }),
}

function nameOf(user: string | undefined): { user?: string } {
  return user === undefined ? {} : { user }
}
