import type { Attribution } from '../attribution.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'
import { roleOf } from '../roles.ts'
import { timeOfMilliseconds } from '../time.ts'

const record: Scope = {
  isRecord: true,
  fields: {
    record: 'uuid|message.id|messageId|leafUuid',
    run: 'sessionId|session_id',
    parentRun: 'forkedFrom.sessionId',
    agent: 'agentId|agentName|data.agentId|parent_tool_use_id',
    turn: 'promptId',
    role: 'message.role|type',
    model: 'message.model|model',
    toolCall: 'message.content[].tool_use_id|parentToolUseID|toolUseID|sourceToolUseID|tool_use_id',
    time: 'timestamp',
    workspace: 'cwd',
    file: 'toolUseResult.file.filePath|toolUseResult.filePath|attachment.filename',
  },
}

/** A call of a tool, what it gave back, or a text that is neither. */
const block: Scope = {
  fields: {
    toolCall: 'tool_use_id|id',
    tool: 'name',
    file: 'input.file_path|input.notebook_path|input.path|title',
  },
  ownOnly: ['toolCall', 'tool', 'file'],
}

/**
 * `~/.claude/projects/<folder>/<session>.jsonl`, its sub-agents' `agent-<id>.jsonl`
 * (https://code.claude.com/docs/en/sessions), a session of the web (`loglines`), and what `--output-format stream-json`
 * prints (https://code.claude.com/docs/en/headless).
 */
export const claudeCodeSession: JsonLayout = {
  format: 'claude-code',
  holds: 'a session',
  signs: [
    ['sessionId', 'parentUuid', 'type'],
    ['sessionId', 'parentUuid', 'isSidechain'],
    ['sessionId', 'uuid', 'timestamp', 'type'],
    ['uuid', 'parentUuid', 'message.role'],
    ['leafUuid', ['type', /^summary$/]],
    ['snapshot', 'messageId', ['type', /^file-history-snapshot$/]],
    ['operation', 'sessionId', ['type', /^queue-operation$/]],
    ['sessionId', ['type', /^(?:queue-operation|last-prompt|(?:custom|ai)-title|agent-\w+|permission-mode|mode|tag)$/]],
    ['loglines[].type', 'loglines[].message.role'],
    ['session_id', 'uuid', ['type', /^(?:system|assistant|user|result|stream_event)$/]],
    ['session_id', ['type', /^system$/], ['subtype', /^init$/]],
  ],
  scopes: {
    '': record,
    'loglines[]': record,
    'message.content[]': block,
    'loglines[].message.content[]': block,
    'snapshot.trackedFileBackups.*': { key: 'file', fields: { time: 'backupTime' } },
    // What a sub-agent says, told while it runs.
    'data.message.message': { fields: { role: 'role', model: 'model' } },
    'data.message.message.content[]': block,
  },
  joins: [
    { at: '**.structuredPatch[].lines', pieces: ['[]'], separator: '\n', skippedBytes: 1 },
    // What was read is told with the numbers of its lines, parted by an arrow in UTF-8.
    { at: '**.content', pieces: [''], linePrefix: /^ *\d+\xe2\x86\x92/gm },
    { at: '**.text', pieces: [''], linePrefix: /^ *\d+\xe2\x86\x92/gm },
    { at: '**.snippet', pieces: [''], linePrefix: /^ *\d+\xe2\x86\x92/gm },
    { at: 'event.delta', pieces: ['text'], goesOnBy: ['run', 'agent'] },
    { at: 'event.delta', pieces: ['thinking'], goesOnBy: ['run', 'agent'] },
    { at: 'event.delta', pieces: ['partial_json'], goesOnBy: ['run', 'agent'] },
  ],
  carried: [
    { key: 'run' },
    { key: 'turn' },
    { key: 'tool', by: 'toolCall' },
    { key: 'file', by: 'toolCall' },
  ],
  // What a tool has printed when it was too long for the record, and files before they were changed.
  files: [
    { at: '**.message.content[].tool_use_id', by: 'id' },
    { at: '**.toolUseResult.persistedOutputPath', by: 'path' },
    { at: '**.toolUseResult.backgroundTaskId', by: 'id' },
    { at: 'snapshot.trackedFileBackups.*.backupFileName', by: 'id' },
  ],
  besides: besidesSession,
  signatures: [{ at: '**.content[]', text: 'thinking', signature: 'signature' }],
  opaque: [
    '**.signature', '**.encrypted_content', '**.encrypted_index', '**.content[].id', '**.tool_use_id', '**.message.id',
    '**.uuid', '**.parentUuid', '**.logicalParentUuid', '**.leafUuid', '**.messageId', '**.sessionId', '**.session_id',
    '**.requestId', '**.promptId', '**.agentId', '**.toolUseID', '**.parentToolUseID', '**.sourceToolUseID',
    '**.sourceToolAssistantUUID', '**.parent_tool_use_id', '**.backupFileName', '**.container.id',
  ],
  finish: finishRecord,
} // prettier-ignore

