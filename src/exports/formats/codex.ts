import type { Attribution } from '../attribution.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'
import { roleOf } from '../roles.ts'
import { timeOfSeconds } from '../time.ts'

/** Items of the older form stand where now their `payload` stands. */
const line: Scope = {
  isRecord: true,
  fields: {
    record: 'payload.id|id',
    // Of the oldest form, one JSON value.
    run: 'session.id',
    parentRun: 'payload.forked_from_id|payload.source.subagent.thread_spawn.parent_thread_id',
    agent:
      'payload.agent_nickname|payload.agent_role|payload.source.subagent.thread_spawn.agent_nickname',
    turn: 'payload.turn_id|payload.turn_context.turn_id|turn_id',
    role: 'payload.role|payload.type|role|type',
    model: 'payload.model|payload.turn_context.model|model',
    tool: 'payload.name|payload.invocation.tool|name',
    toolCall: 'payload.call_id|call_id',
    time: 'timestamp|payload.timestamp|session.timestamp',
    workspace: 'payload.cwd|payload.turn_context.cwd|cwd',
  },
}

const item: Scope = {
  isRecord: true,
  fields: { record: 'id', role: 'role|type', tool: 'name', toolCall: 'call_id', time: 'timestamp' },
  ownOnly: ['record', 'tool', 'toolCall'],
}

const headLine = /^(?:session_meta|turn_context)?$/

/** `~/.codex/sessions/…/rollout-<time>-<id>.jsonl`: https://github.com/openai/codex/tree/main/codex-rs/protocol */
export const codexRollout: JsonLayout = {
  format: 'codex',
  holds: 'a session',
  signs: [
    ['payload.id', 'payload.cli_version', ['type', /^session_meta$/]],
    ['payload', ['type', /^(?:session_meta|turn_context|response_item|compacted)$/]],
    ['payload.type', 'timestamp', ['type', /^event_msg$/]],
    ['id', 'timestamp', 'instructions'],
    ['id', 'timestamp', 'git.commit_hash'],
    ['record_type', 'type', 'content'],
    ['call_id', 'arguments', ['type', /^function_call$/]],
    ['call_id', 'output', ['type', /^function_call_output$/]],
    ['content[].text', ['role', /^(?:user|assistant)$/], ['type', /^message$/]],
    ['session.id', 'session.instructions', 'items'],
    ['session.id', 'items[].type'],
  ],
  scopes: { '': line, 'payload.replacement_history[]': item, 'items[]': item },
  joins: [
    { at: '**.output', pieces: [''], linePrefix: /^L\d+: /gm },
    { at: 'payload', pieces: ['chunk'], goesOnBy: ['role', 'toolCall'], isBase64: true },
  ],
  carried: [
    // Before there were types, the first line had none.
    { key: 'run', from: 'record', when: ['role', /^(?:session_meta)?$/] },
    { key: 'parentRun' },
    { key: 'agent', when: ['role', headLine] },
    { key: 'workspace', when: ['role', headLine] },
    { key: 'model' },
    { key: 'turn' },
    { key: 'tool', by: 'toolCall' },
  ],
  opaque: [
    '**.encrypted_content', '**.call_id', '**.turn_id', '**.commit_hash', '**.payload.id', '**.replacement_history[].id',
    '**.items[].id', '**.ghost_commit.id', '**.ghost_commit.parent', '**.thread_id', '**.forked_from_id', '**.signature',
  ],
  finish: finishLine,
} // prettier-ignore

/** The prompts of all sessions: `~/.codex/history.jsonl`. */
export const codexHistory: JsonLayout = {
  format: 'codex',
  holds: 'prompts',
  signs: [['session_id', 'ts', 'text']],
  scopes: {
    '': { isRecord: true, says: { role: 'user' }, fields: { run: 'session_id', time: 'ts' } },
  },
  finish: (said) => ({ ...said, ...timeOfSeconds(said.time) }),
}

/** What `codex exec --json` prints: https://developers.openai.com/codex/noninteractive; the older form has `msg`. */
export const codexEvents: JsonLayout = {
  format: 'codex',
  holds: 'events of a run',
  signs: [
    ['thread_id', ['type', /^thread\.started$/]],
    ['item.id', 'item.type', ['type', /^item\.\w+$/]],
    ['id', 'msg.type'],
  ],
  scopes: {
    '': {
      isRecord: true,
      fields: {
        record: 'item.id|id',
        run: 'thread_id|msg.session_id',
        role: 'item.type|msg.type|type',
        tool: 'item.tool|msg.invocation.tool',
        toolCall: 'msg.call_id',
        model: 'msg.model',
      },
    },
  },
  joins: [
    { at: 'msg', pieces: ['delta'], goesOnBy: ['record', 'role'] },
    // What a command prints.
    { at: 'msg', pieces: ['chunk'], goesOnBy: ['role', 'toolCall'], isBase64: true },
  ],
  carried: [{ key: 'run' }, { key: 'model' }],
  opaque: ['**.encrypted_content', '**.call_id', '**.thread_id'],
  finish: finishLine,
}

/** `~/.codex/auth.json` */
export const codexCredentials: JsonLayout = {
  format: 'codex',
  holds: 'credentials',
  signs: [['OPENAI_API_KEY', 'tokens'], ['tokens.refresh_token', 'last_refresh'], ['OPENAI_API_KEY']],
  path: /(?:^|[!/])auth\.json$/,
  scopes: { '': { isRecord: true, fields: { userId: 'tokens.account_id', time: 'last_refresh' } } },
  opaque: ['**.account_id'],
} // prettier-ignore

/** Of what kind of line each role is. */
const kinds: readonly (readonly [type: RegExp, role: string])[] = [
  [/^user_message$/, 'user'],
  [/_call_output$|_end$|_output_delta$|^command_execution$|^mcp_tool_call$|^file_change$/, 'tool'],
  [/_call$|^agent_|^reasoning$|_begin$|_request$|^(?:web_search|todo_list|plan_update)$/, 'assistant'],
  [/^(?:session_meta|turn_context|ghost_snapshot)$/, 'system'],
] // prettier-ignore

function finishLine({ role: type, ...said }: Attribution, { path }: FileContext): Attribution {
  const role = kinds.find(([pattern]) => pattern.test(type ?? ''))?.[1] ?? type
  // A session that goes on from another one repeats that one's first line.
  const run = /rollout-[\dT-]+-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json/.exec(path)?.[1]
  const isShell = type === 'local_shell_call' && said.tool === undefined
  return {
    ...said,
    ...roleOf(role),
    ...(run !== undefined && { run }),
    ...(isShell && { tool: 'shell' }),
  }
}
