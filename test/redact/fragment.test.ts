import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fragmentMarks, fragmentOf, isPartAt, type Fragment } from '../../src/redact/fragment.ts'
import { LineEnds } from '../../src/redact/line-ends.ts'
import { processorMs } from '../processor-ms.ts'

const time = '2026-03-01T10:00:00.123456789Z'

function read(record: string): { fragment: Fragment; text: string } | undefined {
  const bytes = Buffer.from(record)
  const fragment = fragmentOf(bytes)
  if (!fragment) return undefined
  const { start, end } = fragment.span
  const raw = bytes.subarray(start, end).toString()
  return {
    fragment,
    text: fragment.encoding === 'json' ? (JSON.parse(`"${raw}"`) as string) : raw,
  }
}

/** From wherever a record is met, it is said to be a part of which more comes, or not to be. */
function expectSameAtMarks(record: string, { part }: Fragment): void {
  const bytes = Buffer.from(record)
  for (const mark of fragmentMarks) {
    const at = bytes.indexOf(mark)
    if (at >= 0) expect(isPartAt(bytes, at, new LineEnds())).toBe(part !== 'last')
  }
}

/** How each format writes one piece of a text; what the last piece of a text looks like. */
const writers: Readonly<Record<string, (piece: string, isLast: boolean) => string>> = {
  cri: (piece, isLast) => `${time} stderr ${isLast ? 'F' : 'P'} ${piece}\n`,
  'cri with more tags': (piece, isLast) => `${time} stdout ${isLast ? 'F' : 'P'}:x ${piece}`,
  docker: (piece, isLast) =>
    `${JSON.stringify({ log: isLast ? `${piece}\n` : piece, stream: 'stdout', time })}\n`,
  'docker, other order': (piece, isLast) =>
    JSON.stringify({
      attrs: { tag: 'log' },
      stream: 'stderr',
      log: isLast ? `${piece}\n` : piece,
    }),
  'fluent bit': (piece, isLast) =>
    JSON.stringify({
      stream: 'stdout',
      logtag: isLast ? 'F' : 'P',
      message: piece,
      kubernetes: { pod_name: 'a', labels: { log: 'x' } },
    }),
  'docker to fluentd': (piece, isLast) =>
    JSON.stringify({
      log: piece,
      source: 'stdout',
      partial_message: 'true',
      partial_last: String(isLast),
    }),
  journald: (piece, isLast) =>
    JSON.stringify({
      MESSAGE: piece,
      CONTAINER_PARTIAL_MESSAGE: 'true',
      CONTAINER_PARTIAL_LAST: String(isLast),
    }),
  'openai chat': (piece) =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', choices: [{ index: 0, delta: { role: 'assistant', content: piece } }] })}\n`,
  'openai tool call': (piece) =>
    JSON.stringify({
      id: 'chatcmpl-1',
      choices: [
        { delta: { tool_calls: [{ index: 1, function: { arguments: piece } }] }, index: 0 },
      ],
    }),
  'openai responses': (piece) =>
    `event: response.output_text.delta\ndata: ${JSON.stringify({ type: 'response.output_text.delta', item_id: 'm', delta: piece })}\n\n`,
  'anthropic text': (piece) =>
    `data: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } })}`,
  'anthropic tool input': (piece) =>
    JSON.stringify({
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'input_json_delta', partial_json: piece },
    }),
  'anthropic thinking, wrapped': (piece) =>
    `${time} DEBUG < ${JSON.stringify({ type: 'stream_event', uuid: String(piece.length), event: { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: piece } } })}`,
  bedrock: (piece) =>
    JSON.stringify({ contentBlockDelta: { delta: { text: piece }, contentBlockIndex: 0 } }),
  gemini: (piece) =>
    `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text: piece }], role: 'model' }, index: 0 }], responseId: 'r' })}`,
  'ollama chat': (piece, isLast) =>
    JSON.stringify({
      model: 'm',
      created_at: time,
      message: { role: 'assistant', content: piece },
      done: isLast,
    }),
  'ollama generate': (piece, isLast) =>
    JSON.stringify({ model: 'm', response: piece, done: isLast }),
  completion: (piece) =>
    JSON.stringify({ object: 'text_completion', choices: [{ text: piece, index: 0 }] }),
  langchain: (piece) =>
    JSON.stringify({
      event: 'on_chat_model_stream',
      run_id: 'r',
      data: {
        chunk: { lc: 1, id: ['schema', 'AIMessageChunk'], kwargs: { content: piece, id: 'r' } },
      },
    }),
  acp: (piece) =>
    JSON.stringify({
      jsonrpc: '2.0',
      method: 'session/update',
      params: {
        sessionId: 's',
        update: {
          sessionUpdate: 'agent_message_chunk',
          content: { type: 'text', text: piece },
        },
      },
    }),
}

