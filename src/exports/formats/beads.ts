import type { JsonLayout } from '../layout.ts'

/** Tickets of agents and what became of them: `.beads/*.jsonl`, https://github.com/steveyegge/beads */
export const beads: JsonLayout = {
  format: 'beads',
  holds: 'tickets of agents',
  signs: [
    ['kind', 'actor', 'issue_id', 'created_at'],
    ['id', 'issue_type', 'status', 'title', 'created_at'],
  ],
  scopes: {
    '': {
      isRecord: true,
      fields: {
        record: 'id',
        thread: 'issue_id|id',
        user: 'actor|created_by|owner|assignee',
        model: 'model',
        tool: 'tool_name',
        time: 'created_at',
      },
    },
    'comments[]': {
      isRecord: true,
      fields: { record: 'id', user: 'author', time: 'created_at' },
    },
  },
  opaque: ['**.content_hash'],
}
