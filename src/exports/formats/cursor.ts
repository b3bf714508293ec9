import type { Attribution } from '../attribution.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'
import { timeOfMilliseconds } from '../time.ts'

/**
 * Cursor keeps chats as JSON in a table of keys and values, in `state.vscdb`: those of all workspaces in `cursorDiskKV`, what
 * a workspace keeps in `ItemTable`. Nobody documents it; this is what versions of 2024 to 2026 write.
 */
const bubble: Scope = {
  isRecord: true,
  fields: {
    record: 'bubbleId|id',
    role: 'type',
    time: 'createdAt|timingInfo.clientStartTime|timingInfo.clientEndTime',
    model: 'modelInfo.modelName|modelType',
    tool: 'toolFormerData.name',
    toolCall: 'toolFormerData.toolCallId',
  },
}

const composer: Scope = {
  fields: {
    run: 'composerId',
    channel: 'name',
    model: 'modelConfig.modelName',
    time: 'createdAt',
  },
}

/** Of what is an id or signed, or only Cursor's server can read. */
const opaque = [
  'bubbleId', 'serverBubbleId', 'composerId', 'checkpointId', 'afterCheckpointId', 'usageUuid', 'requestId', 'toolCallId',
  'modelCallId', 'generationUUID', 'uuid', 'signature', 'encryptedContent', 'redactedThinking', 'redacted_thinking',
  'conversationState', 'speculativeSummarizationEncryptionKey', 'blobEncryptionKey',
].map((key) => `**.${key}`) // prettier-ignore

/** A turn of a chat: `bubbleId:<composer>:<bubble>`, and what belongs to one. */
export const cursorBubble: JsonLayout = {
  format: 'cursor',
  holds: 'a message',
  path: /!cursorDiskKV\/(?:bubbleId|messageRequestContext|checkpointId|codeBlockDiff|codeBlockPartialInlineDiffFates):/,
  signs: [[], ['bubbleId', 'type']],
  scopes: { '': bubble },
  joins: [{ at: 'codeBlocks', pieces: ['[].content'], separator: '\n' }],
  opaque,
  finish,
}

/** A chat: `composerData:<composer>`, in older versions with all its turns. */
export const cursorComposer: JsonLayout = {
  format: 'cursor',
  holds: 'a chat',
  path: /!cursorDiskKV\/composerData:/,
  signs: [[], ['composerId']],
  scopes: {
    '': { ...composer, isRecord: true },
    'conversation[]': bubble,
    'conversationMap.*': bubble,
  },
  opaque,
  finish,
  learn: ({ run, channel }, { names }) => {
    if (run !== undefined && channel !== undefined) names.set('channel', run, channel)
  },
}

/** What tools have said to each other, by hash: `agentKv:blob:<sha256>`. */
export const cursorBlob: JsonLayout = {
  format: 'cursor',
  holds: 'a message of an agent',
  path: /!cursorDiskKV\/agentKv:/,
  signs: [[]],
  scopes: {
    '': { isRecord: true, fields: { role: 'role', record: 'id' } },
    'content[]': { fields: { toolCall: 'toolCallId' } },
  },
  opaque,
  finish,
}

/** What a workspace keeps: prompts, generations, the list of its chats, chats of versions before composers. */
export const cursorWorkspace: JsonLayout = {
  format: 'cursor',
  holds: 'what a workspace keeps',
  path: /!ItemTable\/(?:aiService\.|composer\.|workbench\.panel\.(?:aichat|composer)|cursor)/,
  signs: [[]],
  scopes: {
    '[]': { isRecord: true, fields: { record: 'generationUUID', time: 'unixMs' } },
    'allComposers[]': { ...composer, isRecord: true },
    'tabs[]': { fields: { run: 'tabId', channel: 'chatTitle', time: 'lastSendTime' } },
    'tabs[].bubbles[]': bubble,
  },
  opaque,
  finish,
}

/** Any other value is text or JSON of no known form. */
const keyOfPath = /!cursorDiskKV\/([A-Za-z]+):([^:/]+)(?::([^/]+))?$/

const roles: Readonly<Record<string, string>> = { 1: 'user', 2: 'assistant', ai: 'assistant' }

function finish({ role, time, ...said }: Attribution, { path, names }: FileContext): Attribution {
  const [, kind, first, second] = keyOfPath.exec(path) ?? []
  const isOfRun = kind !== undefined && kind !== 'agentKv'
  const isIso = time !== undefined && /^\d{4}-/.test(time)
  const channel = names.get('channel', isOfRun ? first : undefined)
  return {
    ...(channel !== undefined && { channel }),
    ...(isOfRun && { run: first! }),
    ...(kind === 'agentKv' && second !== undefined && { record: second }),
    ...(isOfRun && second !== undefined && { record: second }),
    ...said,
    ...(role !== undefined && { role: roles[role] ?? role }),
    ...(isIso ? { time } : timeOfMilliseconds(time)),
  }
}
