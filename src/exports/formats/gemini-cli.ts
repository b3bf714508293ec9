import type { Attribution } from '../attribution.ts'
import type { JsonLayout, Scope } from '../layout.ts'
import { roleOf } from '../roles.ts'

/** The first line, a message, a checkpoint, or a place to which one went back. */
const line: Scope = {
  isRecord: true,
  fields: {
    record: 'id',
    run: 'sessionId',
    workspace: 'projectHash',
    time: 'timestamp|startTime',
    role: 'type',
    model: 'model',
  },
}

const message: Scope = {
  isRecord: true,
  fields: { record: 'id', time: 'timestamp', role: 'type', model: 'model' },
}

const call: Scope = {
  says: { role: 'tool' },
  fields: {
    toolCall: 'id',
    tool: 'name',
    time: 'timestamp',
    agent: 'agentId',
    file: 'args.file_path|args.absolute_path|args.path|resultDisplay.fileName',
  },
}
const input: Scope = { says: { role: 'assistant' }, fields: {} }

const places = ['', 'messages[]', '$set', '$set.messages[]']

/**
 * `~/.gemini/tmp/<project>/chats/session-*.json`, and since they are appended to `.jsonl`, where nothing goes away:
 * https://github.com/google-gemini/gemini-cli/blob/main/packages/core/src/services/chatRecordingService.ts
 */
export const geminiCliSession: JsonLayout = {
  format: 'gemini-cli',
  holds: 'a session',
  signs: [
    ['sessionId', 'projectHash'],
    ['sessionId', 'startTime', 'messages'],
    ['id', 'timestamp', 'content', ['type', /^gemini$/]],
    ['$set.messages'],
    ['$set.lastUpdated'],
    ['$rewindTo'],
  ],
  scopes: {
    '': line,
    'messages[]': message,
    '$set.messages[]': message,
    ...Object.fromEntries(
      places.flatMap((outer) => {
        const at = outer === '' ? 'toolCalls[]' : `${outer}.toolCalls[]`
        return [
          [at, call],
          [`${at}.args`, input],
        ]
      }),
    ),
  },
  // What a terminal has shown is cut where its colours change.
  joins: [{ at: '**.resultDisplay[]', pieces: ['[].text'] }],
  carried: [{ key: 'run' }, { key: 'workspace' }],
  // What a tool has printed when it was too long: `tool-outputs/<call>.txt`.
  files: [{ at: '**.toolCalls[].id', by: 'id' }],
  besides(path) {
    const run = /\/tool-outputs\/session-([\w-]+)\//.exec(path)?.[1]
    return run === undefined ? undefined : { run, role: 'tool' }
  },
  opaque: ['**.thoughtSignature', '**.projectHash', '**.sessionId', '**.toolCalls[].id'],
  finish: (said) => ({ ...said, ...roleOf(said.role) }),
}

/** The prompts of a project's sessions: `logs.json`. */
export const geminiCliLogs: JsonLayout = {
  format: 'gemini-cli',
  holds: 'prompts',
  signs: [['[].sessionId', '[].messageId', '[].message']],
  scopes: {
    '[]': {
      isRecord: true,
      fields: { record: 'messageId', run: 'sessionId', role: 'type', time: 'timestamp' },
    },
  },
}

/** Saved by `/chat save` and before tools change files: `checkpoint-<name>.json`; messages are those of the API. */
export const geminiCliCheckpoint: JsonLayout = {
  format: 'gemini-cli',
  holds: 'a checkpoint',
  signs: [
    ['[].parts', ['[].role', /^(?:user|model)$/]],
    ['clientHistory[].parts', 'clientHistory[].role'],
    ['history[].parts', ['history[].role', /^(?:user|model)$/]],
  ],
  scopes: Object.fromEntries(
    ['[]', 'clientHistory[]', 'history[]'].flatMap((at): [string, Scope][] => [
      [at, { isRecord: true, fields: { role: 'role' } }],
      [
        `${at}.parts[]`,
        {
          fields: {
            tool: 'functionCall.name|functionResponse.name',
            toolCall: 'functionCall.id|functionResponse.id',
          },
        },
      ],
      [`${at}.parts[].functionResponse`, { says: { role: 'tool' }, fields: {} }],
    ]),
  ),
  opaque: ['**.thoughtSignature', '**.commitHash'],
  finish: (said: Attribution) => ({ ...said, ...roleOf(said.role) }),
}
