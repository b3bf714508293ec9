import { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream'
import { Stream } from '@anthropic-ai/sdk/streaming'
import { expect, test } from 'vitest'
import { checkFormat, JsonLines, noise, type Expected, type Plant } from '../check-format.ts'
import { eventStream, tokensOf } from '../event-stream.ts'
import { githubToken, scanText } from '../scan-text.ts'

const model = 'claude-sonnet-4-5'

function request(plant: Plant, said: Expected = {}): object {
  const called = { ...said, role: 'assistant', tool: 'bash', toolCall: 'toolu_1' }
  const result = { ...said, role: 'user', tool: 'bash', toolCall: 'toolu_1' }
  return {
    model,
    max_tokens: 1024,
    metadata: { user_id: 'u-1' },
    system: [{ type: 'text', text: plant({ ...said, model }), cache_control: { type: 'ephemeral' } }],
    messages: [
      { role: 'user', content: plant({ ...said, role: 'user', model }) },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: plant({ ...said, role: 'assistant' }), signature: noise('base64:400') },
          { type: 'redacted_thinking', data: noise('base64:300', 3) },
          { type: 'tool_use', id: 'toolu_1', name: 'bash', input: { command: `export T=${plant(called)}`, env: { A: plant(called) } } },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: 'toolu_1',
            content: [
              { type: 'text', text: plant(result) },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: noise('base64:3000', 2) } },
            ],
          },
          { type: 'tool_result', tool_use_id: 'toolu_1', content: plant(result), is_error: true },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: plant({ role: 'user' }) }, title: plant({ role: 'user' }), context: plant({}) },
        ],
      },
    ],
    tools: [{ name: 'bash', description: plant({ tool: 'bash' }), input_schema: { type: 'object' } }],
  }
} // prettier-ignore

function response(plant: Plant): object {
  const said = { run: 'msg_01', model, role: 'assistant' }
  return {
    id: 'msg_01',
    type: 'message',
    role: 'assistant',
    model,
    content: [
      { type: 'text', text: plant(said), citations: [{ type: 'char_location', cited_text: plant(said), document_index: 0 }] },
      { type: 'tool_use', id: 'toolu_2', name: 'edit', input: { text: plant({ ...said, tool: 'edit', toolCall: 'toolu_2' }) } },
    ],
    stop_reason: 'tool_use',
  }
} // prettier-ignore

checkFormat('requests and answers', {
  format: 'anthropic',
  build: (plant) => ({
    'request.json': request(plant, { user: 'u-1' }),
    'response.json': response(plant),
    'log.jsonl': new JsonLines([
      { timestamp: '2025-01-24T10:34:09Z', request_id: 'req_1', request: request(plant, { time: '2025-01-24T10:34:09Z', record: 'req_1' }) },
      { timestamp: '2025-01-24T10:34:10Z', request_id: 'req_1', response: response(plant) },
    ]),
    'batch.jsonl': new JsonLines([
      { custom_id: 'job-1', params: request(plant, { run: 'job-1' }) },
    ]),
    'results.jsonl': new JsonLines([
      { custom_id: 'job-1', result: { type: 'succeeded', message: { type: 'message', role: 'assistant', content: [{ type: 'text', text: plant({ run: 'job-1' }) }] } } },
    ]),
  }),
}) // prettier-ignore

function message(id: string, ...blocks: readonly (readonly object[])[]): object[] {
  return [
    { type: 'message_start', message: { id, type: 'message', role: 'assistant', model, content: [], usage: {} } },
    ...blocks.flatMap((block, index) => block.map((event) => ({ ...event, index }))),
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} },
    { type: 'message_stop' },
  ]
} // prettier-ignore

