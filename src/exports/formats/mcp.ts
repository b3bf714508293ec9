import type { Attribution } from '../attribution.ts'
import type { JsonLayout, Scope } from '../layout.ts'
import { timeOfLog } from './log-fields.ts'

/** Where logs put a message, and the message itself. */
const wrappers = [
  '',
  'message.',
  'msg.',
  'payload.',
  'data.',
  'request.',
  'response.',
  'rpc.',
  'body.',
  'frame.',
]

function wrapped(...places: readonly string[]): string {
  return places.flatMap((place) => wrappers.map((at) => at + place)).join('|')
}

/** https://modelcontextprotocol.io/specification: messages of JSON-RPC, one a line, in a list, or in records of a log. */
const message: Scope = {
  isRecord: true,
  fields: {
    record: wrapped('id'),
    // An answer has only the id of what it answers.
    toolCall: wrapped('params.update.toolCallId', 'params.toolCall.toolCallId', 'id'),
    tool: wrapped('params.name', 'params.ref.name', 'params.update.title', 'params.toolCall.title'),
    run: wrapped('params.sessionId', 'result.sessionId') +
      '|sessionId|session_id|mcpSessionId|headers."mcp-session-id"|headers."Mcp-Session-Id"',
    agent: wrapped('params.logger') + '|server|serverName|server_name',
    model: wrapped('result.model'),
    role: wrapped('result.role'),
    time: 'timestamp|time|ts|@timestamp',
    // `finish` looks at it.
    thread: wrapped('method'),
    turn: wrapped('params.update.sessionUpdate'),
  },
} // prettier-ignore

/** Of a prompt, or of what a client is asked to have a model go on with. */
const turn: Scope = { isRecord: true, fields: { role: 'role' } }

const block: Scope = { fields: { toolCall: 'toolUseId|tool_use_id|id', tool: 'name' } }

const opaque = [
  '**.blob', '**.nextCursor', '**.cursor', '**.progressToken', '**.toolUseId', '**.tool_use_id', '**.sessionId', '**.toolCallId',
  '**.icons[].src', '**.elicitationId', '**.taskId',
] // prettier-ignore

const scopes = {
  '': message,
  '[]': message,
  'messages[]': message,
  '**.params.messages[]': turn,
  '**.result.messages[]': turn,
  '**.content[]': block,
  '**.params.content': block,
  '**.tools[]': { isRecord: true, fields: { tool: 'name' } },
  '**.toolCalls[]': block,
} satisfies JsonLayout['scopes']

const rpc = wrappers.flatMap((at) => [
  [`${at}jsonrpc`, `${at}method`],
  [`${at}jsonrpc`, `${at}id`],
])

export const mcp: JsonLayout = {
  format: 'mcp',
  holds: 'messages',
  signs: [
    ...rpc,
    ['[].jsonrpc'],
    ['messages[].jsonrpc'],
    // Messages without their envelope.
    ['resultType'],
    ['content[].type', 'structuredContent'],
    ['content[].type', 'isError'],
    ['contents[].uri', 'contents[].mimeType'],
    [['method', /^(?:tools|resources|prompts|sampling|elicitation|notifications|completion|logging|roots)\//], 'params'],
  ],
  scopes,
  streams: [
    { keys: ['tool'], by: ['toolCall'] },
    { keys: ['thread'], by: ['record'] },
  ],
  opaque,
  finish: finishMessage,
} // prettier-ignore

/** https://agentclientprotocol.com/protocol/prompt-turn: what an agent says comes in chunks. */
export const acp: JsonLayout = {
  ...mcp,
  format: 'acp',
  holds: 'messages of agents',
  signs: wrappers.flatMap((at) => [
    [`${at}jsonrpc`, `${at}method`, `${at}params.update.sessionUpdate`],
    [
      `${at}jsonrpc`,
      [`${at}method`, /^session\/(?:new|load|prompt|update|request_permission)$/],
      `${at}params`,
    ],
  ]),
  joins: wrappers.map((at) => ({
    at: `${at}params.update.content.text`,
    pieces: [''],
    goesOnBy: ['run', 'channelId', 'turn'] as const,
  })),
  scopes: { ...scopes, ...Object.fromEntries(['', '[]'].map((at) => [at, acpMessage()])) },
  streams: [
    { keys: ['tool'], by: ['run', 'toolCall'] },
    // The request for a turn has an id.
    { keys: ['channelId'], by: ['run'], saidBy: ['thread', /^session\/prompt$/] },
  ],
}

function acpMessage(): Scope {
  const { toolCall: _, ...fields } = message.fields
  return {
    isRecord: true,
    fields: {
      ...fields,
      toolCall: wrapped('params.update.toolCallId', 'params.toolCall.toolCallId'),
      channelId: wrapped('id'),
    },
  }
}

/** The id of a request is that of a tool's call only if one was called. */
function finishMessage(attribution: Attribution): Attribution {
  const { thread, turn, channelId: _promptId, time, toolCall, tool, ...said } = attribution
  const isCall = thread === undefined || /^tools\/|^session\/|^prompts\//.test(thread)
  const role = turn === undefined ? undefined : roles.find(([start]) => turn.startsWith(start))?.[1]
  return {
    ...said,
    ...timeOfLog(time),
    ...(isCall && toolCall !== undefined && { toolCall }),
    ...(tool !== undefined && { tool }),
    ...(role !== undefined && { role }),
  }
} // prettier-ignore

const roles = [
  ['agent_', 'assistant'],
  ['user_', 'user'],
  ['tool_', 'tool'],
] as const