test.for(Object.entries(writers))(
  '%s: pieces of a text, read one by one, are the text',
  ([, write]) => {
    const pieces = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(pieces, (texts) => {
        const records = texts
          .map((text) => text.replaceAll(/[\n\r\ud800-\udfff]/g, '·'))
          .map((text, at) => write(text, at === texts.length - 1))
        const found = records.map((record) => read(record)!)
        expect(found.map(({ text }) => text).join('')).toContain(
          texts.map((text) => text.replaceAll(/[\n\r\ud800-\udfff]/g, '·')).join(''),
        )
        expect(new Set(found.map(({ fragment }) => fragment.stream)).size).toBe(1)
        found.forEach(({ fragment }, at) => {
          expectSameAtMarks(records[at]!, fragment)
          const isMarked = fragmentMarks.some((mark) => records[at]!.includes(mark))
          expect(isMarked || fragment.part === 'last').toBe(true)
          if (at < found.length - 1) expect(fragment.part).not.toBe('last')
        })
      }),
    )
  },
)

test.for([
  ['a plain line', `${time} INFO stdout P is no tag`],
  ['JSON of its own', '{"level":"info","message":"hello","delta":3}'],
  ['a finished answer', '{"id":"x","choices":[{"index":0,"message":{"content":"hello"}}]}'],
  ['an empty delta', '{"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}'],
  ['audio', '{"type":"response.audio.delta","delta":"AAAA"}'],
  ['a signature', '{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}'],
  ['cut off', '{"log":"abc","stream":"stdout"'],
  ['a record of another log with those keys', '{"log":{"level":"x"},"stream":"stdout"}'],
  ['no record', ''],
] as const)('%s is no part', ([, record]) => expect(read(record)).toBeUndefined()) // prettier-ignore

test.for([
  ['a backslash before an n', '{"log":"a\\\\n","stream":"stdout"}', 'unended'],
  ['a backslash before a line feed', '{"log":"a\\\\\\n","stream":"stdout"}', 'last'],
  ['a line feed by its number', '{"log":"a\\u000A","stream":"stdout"}', 'last'],
  ['a line feed in another string', '{"log":"a","x":"b\\n","stream":"stdout"}', 'unended'],
  ['quotes before the line feed', '{"log":"say \\"a\\"\\n","stream":"stdout"}', 'last'],
  ['an empty partial line', '{"log":"","stream":"stdout"}', 'unended'],
  ['a CRI line inside of JSON', `{"log":"${time} stdout F a\\n","time":"x"}`, 'last'],
  ['the end of a block', '{"type":"content_block_stop","index":0}', 'last'],
  ['blanks', '{ "log" : "a" , "stream": "stdout" }', 'unended'],
  [
    'a piece as long as Docker has them',
    `{"log":"${'a'.repeat(16384)}","stream":"stdout"}`,
    'more',
  ],
] as const)('%s', ([, record, part]) => {
  const { fragment } = read(record)!
  expect(fragment.part).toBe(part)
  expectSameAtMarks(record, fragment)
})

test.for([
  ['stdout and stderr', writers['cri']!('a', false), `${time} stdout P a`],
  ['two answers', writers['openai chat']!('a', false), writers['openai chat']!('a', false).replace('chatcmpl-1', 'chatcmpl-2')],
  ['two choices', writers['openai chat']!('a', false), writers['openai chat']!('a', false).replace('"index":0', '"index":1')],
  ['text and tool call', writers['openai chat']!('a', false), writers['openai tool call']!('a', false)],
  ['two pods', writers['fluent bit']!('a', false), writers['fluent bit']!('a', false).replace('"pod_name":"a"', '"pod_name":"b"')],
  ['two sessions', writers['acp']!('a', false), writers['acp']!('a', false).replace('"s"', '"t"')],
] as const)('%s are two streams', ([, left, right]) =>
  expect(read(left)!.fragment.stream).not.toBe(read(right)!.fragment.stream)) // prettier-ignore

test('the end of a block ends the stream of its deltas', () => {
  expect(read('{"type":"content_block_stop","index":0}')!.fragment.stream).toBe(
    read(writers['anthropic text']!('a', false))!.fragment.stream,
  )
})

test('hostile records take time in proportion to their length', () => {
  const length = 1 << 19
  for (const unit of ['{"delta":', '[', '{"', '\\', '{"log":"', '"', ' ', '{\\"', '{"a":1,"delta":"x"},']) {
    const record = Buffer.from(`{"delta":${unit.repeat(length / unit.length)}`)
    const before = processorMs()
    fragmentOf(record)
    expect(processorMs() - before, unit).toBeLessThan(1500)
  }
}) // prettier-ignore
