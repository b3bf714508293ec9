import type { JsonLayout } from '../layout.ts'

/** Events of an agent, one a line, by scope: what Hermes and NeMo Relay write. */
export const atof: JsonLayout = {
  format: 'atof',
  holds: 'events of an agent',
  signs: [
    ['atof_version', 'kind'],
    ['scope_category', 'category', 'uuid'],
  ],
  scopes: {
    '': {
      isRecord: true,
      fields: {
        record: 'uuid',
        span: 'uuid',
        run: 'metadata.session_id|data.session_id',
        parentRun: 'metadata.parent_session_id',
        turn: 'metadata.turn_id',
        role: 'category',
        model: 'metadata.model|data.model',
        tool: 'data.tool_name|metadata.tool_name|name',
        toolCall: 'metadata.tool_call_id|data.tool_call_id',
        time: 'timestamp',
      },
    },
  },
  opaque: ['**.uuid', '**.parent_uuid'],
  finish({ role, tool, ...said }) {
    const isTool = role === 'tool' || said.toolCall !== undefined
    return {
      ...said,
      ...(role !== undefined && { role: role === 'llm' ? 'assistant' : role }),
      // Others have the name of a model or an agent there.
      ...(isTool && tool !== undefined && { tool }),
      ...(role === 'agent' && tool !== undefined && { agent: tool }),
    }
  },
}

/** Steps of an agent, as a whole: https://github.com/laude-institute/harbor (trajectory format). */
export const atif: JsonLayout = {
  format: 'atif',
  holds: 'steps of an agent',
  signs: [[['schema_version', /^ATIF-/]], ['session_id', 'agent.name', 'steps[].step_id']],
  scopes: {
    '': {
      isRecord: true,
      fields: { run: 'session_id', agent: 'agent.name', model: 'agent.model_name' },
    },
    'steps[]': {
      isRecord: true,
      fields: { record: 'step_id', role: 'source', time: 'timestamp', model: 'model_name' },
    },
    'steps[].tool_calls[]': { fields: { toolCall: 'tool_call_id', tool: 'function_name' } },
    'steps[].observation.results[]': {
      says: { role: 'tool' },
      fields: {
        toolCall: 'source_call_id',
        parentRun: 'subagent_trajectory_ref[].parent_session_id',
      },
    },
  },
  carried: [{ key: 'tool', by: 'toolCall' }],
  opaque: ['**.tool_call_id', '**.source_call_id'],
  finish: (said) => ({ ...said, ...(said.role === 'agent' && { role: 'assistant' }) }),
}
