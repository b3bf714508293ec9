import type { Attribution } from '../attribution.ts'
import type { JsonLayout, Scope } from '../layout.ts'
import { inLogs, inWrappers, logFields, timeOfLog } from './log-fields.ts'

/**
 * Requests, answers and streamed events of OpenAI's APIs and of those that follow them, alone, in logs and in batches:
 * https://platform.openai.com/docs/api-reference/chat, …/responses, …/responses-streaming, …/batch.
 */
const entry: Scope = {
  isRecord: true,
  fields: {
    ...logFields,
    run: inWrappers('response.id', 'id') + '|response_id|custom_id|request_id|x_request_id',
    record: 'custom_id|request_id|item_id|item.id|' + inWrappers('response.id', 'id'),
    time: 'timestamp|time|ts|' + inWrappers('created', 'created_at', 'response.created_at'),
    model: inWrappers('model', 'response.model'),
    user: inWrappers('user', 'safety_identifier'),
    role: 'choices[].delta.role|item.role',
    tool: 'choices[].delta.tool_calls[].function.name|item.name',
    toolCall: 'choices[].delta.tool_calls[].id|item.call_id',
    // What kind of event; and which part of the answer a delta is of. `finish` drops both.
    thread: 'type|object',
    turn: 'choices[].delta.tool_calls[].index|item_id|item.id',
    channelId: 'choices[].index',
  },
}

/** Of a conversation: what was said before stands in each request again. */
const message: Scope = {
  isRecord: true,
  fields: {
    role: 'role|author.role',
    toolCall: 'tool_call_id|call_id',
    tool: 'name',
    record: 'id',
  },
}

const call: Scope = {
  isRecord: true,
  fields: { toolCall: 'id|call_id', tool: 'function.name|name|custom.name' },
}

const delta = '**.choices[].delta'
const goesOnBy = ['run', 'channelId'] as const

export const openai: JsonLayout = {
  format: 'openai',
  holds: 'requests and answers',
  signs: [
    [['**.object', /^(?:chat\.completion|text_completion|response|chat\.completion\.chunk)$/]],
    ...inLogs([
      ['choices[].message.role', 'choices[].finish_reason'],
      ['choices[].delta', 'choices[].index'],
      [['type', /^response\.(?:created|in_progress|output_|content_part|function_call|reasoning|completed|mcp_|custom_tool)/]],
      ['output[].type', ['id', /^resp_/]],
      ['messages[].role', 'messages[].content'],
      ['messages[].role', 'messages[].tool_calls[].function.name'],
      ['messages[].role', 'model'],
      ['model', 'input[].role'],
      ['model', 'input[].type'],
      [['model', /^(?:gpt|o\d|chatgpt|codex)/], 'input'],
      ['custom_id', 'body.model'],
      ['custom_id', 'response.body'],
    ]),
  ],
  scopes: {
    '': entry,
    '[]': entry,
    'data[]': entry,
    '**.messages[]': message,
    '**.choices[].message': message,
    '**.output[]': message,
    '**.input[]': message,
    '**.tool_calls[]': call,
    '**.tools[]': { isRecord: true, fields: { tool: 'function.name|name' } },
  },
  joins: [
    ...['content', 'refusal', 'reasoning', 'reasoning_content'].map((text) => ({
      at: `${delta}.${text}`, pieces: [''], goesOnBy,
    })),
    ...['tool_calls[].function.arguments', 'tool_calls[].custom.input', 'function_call.arguments'].map((text) => ({
      at: `${delta}.${text}`, pieces: [''], goesOnBy: [...goesOnBy, 'turn'] as const,
    })),
    { at: '**.choices[].text', pieces: [''], goesOnBy },
    { at: '**.delta', pieces: [''], goesOnBy: ['run', 'turn', 'thread'] },
    { at: '**.logprobs.content', pieces: ['[].token'] },
    { at: '**.logprobs', pieces: ['[].token'] },
  ],
  streams: [
    { keys: ['run', 'model', 'time'], by: [], when: ['thread', /^response\./] },
    { keys: ['role'], by: ['run', 'channelId'] },
    { keys: ['tool', 'toolCall', 'role'], by: ['run', 'turn'] },
    { keys: ['tool'], by: ['toolCall'] },
  ],
  opaque: [
    '**.encrypted_content', '**.id', '**.call_id', '**.tool_call_id', '**.item_id', '**.system_fingerprint', '**.obfuscation',
    '**.previous_response_id', '**.request_id', '**.audio.data', '**.input_audio.data', '**.b64_json', '**.partial_image_b64',
    '**.file_data', '**.output[].result', 'item.result', '**.prompt_cache_key', '**.embedding',
  ],
  offsets: [
    { at: '**.content[]', text: 'text', ranges: 'annotations[]', start: 'start_index', end: 'end_index', unit: 'code-point' },
  ],
  finish: finishEntry,
} // prettier-ignore

/** Drops what only told streams apart. */
export function finishEntry(attribution: Attribution): Attribution {
  const said: Record<string, string | undefined> = {
    ...attribution,
    ...timeOfLog(attribution.time),
  }
  for (const key of ['thread', 'turn', 'channelId']) delete said[key]
  return said as Attribution
}