function block(start: object, deltas: readonly object[]): object[] {
  return [
    { type: 'content_block_start', content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', delta })),
    { type: 'content_block_stop' },
  ]
}

/** What a client makes of it. */
async function messageOf(text: string): Promise<unknown> {
  const events = Stream.fromSSEResponse(new Response(text), new AbortController())
  return MessageStream.fromReadableStream(events.toReadableStream()).finalMessage()
}

checkFormat('an answer as it is streamed', {
  format: 'anthropic',
  said: { run: 'msg_1', model },
  reader: { name: '@anthropic-ai/sdk', open: messageOf },
  build: (plant) => ({
    'stream.txt': eventStream(
      message(
        'msg_1',
        block({ type: 'thinking', thinking: '' }, [
          ...tokensOf(`hm ${plant({})} x`).map((thinking) => ({ type: 'thinking_delta', thinking })),
          { type: 'signature_delta', signature: noise('base64:300') },
        ]),
        block({ type: 'text', text: '' }, tokensOf(`done: ${plant({})}, ${plant({})}`).map((text) => ({ type: 'text_delta', text }))),
        block(
          { type: 'tool_use', id: 'toolu_7', name: 'bash', input: {} },
          tokensOf(`{"command":"${plant({ tool: 'bash', toolCall: 'toolu_7' })}"}`).map((part) => ({ type: 'input_json_delta', partial_json: part })),
        ),
      ),
    ),
  }),
}) // prettier-ignore

test('deltas of text, of thinking and of the arguments of tools', () => {
  const [text, thought, argument, next] = [1, 2, 3, 4].map(githubToken) as [string, string, string, string]
  const events = [
    ...message(
      'msg_1',
      block({ type: 'thinking', thinking: '' }, [
        ...tokensOf(`let me see ${thought} x`).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: noise('base64:300') },
      ]),
      block({ type: 'text', text: '' }, tokensOf(`done: ${text}`).map((part) => ({ type: 'text_delta', text: part }))),
      block(
        { type: 'tool_use', id: 'toolu_7', name: 'bash', input: {} },
        tokensOf(`{"command":"echo \\"${argument}\\""}`).map((part) => ({ type: 'input_json_delta', partial_json: part })),
      ),
    ),
    // What came last in the message before must not be read on here.
    ...message('msg_2', block({ type: 'text', text: '' }, [{ type: 'text_delta', text: 'x' }]), block({ type: 'text', text: '' },
      tokensOf(next).map((part) => ({ type: 'text_delta', text: part })))),
  ]
  const { format, found, problems } = scanText(eventStream(events), { lengths: [50, 3] })
  expect([format, problems]).toEqual(['anthropic', []])
  expect(found.map(({ secret }) => secret)).toEqual([thought, text, argument, next])
  expect(found.map(({ attribution }) => attribution)).toMatchObject([
    { run: 'msg_1', model, role: 'assistant' },
    { run: 'msg_1', model },
    { run: 'msg_1', tool: 'bash', toolCall: 'toolu_7' },
    { run: 'msg_2', model },
  ])
  expect(found[1]!.attribution).not.toHaveProperty('tool')
}) // prettier-ignore

test('events in records of a log, braided by request', () => {
  const token = githubToken(9)
  const lines = tokensOf(`x ${token} y`).flatMap((text) => [
    { request_id: 'req_1', event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } },
    { request_id: 'req_2', event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'none ' } } },
  ]) // prettier-ignore
  const { format, found } = scanText(lines.map((line) => JSON.stringify(line) + '\n').join(''))
  expect(format).toBe('anthropic')
  expect(found).toMatchObject([{ secret: token, attribution: { run: 'req_1' } }])
})

test('records of transcripts hold messages as well, and are none of its logs', () => {
  const message = { type: 'message', role: 'assistant', model, content: [{ type: 'text', text: 'x' }], stop_reason: null }
  for (const value of [
    { type: 'assistant', uuid: noise('uuid'), sessionId: noise('uuid'), message },
    { timestamp: '', type: 'response_item', payload: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'x' }] } },
  ]) {
    expect(['anthropic', 'openai']).not.toContain(scanText(JSON.stringify(value)).format)
  }
}) // prettier-ignore
