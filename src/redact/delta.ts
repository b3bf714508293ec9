import type { Fragment } from './fragment.ts'
import type { Leaf } from './json-leaves.ts'

/** Texts of which one stands in every delta that {@link findDelta} knows. */
export const deltaMarks: readonly string[] = [
  '"delta"', '_message_chunk', '_thought_chunk', '"candidates"', '"done":false', '"done": false', '"text_completion"', 'AIMessageChunk',
  'on_chat_model_stream', '"generated_text"',
] // prettier-ignore

/** Keys under `delta` whose values are text of the answer: OpenAI, Anthropic, Bedrock, Cohere and what follows them. */
const textKeys: ReadonlySet<string> = new Set([
  'delta', 'content', 'text', 'arguments', 'partial_json', 'thinking', 'reasoning', 'reasoning_content', 'refusal',
  'value', 'input', 'transcript',
]) // prettier-ignore

/** Keys that say which of several answers, or which part of one, a delta belongs to. */
const idKeys: ReadonlySet<string> = new Set([
  'index', 'item_id', 'itemId', 'output_index', 'content_index', 'summary_index', 'contentBlockIndex', 'response_id',
  'responseId', 'messageId', 'message_id', 'toolCallId', 'tool_call_id', 'sessionId', 'session_id', 'threadId',
  'thread_id', 'turnId', 'run_id', 'parent_tool_use_id', 'sessionUpdate', 'model',
]) // prettier-ignore

/** What else {@link findDelta} asks for. */
const otherKeys: ReadonlySet<string> = new Set([
  'id', 'type', 'event', 'object', 'done', 'response', 'generated_text',
]) // prettier-ignore

export function isOfDelta(key: string): boolean {
  return textKeys.has(key) || idKeys.has(key) || otherKeys.has(key)
}

/**
 * The longest text that is a piece of a streamed answer: deltas of OpenAI, Anthropic, Bedrock, Cohere and AG-UI, chunks of
 * Gemini, Ollama, LangChain and text-generation-inference, updates of the Agent Client Protocol.
 *
 * @param leaves of one record
 */
export function findDelta(leaves: readonly Leaf[]): Fragment | undefined {
  const type = leaves.find(({ key }) => key === 'type')
  if (type?.value === 'content_block_stop') return blockEnd(leaves, type)
  const facts = factsOf(leaves)
  let text: Leaf | undefined
  for (const leaf of leaves) {
    if (!leaf.isString || !isDeltaText(leaf, facts)) continue
    if (!text || lengthOf(leaf) > lengthOf(text)) text = leaf
  }
  if (!text || lengthOf(text) === 0) return undefined
  const kind =
    type?.value === 'content_block_delta' ? 'block' : text.path.replaceAll(/\.\d+(?=\.)/g, '')
  const part = facts.isDone ? 'last' : 'delta'
  return { stream: streamOf(kind, leaves, text), span: text.span, encoding: 'json', part }
}

/** What a record says as a whole. */
interface Facts {
  readonly isAudio: boolean
  /** Names what in the Agent Client Protocol is sent in chunks. */
  readonly isSessionChunk: boolean
  readonly isOllama: boolean
  readonly isDone: boolean
  readonly isCompletion: boolean
  readonly isLangChain: boolean
  readonly isGeneration: boolean
}

function factsOf(leaves: readonly Leaf[]): Facts {
  const has = (key: string, test: (value: string) => boolean) =>
    leaves.some((leaf) => leaf.key === key && test(leaf.value))
  const done = leaves.find(({ key, isString }) => key === 'done' && !isString)
  const isOllama = done !== undefined && has('model', () => true)
  return {
    isAudio: has('type', (value) => value.endsWith('audio.delta')),
    isSessionChunk: has('sessionUpdate', (value) => value.endsWith('_chunk')),
    isOllama,
    isDone: isOllama && done.value === 'true',
    isCompletion: has('object', (value) => value === 'text_completion'),
    isLangChain:
      has('event', (value) => value === 'on_chat_model_stream') ||
      leaves.some(({ value }) => value === 'AIMessageChunk'),
    isGeneration: has('generated_text', () => true),
  }
}

function isDeltaText({ key, path }: Leaf, facts: Facts): boolean {
  if (!textKeys.has(key) && key !== 'response') return false
  if (path.includes('.delta.')) return !facts.isAudio
  if (facts.isSessionChunk) return path.endsWith('.content.text.')
  if (facts.isOllama) return /\.(?:response|message\.(?:content|thinking))\.$/.test(path)
  if (facts.isCompletion) return /\.choices\.\d+\.text\.$/.test(path)
  if (facts.isLangChain) return key === 'content' || /\.content\.\d+\.text\.$/.test(path)
  if (facts.isGeneration) return path.endsWith('.token.text.')
  return /\.candidates\.\d+\.content\.parts\.\d+\.text\.$/.test(path)
}

function lengthOf({ span }: Leaf): number {
  return span.end - span.start
}

/** Ends a block of Anthropic's: no text follows under its index until another one begins. */
function blockEnd(leaves: readonly Leaf[], type: Leaf): Fragment {
  const stream = streamOf('block', leaves, type)
  return { stream, span: { start: 0, end: 0 }, encoding: 'json', part: 'last' }
}

/** The ids of all that a value stands in. */
function streamOf(kind: string, leaves: readonly Leaf[], { path }: Leaf): string {
  const ids = leaves.filter(
    ({ key, parent }) =>
      path.startsWith(parent) && (idKeys.has(key) || (key === 'id' && isOwnId(parent, path))),
  )
  return [`delta ${kind}`, ...ids.map(({ key, value }) => `${key}=${value}`)].join(' ')
}

/** Of what holds the answer: an id further out may be that of the event, or of a log record. */
function isOwnId(parent: string, path: string): boolean {
  return /^(?:delta|choices|msg|content)\./.test(path.slice(parent.length))
}