/** The prompts of all sessions: `~/.claude/history.jsonl`. */
export const claudeCodeHistory: JsonLayout = {
  format: 'claude-code',
  holds: 'prompts',
  signs: [
    ['display', 'pastedContents'],
    ['display', 'project', 'timestamp'],
  ],
  scopes: {
    '': {
      isRecord: true,
      says: { role: 'user' },
      fields: { run: 'sessionId', time: 'timestamp', workspace: 'project' },
    },
  },
  files: [{ at: 'pastedContents.*.contentHash', by: 'id' }],
  opaque: ['**.contentHash'],
  finish: (said) => ({ ...said, ...timeOfMilliseconds(said.time) }),
}

/** `sessions-index.json` of a project. */
export const claudeCodeIndex: JsonLayout = {
  format: 'claude-code',
  holds: 'a list of sessions',
  signs: [
    ['entries[].sessionId', 'entries[].fullPath'],
    ['entries[].sessionId', 'entries[].firstPrompt'],
  ],
  scopes: {
    'entries[]': {
      isRecord: true,
      fields: { run: 'sessionId', time: 'created', workspace: 'projectPath', agent: 'agentId' },
    },
  },
}

/** `~/.claude/.credentials.json` */
export const claudeCodeCredentials: JsonLayout = {
  format: 'claude-code',
  holds: 'credentials',
  signs: [['claudeAiOauth.accessToken'], ['claudeAiOauth.refreshToken']],
  scopes: { '': { isRecord: true, fields: {} } },
}

function finishRecord({ role, ...said }: Attribution, file: FileContext): Attribution {
  const isResult = said.toolCall !== undefined && (role === 'user' || role === 'progress')
  return { ...ofPath(file), ...said, ...roleOf(isResult ? 'tool' : role) }
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const sessionFile = new RegExp(`(${uuid})(?:\\.jsonl|/subagents/)`)
const agentFile = /(?:^|[/!])agent-([\w-]+)\.jsonl/

/** https://code.claude.com/docs/en/claude-directory */
const besideFile = new RegExp(
  `(?:^|[/!])(?:(${uuid})/tool-results|(?:file-history|todos|tasks|session-env|debug)[/!](${uuid}))`,
)

/** Beside sessions there are folders and files called by them. */
function besidesSession(path: string): Attribution | undefined {
  const [, ofResult, ofOther] = besideFile.exec(path) ?? []
  if (ofResult !== undefined) return { run: ofResult, role: 'tool' }
  return ofOther === undefined ? undefined : { run: ofOther }
}

/** Some records, as a summary, do not say what they are of. */
function ofPath({ path }: FileContext): Attribution {
  const run = sessionFile.exec(path)?.[1]
  const agent = agentFile.exec(path)?.[1]
  return { ...(run !== undefined && { run }), ...(agent !== undefined && { agent }) }
}
