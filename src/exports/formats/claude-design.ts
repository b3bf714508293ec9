import type { JsonLayout } from '../layout.ts'
import { roleOf } from '../roles.ts'

/** A chat of Claude about a design; beside the conversations of an export. */
export const claudeDesign: JsonLayout = {
  format: 'claude-design',
  holds: 'a session',
  signs: [
    ['uuid', 'project.uuid', 'messages[].content.content'],
    ['uuid', 'project.uuid', 'messages[].role'],
  ],
  scopes: {
    '': {
      isRecord: true,
      fields: { run: 'uuid', workspace: 'project.name|project.uuid', channel: 'title|name' },
    },
    'messages[]': {
      isRecord: true,
      fields: {
        record: 'uuid',
        role: 'role|content.role',
        user: 'content.authorName',
        userId: 'content.authorAccountUuid',
        time: 'content.timestamp|created_at',
      },
    },
    'messages[].content.content[]': {
      // Only a result has a `span`; `finish` says so by the role.
      fields: { toolCall: 'tool_use_id|id', tool: 'name', span: 'tool_use_id' },
    },
  },
  carried: [{ key: 'tool', by: 'toolCall' }],
  opaque: ['**.uuid', '**.signature'],
  finish: ({ span, ...said }) => ({
    ...said,
    ...roleOf(span === undefined ? said.role : 'tool'),
  }),
}
