import type { Attribution } from '../attribution.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'
import { timeOfMilliseconds } from '../time.ts'

/** Values that were taken out of the editor's database; in it they are read as `cursor.ts` has it. */
const path = /^(?!.*!(?:cursorDiskKV|ItemTable)\/)/

/** One message of a chat; of what the assistant says a call of a tool is one, too. */
const bubble: Scope = {
  isRecord: true,
  fields: {
    record: 'bubbleId',
    // 1 is the user.
    role: 'type',
    turn: 'requestId|usageUuid',
    model: 'modelInfo.modelName|modelType',
    tool: 'toolFormerData.name',
    toolCall: 'toolFormerData.toolCallId',
    time: 'createdAt|timingInfo.clientStartTime',
  },
}

const context: Scope = { fields: { file: 'uri.fsPath|uri.path|relativeWorkspacePath|path' } }

const opaque = [
  '**.signature', '**.bubbleId', '**.composerId', '**.toolCallId', '**.modelCallId', '**.requestId', '**.usageUuid',
  '**.checkpointId', '**.blobEncryptionKey', '**.speculativeSummarizationEncryptionKey', '**.serverBubbleId',
] // prettier-ignore

/** Value of `bubbleId:<chat>:<message>` in the editor's database `state.vscdb`, table `cursorDiskKV`. */
export const looseCursorMessage: JsonLayout = {
  format: 'cursor',
  holds: 'a message',
  path,
  signs: [
    ['bubbleId', 'type', 'text'],
    ['bubbleId', 'type', 'toolFormerData'],
  ],
  scopes: {
    '': bubble,
    'toolFormerData.result': { says: { role: 'tool' }, fields: {} },
    'codeBlocks[]': context,
    'attachedCodeChunks[]': context,
    'context.fileSelections[]': context,
    'context.selections[]': context,
  },
  opaque,
  finish: finishBubble,
}

/** Value of `composerData:<chat>`: a chat, of older versions with all its messages. */
export const looseCursorChat: JsonLayout = {
  format: 'cursor',
  holds: 'a chat',
  path,
  signs: [
    ['composerId', 'fullConversationHeadersOnly'],
    ['composerId', 'conversation'],
    ['composerId', 'conversationMap'],
    ['allComposers[].composerId'],
    ['tabs[].tabId', 'tabs[].bubbles'],
  ],
  scopes: {
    '': { isRecord: true, fields: { run: 'composerId', channel: 'name', time: 'createdAt' } },
    'allComposers[]': {
      isRecord: true,
      fields: { run: 'composerId', channel: 'name', time: 'createdAt' },
    },
    'tabs[]': { isRecord: true, fields: { run: 'tabId', channel: 'chatTitle' } },
    'tabs[].bubbles[]': { ...bubble, fields: { ...bubble.fields, record: 'id|bubbleId' } },
    'conversation[]': bubble,
    'conversationMap.*': bubble,
    'originalFileStates.*': { fields: { file: 'uri.fsPath' } },
  },
  opaque,
  finish: finishBubble,
}

/** Value of `aiService.prompts` or `aiService.generations`: prompts once more, in the database of a workspace. */
export const looseCursorPrompts: JsonLayout = {
  format: 'cursor',
  holds: 'prompts',
  path,
  signs: [
    ['[].text', '[].commandType'],
    ['[].textDescription', '[].generationUUID'],
  ],
  scopes: {
    '[]': {
      isRecord: true,
      says: { role: 'user' },
      fields: { record: 'generationUUID', time: 'unixMs' },
    },
  },
  opaque: ['**.generationUUID'],
  finish: (said) => ({ ...said, ...timeOfMilliseconds(said.time) }),
}

function finishBubble({ role, ...said }: Attribution, { path }: FileContext): Attribution {
  const run = /(?:bubbleId|composerData|checkpointId|messageRequestContext):([\w-]+)/.exec(path)?.[1]
  return {
    ...(run !== undefined && { run }),
    ...said,
    ...timeOfMilliseconds(said.time),
    ...(role !== undefined && { role: roles[role] ?? role }),
  }
} // prettier-ignore

const roles: Readonly<Record<string, string>> = { 1: 'user', 2: 'assistant', ai: 'assistant' }
