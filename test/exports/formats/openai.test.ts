import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream'
import { Stream } from 'openai/streaming'
import { expect, test } from 'vitest'
import { checkFormat, JsonLines, noise, type Plant } from '../check-format.ts'
import { eventStream, tokensOf } from '../event-stream.ts'
import { githubToken, scanText } from '../scan-text.ts'

const created = 1737714849
const time = '2025-01-24T10:34:09.000Z'

function chatRequest(plant: Plant): object {
  const call = { role: 'assistant', toolCall: 'call_1', tool: 'run_shell' }
  return {
    model: 'gpt-4o',
    user: 'ann',
    messages: [
      { role: 'system', content: `never say ${plant({ role: 'system', model: 'gpt-4o', user: 'ann' })}` },
      {
        role: 'user',
        content: [
          { type: 'text', text: plant({ role: 'user' }) },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${noise('base64:4000')}` } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: { name: 'run_shell', arguments: JSON.stringify({ command: `curl -H "x: ${plant(call)}"` }) },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: `{"env":"${plant({ role: 'tool', toolCall: 'call_1', tool: 'run_shell' })}"}` },
    ],
    tools: [
      {
        type: 'function',
        function: { name: 'deploy', description: plant({ tool: 'deploy' }), parameters: { properties: { a: { default: plant({ tool: 'deploy' }) } } } },
      },
    ],
    metadata: { note: plant({ model: 'gpt-4o' }) },
  }
} // prettier-ignore

/** Short, as a log of the answer as well has it. */
function prompt(plant: Plant): object {
  return { model: 'gpt-4o', messages: [{ role: 'user', content: plant({ role: 'user', run: 'chatcmpl-A1' }) }] }
} // prettier-ignore

function chatResponse(plant: Plant, at = time): object {
  const said = { run: 'chatcmpl-A1', model: 'gpt-4o-2024-08-06', role: 'assistant', time: at }
  return {
    id: 'chatcmpl-A1',
    object: 'chat.completion',
    created,
    model: 'gpt-4o-2024-08-06',
    system_fingerprint: 'fp_' + noise('hex:10'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: plant(said),
          refusal: plant(said),
          reasoning_content: plant(said),
          tool_calls: [
            { id: 'call_9', type: 'function', function: { name: 'mail', arguments: `{"to":"${plant({ ...said, tool: 'mail', toolCall: 'call_9' })}"}` } },
          ],
        },
        finish_reason: 'tool_calls',
      },
    ],
  }
} // prettier-ignore

checkFormat('requests and answers of chats', {
  format: 'openai',
  build: (plant) => ({
    'request.json': chatRequest(plant),
    'response.json': chatResponse(plant),
    'log.jsonl': new JsonLines([
      { timestamp: '2025-01-24T10:34:09Z', request: prompt(plant), response: chatResponse(plant, '2025-01-24T10:34:09Z') },
      { error: { message: plant({}) } },
    ]),
    'batch.jsonl': new JsonLines([
      { custom_id: 'job-1', method: 'POST', url: '/v1/chat/completions', body: chatRequest(plant) },
    ]),
    'fine-tuning.jsonl': new JsonLines([{ messages: [{ role: 'user', content: plant({ role: 'user' }) }] }]),
    'stored.json': { object: 'list', data: [chatResponse(plant)] },
  }),
}) // prettier-ignore

checkFormat('requests and answers of the Responses API', {
  format: 'openai',
  build: (plant) => ({
    'request.json': {
      model: 'gpt-5',
      instructions: plant({ model: 'gpt-5' }),
      previous_response_id: `resp_${noise('hex:50')}`,
      input: [
        { role: 'user', content: [{ type: 'input_text', text: plant({ role: 'user' }) }] },
        { type: 'reasoning', id: 'rs_1', encrypted_content: noise('base64:600'), summary: [{ type: 'summary_text', text: plant({}) }] },
        { type: 'function_call', call_id: 'call_2', name: 'fetch', arguments: `{"url":"https://x.test/?k=${plant({ toolCall: 'call_2', tool: 'fetch' })}"}` },
        { type: 'function_call_output', call_id: 'call_2', output: plant({ toolCall: 'call_2', tool: 'fetch' }) },
      ],
    },
    'response.json': {
      id: 'resp_1',
      object: 'response',
      created_at: created,
      model: 'gpt-5-2025',
      output: [
        { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: plant({ run: 'resp_1', role: 'assistant', time, record: 'msg_1' }), annotations: [] }] },
        { type: 'function_call', call_id: 'call_3', name: 'fetch', arguments: plant({ run: 'resp_1', tool: 'fetch', toolCall: 'call_3' }) },
        { type: 'mcp_call', id: 'mcp_1', name: 'search', server_label: 'x', arguments: plant({ tool: 'search' }), output: plant({ tool: 'search' }) },
      ],
    },
  }),
}) // prettier-ignore

function chunks(id: string, deltas: readonly object[], index = 0): object[] {
  return deltas.map((delta) => ({
    id, object: 'chat.completion.chunk', created, model: 'gpt-4o', choices: [{ index, delta, finish_reason: null }],
  })) // prettier-ignore
}

/** What a client makes of it. */
async function answerOf(text: string): Promise<unknown> {
  const events = Stream.fromSSEResponse(new Response(text), new AbortController())
  return ChatCompletionStream.fromReadableStream(events.toReadableStream()).finalChatCompletion()
}

checkFormat('an answer as it is streamed', {
  format: 'openai',
  said: { run: 'chatcmpl-1', model: 'gpt-4o', time },
  reader: { name: 'openai', open: answerOf },
  build: (plant) => {
    const argument = `{"key":"${plant({ tool: 'fetch', toolCall: 'call_1' })}"}`
    const events = chunks('chatcmpl-1', [
      { role: 'assistant', content: '' },
      ...tokensOf(`a ${plant({})} b ${plant({})}`).map((content) => ({ content })),
      { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'fetch', arguments: '' } }] },
      ...tokensOf(argument).map((part) => ({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
    ])
    const last = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created, model: 'gpt-4o', choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] }
    return { 'stream.txt': `${eventStream([...events, last])}data: [DONE]\n\n` }
  },
}) // prettier-ignore

test('deltas of two answers, of two choices and of two calls run through each other', () => {
  const secrets = [1, 2, 3, 4, 5].map(githubToken)
  const said = (text: string) => tokensOf(`a ${text} b`).map((content) => ({ content }))
  const called = (text: string, index: number) => [
    { tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: `tool${index}`, arguments: '' } }] },
    ...tokensOf(`{"key":"${text}"}`).map((part) => ({ tool_calls: [{ index, function: { arguments: part } }] })),
  ] // prettier-ignore
  const streams = [
    chunks('chatcmpl-1', said(secrets[0]!)),
    chunks('chatcmpl-1', said(secrets[1]!), 1),
    chunks('chatcmpl-2', [{ role: 'assistant', content: '' }, ...said(secrets[2]!)]),
    chunks('chatcmpl-3', called(secrets[3]!, 0)),
    chunks('chatcmpl-3', called(secrets[4]!, 1)),
  ]
  const events = braid(streams)
  const jsonl = events.map((event) => JSON.stringify(event) + '\n').join('')
  for (const text of [eventStream(events) + 'data: [DONE]\n\n', jsonl]) {
    const { format, found, problems } = scanText(text, { path: 'stream.log', lengths: [97, 5] })
    expect([format, problems]).toEqual(['openai', []])
    const by = new Map(found.map((item) => [item.secret, item]))
    expect([...by.keys()].toSorted()).toEqual(secrets.toSorted())
    expect(found).toHaveLength(5)
    for (const { secret, covered } of found) expect(covered.join('')).toBe(secret)
    expect(by.get(secrets[2]!)?.attribution).toMatchObject({ run: 'chatcmpl-2', role: 'assistant', model: 'gpt-4o', time })
    expect(by.get(secrets[3]!)?.attribution).toMatchObject({ run: 'chatcmpl-3', tool: 'tool0', toolCall: 'call_0' })
    expect(by.get(secrets[4]!)?.attribution).toMatchObject({ run: 'chatcmpl-3', tool: 'tool1', toolCall: 'call_1' })
  }
}) // prettier-ignore

test('events of the Responses API: deltas, and what repeats them when they are done', () => {
  const text = githubToken(1)
  const argument = githubToken(2)
  const item = { type: 'function_call', id: 'fc_1', call_id: 'call_5', name: 'fetch', arguments: '' }
  const events = [
    { type: 'response.created', response: { id: 'resp_7', object: 'response', created_at: created, model: 'gpt-5', output: [] } },
    ...tokensOf(`it is ${text}.`).map((delta) => ({ type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta, obfuscation: noise('base62:8') })),
    { type: 'response.output_text.done', item_id: 'msg_1', output_index: 0, content_index: 0, text: `it is ${text}.` },
    { type: 'response.output_item.added', output_index: 1, item },
    ...tokensOf(`{"a":"${argument}"}`).map((delta) => ({ type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta })),
    { type: 'response.completed', response: { id: 'resp_7', object: 'response', created_at: created, model: 'gpt-5', output: [{ ...item, arguments: `{"a":"${argument}"}` }] } },
  ]
  const { format, found, problems } = scanText(eventStream(events))
  expect([format, problems]).toEqual(['openai', []])
  expect(found.map(({ secret }) => secret).toSorted()).toEqual([text, text, argument, argument].toSorted())
  for (const { attribution } of found) expect(attribution).toMatchObject({ run: 'resp_7', model: 'gpt-5' })
  for (const { attribution } of found.filter(({ secret }) => secret === argument)) {
    expect(attribution).toMatchObject({ tool: 'fetch', toolCall: 'call_5' })
  }
}) // prettier-ignore

/** One of each in turn, as long as there are any. */
function braid(streams: readonly (readonly object[])[]): object[] {
  const length = Math.max(...streams.map((stream) => stream.length))
  return Array.from({ length }, (_, at) => streams.flatMap((stream) => stream[at] ?? [])).flat()
}
