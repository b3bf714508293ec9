import type { JsonLayout, Scope } from '../layout.ts'
import { inLogs, inWrappers, logFields } from './log-fields.ts'
import { finishEntry } from './openai.ts'

/**
 * Requests, answers and streamed events of Anthropic's Messages API, alone, in logs and in batches:
 * https://docs.anthropic.com/en/api/messages, …/messages-streaming, …/message-batches.
 */
const entry: Scope = {
  isRecord: true,
  fields: {
    ...logFields,
    run: inWrappers('message.id', 'id') + '|request_id|requestId|custom_id',
    record: `custom_id|request_id|${inWrappers('message.id', 'id')}`,
    model: inWrappers('model', 'message.model') + '|result.message.model|params.model',
    user: inWrappers('metadata.user_id'),
    role: `${inWrappers('message.role', 'role')}|result.message.role`,
    tool: 'content_block.name',
    toolCall: 'content_block.id|content_block.tool_use_id',
    // What kind of event, and which block a delta is of: `finishEntry` drops both.
    thread: 'type',
    turn: 'index',
  },
}

/** Of a conversation: what was said before stands in each request again. */
const message: Scope = { isRecord: true, fields: { role: 'role', record: 'id' } }

/** A call of a tool, or what came of it. */
const block: Scope = {
  isRecord: true,
  fields: { toolCall: 'tool_use_id|id', tool: 'name' },
}

const claude = /^(?:.*[./])?claude/
const goesOnBy = ['run', 'turn'] as const

export const anthropic: JsonLayout = {
  format: 'anthropic',
  holds: 'requests and answers',
  signs: inLogs([
    [['type', /^(?:message_start|content_block_start|content_block_delta)$/]],
    [['type', /^(?:message_start|content_block_delta)$/], 'index'],
    [['type', /^message$/], ['role', /^assistant$/], ['content[].type', /^(?:text|tool_use|thinking)$/]],
    [['type', /^message$/], ['model', claude], 'content[].type'],
    [['model', claude], 'messages[].role', 'max_tokens'],
    [['model', claude], 'messages[].role', 'messages[].content'],
    ['messages[].role', ['messages[].content[].type', /^(?:tool_use|tool_result)$/]],
    ['custom_id', 'params.messages[].role', 'params.model'],
    ['custom_id', 'result.type', 'result.message.content[].type'],
  ]),
  scopes: {
    '': entry,
    '[]': entry,
    '**.messages[]': message,
    '**.messages[].content[]': block,
    '**.content[]': block,
    '**.tools[]': { isRecord: true, fields: { tool: 'name' } },
  },
  joins: [
    ...['text', 'partial_json', 'thinking'].map((text) => ({
      at: `**.delta.${text}`, pieces: [''], goesOnBy,
    })),
    { at: '**.completion', pieces: [''], goesOnBy },
  ],
  streams: [
    { keys: ['run', 'record', 'model', 'role'], by: [], when: ['thread', /^(?:message|content_block)_/] },
    { keys: ['tool', 'toolCall'], by: ['run', 'turn'] },
    { keys: ['tool'], by: ['toolCall'] },
  ],
  opaque: [
    '**.signature', '**.id', '**.tool_use_id', '**.encrypted_content', '**.encrypted_index', '**.request_id',
    '**.delta.signature', '**.content[].data', '**.content_block.data', '**.file_id',
  ],
  signatures: [{ at: '**.content[]', text: 'thinking', signature: 'signature' }],
  finish: finishEntry,
} // prettier-ignore
